#!/usr/bin/env bash
# transformers 5.18.0: HunYuan V1 gives other logits for a left-padded prompt, mask or no mask; Llama and Qwen3 do not.
#
# Expected: rotary attention depends on distances only, so padding on the left changes nothing once it is masked; the library's own advice
# for decoder models is to pad left. Llama and Qwen3 agree with the unpadded prompt to float32 rounding.
# Seen: HunYuan normalises queries and keys behind the rotation (Qwen3 before it). A norm with a weight per coordinate does not commute with
# a rotation, so attention depends on absolute positions, and positions count the padding unless position_ids are given. With position_ids
# the logits are right; generate() makes them itself and is right too.
# Matters to: scores and activations of padded batches by a plain forward call: the values of a prompt depend on its longest neighbour.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check --retries 0 --no-compile torch==2.13.0 transformers==5.18.0 numpy==2.4.6
export HF_HUB_OFFLINE=1 HF_HUB_DISABLE_PROGRESS_BARS=1 TRANSFORMERS_VERBOSITY=error
venv/bin/python - <<'PY'
import torch
from transformers import AutoModelForCausalLM, HunYuanDenseV1Config, LlamaConfig, Qwen3Config

prompt = torch.tensor([[5, 9, 13, 2, 7, 33, 20]])
padding = torch.zeros(1, 20, dtype=torch.long)
padded = torch.cat([padding, prompt], 1)
mask = torch.cat([padding, torch.ones_like(prompt)], 1)
positions = (mask.cumsum(1) - 1).clamp(min=0)


def errors(config_class):
    torch.manual_seed(0)
    model = AutoModelForCausalLM.from_config(
        config_class(
            vocab_size=64, hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4,
            num_key_value_heads=2, head_dim=8, pad_token_id=0,
        )
    ).eval()
    with torch.inference_mode():
        for name, parameter in model.named_parameters():
            if "q_proj" in name or "k_proj" in name:
                parameter.mul_(30)
            if "norm" in name:
                parameter.copy_(torch.rand_like(parameter) + 0.5)  # trained norms are not all ones
        alone = model(prompt).logits[0, -1]
        found = [
            ((model(padded, attention_mask=mask, **extra).logits[0, -1] - alone).abs().max() / alone.abs().max()).item()
            for extra in ({}, {"position_ids": positions})
        ]
    print(f"{config_class.model_type:17} error with the mask: {found[0]:.1e}   with position_ids as well: {found[1]:.1e}")
    return found


for peer in (LlamaConfig, Qwen3Config):
    assert max(errors(peer)) < 1e-5
plain, positioned = errors(HunYuanDenseV1Config)
assert plain > 1e-2 and positioned < 1e-5
PY
