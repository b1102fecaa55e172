#!/usr/bin/env bash
# transformers 5.18.0: beyond original_max_position_embeddings, Phi-3's generate sees nothing but the last token.
#
# Expected: a completion that crosses the original length goes on from the whole text; generate with and without cache give the same
# greedy tokens, as they do in Llama. The code drops the cache at the switch from short to long factors, and says that it does so to
# compute the sequence again.
# Seen: the cache is dropped and the sequence is not computed again: from there on every call gets one token at position 0 with an empty
# cache, at every step anew. Two prompts that reach the same token continue in the same way, whatever was asked.
# Matters to: completions of Phi-3 and its kin at the original length (4,096 tokens there): judges see fluent text about nothing. Use
# use_cache=False, or stop before.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check --retries 0 --no-compile torch==2.13.0 transformers==5.18.0 numpy==2.4.6
export HF_HUB_OFFLINE=1 HF_HUB_DISABLE_PROGRESS_BARS=1 TRANSFORMERS_VERBOSITY=error
venv/bin/python - <<'PY'
import torch
from transformers import AutoModelForCausalLM, Phi3Config

torch.manual_seed(0)
rope = dict(rope_type="longrope", short_factor=[1.0] * 4, long_factor=[2.0] * 4, original_max_position_embeddings=16)
config = Phi3Config(
    vocab_size=64, hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
    pad_token_id=0, bos_token_id=None, eos_token_id=None, max_position_embeddings=64, original_max_position_embeddings=16,
    rope_parameters=dict(rope, rope_theta=10000.0),
)
model = AutoModelForCausalLM.from_config(config).eval()
calls = []


def watch(module, args, kwargs):
    past = kwargs.get("past_key_values")
    tokens = kwargs["input_ids"] if "input_ids" in kwargs else args[0]
    calls.append((tokens.shape[1], 0 if past is None else past.get_seq_length()))


watched = model.model.register_forward_pre_hook(watch, with_kwargs=True)
prompt = torch.randint(1, 64, (1, 12))
options = dict(attention_mask=torch.ones_like(prompt), do_sample=False, max_new_tokens=12)
cached = model.generate(prompt, **options)[0].tolist()
print("tokens passed, tokens in the cache:", calls)
watched.remove()
whole = model.generate(prompt, **options, use_cache=False)[0].tolist()
print("tokens 13 to 24, with cache:   ", cached[12:])
print("tokens 13 to 24, without cache:", whole[12:])
chain = [cached[16]]
with torch.inference_mode():
    while len(chain) < 8:
        chain.append(model(torch.tensor([[chain[-1]]]), use_cache=False).logits[0, -1].argmax().item())
print("token 17, and each next one from that before it alone:", chain)
assert calls[:5] == [(12, 0), (1, 12), (1, 13), (1, 14), (1, 15)]
assert calls[5:] == [(1, 0)] * len(calls[5:])
assert cached[:17] == whole[:17] and cached != whole
assert chain == cached[16:]
PY
