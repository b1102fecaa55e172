#!/usr/bin/env bash
# transformers 5.18.0: casting a loaded model is not the same as loading it in that type, though all parameters are equal.
#
# Expected: from_pretrained(dtype=T) and from_pretrained(...).to(T) are one model where every weight is representable in T; in PyTorch a
# module is its parameters.
# Seen: buffers that are in no checkpoint follow the path taken. Llama's rotary frequencies stay float32 when loaded in bfloat16 and are
# rounded to bfloat16 by .to(): at position 1,000 the second angle is off by 0.18 rad. Gemma's embedding scale, sqrt(hidden_size), goes
# the other way: loaded in bfloat16 and cast with .float() it keeps the rounded value (6.9375 for 6.9282).
# Matters to: half-precision references, and float32 arithmetic on bfloat16 weights: every activation differs, by far more than the
# arithmetic. Use dtype= in from_pretrained, never .to(), .half() or .float().
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check --retries 0 --no-compile torch==2.13.0 transformers==5.18.0 numpy==2.4.6
export HF_HUB_OFFLINE=1 HF_HUB_DISABLE_PROGRESS_BARS=1 TRANSFORMERS_VERBOSITY=error
venv/bin/python - <<'PY'
import torch
from transformers import AutoModelForCausalLM, GemmaConfig, LlamaConfig

shape = dict(vocab_size=64, hidden_size=48, intermediate_size=64, num_hidden_layers=2, num_attention_heads=3, num_key_value_heads=3)


def saved(config, folder):
    torch.manual_seed(0)
    AutoModelForCausalLM.from_config(config).to(torch.bfloat16).save_pretrained(folder)
    return lambda dtype: AutoModelForCausalLM.from_pretrained(folder, dtype=dtype).eval()


def same_parameters(a, b):
    return all(p.dtype == q.dtype and torch.equal(p, q) for p, q in zip(a.parameters(), b.parameters(), strict=True))


load = saved(LlamaConfig(**shape, head_dim=16, max_position_embeddings=4096), "llama")
loaded, cast = load(torch.bfloat16), load(torch.float32).to(torch.bfloat16)
angles = [1000 * model.model.rotary_emb.inv_freq.double() for model in (loaded, cast)]
error = (angles[0] - angles[1]).abs().max().item()
print("Llama, bfloat16: loaded or cast, parameters equal:", same_parameters(loaded, cast))
print(f"  rotary angles at position 1000 differ by up to {error:.2f} rad")
assert same_parameters(loaded, cast)
assert loaded.model.rotary_emb.inv_freq.dtype == torch.float32 and cast.model.rotary_emb.inv_freq.dtype == torch.bfloat16
assert error > 0.1

load = saved(GemmaConfig(**shape, head_dim=16), "gemma")
loaded, cast = load(torch.float32), load(torch.bfloat16).float()
tokens = torch.tensor([[3, 4, 9]])
with torch.inference_mode():
    first, second = (model(tokens, output_hidden_states=True).hidden_states[0] for model in (loaded, cast))
ratio = (second / first).mean().item()
print("Gemma, float32: loaded or cast, parameters equal:", same_parameters(loaded, cast))
print(f"  embeddings of the cast model are {ratio:.5f} times those of the loaded one (6.9375 / sqrt(48) = {6.9375 / 48**0.5:.5f})")
assert same_parameters(loaded, cast)
assert abs(ratio - 6.9375 / 48**0.5) < 1e-5
PY
