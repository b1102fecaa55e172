#!/usr/bin/env bash
# transformers 5.18.0: entry i of Mamba's hidden_states is another point of the network than Llama's.
#
# Expected: entry 0 is the embedding and entry i what block i reads, as in Llama and the other attention families. The documentation of the
# outputs counts one entry for the embeddings and one for each layer.
# Seen: in Mamba, Mamba-2 and Falcon-Mamba entry i is what block i writes, the embedding is in no entry, and the last block stands there
# twice: as it is and behind the final norm. The number of entries is that of Llama, L + 1.
# Matters to: code that reads layers of several families by index: layer sweeps, logit lenses, steering vectors. All Mamba layers are one off.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check --retries 0 --no-compile torch==2.13.0 transformers==5.18.0 numpy==2.4.6
export HF_HUB_OFFLINE=1 HF_HUB_DISABLE_PROGRESS_BARS=1 TRANSFORMERS_VERBOSITY=error
venv/bin/python - <<'PY'
import torch
from transformers import AutoModelForCausalLM, FalconMambaConfig, LlamaConfig, Mamba2Config, MambaConfig

shape = dict(vocab_size=64, hidden_size=32, num_hidden_layers=3)
tokens = torch.tensor([[5, 9, 13, 2, 7]])


def look(config):
    torch.manual_seed(0)
    model = AutoModelForCausalLM.from_config(config).eval()
    read, written = [], []
    body = getattr(model, "model", None) or model.backbone
    for block in body.layers:
        block.register_forward_pre_hook(
            lambda module, args, kwargs: read.append((args[0] if args else kwargs["hidden_states"]).clone()),
            with_kwargs=True,
        )
        block.register_forward_hook(
            lambda module, args, out: written.append((out[0] if isinstance(out, tuple) else out).clone())
        )
    with torch.inference_mode():
        entries = model(tokens, output_hidden_states=True).hidden_states
        norm = getattr(body, "norm_f", None) or body.norm
        assert len(entries) == 4 and torch.allclose(entries[3], norm(written[2]), atol=1e-6)
    reads, writes = ([torch.equal(h, x) for h, x in zip(entries, points)] for points in (read, written))
    print(f"{config.model_type:12}  entry i is what block i reads: {reads}  writes: {writes}")
    return reads, writes


every, none = [True] * 3, [False] * 3
assert look(LlamaConfig(**shape, intermediate_size=64, num_attention_heads=4)) == (every, none)
assert look(MambaConfig(**shape, state_size=4)) == (none, every)
assert look(Mamba2Config(**shape, state_size=4, num_heads=8, head_dim=8, n_groups=1)) == (none, every)
assert look(FalconMambaConfig(**shape, state_size=4)) == (none, every)
PY
