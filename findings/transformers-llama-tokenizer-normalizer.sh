#!/usr/bin/env bash
# transformers 5.18.0: AutoTokenizer takes the vocabulary of a Llama-2-form tokenizer.json and not its normalizer.
#
# Expected: tokenizer.json describes the whole pipeline, and every reader of it gives the same ids: that is what the file is for. The
# tokenizers library reads it so, and SentencePiece, which the file was converted from, gives the same tokens.
# Seen: for "tokenizer_class": "LlamaTokenizer" the class builds its own pipeline (no normalizer, a Metaspace pre-tokenizer) around the
# file's vocabulary and merges. A text that begins with blanks loses one of them: " hello" becomes one token where the file gives two.
# Matters to: token ids of raw text (perplexity, continuations, completions that are encoded on their own and begin with a blank): positions
# shift by one, and engines that read tokenizer.json disagree with transformers.
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

direct, auto = Tokenizer.from_file("model/tokenizer.json"), AutoTokenizer.from_pretrained("model")
print("normalizer of the file:", type(direct.normalizer).__name__, "  of AutoTokenizer:", auto.backend_tokenizer.normalizer)
results = {}
for text in ("hello world", " hello", "  hello  the"):
    results[text] = direct.encode(text, add_special_tokens=False).tokens, auto.tokenize(text)
    print(f"{text!r:15} file: {results[text][0]}  AutoTokenizer: {results[text][1]}")
assert auto.backend_tokenizer.normalizer is None
assert results["hello world"][0] == results["hello world"][1]
assert results[" hello"] == (["▁", "▁hello"], ["▁hello"])
assert results["  hello  the"][0] == ["▁", *results["  hello  the"][1]]
PY
