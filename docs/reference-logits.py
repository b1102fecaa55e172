"""Greedy tokens and next-token logits as transformers computes them, for `refusal-lab doctor --reference`.

python reference-logits.py MODEL reference.safetensors [--prompt TEXT ...] [--new-tokens 8] [--dtype float32]
"""

import argparse, datetime, hashlib, json, pathlib

import torch, transformers
from safetensors.torch import save_file

PROMPTS = ["What is the capital of France?", "Name three colours of the rainbow.", "Write one sentence about the sea."]

parser = argparse.ArgumentParser()
parser.add_argument("model")
parser.add_argument("out")
parser.add_argument("--prompt", action="append")
parser.add_argument("--new-tokens", type=int, default=8)
parser.add_argument("--dtype", default="float32")
options = parser.parse_args()

prompts = options.prompt or PROMPTS
tokenizer = transformers.AutoTokenizer.from_pretrained(options.model)
model = transformers.AutoModelForCausalLM.from_pretrained(
    options.model, dtype=getattr(torch, options.dtype), attn_implementation="eager"
).eval()
templated = tokenizer.chat_template is not None
tensors = {}
with torch.inference_mode():
    for i, prompt in enumerate(prompts):
        turns = [{"role": "user", "content": prompt}]
        text = tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True) if templated else prompt
        ids = tokenizer(text, add_special_tokens=not templated, return_tensors="pt").input_ids
        length, rows = ids.shape[1], []
        for _ in range(options.new_tokens):  # whole passes: no cache can be at fault
            rows.append(model(ids, use_cache=False).logits[0, -1].float())
            ids = torch.cat([ids, rows[-1].argmax().view(1, 1)], dim=1)
        tensors[f"{i}.tokens"], tensors[f"{i}.greedy"] = ids[0, :length].clone(), ids[0, length:].clone()
        tensors[f"{i}.logits"] = torch.stack(rows)
metadata = {
    "format": "refusal-lab/reference-logits",
    "prompts": json.dumps(prompts),
    "date": datetime.date.today().isoformat(),
    "templated": str(templated).lower(),
    "source": f"transformers {transformers.__version__}, torch {torch.__version__.split('+')[0]}, {options.dtype}",
}
folder = pathlib.Path(options.model)
if folder.is_dir():
    files = sorted(folder.glob("*.safetensors"))
    metadata["weights"] = json.dumps({file.name: hashlib.file_digest(file.open("rb"), "sha256").hexdigest() for file in files})
save_file(tensors, options.out, metadata)
