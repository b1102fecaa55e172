"""What each key of config.json does to the logits: one key at a time is changed in the golden models, and transformers (eager, float32)
runs them.

usage: make-config-keys.py MODELS OUT
MODELS is test/goldens/models. Writes OUT/config-keys.json, a list of {family, changes, changed}, and OUT/config-keys.safetensors with the logits
of the last token [3 prompts, V] of every variant that differs from the unchanged model by more than 1e-4 relative to the largest logit.
Variants that transformers refuses, or for which it would make up weights, are left out. Made with transformers 5.18.0, torch 2.13.0.
"""
import json, logging, os, sys, tempfile, warnings

import torch
import transformers
from safetensors.torch import load_file, save_file
from transformers import AutoConfig, AutoModelForCausalLM

transformers.logging.set_verbosity_error()
warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
models, out = sys.argv[1:]

FAMILIES = "llama2 llama31 mistral qwen25 qwen3 gemma2 gemma3 phi3 olmo2 olmo3 granite smollm3 mistral-window".split()
# They shape the weights, name tokens, or concern training, files and speed.
SKIPPED = {
    "vocab_size", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads", "head_dim",
    "bos_token_id", "eos_token_id", "pad_token_id", "model_type", "architectures", "transformers_version", "dtype", "torch_dtype",
    "initializer_range", "use_cache", "pretraining_tp", "chunk_size_feed_forward", "id2label", "label2id", "rope_parameters",
    "tie_word_embeddings", "_name_or_path", "problem_type", "is_encoder_decoder", "output_attentions", "output_hidden_states", "return_dict",
    "layer_types", "no_rope_layers", "rope_scaling", "rope_theta",
}
OPTIONAL = {
    "attn_logit_softcapping": 3.0, "final_logit_softcapping": 2.0, "sliding_window": 4, "partial_rotary_factor": 0.5,
    "use_bidirectional_attention": True, "embedding_multiplier": 2.0, "residual_multiplier": 0.5, "attention_multiplier": 0.3, "logits_scaling": 3.0,
    "query_pre_attn_scalar": 40, "mlp_bias": True, "attention_bias": True, "use_sliding_window": True, "max_window_layers": 1,
    "no_rope_layer_interval": 3, "rope_local_base_freq": 500.0, "sliding_window_pattern": 2, "original_max_position_embeddings": 32,
}
LLAMA3 = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0, "original_max_position_embeddings": 64}
YARN = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 64}


def ropes(family, head):
    theta = {"rope_theta": 5000.0}
    half = head // 2
    flat = [
        {"rope_type": "default"}, {"rope_type": "linear", "factor": 3.0}, {"rope_type": "dynamic", "factor": 3.0}, LLAMA3, YARN,
        {**YARN, "beta_fast": 16.0, "beta_slow": 2.0}, {**YARN, "truncate": False}, {**YARN, "attention_factor": 0.7},
        {**YARN, "mscale": 0.9, "mscale_all_dim": 0.5},
        {"rope_type": "longrope", "short_factor": [1 + 0.1 * i for i in range(half)], "long_factor": [2.0] * half,
         "original_max_position_embeddings": 64},
        {"rope_type": "longrope", "short_factor": [1.5] * (half // 2), "long_factor": [2.0] * (half // 2), "partial_rotary_factor": 0.5,
         "original_max_position_embeddings": 64, "attention_factor": 1.3},
        {"rope_type": "default", "partial_rotary_factor": 0.5}, {"rope_type": "proportional", "partial_rotary_factor": 0.5},
    ]
    if family in ("gemma3", "olmo3"):
        for each in flat:
            yield {"rope_parameters": {"full_attention": {**theta, **each}, "sliding_attention": {"rope_type": "default", "rope_theta": 300.0}}}
        yield {"rope_parameters": None, "rope_theta": 7000.0}
        yield {"rope_parameters": None, "rope_scaling": {"rope_type": "linear", "factor": 2.0}, "rope_theta": 7000.0}
    else:
        for each in flat:
            yield {"rope_parameters": {**theta, **each}}
        yield {"rope_parameters": None, "rope_theta": 7000.0}
        yield {"rope_parameters": None, "rope_scaling": {"type": "linear", "factor": 2.0}, "rope_theta": 7000.0}


def variants(family, config):
    known = AutoConfig.for_model(config["model_type"]).to_dict()
    for key in sorted({*known, *config} - SKIPPED):
        value = config.get(key, known.get(key))
        if key in OPTIONAL and (value is None or isinstance(value, bool) or key in ("sliding_window", "no_rope_layer_interval")):
            yield {key: (not value) if isinstance(value, bool) else OPTIONAL[key]}
        elif isinstance(value, bool):
            yield {key: not value}
        elif isinstance(value, int):
            yield {key: value + 3}
        elif isinstance(value, float):
            yield {key: value * 3 if value else 0.1}
        if key == "sliding_window":
            yield {key: None}
    for key, value in OPTIONAL.items():
        if key not in known and key not in config:
            yield {key: value}
    for name in ("hidden_act", "hidden_activation"):
        for activation in ("gelu", "gelu_pytorch_tanh", "gelu_new", "relu", "silu"):
            yield {name: activation}
    layers = config["num_hidden_layers"]
    yield {"layer_types": ["full_attention" if i % 2 else "sliding_attention" for i in range(layers)]}
    yield {"layer_types": ["full_attention" if i % 2 else "sliding_attention" for i in range(layers)], "sliding_window": 4, "use_sliding_window": True}
    yield {"no_rope_layers": [0, 1, 1, 0][:layers]}
    yield from ropes(family, config.get("head_dim") or config["hidden_size"] // config["num_attention_heads"])


@torch.no_grad()
def logits_of(folder, prompts):
    model, info = AutoModelForCausalLM.from_pretrained(
        folder, dtype=torch.float32, attn_implementation="eager", output_loading_info=True)
    if info["missing_keys"] or info["mismatched_keys"] or info["unexpected_keys"]:
        raise ValueError("other weights")
    return torch.stack([model(torch.tensor([ids]), use_cache=False).logits[0, -1] for ids in prompts])


listed, kept = [], {}
for family in FAMILIES:
    source = os.path.join(models, family)
    config = json.load(open(os.path.join(source, "config.json")))
    prompts = json.load(open(os.path.join(source, "inputs.json")))["prompts"][:3]
    plain = logits_of(source, prompts)
    for changes in variants(family, config):
        with tempfile.TemporaryDirectory() as folder:
            for name in os.listdir(source):
                if name.startswith("model"):
                    os.symlink(os.path.abspath(os.path.join(source, name)), os.path.join(folder, name))
            # null in `changes` takes a key away.
            changed = {k: v for k, v in {**config, **changes}.items() if not (k in changes and v is None and k == "rope_parameters")}
            json.dump(changed, open(os.path.join(folder, "config.json"), "w"))
            try:
                logits = logits_of(folder, prompts)
            except Exception as error:
                continue
        differs = ((logits - plain).abs().max() / plain.abs().max()).item() > 1e-4
        listed.append({"family": family, "changes": changes, "changed": differs})
        if differs:
            kept[f"{len(listed) - 1}"] = logits.contiguous()
    print(family, sum(e["family"] == family for e in listed), sum(e["family"] == family and e["changed"] for e in listed), flush=True)

with open(os.path.join(out, "config-keys.json"), "w") as stream:
    json.dump(listed, stream, indent=0)
save_file(kept, os.path.join(out, "config-keys.safetensors"))
