"""Requests and answers: frames over two pipes, and a request at work.

A frame is the length of a JSON header (uint32, little-endian), the length of a payload (uint64), the header, and the
payload: a safetensors file, which may be empty.
"""

from __future__ import annotations

import json
import os
import queue
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from safetensors.torch import save as save_tensors

from stream import Maps

Tensor = torch.Tensor


class Aborted(Exception):
    """The client has given the request up."""


class Wire:
    """Frames in and out. A thread reads: an abort is heard while the model runs, and the pipe's end ends all."""

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


@dataclass
class Row:
    """A sequence of a request. `limit`: the number of its prompt's tokens, which are all where it has no roles."""

    index: int
    tokens: list[int]
    prompt: int

    def __len__(self) -> int:
        return len(self.tokens)


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
        guesses = iter(ragged(tensors, "alternatives"))
        counts = tensors["alternatives.counts"].tolist() if "alternatives.counts" in tensors else [0] * len(self.rows)
        self._alternatives = [[next(guesses) for _ in range(count)] for count in counts]
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

    def reached(self, index: int) -> int:
        """Tokens of a row's prompt and of its completion so far."""
        return len(self.rows[index]) + len(self.out[index])

    def alternative(self, index: int) -> list[int] | None:
        """The first guess that the row's completion so far is a beginning of; None: no more than that is guessed."""
        out = self.out[index]
        return next((guess for guess in self._alternatives[index] if guess[: len(out)] == out != guess), None)

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
