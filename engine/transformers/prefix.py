"""The tokens that all sequences of a request begin with: a chat template's first turns, mostly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import transformers

from stream import Maps
from wire import Row

Tensor = torch.Tensor


@dataclass
class Prefix:
    """Keys and values [1, heads, length, d] by layer, of tokens that ran once."""

    length: int
    pairs: list[tuple[Tensor, Tensor]]

    def fill(self, cache: transformers.DynamicCache, rows: int) -> transformers.DynamicCache:
        """The cache, which is empty, with these tokens in each of its rows."""
        for layer, (keys, values) in enumerate(self.pairs):
            cache.update(keys.expand(rows, -1, -1, -1), values.expand(rows, -1, -1, -1), layer)
        return cache


def common_length(rows: Sequence[Row], maps: Maps | None, back: int) -> int:
    """
    How many first tokens all rows have in common, with at least `back` tokens behind them. No scope of the maps begins or ends
    inside: the last token of every prompt, which one scope is about, stays outside.
    """
    least, most = min(row.tokens for row in rows), max(row.tokens for row in rows)
    same = next((i for i, (a, b) in enumerate(zip(least, most)) if a != b), len(least))
    bounds = [min(row.prompt, maps.bound(row.tokens, row.prompt) if maps else row.prompt) for row in rows]
    return max(0, min(same, *(len(row) - back for row in rows), *(bound - 1 for bound in bounds)))
