"""The residual stream of a model: where it can be read and changed, and the proof that both really happen.

Terms: B rows, T tokens, d width of the stream. A *site* is a point of a block, such as `resid_post.7`. attn_out and
mlp_out are the values that a block's two branches ADD to the stream: behind a norm that follows the branch, and times a
multiplier where the model has one.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch
from safetensors.torch import load as load_tensors

Tensor = torch.Tensor
Site = tuple[int, str]
# Depth in the block, module, and what it returned.
Output = tuple[int, torch.nn.Module, Tensor]
POINTS = ("resid_pre", "attn_out", "mlp_out", "resid_post")
# Largest relative error of a sum of the stream's parts, by the type that it is computed in.
CLOSES = {torch.float32: 2e-5, torch.float16: 4e-3, torch.bfloat16: 1.5e-2}


class Refused(Exception):
    """The request or the model cannot be run; the message is for the user."""


class Enough(Exception):
    """Raised behind the last block that a capture needs."""


class Port:
    """An affine map h -> s*h + ((h - o) B) G + c at one site, with a gate where it has one; kept on each device."""

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
    """An intervention in refusal-lab's file format: tensors `<point>.<layer>.<part>`, and its scope in the metadata."""

    def __init__(self, data: bytes) -> None:
        (length,) = struct.unpack("<Q", data[:8])
        metadata = json.loads(data[8 : 8 + length])["__metadata__"]
        self.scope: str = metadata["scope"]
        self.skip_first = metadata["skip_first"] == "true"
        # Token ids around a thought: scope "answer" begins behind it.
        self.thought: dict[str, list[int]] | None = json.loads(metadata["thought"]) if "thought" in metadata else None
        sites: dict[Site, dict[str, Tensor]] = {}
        for name, tensor in load_tensors(data).items():
            point, layer, part = name.split(".")
            sites.setdefault((int(layer), point), {})[part] = tensor
        self.ports = {site: Port(parts) for site, parts in sites.items()}

    def bound(self, tokens: list[int], prompt: int) -> int:
        """The position that divides a row for the scope: its prompt's length, or where its answer begins."""
        if self.scope != "answer" or self.thought is None:
            return prompt
        start = answer_start(tokens, prompt, self.thought["open"], self.thought["close"])
        return len(tokens) if start is None else start

    def mask(self, positions: Tensor, prompts: Tensor) -> Tensor | None | bool:
        """Where the maps act, for positions [1, T] and bounds [B] of the rows: None for everywhere, False for nowhere."""
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


def answer_start(tokens: list[int], prompt: int, opens: list[int], closes: list[int]) -> int | None:
    """Where a row's answer begins, behind the thought; None where it has not (src/interventions/answer-start.ts)."""

    def find(part: list[int], start: int, end: int) -> int:
        return next((at for at in range(start, end - len(part) + 1) if tokens[at : at + len(part)] == part), -1)

    # A line's end may stand behind the mark that the prompt ends with.
    opened = find(opens, max(0, prompt - len(opens) - 2), prompt)
    if opened < 0 or find(closes, opened, prompt) >= 0:
        begun = tokens[prompt : prompt + len(opens)]
        other = next((i for i, token in enumerate(opens) if i >= len(begun) or begun[i] != token), None)
        if other is not None:
            return prompt + other if prompt + other < len(tokens) else None
    closed = find(closes, prompt, len(tokens))
    start = closed + len(closes)
    return start if closed >= 0 and start < len(tokens) else None


@dataclass
class Block:
    """A block and the modules that write to the stream: what each returns times its factor is added."""

    module: torch.nn.Module
    writers: dict[str, tuple[torch.nn.Module, float]] = field(default_factory=dict)


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
            # What comes behind may write into what it is given (Falcon adds its attention so).
            self.captured[site] = value.clone() if factor == 1 else value
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
    """The decoder's blocks: the list of that length with the most parameters, outside towers for pictures and sound."""
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
    (names mislead: `post_attention_layernorm` is three things). The first of them to run is attn_out. `known`: factors
    that the configuration names.
    """
    found = [Block(module) for module in blocks]
    handles, calls = [], [0] * len(blocks)
    before: dict[int, Tensor] = {}
    outputs: dict[int, list[Output]] = {}

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


def distinct(outputs: list[Output]) -> list[Output]:
    """
    One module per value, in the order of their runs: of those that pass a value on (a dropout, the last matrix of a
    branch) the outermost, and of these the first. A module that runs twice in a block is left out.
    """
    kept: list[int] = []
    for i in sorted(range(len(outputs)), key=lambda i: (outputs[i][0], i)):
        once = sum(module is outputs[i][1] for _, module, _ in outputs) == 1
        if once and not any(torch.equal(outputs[i][2], outputs[j][2]) for j in kept):
            kept.append(i)
    return [outputs[i] for i in sorted(kept)]


def pair_of(
    layer: int, pre: Tensor, outputs: list[Output], post: Tensor, known: Sequence[float]
) -> dict[str, tuple[torch.nn.Module, float]]:
    """The pair of modules with resid_post = resid_pre + f1 * first + f2 * second; refuses where there is none."""
    added = (post.double() - pre.double()).flatten()
    limit, closest = CLOSES[pre.dtype], float("inf")
    outputs = distinct(outputs)
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


def open_stream(
    model: Any, layers: int, known: Sequence[float], ids: Tensor, run: Callable[[Tensor], Tensor]
) -> Stream:
    """
    Finds the points of a model's blocks and makes sure that a change at each arrives: a hook that does nothing is
    refused, not believed. `ids` [1, T]: any text. `run`: one pass, which gives logits.
    """
    stream = Stream(find_writers(find_blocks(model, layers), lambda: run(ids), known))
    sites = [(layer, point) for layer in range(layers) for point in POINTS]
    generator = torch.Generator().manual_seed(1)
    width, sizes, still = 0, [], torch.empty(0)
    moves: dict[Site, Tensor] = {}
    allowed = CLOSES[torch.float32]
    for point in ("", *POINTS):
        moves = {}
        for layer in range(layers if point else 0):
            towards = torch.randn(width, generator=generator)
            # As long as the stream itself, so that a sum that misses it cannot close.
            moves[layer, point] = towards * (sizes[layer] / towards.norm())
        with stream.tapped(sites, {site: Displacement(by) for site, by in moves.items()}):
            logits = run(ids).cpu()
            allowed = CLOSES[stream.captured[sites[0]].dtype]
            at = {site: value.float().cpu() for site, value in stream.captured.items()}
        check_sums(at, moves, layers, allowed, f" with a displacement at {point}" if point else "")
        if not point:
            still, width = logits, at[0, "resid_pre"].shape[-1]
            sizes = [at[layer, "resid_post"].norm(dim=-1).median() for layer in range(layers)]
            if not bool(torch.isfinite(logits).all()):
                raise Refused("its logits are not finite")
    last = (layers - 1, "resid_post")
    with stream.tapped(ports={last: Displacement(moves[last])}):
        moved = run(ids).cpu()
    if float((moved - still).abs().max()) <= allowed * float(still.abs().max()):
        raise Refused(f"block {layers - 1}: a displacement at resid_post does not reach the logits")
    return stream


def check_sums(at: dict[Site, Tensor], moves: dict[Site, Tensor], layers: int, allowed: float, where: str) -> None:
    """resid_pre + attn_out + mlp_out = resid_post in every block, and resid_post is the next block's resid_pre."""
    for layer in range(layers):
        for point in POINTS:
            if (layer, point) not in at:
                raise Refused(f"block {layer}: nothing passes {point}")
        post = at[layer, "resid_post"]
        parts = at[layer, "resid_pre"] + at[layer, "attn_out"] + at[layer, "mlp_out"]
        pairs = [("resid_pre + attn_out + mlp_out and resid_post", parts + moves.get((layer, "resid_post"), 0))]
        if layer + 1 < layers:
            entering = at[layer + 1, "resid_pre"] - moves.get((layer + 1, "resid_pre"), 0)
            pairs.append(("resid_post and the next block's resid_pre", entering))
        for names, value in pairs:
            error = worst_row(value - post, post)
            if not error <= allowed:
                raise Refused(f"block {layer}: {names} differ by {error:.2g} (relative; allowed {allowed:.2g}){where}")
