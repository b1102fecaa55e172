#!/usr/bin/env bash
# transformers 5.18.0: Gemma 2's soft cap on attention logits is applied by eager attention and dropped by sdpa, the default, without a word.
#
# Expected: implementations of attention compute the same function (Llama's eager and sdpa agree to 1e-6), or the library refuses the pair.
# `attn_logit_softcapping` is part of the architecture: every published Gemma 2 has 50.0.
# Seen: with a cap, eager and sdpa give different logits; sdpa gives the logits of the same weights without any cap. No warning at the
# library's default verbosity. Without a cap both agree.
# Matters to: activations and logits of Gemma 2 (and VaultGemma): a reference made by default attention is not the trained model's.
# Load them with attn_implementation="eager".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check --retries 0 --no-compile torch==2.13.0 transformers==5.18.0 numpy==2.4.6
export HF_HUB_OFFLINE=1 HF_HUB_DISABLE_PROGRESS_BARS=1
venv/bin/python - 2>stderr <<'PY'
import torch
from transformers import AutoModelForCausalLM, Gemma2Config

tokens = torch.tensor([[5, 9, 13, 2, 7, 7, 30, 41]])


def logits(attention, cap):
    torch.manual_seed(0)
    config = Gemma2Config(
        vocab_size=64, hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4,
        num_key_value_heads=2, head_dim=8, query_pre_attn_scalar=8, attn_logit_softcapping=cap,
    )
    model = AutoModelForCausalLM.from_config(config, **({"attn_implementation": attention} if attention else {})).eval()
    with torch.inference_mode():
        for name, parameter in model.named_parameters():
            if "q_proj" in name or "k_proj" in name:
                parameter.mul_(60)  # attention logits of some tens, as in trained models
        return model(tokens).logits, model.config._attn_implementation


def distance(a, b):
    return ((a - b).abs().max() / a.abs().max()).item()


eager, _ = logits("eager", 50.0)
default, chosen = logits(None, 50.0)
sdpa_uncapped, _ = logits("sdpa", None)
eager_uncapped, _ = logits("eager", None)
print("default attention:", chosen)
print(f"cap 50:  eager against {chosen}: {distance(eager, default):.1e} of the largest logit")
print(f"no cap:  eager against sdpa: {distance(eager_uncapped, sdpa_uncapped):.1e}")
print("sdpa with a cap is sdpa without one:", torch.equal(default, sdpa_uncapped))
assert chosen == "sdpa"
assert distance(eager, default) > 1e-2
assert distance(eager_uncapped, sdpa_uncapped) < 1e-4
assert torch.equal(default, sdpa_uncapped)
PY
echo "warnings that name the soft cap: $(grep -ci 'softcap\|soft cap\|soft-cap' stderr || true)"
! grep -qi 'softcap\|soft cap\|soft-cap' stderr
