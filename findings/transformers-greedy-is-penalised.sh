#!/usr/bin/env bash
# transformers 5.18.0: generate(do_sample=False) is not greedy decoding where generation_config.json has sampling defaults.
#
# Expected: greedy search takes the most likely token at every step. Temperature, top_p and top_k of the same file are set aside with
# do_sample=False; published sampling defaults (Qwen2.5's 1.05 to 1.1, for one) would be as well.
# Seen: repetition_penalty of the file changes the completion, and min_new_tokens forbids the end of turn: the scores that tokens are taken
# from are not the model's logits, some are minus infinity. repetition_penalty=1.0 and min_new_tokens=None give the greedy tokens.
# Matters to: benchmarks that report "greedy decoding", comparisons with engines that read no generation_config, divergences computed from
# output_scores (use output_logits).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check --retries 0 --no-compile torch==2.13.0 transformers==5.18.0 numpy==2.4.6
export HF_HUB_OFFLINE=1 HF_HUB_DISABLE_PROGRESS_BARS=1 TRANSFORMERS_VERBOSITY=error
venv/bin/python - <<'PY'
import json

import torch
from transformers import AutoModelForCausalLM, LlamaConfig

torch.manual_seed(0)
config = LlamaConfig(
    vocab_size=64, hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4, eos_token_id=1, bos_token_id=0
)
AutoModelForCausalLM.from_config(config).save_pretrained("model")
defaults = {"do_sample": True, "temperature": 0.7, "top_p": 0.8, "top_k": 20, "repetition_penalty": 1.1, "min_new_tokens": 4}
json.dump({**defaults, "eos_token_id": 1, "bos_token_id": 0}, open("model/generation_config.json", "w"))
model = AutoModelForCausalLM.from_pretrained("model").eval()

tokens = torch.tensor([[5, 9, 13, 2, 7]])
call = dict(attention_mask=torch.ones_like(tokens), do_sample=False, max_new_tokens=16)
generated = model.generate(tokens, **call)[0, 5:].tolist()
plain = model.generate(tokens, **call, repetition_penalty=1.0, min_new_tokens=None)[0, 5:].tolist()
greedy = tokens
with torch.inference_mode():
    while greedy.shape[1] < 21:
        greedy = torch.cat([greedy, model(greedy).logits[:, -1:].argmax(-1)], 1)
greedy = greedy[0, 5:].tolist()
output = model.generate(tokens, **call, return_dict_in_generate=True, output_scores=True, output_logits=True)
print("most likely token each step:", greedy)
print("generate(do_sample=False):  ", generated)
print("with repetition_penalty=1.0:", plain)
print("scores of the end token:    ", [score[0, 1].item() for score in output.scores[:5]])
assert generated != greedy and plain == greedy
assert torch.isneginf(torch.stack([score[0, 1] for score in output.scores[:4]])).all()
assert torch.isfinite(torch.stack(output.logits)).all()
PY
