"""What transformers reads in a config.json whose fields have older or newer twins, or lack a value.

    python make-config-goldens.py
    npx biome format --write test/goldens/config

Needs torch and transformers (made with 2.13.0 and 5.18.0). Every case takes the weights of one of ../models, changes its
config.json (null here: the field is taken out; "null" as a text: JSON's null) and has AutoModelForCausalLM load it: the
log-probabilities of each token given those before it, or the name of the error that it ends in.
"""

import json
import shutil
import tempfile
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM

HERE = Path(__file__).parent
MODELS = HERE.parent / "models"
LLAMA3 = {"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0}
ORIGINAL = {"original_max_position_embeddings": 64}
DEFAULT = {"rope_type": "default", "rope_theta": 10000.0}
FULL, SLIDING = ["full_attention"] * 4, ["sliding_attention"] * 4
MIXED = ["full_attention", "full_attention", "sliding_attention", "sliding_attention"]
WINDOW = {"use_sliding_window": True, "sliding_window": 16}

# name: (model, changes of config.json, prompt of its inputs.json)
CASES = {
    "tied, another head in the file": ("llama2", {"tie_word_embeddings": True}, 1),
    "tied, the embedding again in the file": ("qwen25", {}, 1),
    "rope_scaling beside rope_parameters: yarn": ("qwen25", {"rope_scaling": {"type": "yarn", "factor": 4.0, "original_max_position_embeddings": 16}}, 1),
    "rope_scaling beside rope_parameters: linear": ("qwen25", {"rope_scaling": {"type": "linear", "factor": 4.0}}, 1),
    "rope_scaling beside rope_parameters: dynamic": ("qwen25", {"rope_scaling": {"rope_type": "dynamic", "factor": 4.0}}, 1),
    "rope_scaling beside rope_parameters: llama3": ("qwen25", {"rope_scaling": {**LLAMA3, **ORIGINAL}}, 3),
    "rope_scaling beside rope_parameters: llama3 and a theta": ("qwen25", {"rope_scaling": {**LLAMA3, **ORIGINAL}, "rope_theta": 500000.0}, 3),
    "rope_scaling beside rope_parameters: default": ("qwen25", {"rope_scaling": {"type": "default"}}, 1),
    "rope_scaling beside rope_parameters: null": ("qwen25", {"rope_scaling": "null"}, 1),
    "rope_scaling beside rope_parameters: empty": ("qwen25", {"rope_scaling": {}}, 1),
    "rope_scaling alone, its own theta": ("llama31", {"rope_parameters": None, "rope_theta": 10000.0, "rope_scaling": {**LLAMA3, **ORIGINAL, "rope_theta": 500000.0}}, 3),
    "rope_theta beside rope_parameters": ("qwen25", {"rope_theta": 500.0}, 1),
    "rope_parameters without theta, rope_theta beside": ("qwen25", {"rope_parameters": {"rope_type": "default"}, "rope_theta": 500.0}, 1),
    "rope_type beside type": ("llama31", {"rope_parameters": {**LLAMA3, **ORIGINAL, "type": "linear", "rope_theta": 500000.0}}, 3),
    "llama3 without original positions": ("llama31", {"rope_parameters": {**LLAMA3, "rope_theta": 500000.0}}, 3),
    "llama3, original positions beside": ("llama31", {"original_max_position_embeddings": 32}, 3),
    "partial_rotary_factor of one beside": ("qwen25", {"partial_rotary_factor": 1.0}, 1),
    "model_type of another family": ("llama31", {"model_type": "mistral"}, 1),
    "window switched on, every layer full by its list": ("qwen25", {**WINDOW, "layer_types": FULL}, 3),
    "window switched on, every layer full by max_window_layers": ("qwen25", {**WINDOW, "layer_types": None, "max_window_layers": 4}, 3),
    "window switched on, max_window_layers absent": ("qwen3", {**WINDOW, "layer_types": None, "max_window_layers": None}, 3),
    "window switched on, half of the layers by max_window_layers": ("qwen25", {**WINDOW, "layer_types": None, "max_window_layers": 2}, 2),
    "window switched on, half of the layers by their list": ("qwen25", {**WINDOW, "layer_types": MIXED, "max_window_layers": 4}, 2),
    "window switched off, sliding layers in the list": ("qwen25", {"use_sliding_window": False, "sliding_window": 16, "layer_types": SLIDING}, 3),
    "window without use_sliding_window, sliding layers in the list": ("qwen3", {"use_sliding_window": None, "sliding_window": 16, "layer_types": MIXED}, 3),
    "mistral's window null, sliding layers in the list": ("mistral", {"layer_types": SLIDING}, 3),
    "mistral's window, full layers in the list": ("mistral", {"sliding_window": 16, "layer_types": FULL}, 3),
    "llama with a window and sliding layers": ("llama2", {"sliding_window": 16, "layer_types": SLIDING}, 3),
    "a list of too few layers": ("qwen25", {"layer_types": FULL[1:]}, 1),
    "a list of too few layers, llama": ("llama2", {"layer_types": FULL[1:]}, 1),
    "qwen3 without head_dim": ("qwen3", {"head_dim": None}, 1),
    "qwen3, head_dim null": ("qwen3", {"head_dim": "null"}, 1),
    "mistral without num_key_value_heads": ("mistral", {"num_key_value_heads": None}, 1),
    "qwen2 without num_key_value_heads": ("qwen25", {"num_key_value_heads": None}, 1),
    "llama without num_key_value_heads": ("llama2", {"num_key_value_heads": None}, 1),
}  # fmt: skip


@torch.no_grad()
def scores(name: str) -> dict:
    model, changes, prompt = CASES[name]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "model"
        shutil.copytree(MODELS / model, folder)
        config = json.loads((folder / "config.json").read_text())
        for field, value in changes.items():
            if value is None:
                config.pop(field, None)
            else:
                config[field] = None if value == "null" else value
        (folder / "config.json").write_text(json.dumps(config))
        if name == "tied, the embedding again in the file":
            tensors = load_file(folder / "model.safetensors")
            tensors["lm_head.weight"] = tensors["model.embed_tokens.weight"].clone()
            save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
        ids = json.loads((folder / "inputs.json").read_text())["prompts"][prompt]
        try:
            loaded, info = AutoModelForCausalLM.from_pretrained(
                folder, dtype=torch.float32, attn_implementation="eager", output_loading_info=True
            )
            if info["missing_keys"] or info["mismatched_keys"]:
                return {"refused": "weights do not fit"}
            logits = loaded.eval()(torch.tensor([ids])).logits[0]
        except Exception as error:
            return {"refused": type(error).__name__}
    log_probabilities = torch.log_softmax(logits[:-1].double(), -1)
    values = log_probabilities.gather(1, torch.tensor(ids[1:])[:, None])[:, 0]
    return {"logprobs": [round(value, 6) for value in values.tolist()]}


def main() -> None:
    cases = [
        {"name": name, "model": model, "changes": changes, "prompt": prompt, **scores(name)}
        for name, (model, changes, prompt) in CASES.items()
    ]
    text = ",\n".join(json.dumps(case) for case in cases)
    (HERE / "config-goldens.json").write_text(f"[\n{text}\n]\n", encoding="utf-8")


main()
