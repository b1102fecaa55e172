#!/usr/bin/env bash
# transformers 5.18.0: a GGUF file of a Llama 3.x model is loaded without its rotary scaling.
#
# Expected: the tensor rope_freqs.weight of the file divides the rotary frequencies, as llama.cpp applies it; the model equals the one that
# the file was converted from. Everything else of a float32 file does, exactly.
# Seen: from_pretrained(gguf_file=...) drops the tensor: rope_parameters say "default" and the slow frequencies are 8 times too fast.
# Short prompts hide it (nearly the same logits at 5 tokens). With the frequencies put in by hand, logits are equal to the last bit.
# Matters to: activations and completions of quantised Llama 3.1 to 3.3 through transformers. Set rope_parameters by hand.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check --retries 0 --no-compile torch==2.13.0 transformers==5.18.0 numpy==2.4.6 gguf==0.19.0 accelerate==1.15.0
export HF_HUB_OFFLINE=1 HF_HUB_DISABLE_PROGRESS_BARS=1 TRANSFORMERS_VERBOSITY=error
venv/bin/python - <<'PY'
import gguf
import numpy as np
import torch
from transformers import AutoModelForCausalLM, LlamaConfig

d, heads, layers, theta = 64, 4, 2, 500000.0
torch.manual_seed(0)
rope = dict(
    rope_type="llama3", rope_theta=theta, factor=8.0, low_freq_factor=1.0, high_freq_factor=4.0,
    original_max_position_embeddings=8192,
)
source = AutoModelForCausalLM.from_config(
    LlamaConfig(
        vocab_size=64, hidden_size=d, intermediate_size=d, num_hidden_layers=layers, num_attention_heads=heads,
        max_position_embeddings=131072, rope_parameters=rope, tie_word_embeddings=False,
    )
).eval()
with torch.no_grad():
    for name, parameter in source.named_parameters():
        if "q_proj" in name or "k_proj" in name:
            parameter.mul_(20)

file = gguf.GGUFWriter("model.gguf", "llama")
file.add_context_length(131072)
file.add_embedding_length(d)
file.add_block_count(layers)
file.add_feed_forward_length(d)
file.add_head_count(heads)
file.add_head_count_kv(heads)
file.add_layer_norm_rms_eps(1e-6)
file.add_rope_freq_base(theta)
file.add_rope_dimension_count(d // heads)
file.add_vocab_size(64)
file.add_tokenizer_model("gpt2")
file.add_tokenizer_pre("llama-bpe")
file.add_token_list([str(i) for i in range(64)])
file.add_token_types([1] * 64)
file.add_token_merges(["1 2"])
unscaled = 1 / theta ** (np.arange(0, d // heads, 2) / (d // heads))
file.add_tensor("rope_freqs.weight", (unscaled / source.model.rotary_emb.inv_freq.numpy()).astype(np.float32))
weights = {name: value.numpy() for name, value in source.state_dict().items()}
file.add_tensor("token_embd.weight", weights["model.embed_tokens.weight"])
file.add_tensor("output_norm.weight", weights["model.norm.weight"])
file.add_tensor("output.weight", weights["lm_head.weight"])
names = {
    "attn_norm": "input_layernorm", "ffn_norm": "post_attention_layernorm", "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj", "attn_v": "self_attn.v_proj", "attn_output": "self_attn.o_proj",
    "ffn_gate": "mlp.gate_proj", "ffn_up": "mlp.up_proj", "ffn_down": "mlp.down_proj",
}
for layer in range(layers):
    for short, long in names.items():
        value = weights[f"model.layers.{layer}.{long}.weight"]
        if short in ("attn_q", "attn_k"):  # GGUF keeps the two coordinates of a rotation side by side
            value = value.reshape(heads, 2, -1, d).swapaxes(1, 2).reshape(d, d)
        file.add_tensor(f"blk.{layer}.{short}.weight", np.ascontiguousarray(value))
file.write_header_to_file()
file.write_kv_data_to_file()
file.write_tensors_to_file()
file.close()

loaded = AutoModelForCausalLM.from_pretrained(".", gguf_file="model.gguf", dtype=torch.float32).eval()
ratio = (loaded.model.rotary_emb.inv_freq / source.model.rotary_emb.inv_freq).tolist()
tokens = torch.randint(2, 64, (1, 2000))


def error(n):
    with torch.inference_mode():
        expected, found = (model(tokens[:, :n]).logits[0, -1] for model in (source, loaded))
    return ((found - expected).abs().max() / expected.abs().max()).item()


errors = error(5), error(2000)
print("rope_parameters:", dict(loaded.config.rope_parameters))
print("frequencies against the source's:", [round(x, 2) for x in ratio])
print(f"error of the last logits: {errors[0]:.1e} at 5 tokens, {errors[1]:.1e} at 2,000")
loaded.model.rotary_emb.inv_freq.copy_(source.model.rotary_emb.inv_freq)
print(f"with the frequencies put in by hand: {error(2000):.1e}")
assert loaded.config.rope_parameters["rope_type"] == "default" and abs(max(ratio) - 8) < 1e-3
assert errors[1] > 1e-2 and errors[1] > 10 * errors[0] and error(2000) == 0
PY
