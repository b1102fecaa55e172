#!/usr/bin/env bash
# transformers 5.18.0: in an OLMo 3 configuration of the form before version 5 (`rope_theta` beside the other fields), the value reaches the layers that
# see everything alone. Layers with a window take the default, 500,000.
# Expected: one theta for every layer, as the field stands once in the file and as transformers 4 read it; so do OLMo 2 and Llama.
# Matters to who fine-tunes or extends OLMo 3 with another theta: the model that is loaded is another one. The published files say 500,000, where nothing shows.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -qq --disable-pip-version-check --retries 0 --no-compile torch==2.13.0 transformers==5.18.0
"$folder/venv/bin/python" - <<'PY'
import logging
logging.disable(logging.WARNING)
from transformers import Olmo2Config, Olmo3Config

size = dict(vocab_size=64, hidden_size=32, intermediate_size=64, num_hidden_layers=4, num_attention_heads=4)
older = Olmo3Config(**size, rope_theta=10_000.0).rope_parameters
print("OLMo 3, rope_theta=10000:", older)
assert older["full_attention"]["rope_theta"] == 10_000.0
assert older["sliding_attention"]["rope_theta"] == 500_000.0, "the value reaches every layer now"
plain = Olmo2Config(**size, rope_theta=10_000.0).rope_parameters
print("OLMo 2, rope_theta=10000:", plain)
assert plain["rope_theta"] == 10_000.0
PY
