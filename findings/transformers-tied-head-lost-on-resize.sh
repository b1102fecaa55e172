#!/usr/bin/env bash
# transformers 5.18.0: a head of its own in a tied checkpoint is honoured on loading and thrown away by resize_token_embeddings.
#
# Expected: adding a padding token changes no logit of the tokens there were. The head is either the embedding from the beginning, as
# the config's tie_word_embeddings says and other loaders take it, or stays what it is.
# Seen: where the file holds an lm_head.weight that differs from the embedding (fine-tunes that trained the head), from_pretrained leaves
# the two apart, with a warning, and saves them apart again, still with tie_word_embeddings true. resize_token_embeddings then ties them
# by the config: the trained head is replaced by the embedding and every logit is another model's. Nothing is said at that moment.
# Matters to: anybody who adds a pad token before batching, a step of most fine-tuning and evaluation scripts; and readers of config.json
# alone, which says "tied" before and after.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check --retries 0 --no-compile torch==2.13.0 transformers==5.18.0 numpy==2.4.6 safetensors==0.8.0
export HF_HUB_OFFLINE=1 HF_HUB_DISABLE_PROGRESS_BARS=1
venv/bin/python - 2>stderr <<'PY'
import json
import sys

import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM, LlamaConfig

torch.manual_seed(0)
config = LlamaConfig(
    vocab_size=64, hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4, tie_word_embeddings=True
)
AutoModelForCausalLM.from_config(config).save_pretrained("model")
tensors = load_file("model/model.safetensors")
tensors["lm_head.weight"] = head = torch.randn(64, 32)
save_file(tensors, "model/model.safetensors", metadata={"format": "pt"})

model = AutoModelForCausalLM.from_pretrained("model").eval()
model.save_pretrained("again")
again_tied = json.load(open("again/config.json"))["tie_word_embeddings"]
again_head = load_file("again/model.safetensors")["lm_head.weight"]
tokens = torch.tensor([[5, 9, 13, 2]])
with torch.inference_mode():
    before = model(tokens).logits
    loaded = torch.equal(model.lm_head.weight, head)
    print("--- resized", file=sys.stderr, flush=True)
    model.resize_token_embeddings(65, mean_resizing=False)
    after = model(tokens).logits[..., :64]
print("loaded with the file's head:", loaded)
print("saved again: file's head kept:", torch.equal(again_head, head), " tie_word_embeddings:", again_tied)
print("after one more token: head is the embedding:", model.lm_head.weight is model.model.embed_tokens.weight)
print(f"logits of the old tokens moved by up to {(before - after).abs().max():.2f} (largest {before.abs().max():.2f})")
assert loaded and torch.equal(again_head, head) and again_tied is True
assert model.lm_head.weight is model.model.embed_tokens.weight
assert (before - after).abs().max() > 1
PY
echo "warned on loading: $(sed '/^--- resized/,$d' stderr | grep -c 'NOT tie')  on resizing: $(sed '1,/^--- resized/d' stderr | grep -ci 'tie' || true)"
sed '/^--- resized/,$d' stderr | grep -q 'NOT tie'
! sed '1,/^--- resized/d' stderr | grep -qi 'tie'
