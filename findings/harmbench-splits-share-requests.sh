#!/usr/bin/env bash
# HarmBench, text behaviours: two requests stand in the validation and in the test split, each with other contexts.
#
# Expected: a request that was tuned on is not tested on; validation and test share no BehaviorID.
# Seen: of the contextual behaviours two requests are asked about several contexts, and the contexts were dealt to both splits. Ids are numbered, so a comparison
# by id finds nothing, and the contexts make most of the text, so a comparison of whole prompts finds nothing either.
# Matters to: thresholds, directions and prompts that are chosen on contextual validation behaviours and reported on the test split.
# Prints counts only. The two files are read from a repository that keeps them as they were published. REFUSAL_DIRECTION may name a clone instead.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
git clone --quiet --no-checkout "${REFUSAL_DIRECTION:-https://github.com/andyrdt/refusal_direction}" "$folder/repo"
for split in val test; do
  git -C "$folder/repo" show "9d852fae1a9121c78b29142de733cb1340770cc3:dataset/raw/harmbench_$split.csv" > "$folder/$split.csv"
done
python3 - "$folder" <<'PY'
import csv, sys

def rows(split):
    with open(f"{sys.argv[1]}/{split}.csv", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))

val, test = rows("val"), rows("test")
plain = lambda row: " ".join(row["Behavior"].lower().split())
shared = {plain(row) for row in val} & {plain(row) for row in test}
ids = {row["BehaviorID"] for row in val} & {row["BehaviorID"] for row in test}
whole = {plain(row) + row["ContextString"] for row in val} & {plain(row) + row["ContextString"] for row in test}
of = {name: [row for row in split if plain(row) in shared] for name, split in (("val", val), ("test", test))}
print(f"shared ids {len(ids)}, shared requests with context {len(whole)}, shared requests {len(shared)}")
print({name: len(found) for name, found in of.items()}, "rows;", {row["FunctionalCategory"] for row in of["val"] + of["test"]})
assert (len(ids), len(whole), len(shared), len(of["val"]), len(of["test"])) == (0, 0, 2, 4, 2)
PY
