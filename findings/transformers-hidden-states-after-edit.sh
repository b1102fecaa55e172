#!/usr/bin/env bash
# transformers 5.18.0: whether hidden_states shows an edit depends on what was asked of the model before.
#
# Expected: hidden_states[i] is what block i reads, whoever changed it: the library documents the entries as the hidden states of the model
# at the output of each layer.
# Seen: hidden_states is filled by forward hooks which the first call that asks for it leaves behind, and hooks act in the order of their
# registration. The same forward hook on block 1 shows in hidden_states[2] of a fresh model; of a model that was asked once before, it does
# not, although block 2 reads the edited values and the logits are the same. An edit in a pre-hook of block 2 is never shown.
# Matters to: whoever checks an activation intervention by hidden_states. A correct hook looks like one that does nothing, or the other way
# round. Take activations with hooks of your own, and clone them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check --retries 0 --no-compile torch==2.13.0 transformers==5.18.0 numpy==2.4.6
export HF_HUB_OFFLINE=1 HF_HUB_DISABLE_PROGRESS_BARS=1 TRANSFORMERS_VERBOSITY=error
venv/bin/python - <<'PY'
import torch
from transformers import LlamaConfig, LlamaForCausalLM

tokens = torch.tensor([[5, 9, 13, 2]])


def run(asked_before, place):
    torch.manual_seed(0)
    model = LlamaForCausalLM(
        LlamaConfig(vocab_size=64, hidden_size=32, intermediate_size=64, num_hidden_layers=4, num_attention_heads=4)
    ).eval()
    layers, read = model.model.layers, []
    with torch.inference_mode():
        if asked_before:
            model(tokens, output_hidden_states=True)
        if place == "forward hook":
            layers[1].register_forward_hook(lambda module, args, output: output + 1)
        else:
            layers[2].register_forward_pre_hook(lambda module, args: (args[0] + 1, *args[1:]))
        layers[2].register_forward_pre_hook(lambda module, args: read.append(args[0].clone()))
        output = model(tokens, output_hidden_states=True)
    shown = torch.equal(output.hidden_states[2], read[0])
    print(f"{place:12}  asked before: {asked_before!s:5}  hidden_states[2] is what block 2 reads: {shown}")
    return shown, output.logits


results = {(asked, place): run(asked, place) for asked in (False, True) for place in ("forward hook", "pre-hook")}
assert all(torch.equal(logits, results[False, "forward hook"][1]) for _, logits in results.values())
print("logits: the same in all four")
assert {key: shown for key, (shown, _) in results.items()} == {
    (False, "forward hook"): True,
    (True, "forward hook"): False,
    (False, "pre-hook"): False,
    (True, "pre-hook"): False,
}
PY
