#!/usr/bin/env bash
# scikit-learn 1.9.1: permutation_test_score with groups of paraphrases gives p = 1 whatever the effect; without, it errs far too often.
#
# Expected: groups does in the test what it does in cross-validation: paraphrases of one request stay together, in the folds and when labels
# are shuffled, so that whole groups exchange labels. p is small for classes that are told apart perfectly.
# Seen: labels are shuffled within groups only (so the documentation says). Where all members of a group have one class, as paraphrases of a
# harmful request have, no shuffle changes anything: every permuted score is the score, and p = 1. The way out that suggests itself,
# groups for the folds and none for the shuffle, breaks the groups up: where classes do not differ it says that they do several times
# as often as the 5% that it promises.
# Matters to: probes and separability tests on prompt sets with near-duplicates. Permute one label per group.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check --retries 0 --no-compile scikit-learn==1.9.1 scipy==1.17.1 numpy==2.4.6
venv/bin/python - <<'PY'
import numpy as np
from sklearn.model_selection import GroupKFold, permutation_test_score
from sklearn.neighbors import NearestCentroid

generator = np.random.default_rng(0)
requests, paraphrases = 12, 16
groups = np.repeat(np.arange(requests), paraphrases)
folds = GroupKFold(3, shuffle=True, random_state=0)


def prompts(effect):
    y = np.repeat(generator.permutation(np.repeat([0, 1], requests // 2)), paraphrases)
    X = generator.normal(size=(requests, 2))[groups] + 0.2 * generator.normal(size=(len(y), 2))
    return X + effect * y[:, None], y


def test(X, y, **options):
    score, _, p = permutation_test_score(NearestCentroid(), X, y, n_permutations=19, random_state=0, **options)
    return score, p


score, p = test(*prompts(20.0), groups=groups, cv=folds)
print(f"classes far apart, groups given: accuracy {score:.2f}, p = {p:.3f}")
assert score == 1 and p == 1

false, trials = 0, 24
for _ in range(trials):
    X, y = prompts(0.0)
    false += test(X, y, cv=list(folds.split(X, y, groups)))[1] <= 0.05
print(f"classes alike, groups for the folds only: p <= .05 in {false} of {trials} data sets")
assert false > 0.15 * trials
PY
