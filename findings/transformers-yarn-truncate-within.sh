#!/usr/bin/env bash
# transformers 5.18.0: where rotary parameters stand by type of layer (`rope_parameters: {full_attention: {...}, sliding_attention: {...}}`, as Gemma 3 and OLMo 3 have
# them), YaRN's `truncate` inside a type is not read; `factor` and the others beside it are. It is looked up one level above, where no writer puts it.
# Expected: the field acts where its neighbours act. In a flat `rope_parameters` (gpt-oss, `"truncate": false`) it does.
# Matters to who extends a model with layers of two kinds by YaRN without truncation: frequencies are those with it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -qq --disable-pip-version-check --retries 0 --no-compile torch==2.13.0 transformers==5.18.0
"$folder/venv/bin/python" - <<'PY'
import logging
logging.disable(logging.WARNING)
import torch
from transformers import LlamaConfig, Olmo3Config
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

yarn = ROPE_INIT_FUNCTIONS["yarn"]
size = dict(vocab_size=64, hidden_size=128, intermediate_size=64, num_hidden_layers=4, num_attention_heads=4, max_position_embeddings=512)
rope = dict(rope_type="yarn", rope_theta=10_000.0, factor=4.0, original_max_position_embeddings=64)


def flat(**more):
    return yarn(LlamaConfig(**size, rope_parameters={**rope, **more}))[0]


def nested(**more):
    parameters = {"full_attention": {**rope, **more}, "sliding_attention": {"rope_type": "default", "rope_theta": 10_000.0}}
    return yarn(Olmo3Config(**size, rope_parameters=parameters), layer_type="full_attention")[0]


print("flat,   truncate true, false:", flat().tolist()[:6], flat(truncate=False).tolist()[:6])
print("nested, truncate true, false:", nested().tolist()[:6], nested(truncate=False).tolist()[:6])
assert not torch.equal(flat(), flat(truncate=False))
assert not torch.equal(nested(), nested(factor=8.0)), "its neighbours act"
assert torch.equal(nested(), nested(truncate=False)), "truncate is read within a type of layers now"
PY
