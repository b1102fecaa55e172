#!/usr/bin/env bash
# transformers 5.18.0: output_hidden_states=[i] gives another layer than entry i of output_hidden_states=True.
#
# Expected: a list of layers keeps some entries of the full list and leaves the numbering alone. The unlisted places hold None, as though
# so that indices stay what they were.
# Seen: with True, entry i is what block i reads (entry 0 the embedding, L + 1 entries). With a list there are L entries and entry i is what
# block i writes, which is entry i + 1 of the full list.
# Matters to: sweeps over layers. A direction read from entry 7 of one form and applied as in the other is one block off, which rarely shows
# as more than a weaker effect.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check --retries 0 --no-compile torch==2.13.0 transformers==5.18.0 numpy==2.4.6
export HF_HUB_OFFLINE=1 HF_HUB_DISABLE_PROGRESS_BARS=1 TRANSFORMERS_VERBOSITY=error
venv/bin/python - <<'PY'
import torch
from transformers import LlamaConfig, LlamaForCausalLM

torch.manual_seed(0)
model = LlamaForCausalLM(
    LlamaConfig(vocab_size=64, hidden_size=32, intermediate_size=64, num_hidden_layers=4, num_attention_heads=4)
).eval()
tokens = torch.tensor([[5, 9, 13, 2]])
with torch.inference_mode():
    everything = model(tokens, output_hidden_states=True).hidden_states
    print(f"True: {len(everything)} entries")
    for layer in range(3):
        listed = model(tokens, output_hidden_states=[layer]).hidden_states
        same = [i for i, h in enumerate(everything) if torch.equal(h, listed[layer])]
        print(f"[{layer}]: {len(listed)} entries; entry {layer} is entry {same} of the full list")
        assert len(everything) == 5 and len(listed) == 4
        assert [i for i, h in enumerate(listed) if h is not None] == [layer]
        assert same == [layer + 1]
PY
