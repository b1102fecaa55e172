#!/usr/bin/env bash
# lm-evaluation-harness 0.4.13: acc_norm divides a choice's log-likelihood by its characters, acc_bytes by its bytes: two verdicts.
#
# Expected: acc_norm is the "byte-length normalised" accuracy that papers describe. For ASCII both are the same number.
# Seen: with choices in two scripts they differ. A choice of three Chinese characters (nine bytes) wins by acc_bytes and loses by acc_norm to one of
# seven Latin letters. The blank that is scored in front of each choice is counted by neither.
# Matters to: multiple-choice damage measured on choices with other scripts, accents, emphasis or mathematical signs, and anybody who
# compares acc_norm between tools.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
# Without dependencies, and what the one module used here imports.
venv/bin/pip install -qq --disable-pip-version-check --retries 0 --no-compile --no-deps lm-eval==0.4.13
venv/bin/pip install -qq --disable-pip-version-check --retries 0 --no-compile datasets==5.0.1 jinja2==3.1.6 sacrebleu==2.6.0
export HF_HUB_OFFLINE=1
venv/bin/python - 2>/dev/null <<'PY'
import datasets
from lm_eval.api.task import ConfigurableTask

row = {"question": "Which city?", "choices": ["\u5317\u4eac\u5e02", "Beijing"], "answer": 0}
task = ConfigurableTask(
    config={
        "task": "cities",
        "custom_dataset": lambda **_: {"test": datasets.Dataset.from_list([row])},
        "test_split": "test",
        "output_type": "multiple_choice",
        "doc_to_text": "{{question}}",
        "doc_to_choice": "{{choices}}",
        "doc_to_target": "{{answer}}",
        "metric_list": [{"metric": name, "higher_is_better": True} for name in ("acc", "acc_norm", "acc_bytes")],
    }
)
document = task.eval_docs[0]
scored = [request.args[1] for request in task.construct_requests(document, task.doc_to_text(document))]
likelihoods = [-12.0, -21.0]
verdict = task.process_results(document, [(value, False) for value in likelihoods])
print("scored continuations:", [ascii(text) for text in scored])
for choice, value in zip(row["choices"], likelihoods):
    size = len(choice.encode())
    print(f"{ascii(choice):22} {value}: {value / len(choice):.2f} per character, {value / size:.2f} per byte, {value / (size + 1):.2f} with the blank")
print("right by", {name: bool(value) for name, value in verdict.items()})
assert scored == [" " + choice for choice in row["choices"]]
assert verdict == {"acc": 1.0, "acc_norm": 0.0, "acc_bytes": 1.0}
PY
