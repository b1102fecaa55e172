#!/usr/bin/env bash
# transformers 5.18.0: the tensor that a hook takes from Falcon's MLP is overwritten by the block before the pass ends.
#
# Expected: the output that a forward hook of `mlp` is given is the MLP's contribution and stays so. That holds in Llama, GPT-NeoX and the
# other families with a separate addition.
# Seen: Falcon's block adds the attention's output to the MLP's in place. The tensor that the hook kept (without clone) holds the sum of
# both writers afterwards; a clone taken in the same hook holds the MLP's output.
# Matters to: attribution to attention and MLP, and directions read at the MLP's output. Nothing fails; the numbers are of another place.
# Clone in hooks.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check --retries 0 --no-compile torch==2.13.0 transformers==5.18.0 numpy==2.4.6
export HF_HUB_OFFLINE=1 HF_HUB_DISABLE_PROGRESS_BARS=1 TRANSFORMERS_VERBOSITY=error
venv/bin/python - <<'PY'
import torch
from transformers import AutoModelForCausalLM, FalconConfig, GPTNeoXConfig

tokens = torch.tensor([[5, 9, 13, 2, 7]])
shape = dict(vocab_size=64, hidden_size=32, num_hidden_layers=2, num_attention_heads=4)


def look(config, block_of, attention_name):
    torch.manual_seed(0)
    model = AutoModelForCausalLM.from_config(config).eval()
    block, kept = block_of(model), {}

    def keep(name):
        def hook(module, args, output):
            tensor = output[0] if isinstance(output, tuple) else output
            kept[name], kept[name + " clone"] = tensor, tensor.clone()

        return hook

    block.mlp.register_forward_hook(keep("mlp"))
    getattr(block, attention_name).register_forward_hook(keep("attention"))
    with torch.inference_mode():
        model(tokens)
    own = torch.equal(kept["mlp"], kept["mlp clone"])
    both = torch.allclose(kept["mlp"], kept["mlp clone"] + kept["attention clone"], atol=1e-6)
    print(f"{config.model_type:9}  kept tensor is the MLP's output: {own}  is MLP + attention: {both}")
    return own, both


neox = GPTNeoXConfig(**shape, intermediate_size=64)
assert look(neox, lambda model: model.gpt_neox.layers[0], "attention") == (True, False)
falcon = FalconConfig(**shape, parallel_attn=True, new_decoder_architecture=False, multi_query=True, alibi=False)
assert look(falcon, lambda model: model.transformer.h[0], "self_attention") == (False, True)
PY
