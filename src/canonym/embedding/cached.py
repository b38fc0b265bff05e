"""The base class of embedders: it keeps what it encoded, and encodes one text at a time."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DEFAULT_CACHE_SIZE = 20_000
"""Vectors kept in memory: about 40 MB at 512 dimensions. What falls out is computed again, with the same result."""


class CachedEmbedder(ABC):
    """An embedder that computes a text once.

    Texts are encoded one by one although batches would be two to three times as fast: the last bits of a matrix
    product depend on its shape, so that batches would make a vector depend on the texts beside it. Rounding cannot
    mend that (a value near a rounding border falls to either side).
    """

    def __init__(self, name: str, dimension: int, cache_size: int = DEFAULT_CACHE_SIZE) -> None:
        """Keep `cache_size` vectors, those used last."""
        self.name = name
        self.dimension = dimension
        self._cache_size = cache_size
        self._cache: OrderedDict[str, NDArray[np.float32]] = OrderedDict()

    @abstractmethod
    def _encode_one(self, text: str) -> NDArray[np.float32]:
        """Return the vector of a text that is not blank, shape (dimension,), of any length but zero."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row per text, shape (len(texts), dimension), each of unit length; zeros for a blank text."""
        import numpy as np  # noqa: PLC0415 - not needed by `canonym --help`

        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            if text.strip():
                row[:] = self._cached(text)
        return rows

    def _cached(self, text: str) -> NDArray[np.float32]:
        vector = self._cache.get(text)
        if vector is None:
            vector = self._unit(text)
            self._cache[text] = vector
            if len(self._cache) > self._cache_size:
                self._cache.popitem(last=False)
        else:
            self._cache.move_to_end(text)
        return vector

    def _unit(self, text: str) -> NDArray[np.float32]:
        import numpy as np  # noqa: PLC0415 - not needed by `canonym --help`

        # A lone surrogate cannot be written in UTF-8, which the tokenizers read.
        vector = self._encode_one(text.encode("utf-8", "replace").decode("utf-8")).astype(np.float64)
        length = float(np.sqrt(np.sum(vector * vector)))
        return (vector / length if length > 0.0 else vector).astype(np.float32)
