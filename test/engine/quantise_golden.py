"""Writes a quantised copy of a golden checkpoint, and a float32 one of the weights that the copy stands for.

Usage: quantise_golden.py fp8|mxfp4|gguf SOURCE TARGET REFERENCE
"""

import json
import os
import shutil
import sys

import torch
from safetensors.torch import load_file, save_file

BLOCK = 16
FP4 = torch.tensor([0.0, 0.5, 1, 1.5, 2, 3, 4, 6])


def fp8(name, weight):
    """float8 with a scale per block: the stored tensors, and what they stand for."""
    if not name.endswith("_proj.weight"):
        return {name: weight}, weight
    rows, columns = weight.shape
    blocks = weight.view(rows // BLOCK, BLOCK, columns // BLOCK, BLOCK)
    scale = blocks.abs().amax(dim=(1, 3)) / 448
    stored = (blocks / scale[:, None, :, None]).to(torch.float8_e4m3fn)
    back = (stored.float() * scale[:, None, :, None]).reshape(rows, columns)
    return {name: stored.reshape(rows, columns), f"{name}_scale_inv": scale}, back


def mxfp4(name, weight):
    """Four bits with an exponent per 32 values, for the experts."""
    if not name.endswith(("gate_up_proj", "down_proj")):
        return {name: weight}, weight
    groups = weight.transpose(1, 2).unflatten(-1, (-1, 32))
    exponent = torch.floor(torch.log2(groups.abs().amax(-1).clamp_min(1e-30))) - 2
    scaled = groups / torch.exp2(exponent)[..., None]
    code = (scaled.abs()[..., None] - FP4).abs().argmin(-1)
    back = (FP4[code] * scaled.sign() * torch.exp2(exponent)[..., None]).flatten(-2).transpose(1, 2)
    nibbles = (code + 8 * (scaled < 0)).to(torch.uint8)
    stored = nibbles[..., 0::2] | (nibbles[..., 1::2] << 4)
    return {f"{name}_blocks": stored, f"{name}_scales": (exponent + 127).to(torch.uint8)}, back.contiguous()


GGUF_NAMES = {
    "model.embed_tokens.weight": "token_embd.weight",
    "model.norm.weight": "output_norm.weight",
    "input_layernorm": "attn_norm",
    "post_attention_layernorm": "ffn_norm",
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}


def gguf_name(name):
    if name in GGUF_NAMES:
        return GGUF_NAMES[name]
    _, _, layer, *rest, kind = name.split(".")
    return f"blk.{layer}.{GGUF_NAMES['.'.join(rest)]}.{kind}"


def write_gguf(path, weights, config):
    """A Qwen2 model in blocks of eight bits; gives the weights that they stand for."""
    import gguf

    writer = gguf.GGUFWriter(path, "qwen2")
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    # A wrong one: config.json counts.
    writer.add_rope_freq_base(123.0)
    writer.add_tokenizer_model("gpt2")
    writer.add_token_list([f"t{i}" for i in range(config["vocab_size"])])
    kind = gguf.GGMLQuantizationType.Q8_0
    back = {}
    for name, weight in weights.items():
        if weight.dim() == 2:
            stored = gguf.quants.quantize(weight.numpy(), kind)
            writer.add_tensor(gguf_name(name), stored, raw_dtype=kind)
            back[name] = torch.from_numpy(gguf.quants.dequantize(stored, kind).copy())
        else:
            writer.add_tensor(gguf_name(name), weight.numpy())
            back[name] = weight
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return back


def main(method, source, target, reference):
    with open(os.path.join(source, "config.json")) as stream:
        config = {**json.load(stream), "dtype": "float32"}
    weights = {name: tensor.float() for name, tensor in load_file(os.path.join(source, "model.safetensors")).items()}
    for folder in (target, reference):
        os.makedirs(folder)
        for name in os.listdir(source):
            if name.endswith(".json") and name not in ("config.json", "inputs.json"):
                shutil.copy(os.path.join(source, name), folder)
    stored, back = {}, {}
    quantised = {"fp8": {"quant_method": "fp8", "activation_scheme": "dynamic", "weight_block_size": [BLOCK, BLOCK]}}
    quantised["mxfp4"] = {"quant_method": "mxfp4", "modules_to_not_convert": ["model.layers.*.self_attn", "lm_head"]}
    if method == "gguf":
        back = write_gguf(os.path.join(target, "weights.gguf"), weights, config)
        # What is not looked at, where there is a tokenizer.json.
        with open(os.path.join(target, "tokenizer.json"), "w") as stream:
            stream.write("{}")
    else:
        for name, weight in weights.items():
            tensors, back[name] = {"fp8": fp8, "mxfp4": mxfp4}[method](name, weight)
            stored.update(tensors)
        save_file(stored, os.path.join(target, "model.safetensors"), metadata={"format": "pt"})
    save_file(back, os.path.join(reference, "model.safetensors"), metadata={"format": "pt"})
    for folder, more in ((target, {"quantization_config": quantised.get(method)}), (reference, {})):
        with open(os.path.join(folder, "config.json"), "w") as stream:
            json.dump({**config, **{key: value for key, value in more.items() if value}}, stream)


if __name__ == "__main__":
    main(*sys.argv[1:])
