"""
The jobs of bench/run.js done with PyTorch and transformers, as a careful user would write them: forward hooks, inference mode, sdpa
attention, batches sorted by length, logits of the last position only, a plain decoding loop over DynamicCache.

Started by bench/peer-process.js with MODEL DTYPE THREADS [DEVICE]; takes one JSON request a line, answers one JSON line:
{"job": name, "input": file} -> {"wall": seconds, "cpu": seconds, "output": file}. Jobs read and write JSON or safetensors files.
"""

import json
import sys
import time

import torch
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM, DynamicCache

BATCH = 32
DEVICE = "cpu"
UNATTACKED = {}


def batches(sequences, size):
    order = sorted(range(len(sequences)), key=lambda i: len(sequences[i]))
    return [order[at : at + size] for at in range(0, len(order), size)]


def right_padded(sequences):
    width = max(map(len, sequences))
    return torch.tensor([row + [0] * (width - len(row)) for row in sequences], device=DEVICE)


def left_padded(sequences):
    width = max(map(len, sequences))
    ids = torch.tensor([[0] * (width - len(row)) + row for row in sequences], device=DEVICE)
    mask = torch.tensor([[0] * (width - len(row)) + [1] * len(row) for row in sequences], device=DEVICE)
    return ids, mask


def hidden_of(output):
    return output[0] if isinstance(output, tuple) else output


def with_hidden(output, hidden):
    return (hidden, *output[1:]) if isinstance(output, tuple) else hidden


class Interventions:
    """
    The maps of an intervention file as forward hooks, on every token: h + gate (h) ((s - 1) h + ((h - o) B) G + c), the gate 1 where the
    file has no range.
    """

    def __init__(self, model, file):
        self.handles = []
        if file is None:
            return
        tensors = load_file(file)
        for site in sorted({name.rsplit(".", 1)[0] for name in tensors}):
            point, index = site.split(".")
            parts = {
                name.rsplit(".", 1)[1]: tensor.to(DEVICE, model.dtype)
                for name, tensor in tensors.items()
                if name.startswith(f"{site}.")
            }
            layer = model.model.layers[int(index)]
            change = self.change_of(**parts)
            if point == "resid_pre":
                handle = layer.register_forward_pre_hook(self.before(change), with_kwargs=True)
            else:
                module = {"attn_out": layer.self_attn, "mlp_out": layer.mlp, "resid_post": layer}[point]
                handle = module.register_forward_hook(self.after(change))
            self.handles.append(handle)

    @staticmethod
    def change_of(scale, origin, basis, gain, shift, lower=None, upper=None):
        factor = None if bool((scale == 1).all()) else scale - 1
        constant = shift - (origin @ basis) @ gain

        def change(hidden):
            added = (hidden @ basis) @ gain + constant
            if factor is not None:
                added = added + hidden * factor
            if lower is not None:
                added = added * ((hidden > lower) & (hidden < upper))
            return hidden + added

        return change

    @staticmethod
    def before(change):
        return lambda _module, inputs, keywords: ((change(inputs[0]), *inputs[1:]), keywords)

    @staticmethod
    def after(change):
        return lambda _module, _inputs, output: with_hidden(output, change(hidden_of(output)))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for handle in self.handles:
            handle.remove()


def capture(model, job):
    """resid_post of every layer at the last token; causal attention makes a mask for right padding needless."""
    sequences = job["sequences"]
    layers = model.model.layers
    rows = torch.empty(len(layers), len(sequences), model.config.hidden_size)
    state = {}

    def hook_of(index):
        def hook(_module, _inputs, output):
            hidden = hidden_of(output)
            rows[index, state["batch"]] = hidden[torch.arange(len(hidden), device=DEVICE), state["last"].to(DEVICE)].float().cpu()

        return hook

    handles = [layer.register_forward_hook(hook_of(index)) for index, layer in enumerate(layers)]
    for batch in batches(sequences, BATCH):
        chosen = [sequences[i] for i in batch]
        state["batch"] = torch.tensor(batch)
        state["last"] = torch.tensor([len(row) - 1 for row in chosen])
        model.model(input_ids=right_padded(chosen), use_cache=False)
    for handle in handles:
        handle.remove()
    return {"rows": rows}


def decode(model, sequences, new_tokens, stops):
    """Greedy tokens of one batch, until every row has stopped."""
    ids, mask = left_padded(sequences)
    cache = DynamicCache(config=model.config)
    positions = (mask.cumsum(-1) - 1).clamp(min=0)
    finished = torch.zeros(len(sequences), dtype=torch.bool, device=DEVICE)
    stop_tokens = torch.tensor(stops, dtype=torch.long, device=DEVICE)
    tokens = []
    step, step_positions = ids, positions
    for _ in range(new_tokens):
        logits = model(
            input_ids=step,
            attention_mask=mask,
            position_ids=step_positions,
            past_key_values=cache,
            use_cache=True,
            logits_to_keep=1,
        ).logits[:, -1]
        step = logits.argmax(-1, keepdim=True)
        tokens.append(step)
        finished |= torch.isin(step[:, 0], stop_tokens)
        if bool(finished.all()):
            break
        mask = torch.cat([mask, mask.new_ones(len(mask), 1)], 1)
        step_positions = step_positions[:, -1:] + 1
    return torch.cat(tokens, 1)


def until_stop(row, stops):
    """The stop token is kept."""
    ends = [i for i, token in enumerate(row) if token in stops]
    return row[: ends[0] + 1] if ends else row


def complete(model, sequences, job, size):
    results = [None] * len(sequences)
    for batch in batches(sequences, size):
        found = decode(model, [sequences[i] for i in batch], job["newTokens"], job["stops"])
        for i, row in zip(batch, found.tolist()):
            results[i] = until_stop(row, job["stops"])
    return results


def generate(model, job):
    with Interventions(model, job.get("intervention")):
        return {"tokens": complete(model, job["sequences"], job, BATCH)}


def library(model, job):
    """The same by `generate` of transformers, which goes on until the longest row of a batch ends."""
    results = [None] * len(job["sequences"])
    with Interventions(model, job.get("intervention")):
        for at in range(0, len(results), BATCH):
            chosen = job["sequences"][at : at + BATCH]
            ids, mask = left_padded(chosen)
            found = model.generate(
                input_ids=ids,
                attention_mask=mask,
                max_new_tokens=job["newTokens"],
                do_sample=False,
                eos_token_id=job["stops"] or None,
                pad_token_id=0,
            )
            for i, row in enumerate(found[:, ids.shape[1] :].tolist()):
                results[at + i] = until_stop(row, job["stops"])
    return {"tokens": results}


def log_probabilities(model, sequences, size):
    """log p of every token after the first, summed over rows."""
    total = 0.0
    for batch in batches(sequences, size):
        chosen = [sequences[i] for i in batch]
        ids = right_padded(chosen)
        logits = model(input_ids=ids, use_cache=False).logits[:, :-1].float()
        picked = torch.log_softmax(logits, -1).gather(-1, ids[:, 1:, None])[..., 0]
        lengths = torch.tensor([len(row) - 1 for row in chosen])
        valid = torch.arange(picked.shape[1])[None] < lengths[:, None]
        total += float(picked[valid].double().sum())
    return total


def logits_along(model, sequences, drafts):
    """Logits [n, V] at the positions that predict each draft token."""
    ids = right_padded([row + draft for row, draft in zip(sequences, drafts)])
    logits = model(input_ids=ids, use_cache=False).logits
    return torch.cat([logits[r, len(row) - 1 : len(row) - 1 + len(draft)] for r, (row, draft) in enumerate(zip(sequences, drafts))])


def arms(model, job):
    """What an audit measures of each arm: completions of five prompt sets, KL along the unattacked ones, perplexity."""
    sets = job["sets"]
    size = 512
    # Once for all arms: an audit has hundreds.
    if "plain" not in UNATTACKED:
        plain = {name: complete(model, sets[name], job, size) for name in ("selectionHarmless", "testHarmless")}
        before = {name: torch.log_softmax(logits_along(model, sets[name], plain[name]), -1) for name in plain}
        UNATTACKED.update(plain=plain, before=before)
    plain, reference = UNATTACKED["plain"], UNATTACKED["before"]
    results = []
    for file in job["interventions"]:
        with Interventions(model, file):
            divergences = {}
            for name, before in reference.items():
                after = torch.log_softmax(logits_along(model, sets[name], plain[name]), -1)
                divergences[name] = float((before.exp() * (before - after)).sum(-1).double().mean())
            # Compliance of an arm that damage rules out is not looked at on the selection split.
            hopeless = divergences["selectionHarmless"] > job["largestDamage"]
            tokens = {
                name: complete(model, rows, job, size)
                for name, rows in sets.items()
                if not (hopeless and name == "selectionForbidden")
            }
            likelihood = log_probabilities(model, job["texts"], 128)
        results.append({"tokens": tokens, "divergences": divergences, "likelihood": likelihood})
    return {"arms": results}


def fit(_model, job):
    """PCA-OT by numpy at every layer: thin SVD of the pooled rows, closed-form map of the class Gaussians."""
    import numpy as np

    def root(matrix, power):
        values, vectors = np.linalg.eigh(matrix)
        return (vectors * values**power) @ vectors.T

    data = load_file(job["activations"])
    rank = job["rank"]
    gains = []
    for layer in range(job["layers"]):
        source, target = (data[f"{kind}.{layer}"].numpy().astype(np.float64) for kind in ("source", "target"))
        pooled = np.concatenate([source, target])
        centred = pooled - pooled.mean(0)
        values, vectors = np.linalg.eigh(centred @ centred.T)
        basis = centred.T @ (vectors[:, : -rank - 1 : -1] / np.sqrt(values[: -rank - 1 : -1]))
        covariance = [np.cov((rows - pooled.mean(0)) @ basis, rowvar=False).reshape(rank, rank) for rows in (source, target)]
        half, inverse = root(covariance[0], 0.5), root(covariance[0], -0.5)
        linear = inverse @ root(half @ covariance[1] @ half, 0.5) @ inverse
        gains.append((linear - np.eye(rank)) @ basis.T)
    return {"gains": torch.from_numpy(np.stack(gains)).float()}


JOBS = {"capture": capture, "generate": generate, "library": library, "arms": arms, "fit": fit}


def main():
    global DEVICE
    folder, dtype, threads = sys.argv[1:4]
    DEVICE = sys.argv[4] if len(sys.argv) > 4 else "cpu"
    torch.set_num_threads(int(threads))
    model = None
    if folder != "-":
        model = AutoModelForCausalLM.from_pretrained(folder, dtype=getattr(torch, dtype), attn_implementation="sdpa").to(DEVICE).eval()
    print(json.dumps({"ready": True, "torch": torch.__version__}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        with open(request["input"]) as file:
            job = json.load(file)
        wall, cpu = time.perf_counter(), time.process_time()
        with torch.inference_mode():
            result = JOBS[request["job"]](model, job)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        output = request["output"]
        if all(isinstance(value, torch.Tensor) for value in result.values()):
            save_file({name: value.contiguous() for name, value in result.items()}, output)
        else:
            with open(output, "w") as file:
                json.dump(result, file)
        print(json.dumps({"wall": wall, "cpu": cpu}), flush=True)


if __name__ == "__main__":
    main()
