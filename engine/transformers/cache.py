"""Keys and values of rows that are decoded together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import torch
import transformers

from stream import Refused

if TYPE_CHECKING:
    from server import Model

Tensor = torch.Tensor


class Cache:
    """Keys and values of several rows, aligned at their ends: places are as far apart as tokens, as a window counts."""

    def __init__(self, cache: Any, lengths: list[int]) -> None:
        self.cache, self.lengths = cache, lengths

    @staticmethod
    def join(rows: Sequence[tuple[Any, int, int]]) -> Cache:
        """From (cache, row in it, valid tokens) of each row; refuses caches that are not all keys and values."""
        width = max(valid for _, _, valid in rows)
        joined = transformers.DynamicCache()
        for layer in range(len(pairs_of(rows[0][0]))):
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
