#!/usr/bin/env bash
# transformers 5.18.0: an MXFP4 checkpoint loaded with dtype=float32 on a CPU computes its experts in bfloat16.
#
# Expected: the weights are unpacked (the library says so), and the model is of the type that was asked for, as every parameter of
# another checkpoint is, an fp8 one among them. MXFP4 values are exact in float32 and in bfloat16, so both would have the same logits as
# a plain checkpoint of the unpacked weights in that type.
# Seen: the experts stay bfloat16 and everything else is float32; the stream is rounded before each expert, without a warning that names it.
# Matters to: float32 references of gpt-oss, and whoever compares batches: logits of a prompt alone and in a batch differ by bfloat16's error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check --retries 0 --no-compile torch==2.13.0 transformers==5.18.0 accelerate==1.15.0 numpy==2.4.6
export HF_HUB_OFFLINE=1 HF_HUB_DISABLE_PROGRESS_BARS=1 TRANSFORMERS_VERBOSITY=error
venv/bin/python - <<'PY'
import json
import os

import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM, GptOssConfig

FP4 = torch.tensor([0.0, 0.5, 1, 1.5, 2, 3, 4, 6])
torch.manual_seed(0)
config = GptOssConfig(
    vocab_size=64, hidden_size=64, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
    head_dim=16, num_local_experts=4, num_experts_per_tok=2, attn_implementation="eager",
)
model = AutoModelForCausalLM.from_config(config, dtype=torch.float32)
stored = {}
with torch.no_grad():
    for name, weight in list(model.named_parameters()):
        if name.endswith(("gate_up_proj", "down_proj")):
            experts, rows, columns = weight.shape
            code = torch.randint(0, 16, (experts, columns, rows))
            weight.copy_((FP4[code % 8] * torch.where(code < 8, 1.0, -1.0) * 2.0**-6).transpose(1, 2))
            pairs = code.to(torch.uint8).view(experts, columns, rows // 32, 32)
            stored[f"{name}_blocks"] = pairs[..., 0::2] | (pairs[..., 1::2] << 4)
            stored[f"{name}_scales"] = torch.full((experts, columns, rows // 32), 121, dtype=torch.uint8)
model.save_pretrained("plain")
plain = load_file("plain/model.safetensors")
packed = {name.rsplit("_", 1)[0] for name in stored}
os.makedirs("mxfp4")
save_file({**{n: t for n, t in plain.items() if n not in packed}, **stored}, "mxfp4/model.safetensors", metadata={"format": "pt"})
with open("plain/config.json") as stream:
    fields = json.load(stream)
with open("mxfp4/config.json", "w") as stream:
    json.dump({**fields, "quantization_config": {"quant_method": "mxfp4"}}, stream)

first, second = (
    AutoModelForCausalLM.from_pretrained(f, dtype=torch.float32, attn_implementation="eager").eval() for f in ("plain", "mxfp4")
)
others = dict(second.named_parameters())
equal = all(torch.equal(weight, others[name].float()) for name, weight in first.named_parameters())
kinds = {name.split(".")[-2] for name, weight in others.items() if weight.dtype == torch.bfloat16}
with torch.inference_mode():
    a, b = (m(input_ids=torch.arange(3, 20)[None]).logits for m in (first, second))
difference = float((a - b).abs().max() / a.abs().max())
print("the same weights:", equal, "- in bfloat16 despite dtype=float32:", sorted(kinds))
print(f"largest difference of logits: {difference:.1e} of the largest (float32 would give about 1e-6)")
assert equal and kinds == {"experts"} and difference > 1e-4
PY
