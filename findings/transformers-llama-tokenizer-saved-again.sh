#!/usr/bin/env bash
# transformers 5.18.0: a Llama-2-form tokenizer gives other tokens once it has been saved and loaded again.
#
# Expected: save_pretrained and from_pretrained are inverses: what a fine-tune is saved with encodes as what it was trained with.
# Seen: saving loses the key "legacy" of tokenizer_config.json. Loaded again, text behind a special token gets no word mark any more:
# "<s>[INST] ..." begins with other tokens than before, and than the file's own pipeline gives.
# Matters to: every chat prompt of a saved Llama 2 or Mistral 0.1 derivative: the first token of the instruction format is one that the
# model has not seen there. Copy the tokenizer's files instead of saving them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check --retries 0 --no-compile torch==2.13.0 transformers==5.18.0 numpy==2.4.6 tokenizers==0.23.2
export HF_HUB_OFFLINE=1 HF_HUB_DISABLE_PROGRESS_BARS=1 TRANSFORMERS_VERBOSITY=error
venv/bin/python - <<'PY'
import json
import os

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers
from transformers import AutoTokenizer

# A small tokenizer.json of the form that Llama 2 was published in: no pre-tokenizer, a normalizer that puts the word mark before the text.
text = ["hello world the quick brown fox says hello [INST] to the world [/INST]\n"] * 50
raw = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
raw.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
raw.pre_tokenizer = pre_tokenizers.Split("▁", "merged_with_next")
special = ["<unk>", "<s>", "</s>"]
byte_tokens = [f"<0x{i:02X}>" for i in range(256)]
raw.train_from_iterator(
    text, trainers.BpeTrainer(vocab_size=420, special_tokens=special + byte_tokens, show_progress=False)
)
file = json.loads(raw.to_str())
file["pre_tokenizer"] = None
file["added_tokens"] = [token for token in file["added_tokens"] if token["content"] in special]
os.mkdir("model")
json.dump(file, open("model/tokenizer.json", "w"))
json.dump(
    {"tokenizer_class": "LlamaTokenizer", "legacy": True, "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"},
    open("model/tokenizer_config.json", "w"),
)

direct, first = Tokenizer.from_file("model/tokenizer.json"), AutoTokenizer.from_pretrained("model")
first.save_pretrained("again")
again = AutoTokenizer.from_pretrained("again")
prompt = "<s>[INST] hello world [/INST]"
tokens = [direct.encode(prompt, add_special_tokens=False).tokens, first.tokenize(prompt), again.tokenize(prompt)]
for name, row in zip(("tokenizer.json", "AutoTokenizer", "saved and loaded again"), tokens):
    print(f"{name:23}", row)
print("legacy in the saved config:", json.load(open("again/tokenizer_config.json")).get("legacy"))
assert tokens[0] == tokens[1] and tokens[0][1] == "▁[INST]"
assert tokens[2] != tokens[1] and not tokens[2][1].startswith("▁")
assert first.tokenize("hello world") == again.tokenize("hello world")
PY
