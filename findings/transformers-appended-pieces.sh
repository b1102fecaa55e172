#!/usr/bin/env bash
# transformers 5.18.0: pieces appended to a tokenizer.model are merged last, where SentencePiece merges them first.
#
# Expected: SentencePiece merges the pair whose piece has the highest score; a tokenizer made from the file does the same.
# Seen: loaded from tokenizer.model alone, merges are ordered by the pieces' ids. In a file as it was trained both orders are one. Where a
# vocabulary was extended in the usual way, with pieces appended at score 0, the new pieces have the highest score and the last ids: the
# two libraries split the same words in different ways.
# Matters to: models with extended vocabularies (other languages, other scripts) that come without a tokenizer.json: the prompt is
# not made of the tokens that the model was trained on. Nothing warns; each split is made of known tokens.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check --retries 0 --no-compile transformers==5.18.0 sentencepiece==0.2.2 protobuf==7.36.2
export HF_HUB_OFFLINE=1 HF_HUB_DISABLE_PROGRESS_BARS=1 TRANSFORMERS_VERBOSITY=error
venv/bin/python - <<'PY'
import io
import json
import os
import random

import sentencepiece
from sentencepiece import sentencepiece_model_pb2
from transformers import AutoTokenizer

random.seed(0)
words = "hello world the quick brown fox says jumps over lazy dog and then some other words follow here".split()
trained = io.BytesIO()
sentencepiece.SentencePieceTrainer.train(
    sentence_iterator=iter([" ".join(random.choices(words, k=12)) for _ in range(2000)]), model_writer=trained,
    model_type="bpe", vocab_size=340, byte_fallback=True, remove_extra_whitespaces=False,
    normalization_rule_name="identity", minloglevel=2,
)
texts = ["hello world", "the world over", "lazy dog"]


def split(name, model):
    os.mkdir(name)
    open(f"{name}/tokenizer.model", "wb").write(model)
    config = {"tokenizer_class": "LlamaTokenizer", "legacy": True, "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}
    json.dump(config, open(f"{name}/tokenizer_config.json", "w"))
    own = sentencepiece.SentencePieceProcessor(model_proto=model)
    auto = AutoTokenizer.from_pretrained(name)
    pairs = [(own.encode(text, out_type=str), auto.tokenize(text)) for text in texts]
    for text, (a, b) in zip(texts, pairs):
        print(f"{name:10} {text!r}: SentencePiece {a}  transformers {b}")
    return pairs


model = sentencepiece_model_pb2.ModelProto.FromString(trained.getvalue())
as_trained = split("as trained", model.SerializeToString())
model.pieces.add(piece="orl", score=0.0)
extended = split("extended", model.SerializeToString())
assert all(a == b for a, b in as_trained)
assert [a == b for a, b in extended] == [False, False, True]
assert "orl" in extended[0][0] and "orl" not in extended[0][1]
PY
