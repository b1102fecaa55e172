"""
The part of bench/gpu.sh that needs no Node: it drives the engine's own Python code, beside bench/peer/peer.py.

  gpu.py conformance DEVICE DTYPE       every golden model against what transformers gave on a CPU in float32
  gpu.py speed DEVICE SHAPE [SECONDS]   a random model of that shape: capture, and generation under an ablation

Shapes: those of SHAPES, and `tiny`. Weights are drawn on the device, nothing is written or downloaded.
"""

import json
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "engine", "transformers"), os.path.join(HERE, "peer")]

import peer  # noqa: E402
import server  # noqa: E402
import torch  # noqa: E402
import transformers  # noqa: E402
from safetensors.torch import load_file, save, save_file  # noqa: E402
from stream import POINTS, Maps  # noqa: E402

GOLDENS = os.path.join(HERE, "..", "test", "goldens", "models")
# Largest error: in float32 of any value, for a device sums in another order; in halves of a whole tensor.
ALLOWED = {"float32": 1e-4, "bfloat16": 6e-2, "float16": 1e-2}
# In halves a router's near tie sends a token to another expert: their errors are told and not judged.
MIXTURES = ("gpt-oss", "mixtral", "qwen3-moe")
LLAMA = {"model_type": "llama", "vocab_size": 32000, "rms_norm_eps": 1e-5, "max_position_embeddings": 4096}
QWEN = {"model_type": "qwen2", "vocab_size": 152064, "rms_norm_eps": 1e-6, "max_position_embeddings": 32768}


def shape(base, width, inner, layers, heads, pairs):
    return {
        **base,
        "hidden_size": width,
        "intermediate_size": inner,
        "num_hidden_layers": layers,
        "num_attention_heads": heads,
        "num_key_value_heads": pairs,
        "tie_word_embeddings": False,
    }


SHAPES = {
    "Llama-2-7B": shape(LLAMA, 4096, 11008, 32, 32, 32),
    "Llama-2-13B": shape(LLAMA, 5120, 13824, 40, 40, 40),
    "Qwen2.5-32B": shape(QWEN, 5120, 27648, 64, 40, 8),
    "tiny": shape(LLAMA, 64, 128, 4, 4, 2),
}


class Nobody:
    """A client that hears nothing and gives nothing up."""

    aborted = frozenset()

    def send(self, *_):
        pass


def call(rows, maps=None, **ask):
    tensors = {
        "tokens": torch.tensor([token for row in rows for token in row], dtype=torch.int32),
        "tokens.lengths": torch.tensor([len(row) for row in rows]),
        "prompts": torch.full((len(rows),), -1),
    }
    return server.Call(Nobody(), {"id": 0, "stopTokenIds": [], **ask}, tensors, maps)


def ablation(direction, sites):
    """An intervention's file: the direction is removed at every site (layer, point)."""
    d = len(direction)
    parts = {
        "scale": torch.ones(d),
        "origin": torch.zeros(d),
        "basis": direction[:, None].clone(),
        "gain": -direction[None].clone(),
        "shift": torch.zeros(d),
    }
    tensors = {f"{point}.{layer}.{part}": value.clone() for layer, point in sites for part, value in parts.items()}
    return tensors, {"scope": "all", "skip_first": "false"}


def error_of(found, expected, dtype):
    """max|a - b| / max(1, max|b|), in halves |a - b| / |b|; infinity where a number is missing."""
    found, expected = found.double().flatten(), expected.double().flatten()
    if dtype == "float32":
        worst = float((found - expected).abs().max()) / max(1.0, float(expected.abs().max()))
    else:
        worst = float((found - expected).norm() / expected.norm())
    return worst if worst == worst else float("inf")


def conformance(device, dtype):
    """One line per family: the worst error of streams and logits, alone and batched, and greedy tokens that differ."""
    failed = []
    for family in sorted(name for name in os.listdir(GOLDENS) if os.path.isdir(os.path.join(GOLDENS, name))):
        folder = os.path.join(GOLDENS, family)
        with open(os.path.join(folder, "inputs.json")) as stream:
            inputs = json.load(stream)
        expected = load_file(os.path.join(folder, "expected.safetensors"))
        try:
            ask = {"folder": folder, "device": device, "dtype": dtype, "attention": "eager"}
            model = server.Model(ask)
        except server.Refused as error:
            failed.append(family)
            print(f"  {family:15} REFUSED: {error}", flush=True)
            continue
        layers = len(model.stream.blocks)
        everywhere = [(layer, point) for layer in range(layers) for point in inputs["ablate_points"]]
        tensors, about = ablation(expected["ablate.direction"], everywhere)
        worst, others = 0.0, 0
        for tag, maps in (("plain", None), ("ablate", Maps(save(tensors, metadata=about)))):
            prompts = inputs["prompts"]
            for batch in [*([p] for p in range(len(prompts))), list(range(len(prompts)))]:
                rows = [prompts[p] for p in batch]
                sites = [[layer, point] for layer in range(layers) for point in POINTS]
                _, found = model.capture(call(rows, maps, sites=sites, positions="all"))
                for name, value in found.items():
                    whole = torch.cat([expected[f"{tag}.{p}.{name}"].float() for p in batch])
                    worst = max(worst, error_of(value, whole, dtype))
                _, last = model.next_token(call(rows, maps))
                whole = torch.stack([expected[f"{tag}.{p}.logits"][-1] for p in batch])
                worst = max(worst, error_of(last["logits"], whole, dtype))
                made, _ = model.generate(call(rows, maps, maxNewTokens=inputs["max_new_tokens"]))
                for p, one in zip(batch, made["generations"]):
                    others += one["tokens"] != expected[f"{tag}.{p}.greedy"].tolist()
        # In halves a near tie may go the other way.
        fine = worst <= ALLOWED[dtype] and (others == 0 or dtype != "float32")
        judged = dtype == "float32" or family not in MIXTURES
        failed += [] if fine or not judged else [family]
        state = "ok" if fine else "FAILED" if judged else "a mixture, not judged"
        print(f"  {family:15} {state}: largest error {worst:.1e}, other completions {others}", flush=True)
        del model
    print(f"conformance {dtype} on {device}: {f'FAILED: {failed}' if failed else 'all agree'}", flush=True)
    return 1 if failed else 0


def random_model(name, device, dtype):
    """A model of a shape with normal weights, made where it will run."""
    config = transformers.AutoConfig.for_model(**SHAPES[name])
    config._attn_implementation = "sdpa"
    with torch.device("meta"):
        model = transformers.AutoModelForCausalLM.from_config(config, dtype=dtype)
    model.to_empty(device=device)
    torch.manual_seed(1)
    for path, parameter in model.named_parameters():
        if path.endswith("norm.weight"):
            parameter.data.fill_(1.0)
        else:
            parameter.data.normal_(0, parameter.shape[-1] ** -0.5 if parameter.dim() == 2 else 0.02)
    # What is computed from the configuration and not stored.
    rotary = model.model.rotary_emb
    model.model.rotary_emb = type(rotary)(config=config).to(device)
    return model.eval()


def timed(device, run):
    sync = torch.cuda.synchronize if device.startswith("cuda") else lambda: None
    sync()
    start = time.perf_counter()
    result = run()
    sync()
    return time.perf_counter() - start, result


def speed(device, name, seconds):
    """Tokens per second of the engine's code and of the hand-written loop, in turns."""
    tiny = name == "tiny"
    rows, new = (8, 4) if tiny else (400, 256)
    dtype = torch.float32 if device == "cpu" else torch.bfloat16
    fields = SHAPES[name]
    if device.startswith("cuda") and not tiny:
        d, inner, layers = fields["hidden_size"], fields["intermediate_size"], fields["num_hidden_layers"]
        pairs = fields["num_key_value_heads"] * d // fields["num_attention_heads"]
        weights = 2 * (layers * (2 * d * d + 2 * d * pairs + 3 * d * inner) + 2 * d * fields["vocab_size"])
        free, _ = torch.cuda.mem_get_info()
        print(f"{name}: {weights / 2**30:.0f} GiB of weights, {free / 2**30:.0f} GiB free", flush=True)
        if weights > 0.9 * free:
            print(f"{name}: does not fit, left out", flush=True)
            return 0
    began = time.perf_counter()
    loaded = random_model(name, device, dtype)
    server.load_model = lambda ask: (loaded, device, dtype)
    model = server.Model({"folder": os.devnull, "device": device, "attention": "auto"})
    print(f"{name}: made and examined in {time.perf_counter() - began:.1f} s, {model.facts()}", flush=True)
    generator = torch.Generator().manual_seed(2)
    lengths = torch.randint(35, 60, (rows,), generator=generator).tolist()
    prompts = [torch.randint(10, model.vocabulary, (n,), generator=generator).tolist() for n in lengths]
    layers = len(model.stream.blocks)
    direction = torch.randn(fields["hidden_size"], generator=generator)
    sites = [(layer, "resid_post") for layer in range(0, layers, 2)]
    tensors, about = ablation(direction / direction.norm(), sites)
    file = os.path.join(os.environ.get("TMPDIR", "/tmp"), f"refusal-lab-gpu-{os.getpid()}.safetensors")
    save_file(tensors, file, metadata=about)
    peer.DEVICE = device
    peer.BATCH = min(rows, model.limits["rows"])
    maps = Maps(save(tensors, metadata=about))
    asked = [[layer, "resid_post"] for layer in range(layers)]
    job = {"sequences": prompts, "intervention": file, "newTokens": new, "stops": []}
    contenders = {
        ("capture", "refusal-lab"): lambda: model.capture(call(prompts, None, sites=asked, positions="last")),
        ("capture", "hand-written"): lambda: peer.capture(loaded, {"sequences": prompts}),
        ("generate", "refusal-lab"): lambda: model.generate(call(prompts, maps, maxNewTokens=new)),
        ("generate", "hand-written"): lambda: peer.generate(loaded, job),
    }
    tokens = {"capture": sum(lengths), "generate": rows * new}
    warm = [prompts[0]]
    model.generate(call(warm, maps, maxNewTokens=2))
    made = {}
    for (what, who), run in contenders.items():
        if time.perf_counter() - began > seconds:
            print(f"{name} {what} {who}: no time left", flush=True)
            continue
        try:
            taken, result = timed(device, run)
        except Exception as error:
            if not server.ran_out(error):
                raise
            taken, result = None, None
        if taken is None:
            print(f"{name} {what} {who}: out of memory", flush=True)
            if device.startswith("cuda"):
                torch.cuda.empty_cache()
            continue
        if what == "generate":
            ours = who == "refusal-lab"
            made[who] = [one["tokens"] for one in result[0]["generations"]] if ours else result["tokens"]
        print(f"{name} {what} {who}: {taken:.2f} s, {tokens[what] / taken:.0f} tokens/s", flush=True)
    if len(made) == 2:
        same = sum(a == b for a, b in zip(*made.values()))
        print(f"{name}: {same} of {rows} completions are the same in both", flush=True)
    if device.startswith("cuda"):
        print(f"{name}: at most {torch.cuda.max_memory_allocated() / 2**30:.1f} GiB on the device", flush=True)
    os.remove(file)
    return 0


if __name__ == "__main__":
    with torch.inference_mode():
        what, device, which, *more = sys.argv[1:]
        server.set_up({})
        if what == "conformance":
            done = conformance(device, which)
        else:
            done = speed(device, which, float(more[0]) if more else 240)
    sys.exit(done)
