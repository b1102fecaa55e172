#!/usr/bin/env bash
# andyrdt/refusal_direction, dataset/splits: the harmful test split holds ten instructions twice, and one of the training split but for case.
#
# Expected: 572 different test instructions, none of which was trained on: the notebook that makes the splits takes out what stands in two of them.
# Seen: 562 are different. JailbreakBench took behaviours from HarmBench's and StrongREJECT's sources, and the test split joins the three; only training and
# validation are compared with it, and by equal strings, so a training row that differs in case stays in.
# Matters to: intervals over n = 572 (ten requests count twice), and to who takes directions from training rows and reports on the test split.
# Prints counts only. REFUSAL_DIRECTION may name a clone instead of the repository.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
git clone --quiet --no-checkout "${REFUSAL_DIRECTION:-https://github.com/andyrdt/refusal_direction}" "$folder/repo"
for split in train val test; do
  git -C "$folder/repo" show "9d852fae1a9121c78b29142de733cb1340770cc3:dataset/splits/harmful_$split.json" > "$folder/$split.json"
done
python3 - "$folder" <<'PY'
import json, sys

splits = {}
for name in ("train", "val", "test"):
    with open(f"{sys.argv[1]}/{name}.json", encoding="utf-8") as file:
        splits[name] = [row["instruction"] for row in json.load(file)]
different = len(set(splits["test"]))
print(f"test: {len(splits['test'])} rows, {different} different")
plain = {name: {" ".join(text.lower().split()) for text in rows} for name, rows in splits.items()}
for name in ("train", "val"):
    equal = len(set(splits[name]) & set(splits["test"]))
    print(f"{name} and test: {equal} equal, {len(plain[name] & plain['test'])} equal but for case")
assert (len(splits["test"]), different) == (572, 562)
assert not set(splits["train"]) & set(splits["test"]) and len(plain["train"] & plain["test"]) == 1
PY
