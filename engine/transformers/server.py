"""Runs a causal language model of transformers for refusal-lab's engine `transformers`.

The process is started by refusal-lab and speaks with it over two pipes, file descriptors 3 (requests) and 4 (answers).
A frame is the length of a JSON header (uint32, little-endian), the length of a payload (uint64), the header, and the
payload: a safetensors file, which may be empty. No socket, no pickle, no code of the checkpoint's own.

`python server.py --describe [FOLDER]` prints versions and devices, and how the model in FOLDER would be run.

Terms: B rows, T tokens, d width of the residual stream, V vocabulary. A *site* is a point of a block, such as
`resid_post.7`. attn_out and mlp_out are the values that a block's two branches ADD to the stream: behind a norm that
follows the branch, and times a multiplier where the model has one.
"""

from __future__ import annotations

import inspect
import json
import os
import queue
import struct
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Any

os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1")

import torch  # noqa: E402
import transformers  # noqa: E402
from safetensors import safe_open  # noqa: E402
from safetensors.torch import load as load_tensors, save as save_tensors  # noqa: E402

DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}
POINTS = ("resid_pre", "attn_out", "mlp_out", "resid_post")
# Largest relative error of a sum of the stream's parts, by the type that it is computed in.
CLOSES = {torch.float32: 2e-5, torch.float16: 4e-3, torch.bfloat16: 1.5e-2}
# The same for logits of two ways through the cache.
AGREES = {torch.float32: 1e-3, torch.float16: 2e-2, torch.bfloat16: 8e-2}
PROBE_TOKENS = 24
LOGIT_BYTES = 256 * 2**20

Tensor = torch.Tensor
Site = tuple[int, str]
Answer = tuple[dict[str, Any], dict[str, Tensor]]


class Refused(Exception):
    """The request or the model cannot be run; the message is for the user."""


class Aborted(Exception):
    """The client has given the request up."""


class Enough(Exception):
    """Raised behind the last block that a capture needs."""


class Wire:
    """Frames in and out. A thread reads, so that an abort is heard while the model runs and the end of the pipe ends the process."""

    def __init__(self) -> None:
        self.requests: queue.Queue[tuple[dict[str, Any], bytes]] = queue.Queue()
        self.aborted: set[int] = set()
        self._in = os.fdopen(3, "rb")
        self._out = os.fdopen(4, "wb")
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        while True:
            head = self._in.read(12)
            if len(head) < 12:
                # The client is gone: nobody waits for what is being computed.
                os._exit(0)
            header_length, payload_length = struct.unpack("<IQ", head)
            header = json.loads(self._in.read(header_length))
            payload = self._in.read(payload_length)
            if "abort" in header:
                self.aborted.add(header["abort"])
            else:
                self.requests.put((header, payload))

    def send(self, header: dict[str, Any], tensors: dict[str, Tensor] | None = None) -> None:
        """Writes a frame; tensors are on the CPU and contiguous."""
        payload = save_tensors(tensors) if tensors else b""
        text = json.dumps(header).encode()
        self._out.write(struct.pack("<IQ", len(text), len(payload)) + text)
        self._out.write(payload)
        self._out.flush()


class Port:
    """An affine map h -> s*h + ((h - o) B) G + c at one site, gated to a range where it has one; resident on each device that asks."""

    def __init__(self, parts: dict[str, Tensor]) -> None:
        scale, basis, gain = parts["scale"], parts["basis"], parts["gain"]
        factor = scale - 1
        self._parts = {
            "shift": parts["shift"],
            **({"factor": factor} if bool(factor.any()) else {}),
            **(
                {"basis": basis, "gain": gain, "bias": (parts["origin"].double() @ basis.double()).float()}
                if gain.numel()
                else {}
            ),
            **{bound: parts[bound] for bound in ("lower", "upper") if bound in parts},
        }
        self._on: dict[torch.device, dict[str, Tensor]] = {}

    def __call__(self, h: Tensor, mask: Tensor | None) -> Tensor:
        """The changed stream [B, T, d] in h's type, computed in float32; `mask` [B, T] says where."""
        if h.device not in self._on:
            self._on[h.device] = {name: part.to(h.device) for name, part in self._parts.items()}
        p = self._on[h.device]
        x = h.float()
        change = (
            p["shift"]
            if "basis" not in p
            else torch.addmm(p["shift"], x.reshape(-1, x.shape[-1]) @ p["basis"] - p["bias"], p["gain"]).view_as(x)
        )
        if "factor" in p:
            change = change + x * p["factor"]
        if "lower" in p:
            change = torch.where((x > p["lower"]) & (x < p["upper"]), change, 0.0)
        if mask is not None:
            change = torch.where(mask.to(h.device).unsqueeze(-1), change, 0.0)
        return (x + change).to(h.dtype)


class Maps:
    """An intervention in refusal-lab's file format: safetensors with `<point>.<layer>.<part>` and its scope in the metadata."""

    def __init__(self, data: bytes) -> None:
        (length,) = struct.unpack("<Q", data[:8])
        metadata = json.loads(data[8 : 8 + length])["__metadata__"]
        self.scope: str = metadata["scope"]
        self.skip_first = metadata["skip_first"] == "true"
        sites: dict[Site, dict[str, Tensor]] = {}
        for name, tensor in load_tensors(data).items():
            point, layer, part = name.split(".")
            sites.setdefault((int(layer), point), {})[part] = tensor
        self.ports = {site: Port(parts) for site, parts in sites.items()}

    def mask(self, positions: Tensor, prompts: Tensor) -> Tensor | None | bool:
        """Where the maps act, for positions [B or 1, T] and prompt lengths [B]: None for everywhere, False for nowhere."""
        lengths = prompts[:, None]
        if self.scope == "all":
            at = torch.ones_like(positions, dtype=torch.bool).expand(len(prompts), -1)
        elif self.scope == "prompt":
            at = positions < lengths
        elif self.scope == "last-prompt":
            at = positions == lengths - 1
        else:
            at = positions >= lengths
        if self.skip_first:
            at = at & (positions != 0)
        return None if bool(at.all()) else at if bool(at.any()) else False


@dataclass
class Block:
    """A block and the modules that write to the stream: what each returns times its factor is added."""

    module: torch.nn.Module
    writers: dict[str, tuple[torch.nn.Module, float]] = field(default_factory=dict)


@dataclass
class Row:
    """A sequence of a request. `limit`: the number of its prompt's tokens, which are all where it has no roles."""

    index: int
    tokens: list[int]
    prompt: int

    def __len__(self) -> int:
        return len(self.tokens)


def first(output: Any) -> Tensor:
    """The tensor of a module's output, which may be a tuple."""
    return output[0] if isinstance(output, tuple) else output


def replaced(output: Any, tensor: Tensor) -> Any:
    return (tensor, *output[1:]) if isinstance(output, tuple) else tensor


def worst_row(difference: Tensor, size: Tensor) -> float:
    """The largest |difference| / |size| of a token, both [B, T, d]."""
    return float((difference.double().norm(dim=-1) / size.double().norm(dim=-1).clamp_min(1e-12)).max())


class Displacement:
    """A port that adds one vector everywhere."""

    def __init__(self, by: Tensor) -> None:
        self.by = by

    def __call__(self, h: Tensor, _: Tensor | None) -> Tensor:
        return (h.float() + self.by.to(h.device)).to(h.dtype)


class Cache:
    """Keys and values of several rows, aligned at their ends: the distance of two places is that of their tokens, as a window counts it."""

    def __init__(self, cache: Any, lengths: list[int]) -> None:
        self.cache, self.lengths = cache, lengths

    @staticmethod
    def join(rows: Sequence[tuple[Any, int, int]]) -> Cache:
        """From (cache, row in it, valid tokens) of each row; refuses caches that are not keys and values of every token."""
        width = max(valid for _, _, valid in rows)
        joined = transformers.DynamicCache()
        for layer, (keys, _) in enumerate(pairs_of(rows[0][0])):
            new = []
            for part in (0, 1):
                example = pairs_of(rows[0][0])[layer][part]
                whole = example.new_zeros((len(rows), example.shape[1], width, example.shape[3]))
                for i, (cache, row, valid) in enumerate(rows):
                    whole[i, :, width - valid :] = pairs_of(cache)[layer][part][row, :, :valid]
                new.append(whole)
            joined.update(new[0], new[1], layer)
        return Cache(joined, [valid for _, _, valid in rows])

    def keep(self, rows: list[int]) -> None:
        """Drops the other rows, and room that none of these needs."""
        self.lengths = [self.lengths[row] for row in rows]
        width = max(self.lengths)
        for layer in self.cache.layers:
            at = torch.tensor(rows, device=layer.keys.device)
            layer.keys = layer.keys[:, :, -width:].index_select(0, at)
            layer.values = layer.values[:, :, -width:].index_select(0, at)

    def step(self, model: Model, tokens: list[int]) -> Tensor:
        """Logits [B, V] behind one more token per row."""
        device = model.device
        lengths = torch.tensor(self.lengths, device=device)
        width = max(self.lengths) + 1
        mask = None
        if min(self.lengths) + 1 < width:
            mask = (torch.arange(width, device=device)[None] >= (width - 1 - lengths)[:, None]).long()
        ids = torch.tensor(tokens, device=device)[:, None]
        logits = model.run(ids, cache=self.cache, mask=mask, positions=lengths[:, None])
        self.lengths = [length + 1 for length in self.lengths]
        return logits


def pairs_of(cache: Any) -> list[tuple[Tensor, Tensor]]:
    """Keys and values [B, heads, T, d] by layer."""
    layers = getattr(cache, "layers", None)
    if not layers or any(getattr(layer, "keys", None) is None or layer.keys.dim() != 4 for layer in layers):
        raise Refused("its cache does not hold keys and values of every layer")
    return [(layer.keys, layer.values) for layer in layers]


class Stream:
    """Reads and changes the residual stream through hooks on the blocks of a model."""

    def __init__(self, blocks: list[Block]) -> None:
        self.blocks = blocks
        self.ports: dict[Site, Callable[[Tensor, Tensor | None], Tensor]] = {}
        self.mask: Tensor | None = None
        self.captured: dict[Site, Tensor] = {}

    @contextmanager
    def tapped(
        self, captures: Sequence[Site] = (), ports: dict[Site, Any] | None = None, stop: bool = False
    ) -> Iterator[None]:
        """Puts hooks where they are needed. `stop`: raise `Enough` behind the last site's block."""
        self.ports = ports or {}
        wanted = set(captures)
        handles = []
        for layer, point in sorted(wanted | self.ports.keys()):
            handles.append(self._hook(layer, point, (layer, point) in wanted))
        if stop:

            def enough(*_: Any) -> None:
                raise Enough

            handles.append(self.blocks[max(layer for layer, _ in wanted)].module.register_forward_hook(enough))
        try:
            yield
        finally:
            for handle in handles:
                handle.remove()
            self.ports, self.mask, self.captured = {}, None, {}

    def _at(self, site: Site, h: Tensor, wanted: bool, factor: float = 1.0) -> Tensor:
        port = self.ports.get(site)
        value = h if factor == 1 else h * factor
        if port is not None:
            value = port(value, self.mask)
        if wanted:
            # A module behind may write in place.
            self.captured[site] = value.clone() if value is h else value
        if port is None:
            return h
        return value if factor == 1 else value / factor

    def _hook(self, layer: int, point: str, wanted: bool) -> Any:
        site, block = (layer, point), self.blocks[layer]
        if point == "resid_pre":

            def before(_: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
                if args:
                    return (self._at(site, args[0], wanted), *args[1:]), kwargs
                return args, {**kwargs, "hidden_states": self._at(site, kwargs["hidden_states"], wanted)}

            return block.module.register_forward_pre_hook(before, with_kwargs=True)
        module, factor = block.writers[point] if point in block.writers else (block.module, 1.0)

        def behind(_: Any, __: Any, output: Any) -> Any:
            h = first(output)
            return replaced(output, self._at(site, h, wanted, factor))

        return module.register_forward_hook(behind)


def find_blocks(model: torch.nn.Module, layers: int) -> list[torch.nn.Module]:
    """The decoder's blocks: the module list of that length with the most parameters, outside towers for pictures and sound."""
    lists = [
        module
        for name, module in model.named_modules()
        if isinstance(module, torch.nn.ModuleList)
        and len(module) == layers
        and not any(word in name for word in ("vision", "visual", "audio"))
    ]
    if not lists:
        raise Refused(f"has no list of {layers} blocks")
    return list(max(lists, key=lambda found: sum(parameter.numel() for parameter in found.parameters())))


def find_writers(blocks: list[torch.nn.Module], run: Callable[[], Any], known: Sequence[float]) -> list[Block]:
    """
    Finds in every block the two modules whose outputs, each times a factor, are all that the block adds to the stream
    (names mislead: `post_attention_layernorm` is three things). The first of them to run is attn_out. `known`: factors that
    the configuration names.
    """
    found = [Block(module) for module in blocks]
    handles, calls = [], [0] * len(blocks)
    before: dict[int, Tensor] = {}
    outputs: dict[int, list[tuple[int, torch.nn.Module, Tensor]]] = {}

    def enter(layer: int) -> Any:
        def hook(_: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
            h = args[0] if args else kwargs.get("hidden_states")
            if not isinstance(h, Tensor) or h.dim() != 3:
                raise Refused(f"block {layer} does not get a residual stream [rows, tokens, width]")
            calls[layer] += 1
            before[layer], outputs[layer] = h.detach().to("cpu", copy=True), []

        return hook

    def collect(layer: int, depth: int) -> Any:
        def hook(module: torch.nn.Module, _: Any, output: Any) -> None:
            h = first(output)
            if isinstance(h, Tensor) and h.numel() == before[layer].numel() and h.shape[-1] == before[layer].shape[-1]:
                outputs[layer].append((depth, module, h.detach().to("cpu", copy=True).view_as(before[layer])))

        return hook

    def leave(layer: int) -> Any:
        def hook(_: Any, __: Any, output: Any) -> None:
            found[layer].writers = pair_of(
                layer, before.pop(layer), outputs.pop(layer), first(output).detach().cpu(), known
            )

        return hook

    for layer, block in enumerate(blocks):
        handles.append(block.register_forward_pre_hook(enter(layer), with_kwargs=True))
        for name, module in block.named_modules():
            if name:
                handles.append(module.register_forward_hook(collect(layer, name.count("."))))
        handles.append(block.register_forward_hook(leave(layer)))
    try:
        run()
    finally:
        for handle in handles:
            handle.remove()
    for layer, count in enumerate(calls):
        if count != 1:
            raise Refused(f"block {layer} runs {count} times in one pass")
    return found


def pair_of(
    layer: int, pre: Tensor, outputs: list[tuple[int, torch.nn.Module, Tensor]], post: Tensor, known: Sequence[float]
) -> dict[str, tuple[torch.nn.Module, float]]:
    """The pair of modules with resid_post = resid_pre + f1 * first + f2 * second; refuses where there is none."""
    added = (post.double() - pre.double()).flatten()
    limit, closest = CLOSES[pre.dtype], float("inf")
    for depth in sorted({depth for depth, _, _ in outputs}):
        near = [entry for entry in outputs if entry[0] <= depth]
        values = torch.stack([value.double().flatten() for _, _, value in near])
        gram, target = values @ values.T, values @ added
        tried = []
        for i in range(len(near)):
            for j in range(i + 1, len(near)):
                pair = gram[[i, j]][:, [i, j]]
                if torch.linalg.det(pair) > 1e-9 * gram[i, i] * gram[j, j]:
                    factors = torch.linalg.solve(pair, target[[i, j]])
                    tried.append((float(-factors @ target[[i, j]]), i, j, factors.tolist()))
        for _, i, j, factors in sorted(tried)[:4]:
            a, b = (
                next((value for value in known if abs(value - factor) <= 0.01 * abs(value)), factor)
                for factor in factors
            )
            total = pre.double() + a * near[i][2].double() + b * near[j][2].double()
            error = worst_row(post.double() - total, post)
            closest = min(closest, error)
            if error <= limit:
                return {"attn_out": (near[i][1], a), "mlp_out": (near[j][1], b)}
    raise Refused(
        f"block {layer}: no two branches add up to what the block adds to the residual stream "
        f"(closest: relative difference {closest:.2g}, allowed {limit:.2g})"
    )


def text_config(config: Any) -> Any:
    return config.get_text_config() if hasattr(config, "get_text_config") else config


def attention_of(config: Any, asked: str) -> str | None:
    """The implementation of attention: sdpa drops the soft cap of Gemma 2 without a word. None: the model's own default."""
    if asked != "auto":
        return asked
    return "eager" if getattr(text_config(config), "attn_logit_softcapping", None) else None


def resolve(device: str, dtype: str) -> tuple[str, str]:
    """The device and type that `auto` stands for."""
    if device == "auto":
        mps = getattr(torch.backends, "mps", None)
        device = "cuda" if torch.cuda.is_available() else "mps" if mps and mps.is_available() else "cpu"
    kind = device.split(":")[0]
    if kind == "cuda":
        index = int(device.split(":")[1]) if ":" in device else 0
        if not torch.cuda.is_available() or index >= torch.cuda.device_count():
            raise Refused(
                f"device {device} is not there: torch {torch.__version__} finds {torch.cuda.device_count()} CUDA devices"
            )
    if dtype == "auto":
        half = kind == "cuda" and not torch.cuda.is_bf16_supported()
        dtype = "float32" if kind == "cpu" else "float16" if half else "bfloat16"
    return device, dtype


class Model:
    """A model on its device, checked: its points, its cache, and its last logits."""

    def __init__(self, ask: dict[str, Any]) -> None:
        folder: str = ask["folder"]
        if ask.get("threads"):
            torch.set_num_threads(ask["threads"])
        torch.set_float32_matmul_precision("highest")
        transformers.utils.logging.set_verbosity_error()
        transformers.utils.logging.disable_progress_bar()
        device, dtype = resolve(ask["device"], ask["dtype"])
        config = transformers.AutoConfig.from_pretrained(folder, trust_remote_code=False)
        attention = attention_of(config, ask["attention"])
        self.dtype = DTYPES[dtype]
        model = transformers.AutoModelForCausalLM.from_pretrained(
            folder,
            dtype=self.dtype,
            use_safetensors=True,
            trust_remote_code=False,
            local_files_only=True,
            **({"attn_implementation": attention} if attention else {}),
            **(
                {"device_map": ask["deviceMap"]}
                if ask.get("deviceMap")
                else {"device_map": {"": device}}
                if device != "cpu"
                else {}
            ),
        )
        self.model: Any = self._adapted(model, ask["adapter"]) if ask.get("adapter") else model
        self.model.eval().requires_grad_(False)
        self.config = text_config(self.model.config)
        self.device = self.model.get_input_embeddings().weight.device
        self.head = self.model.get_output_embeddings()
        if self.head is None:
            raise Refused("has no matrix for the logits")
        self._keep_head_of_file(folder)
        self.vocabulary = int(self.config.vocab_size)
        self.limits = {"rows": 64, "tokens": 2048} if device == "cpu" else {"rows": 256, "tokens": 16384}
        self.takes_positions = "position_ids" in inspect.signature(self.model.forward).parameters
        rope = getattr(self.config, "rope_scaling", None) or getattr(self.config, "rope_parameters", None) or {}
        # Beyond this many tokens the rotary tables of the whole batch are others.
        self.switch: int | None = (
            (
                getattr(self.config, "original_max_position_embeddings", None)
                or rope.get("original_max_position_embeddings")
            )
            if "longrope" in (rope.get("rope_type"), rope.get("type"))
            else None
        )
        self._check_points()
        self.decoding = self._check_decoding()

    @staticmethod
    def _adapted(model: Any, adapter: str) -> Any:
        if not os.path.exists(os.path.join(adapter, "adapter_model.safetensors")):
            raise Refused(f"adapter {adapter}: holds no adapter_model.safetensors")
        from peft import PeftModel

        peft = PeftModel.from_pretrained(model, adapter)
        return peft.base_model.model if getattr(model, "is_quantized", False) else peft.merge_and_unload()

    def _keep_head_of_file(self, folder: str) -> None:
        """A checkpoint that ties the head to the embedding and yet holds another head has that one."""
        index = os.path.join(folder, "model.safetensors.index.json")
        file = "model.safetensors"
        if os.path.exists(index):
            with open(index, encoding="utf-8") as stream:
                file = json.load(stream)["weight_map"].get("lm_head.weight", "")
        path = os.path.join(folder, file)
        weight = getattr(self.head, "weight", None)
        if not getattr(self.config, "tie_word_embeddings", False) or not os.path.isfile(path) or weight is None:
            return
        with safe_open(path, framework="pt") as tensors:
            if "lm_head.weight" not in tensors.keys():
                return
            of_file = tensors.get_tensor("lm_head.weight").to(weight.device, weight.dtype)
        if of_file.shape == weight.shape and not torch.equal(of_file, weight):
            self.head.weight = torch.nn.Parameter(of_file, requires_grad=False)

    # Passes

    def run(
        self,
        ids: Tensor,
        *,
        rows: Tensor | None = None,
        cache: Any = None,
        mask: Tensor | None = None,
        positions: Tensor | None = None,
    ) -> Tensor:
        """Logits [N, V] at `rows`, indices into the B*T tokens (default: of every row's last token), after one pass."""

        def gather(_: Any, args: tuple[Any, ...]) -> Any:
            h = args[0]
            at = (
                torch.arange(h.shape[0], device=h.device) * h.shape[1] + h.shape[1] - 1
                if rows is None
                else rows.to(h.device)
            )
            return (h.reshape(-1, h.shape[-1])[at].unsqueeze(0), *args[1:])

        handle = self.head.register_forward_pre_hook(gather)
        more = {
            **({"attention_mask": mask} if mask is not None else {}),
            **({"position_ids": positions} if positions is not None and self.takes_positions else {}),
            **({"past_key_values": cache} if cache is not None else {}),
        }
        try:
            return self.model(input_ids=ids, use_cache=cache is not None, **more).logits[0].float()
        finally:
            handle.remove()

    def halve(self) -> bool:
        """Makes batches smaller after a device ran out of memory; false where they cannot be."""
        if self.limits["rows"] == 1:
            return False
        self.limits = {name: max(1, limit // 2) for name, limit in self.limits.items()}
        torch.cuda.empty_cache()
        return True

    def facts(self) -> dict[str, Any]:
        """How the model runs."""
        return {
            "layers": len(self.stream.blocks),
            "hiddenSize": int(self.config.hidden_size),
            "vocabularySize": self.vocabulary,
            "attention": str(getattr(self.model.config, "_attn_implementation", "unknown")),
            "decoding": self.decoding,
            "device": str(self.device),
            "dtype": str(self.dtype).removeprefix("torch."),
        }

    def padded(self, rows: Sequence[Row]) -> tuple[Tensor, Tensor, Tensor]:
        """Token ids [B, T], padded on the right where no earlier token sees them; positions [1, T]; prompt lengths [B]."""
        width = max(len(row) for row in rows)
        ids = torch.tensor([row.tokens + [0] * (width - len(row)) for row in rows], device=self.device)
        positions = torch.arange(width, device=self.device)[None]
        return ids, positions, torch.tensor([row.prompt for row in rows], device=self.device)

    @contextmanager
    def under(
        self, maps: Maps | None, positions: Tensor, prompts: Tensor, captures: Sequence[Site] = (), stop: bool = False
    ) -> Iterator[None]:
        """Runs what is inside with the maps in force at these positions."""
        mask = maps.mask(positions, prompts) if maps else False
        with self.stream.tapped(captures, maps.ports if maps and mask is not False else None, stop):
            self.stream.mask = mask if isinstance(mask, Tensor) else None
            yield

    def batches(self, rows: Sequence[Row], logit_rows: Callable[[Row], int] = lambda row: 1) -> Iterator[list[Row]]:
        """Rows of similar length: a function of the lengths, so that a request always runs alike."""
        most_logits = max(1, LOGIT_BYTES // (4 * self.vocabulary))
        batch: list[Row] = []
        logits = 0
        for row in sorted(rows, key=lambda row: (len(row), row.index)):
            other = self.switch is not None and bool(batch) and len(row) > self.switch and len(row) != len(batch[0])
            full = len(batch) >= self.limits["rows"] or (len(batch) + 1) * len(row) > self.limits["tokens"]
            if batch and (other or full or logits + logit_rows(row) > most_logits):
                yield batch
                batch, logits = [], 0
            batch.append(row)
            logits += logit_rows(row)
        if batch:
            yield batch

    # Checks at load

    def _probe(self, length: int = PROBE_TOKENS, seed: int = 0) -> Tensor:
        generator = torch.Generator().manual_seed(seed)
        return torch.randint(3, self.vocabulary, (1, length), generator=generator).to(self.device)

    def _check_points(self) -> None:
        """Finds the points and makes sure that a change at each arrives: a hook that does nothing is refused, not believed."""
        ids = self._probe()
        layers = int(self.config.num_hidden_layers)
        known = [1.0, *(value for value in [getattr(self.config, "residual_multiplier", None)] if value)]
        blocks = find_writers(find_blocks(self.model, layers), lambda: self.run(ids), known)
        self.stream = Stream(blocks)
        sites = [(layer, point) for layer in range(layers) for point in POINTS]
        generator = torch.Generator().manual_seed(1)
        width, sizes, still = 0, [], torch.empty(0)
        for point in (None, *POINTS):
            moves: dict[Site, Tensor] = {}
            for layer in range(layers if point else 0):
                towards = torch.randn(width, generator=generator)
                # As long as the stream itself, so that a sum that misses it cannot close.
                moves[layer, point] = towards * (sizes[layer] / towards.norm())
            with self.stream.tapped(sites, {site: Displacement(by) for site, by in moves.items()}):
                logits = self.run(ids).cpu()
                at = {site: value.float().cpu() for site, value in self.stream.captured.items()}
            self._check_sums(at, moves, f"with a displacement at {point}" if point else "")
            if point is None:
                still, width = logits, at[0, "resid_pre"].shape[-1]
                sizes = [at[layer, "resid_post"].norm(dim=-1).median() for layer in range(layers)]
                if not bool(torch.isfinite(logits).all()):
                    raise Refused("its logits are not finite")
        last = (layers - 1, "resid_post")
        with self.stream.tapped(ports={last: Displacement(moves[last])}):
            moved = self.run(ids).cpu()
        if float((moved - still).abs().max()) <= CLOSES[self.dtype] * float(still.abs().max()):
            raise Refused(f"block {layers - 1}: a displacement at resid_post does not reach the logits")

    def _check_sums(self, at: dict[Site, Tensor], moves: dict[Site, Tensor], where: str) -> None:
        """resid_pre + attn_out + mlp_out = resid_post in every block, and resid_post is the next block's resid_pre."""
        for layer in range(len(self.stream.blocks)):
            for point in POINTS:
                if (layer, point) not in at:
                    raise Refused(f"block {layer}: nothing passes {point}")
            post = at[layer, "resid_post"]
            parts = sum(at[layer, point] for point in POINTS[:3]) + moves.get((layer, "resid_post"), 0)
            pairs = [("resid_pre + attn_out + mlp_out and resid_post", parts)]
            if layer + 1 < len(self.stream.blocks):
                entering = at[layer + 1, "resid_pre"] - moves.get((layer + 1, "resid_pre"), 0)
                pairs.append(("resid_post and the next block's resid_pre", entering))
            for names, value in pairs:
                error = worst_row(value - post, post)
                if not error <= CLOSES[self.dtype]:
                    raise Refused(
                        f"block {layer}: {names} differ by {error:.2g} {where} "
                        f"(relative; allowed {CLOSES[self.dtype]:.2g})"
                    )

    def _check_decoding(self) -> str:
        """
        How completions are made: `ragged` (prompts of several lengths share a cache), `equal` (only those of one length do) or
        `uncached`. The logits of a second pass over the cache must be those of the whole text alone.
        """
        long, short = self._probe(PROBE_TOKENS + 2, 2)[0].tolist(), self._probe(PROBE_TOKENS // 2, 3)[0].tolist()
        for way, texts in (("ragged", (long, short)), ("equal", (long,))):
            if way == "ragged" and not self.takes_positions:
                continue
            try:
                rows = [Row(i, text[:-2], len(text)) for i, text in enumerate(texts)]
                found = transformers.DynamicCache()
                self.prefill(rows, None, [[len(row) - 1] for row in rows], found)
                cache = Cache.join([(found, i, len(row)) for i, row in enumerate(rows)])
                for step in (-2, -1):
                    logits = cache.step(self, [text[step] for text in texts])
            except Refused:
                continue
            except Exception as error:  # The cache of this model is another kind of thing.
                print(f"decoding {way}: {error!r}", file=sys.stderr)
                continue
            alone = torch.stack([self.run(torch.tensor([text], device=self.device))[0] for text in texts])
            if float((logits - alone).norm() / alone.norm()) <= AGREES[self.dtype]:
                return way
        return "uncached"

    # Requests

    def prefill(
        self, rows: Sequence[Row], maps: Maps | None, wanted: Sequence[Sequence[int]], cache: Any = None
    ) -> Tensor:
        """Logits [N, V] at the wanted places of each row, row after row; fills the cache if there is one."""
        ids, positions, prompts = self.padded(rows)
        width = ids.shape[1]
        at = torch.tensor([i * width + t for i, places in enumerate(wanted) for t in places], device=self.device)
        with self.under(maps, positions, prompts):
            return self.run(ids, rows=at, cache=cache)

    def capture(self, call: Call) -> Answer:
        """Rows [n, d] by site in the order of the request: one per sequence, or with `all` one per token."""
        sites = [(layer, point) for layer, point in call.ask["sites"]]
        where = call.ask["positions"]
        counts = [len(row) if where == "all" else 1 for row in call.rows]
        begins = [sum(counts[:i]) for i in range(len(counts) + 1)]
        found: dict[str, Tensor] = {}
        for batch in call.progress(self.batches(call.rows)):
            ids, at, prompts = self.padded(batch)
            with self.under(call.maps, at, prompts, sites, stop=True):
                with suppress(Enough):
                    self.run(ids)
                captured = dict(self.stream.captured)
            for (layer, point), value in captured.items():
                whole = found.setdefault(f"{point}.{layer}", torch.empty((begins[-1], value.shape[-1])))
                for i, row in enumerate(batch):
                    if where == "all":
                        rows = value[i, : len(row)]
                    elif where == "mean":
                        rows = value[i, : row.prompt].cpu().double().mean(0, keepdim=True)
                    else:
                        t = len(row) + (-1 if where == "last" else where)
                        rows = value[i, t : t + 1]
                    whole[begins[row.index] : begins[row.index + 1]] = rows
        return {}, found

    def next_token(self, call: Call) -> Answer:
        """Logits [n, V] behind every sequence."""
        logits = torch.empty((len(call.rows), self.vocabulary))
        for batch in call.progress(self.batches(call.rows)):
            found = self.prefill(batch, call.maps, [[len(row) - 1] for row in batch])
            logits[[row.index for row in batch]] = found.cpu()
        return {}, {"logits": logits}

    def score(self, call: Call) -> Answer:
        """log p(token_t | tokens before t), sequence after sequence."""
        scores = [torch.empty(0)] * len(call.rows)
        rows = [row for row in call.rows if len(row) > 1]
        call.done = len(call.rows) - len(rows)
        for batch in call.progress(self.batches(rows, lambda row: len(row) - 1)):
            logits = self.prefill(batch, call.maps, [range(len(row) - 1) for row in batch])
            targets = torch.tensor([token for row in batch for token in row.tokens[1:]], device=logits.device)
            found = logits.log_softmax(-1).gather(1, targets[:, None])[:, 0].cpu()
            for row, part in zip(batch, found.split([len(row) - 1 for row in batch])):
                scores[row.index] = part
        return {}, {"scores": torch.cat(scores)}

    def generate(self, call: Call) -> Answer:
        """
        Greedy completions. Each prompt runs with its draft in one pass; rows that leave it go on token by token, many
        together. Also the divergence from the model without maps along the drafts of the measured rows.
        """
        most = call.ask["maxNewTokens"]
        drafts = [draft[:most] for draft in call.drafts]
        texts = [Row(row.index, row.tokens + drafts[row.index], row.prompt) for row in call.rows]
        divergence: dict[str, Tensor] = {}
        left: list[Left] = []
        for batch in self.batches(texts, lambda row: len(drafts[row.index]) + 1):
            call.check()
            if len(left) + len(batch) > self.limits["rows"]:
                self._decode(call, left)
                left = []
            places = [range(len(call.rows[row.index]) - 1, len(row)) for row in batch]
            crosses = self.switch is not None and max(len(call.rows[row.index]) for row in batch) + most > self.switch
            cached = self.decoding != "uncached" and most > 1 and not crosses
            cache = transformers.DynamicCache() if cached else None
            logits = self.prefill(batch, call.maps, places, cache)
            if any(call.measured[row.index] for row in batch):
                plain = self.prefill(batch, None, places) if call.maps else logits
                sums = divergence_of(plain, logits).split([len(at) for at in places])
                for row, found in zip(batch, sums):
                    if call.measured[row.index]:
                        divergence[str(row.index)] = found[:-1].contiguous()
                del plain
            own = iter(logits.argmax(-1).tolist())
            del logits
            for i, row in enumerate(batch):
                draft, predicted = drafts[row.index], [next(own) for _ in places[i]]
                agreed = next((t for t, token in enumerate(draft) if predicted[t] != token), len(draft))
                if not any(call.ends(row.index, token) for token in predicted[: agreed + 1]):
                    left.append(Left(row.index, cache, i, len(call.rows[row.index]) + agreed))
            call.tell_generated()
        self._decode(call, left)
        return {"generations": [call.generation(tokens) for tokens in call.out]}, divergence

    def _decode(self, call: Call, left: list[Left]) -> None:
        """Token by token until every row is done; rows that are leave at once."""
        ports = call.maps.ports if call.maps and call.maps.scope in ("all", "generated") else None
        together: dict[Any, list[Left]] = {}
        for row in left:
            alone = self.decoding == "equal" or (row.cache is None and self.switch is not None)
            together.setdefault((row.cache is None, row.valid if alone else 0), []).append(row)
        for (uncached, _), group in together.items():
            cache = None if uncached else Cache.join([(row.cache, row.row, row.valid) for row in group])
            while group:
                call.check()
                if cache is None:
                    texts = [
                        replace(call.rows[row.index], tokens=call.rows[row.index].tokens + call.out[row.index])
                        for row in group
                    ]
                    logits = self.prefill(texts, call.maps, [[len(text) - 1] for text in texts])
                else:
                    with self.stream.tapped(ports=ports):
                        logits = cache.step(self, [call.out[row.index][-1] for row in group])
                open_ = [
                    i for i, token in enumerate(logits.argmax(-1).tolist()) if not call.ends(group[i].index, token)
                ]
                if cache is not None and 0 < len(open_) < len(group):
                    cache.keep(open_)
                group = [group[i] for i in open_]
                call.tell_generated()


def divergence_of(plain: Tensor, changed: Tensor) -> Tensor:
    """KL(plain || changed) in nats of each row of logits [N, V] -> float64 [N]."""
    exact = plain.device.type != "mps"
    found = []
    for p, q in zip(plain.split(64), changed.split(64)):
        a, b = ((x.double() if exact else x).log_softmax(-1) for x in (p, q))
        found.append(
            (a.exp() * (a - b)).sum(-1).double().cpu() if exact else (a.exp() * (a - b)).sum(-1).cpu().double()
        )
    return torch.cat(found).clamp_min(0)


@dataclass
class Left:
    """A row that has left its draft: where its keys and values are, and how many of them are its own."""

    index: int
    cache: Any
    row: int
    valid: int


class Call:
    """A request at work."""

    def __init__(self, wire: Wire, ask: dict[str, Any], tensors: dict[str, Tensor], maps: Maps | None) -> None:
        self.ask, self.maps, self._wire, self._told = ask, maps, wire, -1.0
        self.done = 0
        lengths = tensors["prompts"].tolist()
        self.rows = [
            Row(i, tokens, len(tokens) if prompt < 0 else prompt)
            for i, (tokens, prompt) in enumerate(zip(ragged(tensors, "tokens"), lengths))
        ]
        self.drafts = ragged(tensors, "drafts") or [[] for _ in self.rows]
        self.measured = tensors["measured"].bool().tolist() if "measured" in tensors else [False] * len(self.rows)
        self.out: list[list[int]] = [[] for _ in self.rows]
        self._closed: set[int] = set()

    def check(self) -> None:
        if self.ask["id"] in self._wire.aborted:
            raise Aborted

    def tell(self, done: float) -> None:
        if self.ask.get("watched") and done > self._told:
            self._told = done
            self._wire.send({"id": self.ask["id"], "done": done})

    def progress(self, batches: Iterator[list[Row]]) -> Iterator[list[Row]]:
        for batch in batches:
            self.check()
            yield batch
            self.done += len(batch)
            self.tell(self.done)

    def ends(self, index: int, token: int) -> bool:
        """Adds a token to a completion; whether it ends with that."""
        self.out[index].append(token)
        end = token in self.ask["stopTokenIds"] or len(self.out[index]) >= self.ask["maxNewTokens"]
        if end:
            self._closed.add(index)
        return end

    def tell_generated(self) -> None:
        most = self.ask["maxNewTokens"]
        self.tell(sum(1 if i in self._closed else len(tokens) / most for i, tokens in enumerate(self.out)))

    def generation(self, tokens: list[int]) -> dict[str, Any]:
        stopped = tokens[-1] in self.ask["stopTokenIds"]
        return {"tokens": tokens[:-1], "stopToken": tokens[-1]} if stopped else {"tokens": tokens}


def ragged(tensors: dict[str, Tensor], name: str) -> list[list[int]]:
    """Lists of numbers that travel as one tensor and their lengths."""
    if name not in tensors:
        return []
    return [part.tolist() for part in tensors[name].split(tensors[f"{name}.lengths"].tolist())]


class Server:
    """Answers requests in their order."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.model: Model | None = None
        self.maps: dict[int, Maps] = {}

    def answer(self, ask: dict[str, Any], payload: bytes) -> Answer:
        method = ask["method"]
        if method == "open":
            self.model = Model(ask)
            return self.model.facts(), {}
        if method == "maps":
            self.maps[ask["maps"]] = Maps(payload)
            return {}, {}
        if method == "forget":
            self.maps.pop(ask["maps"], None)
            return {}, {}
        model = self.model
        assert model is not None
        run = {
            "capture": model.capture,
            "nextToken": model.next_token,
            "score": model.score,
            "generate": model.generate,
        }[method]
        tensors = load_tensors(payload)
        while True:
            try:
                return run(Call(self.wire, ask, tensors, self.maps[ask["maps"]] if "maps" in ask else None))
            except torch.OutOfMemoryError as error:
                if not model.halve():
                    raise Refused(f"out of memory on {model.device}: {error}") from None

    def serve(self) -> None:
        while True:
            ask, payload = self.wire.requests.get()
            try:
                with torch.inference_mode():
                    result, tensors = self.answer(ask, payload)
                self.wire.send({"id": ask["id"], "result": result}, tensors)
            except Aborted:
                self.wire.send({"id": ask["id"], "error": {"kind": "aborted", "message": "aborted"}})
            except Refused as error:
                self.wire.send({"id": ask["id"], "error": {"kind": "refused", "message": str(error)}})
            except Exception as error:
                traceback.print_exc()
                self.wire.send(
                    {"id": ask["id"], "error": {"kind": "failed", "message": f"{type(error).__name__}: {error}"}}
                )
            self.wire.aborted.discard(ask["id"])


def describe(ask: dict[str, Any]) -> dict[str, Any]:
    """Versions, devices, and how a model would be run; nothing is loaded."""
    device, dtype = resolve(ask.get("device", "auto"), ask.get("dtype", "auto"))
    devices = [
        {
            "name": f"cuda:{i}",
            "model": torch.cuda.get_device_name(i),
            "memory": torch.cuda.get_device_properties(i).total_memory,
        }
        for i in range(torch.cuda.device_count())
    ]
    return {
        "python": sys.version.split()[0],
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "device": device,
        "dtype": dtype,
        "devices": devices,
        "threads": torch.get_num_threads(),
    }


if __name__ == "__main__":
    if sys.argv[1:2] == ["--describe"]:
        try:
            print(json.dumps(describe(json.loads(sys.argv[2]))))
        except Refused as refusal:
            print(json.dumps({"refused": str(refusal)}))
    else:
        Server(Wire()).serve()
