"""Runs a causal language model of transformers for refusal-lab's engine `transformers`.

The process is started by refusal-lab and speaks with it over two pipes, file descriptors 3 (requests) and 4 (answers);
see wire.py. No socket, no pickle, no code of the checkpoint's own.

Terms: B rows, T tokens, d width of the residual stream, V vocabulary; sites and points as in stream.py.
"""

from __future__ import annotations

import inspect
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any

os.environ.update(HF_HUB_OFFLINE="1", TRANSFORMERS_OFFLINE="1", HF_HUB_DISABLE_TELEMETRY="1")

import torch  # noqa: E402
import transformers  # noqa: E402
from safetensors.torch import load as load_tensors  # noqa: E402

from cache import Cache, pairs_of  # noqa: E402
from environment import Missing, describe, set_up, text_config  # noqa: E402
from loading import keep_head_of_file, load_model  # noqa: E402
from prefix import Prefix, common_length  # noqa: E402
from stream import Enough, Maps, Refused, Site, open_stream, worst_row  # noqa: E402
from wire import Aborted, Call, Row, Wire  # noqa: E402

# Largest relative error of logits of two ways through the cache.
AGREES = {torch.float32: 1e-3, torch.float16: 2e-2, torch.bfloat16: 8e-2}
# Largest batches on a device: rows, and rows times tokens. Where they are fixed they are small, for they have to fit.
DEVICE_LIMITS = {False: {"rows": 256, "tokens": 16384}, True: {"rows": 64, "tokens": 4096}}
PROBE_TOKENS = 24
# Fewer tokens in common are not worth a pass of their own.
LEAST_SHARED = 8
# Logits of one pass.
LOGIT_BYTES = {"cpu": 256 * 2**20, "device": 2**30}

Tensor = torch.Tensor
Answer = tuple[dict[str, Any], dict[str, Tensor]]


class Model:
    """A model on its device, checked: its points, its cache, and its last logits."""

    def __init__(self, ask: dict[str, Any]) -> None:
        set_up(ask)
        self.model, device, self.dtype = load_model(ask)
        self.model.eval().requires_grad_(False)
        self.config = text_config(self.model.config)
        self.device = self.model.get_input_embeddings().weight.device
        self.head = self.model.get_output_embeddings()
        if self.head is None:
            raise Refused("has no matrix for the logits")
        keep_head_of_file(self.head, self.config, ask["folder"])
        self.vocabulary = int(self.config.vocab_size)
        self.fixed = bool(ask.get("deterministic"))
        self.limits = (
            {"rows": 64, "tokens": self._host_tokens()} if device == "cpu" else dict(DEVICE_LIMITS[self.fixed])
        )
        self.ran = {"rows": 0, "tokens": 0, "halvings": 0}
        self.takes_positions = "position_ids" in inspect.signature(self.model.forward).parameters
        rope = getattr(self.config, "rope_scaling", None) or getattr(self.config, "rope_parameters", None) or {}
        kinds = (rope.get("rope_type"), rope.get("type"))
        # Beyond this many tokens the rotary tables of the whole batch are others.
        self.switch: int | None = (
            (
                getattr(self.config, "original_max_position_embeddings", None)
                or rope.get("original_max_position_embeddings")
            )
            if "longrope" in kinds
            else None
        )
        known = [1.0, *(value for value in [getattr(self.config, "residual_multiplier", None)] if value)]
        self.stream = open_stream(self.model, int(self.config.num_hidden_layers), known, self._probe(), self.run)
        whole = self.model(input_ids=self._probe(), use_cache=False).logits[0, -1:].float()
        if (
            not torch.equal(whole.isfinite(), (gathered := self.run(self._probe())).isfinite())
            or worst_row(whole - gathered, whole) > AGREES[self.dtype]
        ):
            raise Refused("its logits are more than its last matrix times the last hidden state")
        self.decoding = self._check_decoding()
        # Rotary tables that go by the length of the text are others for its beginning alone.
        self.sharing = self.decoding != "uncached" and not {"longrope", "dynamic"} & set(kinds)
        self.sharing = self.sharing and self._check_sharing()
        self.ran = {"rows": 0, "tokens": 0, "halvings": 0}

    def _host_tokens(self) -> int:
        """Tokens of a pass whose widest values stay below the 32 MiB that the C library maps anew for every value."""
        width = max(getattr(self.config, name, None) or 0 for name in ("intermediate_size", "hidden_size"))
        return min(2048, max(256, 24 * 2**20 // (self.dtype.itemsize * width)))

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
        """
        Logits [N, V] at `rows`, indices into the B*T tokens (default: of every row's last token), after one pass; none
        where the pass stops at the last site of a capture.
        """
        logits = torch.empty(0)

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
            with suppress(Enough):
                logits = self.model(input_ids=ids, use_cache=cache is not None, **more).logits[0].float()
        finally:
            handle.remove()
        self.ran["rows"] = max(self.ran["rows"], ids.shape[0])
        self.ran["tokens"] = max(self.ran["tokens"], ids.numel())
        return logits

    def halve(self) -> bool:
        """Makes batches smaller after memory ran out; false where they cannot or may not be."""
        if self.fixed or self.limits["rows"] == 1:
            return False
        self.limits = {name: max(1, limit // 2) for name, limit in self.limits.items()}
        self.ran["halvings"] += 1
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
            "sharing": self.sharing,
            "device": str(self.device),
            "dtype": str(self.dtype).removeprefix("torch."),
        }

    def padded(self, rows: Sequence[Row], maps: Maps | None) -> tuple[Tensor, Tensor, Tensor]:
        """Token ids [B, T], padded on the right, where no earlier token sees; positions [1, T]; bounds [B] of the maps."""
        width = max(len(row) for row in rows)
        ids = torch.tensor([row.tokens + [0] * (width - len(row)) for row in rows], device=self.device)
        positions = torch.arange(width, device=self.device)[None]
        bounds = [maps.bound(row.tokens, row.prompt) if maps else row.prompt for row in rows]
        return ids, positions, torch.tensor(bounds, device=self.device)

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
        held = LOGIT_BYTES["cpu" if self.device.type == "cpu" else "device"]
        most_logits = max(1, held // (4 * self.vocabulary))
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

    def _check_decoding(self) -> str:
        """
        How completions are made: `ragged` (prompts of several lengths share a cache), `equal` (only those of one length
        do) or `uncached`. Logits of steps over the cache must be those of the whole text alone.
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

    def _check_sharing(self) -> bool:
        """Whether logits behind a beginning that ran once for two texts are those of each text alone."""
        begin = self._probe(PROBE_TOKENS // 2, 4)[0].tolist()
        texts = [begin + self._probe(length, length)[0].tolist() for length in (PROBE_TOKENS // 2, LEAST_SHARED)]
        rows = [Row(i, text, len(text)) for i, text in enumerate(texts)]
        try:
            logits = self.prefill(rows, None, [[len(row) - 1] for row in rows], shared=self._run_once(begin, None))
        except Refused:
            return False
        except Exception as error:  # The cache of this model is another kind of thing.
            print(f"sharing: {error!r}", file=sys.stderr)
            return False
        alone = torch.stack([self.run(torch.tensor([text], device=self.device))[0] for text in texts])
        return float((logits - alone).norm() / alone.norm()) <= AGREES[self.dtype]

    # Requests

    def share(
        self, rows: Sequence[Row], maps: Maps | None, back: int = 1, captures: Sequence[Site] = ()
    ) -> Prefix | None:
        """
        What all rows of a request begin with, run once under its maps; None where that is not worth it. `back`: how many of the
        last tokens of each row are read. `captures`: sites behind the last of which nothing needs to run.
        """
        if not self.sharing or len(rows) < 2 or (length := common_length(rows, maps, back)) < LEAST_SHARED:
            return None
        return self._run_once(rows[0].tokens[:length], maps, captures)

    def _run_once(self, tokens: list[int], maps: Maps | None, captures: Sequence[Site] = ()) -> Prefix:
        cache, length = transformers.DynamicCache(), len(tokens)
        # No prompt ends here.
        bounds = torch.tensor([length + 1], device=self.device)
        with self.under(maps, torch.arange(length, device=self.device)[None], bounds, captures, stop=bool(captures)):
            self.run(torch.tensor([tokens], device=self.device), cache=cache)
        return Prefix(length, pairs_of(cache))

    def prefill(
        self,
        rows: Sequence[Row],
        maps: Maps | None,
        wanted: Sequence[Sequence[int]],
        cache: Any = None,
        shared: Prefix | None = None,
    ) -> Tensor:
        """Logits [N, V] at the wanted places of each row, row after row; fills the cache if there is one."""
        ids, positions, prompts = self.padded(rows, maps)
        skip = shared.length if shared else 0
        width = ids.shape[1] - skip
        at = torch.tensor([i * width + t - skip for i, places in enumerate(wanted) for t in places], device=self.device)
        if shared:
            cache = shared.fill(transformers.DynamicCache() if cache is None else cache, len(rows))
        with self.under(maps, positions[:, skip:], prompts):
            return self.run(ids[:, skip:], rows=at, cache=cache)

    def capture(self, call: Call) -> Answer:
        """Rows [n, d] by site in the order of the request: one per sequence, or with `all` one per token."""
        sites = [(layer, point) for layer, point in call.ask["sites"]]
        where = call.ask["positions"]
        counts = [len(row) if where == "all" else 1 for row in call.rows]
        begins = [sum(counts[:i]) for i in range(len(counts) + 1)]
        found: dict[str, Tensor] = {}
        back = {"last": 1, "all": 0, "mean": 0}.get(where) if isinstance(where, str) else -where
        shared = self.share(call.rows, call.maps, back, sites) if back else None
        skip = shared.length if shared else 0
        for batch in call.progress(self.batches(call.rows)):
            ids, at, prompts = self.padded(batch, call.maps)
            cache = shared.fill(transformers.DynamicCache(), len(batch)) if shared else None
            with self.under(call.maps, at[:, skip:], prompts, sites, stop=True):
                self.run(ids[:, skip:], cache=cache)
                captured = dict(self.stream.captured)
            for (layer, point), value in captured.items():
                whole = found.setdefault(f"{point}.{layer}", torch.empty((begins[-1], value.shape[-1])))
                for i, row in enumerate(batch):
                    if where == "all":
                        rows = value[i, : len(row)]
                    elif where == "mean":
                        rows = value[i, : row.prompt].cpu().double().mean(0, keepdim=True)
                    else:
                        t = len(row) - back - skip
                        rows = value[i, t : t + 1]
                    whole[begins[row.index] : begins[row.index + 1]] = rows
        return {}, found

    def next_token(self, call: Call) -> Answer:
        """Logits [n, V] behind every sequence."""
        logits = torch.empty((len(call.rows), self.vocabulary))
        shared = self.share(call.rows, call.maps)
        for batch in call.progress(self.batches(call.rows)):
            found = self.prefill(batch, call.maps, [[len(row) - 1] for row in batch], shared=shared)
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
        Greedy completions. Each prompt runs with its draft in one pass; rows that leave it run once more with an alternative
        that agrees with them so far, as long as there is one, and else go on token by token, many together. Also the
        divergence from the model without maps along the drafts of the measured rows.
        """
        most = call.ask["maxNewTokens"]
        drafts = [draft[:most] for draft in call.drafts]
        texts = [Row(row.index, row.tokens + drafts[row.index], row.prompt) for row in call.rows]
        measured = call.measured
        divergence: dict[str, Tensor] = {}
        left: list[Left] = []
        shared = self.share(call.rows, call.maps)
        plain_shared = self.share(call.rows, None) if call.maps and any(call.measured) else shared
        while texts:
            again: list[Row] = []
            for batch in self.batches(texts, lambda row: len(row) + 1 - call.reached(row.index)):
                call.check()
                if len(left) + len(batch) > self.limits["rows"]:
                    self._decode(call, left)
                    left = []
                places = [range(call.reached(row.index) - 1, len(row)) for row in batch]
                longest = max(len(call.rows[row.index]) for row in batch) + most
                crosses = self.switch is not None and longest > self.switch
                cached = self.decoding != "uncached" and most > 1 and not crosses
                cache = transformers.DynamicCache() if cached else None
                logits = self.prefill(batch, call.maps, places, cache, shared)
                if any(measured[row.index] for row in batch):
                    plain = self.prefill(batch, None, places, shared=plain_shared) if call.maps else logits
                    sums = divergence_of(plain, logits).split([len(at) for at in places])
                    for row, found in zip(batch, sums):
                        if measured[row.index]:
                            divergence[str(row.index)] = found[:-1].contiguous()
                    del plain
                own = iter(logits.argmax(-1).tolist())
                del logits
                for i, row in enumerate(batch):
                    guess, predicted = row.tokens[call.reached(row.index) :], [next(own) for _ in places[i]]
                    agreed = next((t for t, token in enumerate(guess) if predicted[t] != token), len(guess))
                    if any(call.ends(row.index, token) for token in predicted[: agreed + 1]):
                        continue
                    if other := call.alternative(row.index):
                        again.append(replace(row, tokens=call.rows[row.index].tokens + other[:most]))
                    else:
                        left.append(Left(row.index, cache, i, call.reached(row.index) - 1))
                call.tell_generated()
            # Divergence is that along the drafts.
            texts, measured = again, [False] * len(measured)
        self._decode(call, left)
        return {"generations": [call.generation(tokens) for tokens in call.out]}, divergence

    def _answered(self, call: Call, group: Sequence[Left]) -> Tensor:
        """Which rows' last tokens [B, 1] belong to their answers."""
        assert call.maps is not None
        texts = [(call.rows[row.index], call.rows[row.index].tokens + call.out[row.index]) for row in group]
        found = [[call.maps.bound(tokens, row.prompt) < len(tokens)] for row, tokens in texts]
        return torch.tensor(found, device=self.device)

    def _decode(self, call: Call, left: list[Left]) -> None:
        """Token by token until every row is done; rows that are leave at once."""
        ports = call.maps.ports if call.maps and call.maps.scope in ("all", "generated", "answer") else None
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
                        if call.maps and call.maps.scope == "answer":
                            self.stream.mask = self._answered(call, group)
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


class OutOfMemory(Exception):
    """Memory ran out and smaller batches do not help, or may not be made."""


def ran_out(error: Exception) -> bool:
    """Whether memory ran out, on a device or on the machine."""
    if isinstance(error, (torch.cuda.OutOfMemoryError, MemoryError)):
        return True
    texts = ("out of memory", "allocate memory", "not enough memory", "ALLOC_FAILED")
    return isinstance(error, (RuntimeError, OSError)) and any(text in str(error) for text in texts)


class Server:
    """Answers requests in their order."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.model: Model | None = None
        self.maps: dict[int, Maps] = {}

    def answer(self, ask: dict[str, Any], payload: bytes) -> Answer:
        method = ask["method"]
        if method == "describe":
            return describe(ask), {}
        if method == "open":
            self.model = None
            try:
                self.model = Model(ask)
            except Exception as error:
                raise (OutOfMemory(f"while the model was loaded: {error}") if ran_out(error) else error) from None
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
                result, found = run(Call(self.wire, ask, tensors, self.maps[ask["maps"]] if "maps" in ask else None))
                return {**result, "ran": model.ran}, found
            except Exception as error:
                if not ran_out(error):
                    raise
                problem = str(error)
            # Behind the handler, where the traceback does not hold the batch any more.
            if not model.halve():
                batches = "batches are fixed" if model.fixed else "a batch of one row does not fit"
                raise OutOfMemory(f"on {model.device}, and {batches}: {problem}")

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
            except Missing as error:
                about = {"kind": "missing", "message": str(error), "packages": error.packages}
                self.wire.send({"id": ask["id"], "error": about})
            except OutOfMemory as error:
                self.wire.send({"id": ask["id"], "error": {"kind": "memory", "message": str(error)}})
            except Exception as error:
                traceback.print_exc()
                self.wire.send(
                    {"id": ask["id"], "error": {"kind": "failed", "message": f"{type(error).__name__}: {error}"}}
                )
            self.wire.aborted.discard(ask["id"])


if __name__ == "__main__":
    # Ctrl-C reaches the whole group; refusal-lab decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Server(Wire()).serve()
