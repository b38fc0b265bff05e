"""The fitted numbers of the reader of phrases, and its arithmetic, which gives the same result on every processor.

Sums are sums of whole numbers, which no order of adding changes: the fitted weights are whole numbers of one byte, the
vectors of embedding models are rounded to whole numbers first, and products of matrices are computed in float64, which
holds every whole number that occurs. What is left (a square root, a division) is exact by itself.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from canonym.embedding.phrase_text import pieces
from canonym.errors import ModelError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FILE = Path(__file__).parent / "phrases.npz"
"""The fitted file that ships with canonym, written by bench/phrase_reader.py."""
TAG_WEIGHT = 6.0
"""A phrase's tags count as if it had so many: unlike its pieces, they are not divided by how many there are."""
VECTOR_STEPS = 1 << 12
POSITION_STEPS = 1 << 14
"""Whole numbers between 0 and 1 in a vector of an embedding model, and in a position."""
WORDS = ""
"""The mode in which no embedding model is asked."""


@dataclass(frozen=True, slots=True)
class Header:
    """What the fitted numbers stand for."""

    bodies: tuple[str, ...]
    """Bodies by number; "new:..." is a body that pages name and no pack has. Prototypes of NONE follow."""
    ranks: tuple[str, ...]
    """Ranks by number; "" for none."""
    levels: tuple[str, ...]
    buckets: int
    tag_buckets: int
    sharpness: float
    """Factor of a body's cosine in the exponent, from fitting."""
    rank_sharpness: float
    """The same of a rank's and a level's."""
    trust: dict[str, float]
    """Mode -> factor of the whole exponent, fitted on held-out pages: of answers given 0.9, nine in ten are right."""
    none_bias: dict[str, float]
    """Mode -> what is added for none of ours, fitted with `trust`."""
    known_bias: float
    """Bias of a body whose names the fitting has not seen."""


class PhraseModel:
    """Puts phrases at positions, where bodies, ranks and levels have theirs; a cosine tells how near they are."""

    def __init__(self, header: Header, arrays: dict[str, NDArray[np.generic]]) -> None:
        """Use `load` or, for freshly fitted weights, `quantised`."""
        self.header = header
        self._arrays = arrays

    @classmethod
    def load(cls, path: Path = FILE) -> PhraseModel:
        """Read a fitted file; raises ModelError where it is missing or damaged."""
        import numpy as np  # noqa: PLC0415 - not needed by `canonym --help`

        try:
            with np.load(path, allow_pickle=False) as stored:
                arrays = {name: stored[name] for name in stored.files}
            fields = json.loads(bytes(arrays.pop("header")).decode("utf-8"))
            tuples = {name: tuple(fields[name]) for name in ("bodies", "ranks", "levels")}
            return cls(Header(**{**fields, **tuples}), arrays)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ModelError(
                "the fitted reader of phrases cannot be read", where=str(path), remedy="install canonym again"
            ) from error

    def with_header(self, header: Header) -> PhraseModel:
        """The same weights under another header."""
        return PhraseModel(header, self._arrays)

    def save(self, path: Path) -> None:
        """Write the fitted file; the same numbers give the same bytes."""
        import numpy as np  # noqa: PLC0415

        fields = {name: getattr(self.header, name) for name in Header.__slots__}
        header = np.frombuffer(json.dumps(fields, ensure_ascii=False).encode("utf-8"), dtype=np.uint8)
        np.savez_compressed(path, allow_pickle=False, header=header, **self._arrays)

    def positions(
        self, texts: Sequence[str], tags: Sequence[Sequence[str]], vectors: dict[str, NDArray[np.float32]]
    ) -> NDArray[np.float64]:
        """Where plain texts lie, as whole numbers, shape (texts, dimension).

        `vectors` holds the texts' vectors by embedding model; the model that is not asked has no entry.
        """
        import numpy as np  # noqa: PLC0415

        found = pieces(texts, self.header.buckets)
        counts = np.diff(np.append(found.starts, len(found.numbers)))
        total = self._sums(found.numbers, found.starts) / np.sqrt(counts.astype(np.float64))[:, None]
        filled = [number for number, values in enumerate(tags) if values]
        if filled:
            rows = [np.array(self._tag_numbers(tags[number]), dtype=np.int64) for number in filled]
            starts = np.cumsum([0, *(len(row) for row in rows[:-1])])
            total[filled] += self._sums(np.concatenate(rows), starts) / np.sqrt(TAG_WEIGHT)
        total *= self._step("table")
        for name in sorted(vectors):
            steps = np.rint(vectors[name].astype(np.float64) * VECTOR_STEPS)
            total += (steps @ self._float(name)) * (self._step(name) / VECTOR_STEPS)
        return _on_sphere(total)

    def cosines(self, positions: NDArray[np.float64], kind: str) -> NDArray[np.float64]:
        """The cosine of each position with each body, rank or level (`kind`: bodies, ranks, levels)."""
        product: NDArray[np.float64] = positions @ self._positions_of(kind).T
        return product / float(POSITION_STEPS * POSITION_STEPS)

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of all fitted numbers, in hexadecimal."""
        found = hashlib.sha256(repr(self.header).encode())
        for name in sorted(self._arrays):
            found.update(name.encode() + self._arrays[name].tobytes())
        return found.hexdigest()

    @cached_property
    def bias(self) -> NDArray[np.float64]:
        """What speaks for each body before a word is read."""
        import numpy as np  # noqa: PLC0415

        return self._arrays["bias"].astype(np.float64)

    def _sums(self, numbers: NDArray[np.int64], starts: NDArray[np.int64]) -> NDArray[np.float64]:
        import numpy as np  # noqa: PLC0415

        table = self._table
        sums = np.zeros((len(starts), table.shape[1]))
        for row, start, end in zip(sums, starts, np.append(starts[1:], len(numbers)), strict=False):
            table[numbers[start:end]].sum(axis=0, out=row)
        return sums

    @cached_property
    def _table(self) -> NDArray[np.float32]:
        """The weights of pieces and tags; their sums stay below 2 to the 24th, where float32 is exact."""
        import numpy as np  # noqa: PLC0415

        return self._arrays["table"].astype(np.float32)

    def _tag_numbers(self, values: Sequence[str]) -> list[int]:
        return sorted({self.header.buckets + tag_number(value, self.header.tag_buckets) for value in values})

    def _step(self, name: str) -> float:
        return float(self._arrays[f"{name}_step"])

    def _float(self, name: str) -> NDArray[np.float64]:
        import numpy as np  # noqa: PLC0415

        if name not in self._floats:
            self._floats[name] = self._arrays[name].astype(np.float64)
        return self._floats[name]

    def _positions_of(self, kind: str) -> NDArray[np.float64]:
        key = f"{kind} on the sphere"
        if key not in self._floats:
            self._floats[key] = _on_sphere(self._float(kind))
        return self._floats[key]

    @cached_property
    def _floats(self) -> dict[str, NDArray[np.float64]]:
        return {}


def quantised(header: Header, weights: dict[str, NDArray[np.float32]], bias: NDArray[np.float32]) -> PhraseModel:
    """A model of fitted weights: each matrix as whole numbers from -127 to 127 and the size of one step."""
    import numpy as np  # noqa: PLC0415

    arrays: dict[str, NDArray[np.generic]] = {"bias": bias.astype(np.float16)}
    for name, matrix in weights.items():
        # One weight in ten thousand is cut, so that the others have finer steps.
        step = float(np.float32(np.quantile(np.abs(matrix), 0.9999) / 127.0)) or 1.0
        arrays[name] = np.clip(np.rint(matrix / step), -127, 127).astype(np.int8)
        arrays[f"{name}_step"] = np.array(step)
    return PhraseModel(header, arrays)


def tag_number(value: str, buckets: int) -> int:
    """The number of a tag among those of tags."""
    return zlib.crc32(value.encode("utf-8")) % buckets


def _on_sphere(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    """The vectors at length one, as whole numbers; zeros stay zeros."""
    import numpy as np  # noqa: PLC0415

    steps = np.rint(vectors * VECTOR_STEPS)
    squares = np.sum((steps * steps).astype(np.int64), axis=1)
    lengths = np.sqrt(np.maximum(squares, 1).astype(np.float64))
    on_sphere: NDArray[np.float64] = np.rint(steps / lengths[:, None] * POSITION_STEPS)
    return on_sphere
