"""Goldens of further families in the size that the repository keeps: the first three prompts, and of the logits those of the last token.

usage: further-families.py MADE OUT_DIR
MADE is the folder that the script for further families wrote (tiny random checkpoints as transformers saves them, and what
transformers 5.18, eager attention, float32, computes on them): <family>/{config.json, generation_config.json, model.safetensors,
inputs.json, expected.safetensors}.
"""
import json, os, shutil, sys

from safetensors.torch import load_file, save_file

made, out = sys.argv[1:]
KEPT = 3
for family in sorted(os.listdir(made)):
    source, target = os.path.join(made, family), os.path.join(out, family)
    if not os.path.isdir(source):
        continue
    os.makedirs(target, exist_ok=True)
    for name in ("config.json", "generation_config.json", "model.safetensors"):
        shutil.copyfile(os.path.join(source, name), os.path.join(target, name))
    with open(os.path.join(source, "inputs.json")) as stream:
        inputs = json.load(stream)
    inputs["prompts"] = inputs["prompts"][:KEPT]
    with open(os.path.join(target, "inputs.json"), "w") as stream:
        json.dump(inputs, stream)
    kept = {}
    for name, tensor in load_file(os.path.join(source, "expected.safetensors")).items():
        parts = name.split(".")
        if parts[0] in ("plain", "affine", "ablate") and parts[1].isdigit() and int(parts[1]) >= KEPT:
            continue
        kept[name] = tensor[-1:].contiguous().clone() if parts[-1] == "logits" else tensor
    save_file(kept, os.path.join(target, "expected.safetensors"))
