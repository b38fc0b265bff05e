"""What a learned reader sees of a phrase: its words without case, places and figures, as numbered pieces of text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PLACE = "\u00a4"
"""Stands, with the pack's id, where a place was named: which place it is says nothing about the body."""
LONGEST_PIECE = 4
"""Letters in the longest piece of text; whole words and pairs of words are pieces as well, whatever their length."""
_BASE = 0x9E3779B97F4A7C15
_MIX = 0xBF58476D1CE4E5B9
_LETTERS_THAT_ARE_WORDS = 0x3400
"""From here on (Chinese characters, Korean syllables) a single letter is a piece."""
_WITHOUT_SPACES = (("\u0e00", "\u0eff"), ("\u3040", "\u30ff"), ("\u3400", "\u9fff"))
"""Thai and Lao, kana, Chinese characters: a place may stand there without a gap before or behind it."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of some texts, one after the other."""

    numbers: NDArray[np.int64]
    """Number of each piece, from 0 to the number of buckets."""
    starts: NDArray[np.int64]
    """Where the pieces of each text begin in `numbers`; every text has at least one."""


class Places:
    """Names of places, to be taken out of a phrase; what stays is whose place it was."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """Take pairs of (name as written, pack); where two packs share a name the first pair counts.

        The forms without diacritics are derived.
        """
        by_start: dict[str, dict[str, str]] = {}
        for name, pack in names:
            for form in (plain(name), without_marks(plain(name))):
                if len(form) > 1:
                    by_start.setdefault(form[:2], {}).setdefault(form, pack)
        self._by_start = {
            start: sorted(forms.items(), key=lambda f: (-len(f[0]), f[0])) for start, forms in by_start.items()
        }

    def taken_out(self, text: str, *, marked: bool = True) -> str:
        """The text, which is `plain`, with a mark for each place and its pack, or without both."""
        parts, i, kept = [], 0, 0
        while i < len(text) - 1:
            for form, pack in self._by_start.get(text[i : i + 2], ()):
                end = i + len(form)
                if text.startswith(form, i) and _stands_alone(text, i, end):
                    parts += [text[kept:i], f" {pack}{PLACE}" if marked else " "]
                    i = kept = end
                    break
            else:
                i += 1
        return " ".join("".join([*parts, text[kept:]]).split())


def _stands_alone(text: str, start: int, end: int) -> bool:
    if start and _joined(text[start - 1], text[start]):
        return False
    return end == len(text) or not _joined(text[end - 1], text[end])


def _joined(left: str, right: str) -> bool:
    if not (left.isalpha() and right.isalpha()):
        return False
    # Korean and Japanese particles, and the word for "province", stand behind a name without a gap.
    return not any(low <= c <= high for c in (left, right) for low, high in _WITHOUT_SPACES) and right < "\uac00"


def plain(text: str) -> str:
    """The text in lower case with single spaces, one form for each letter, and 0 for each figure."""
    folded = unicodedata.normalize("NFKC", text).lower().replace("i\u0307", "i")
    return " ".join("".join("0" if c.isdecimal() else c for c in folded).split())


def without_marks(text: str) -> str:
    """The text without the marks on Latin, Greek and Cyrillic letters; "đ" becomes "d"."""
    if text.isascii():
        return text
    kept: list[str] = []
    for c in unicodedata.normalize("NFD", text):
        if unicodedata.category(c) == "Mn" and "\u0300" <= c <= "\u036f":
            continue
        kept.append("d" if c == "đ" else c)
    return unicodedata.normalize("NFC", "".join(kept))


def words(text: str) -> list[str]:
    """The words of a plain text; every other sign that is no letter parts them."""
    spaced = "".join(c if c.isalnum() or c == PLACE or unicodedata.category(c)[0] == "M" else " " for c in text)
    return spaced.split()


def pieces(texts: Sequence[str], buckets: int) -> Pieces:
    """The pieces of plain texts: letters in a row (two to four), words, pairs of words.

    Letters are taken without marks, words with and without. A piece is numbered by a hash of its letters in whole
    numbers, so that it is the same on every machine; the pieces of all texts are found at once.
    """
    import numpy as np  # noqa: PLC0415 - not needed by `canonym --help`

    lines, owners, spans, span_owners = _lines(texts)
    codes = np.frombuffer("".join(lines).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    owner_of = np.repeat(np.array(owners, dtype=np.int64), [len(line) for line in lines])
    found, whose = [], []
    running = np.zeros_like(codes)
    for length in range(1, LONGEST_PIECE + 1):
        size = len(codes) - length + 1
        if size <= 0:
            break
        running = running[:size] * np.uint64(_BASE) + codes[length - 1 :]
        inside = (owner_of[:size] == owner_of[length - 1 :]) & (owner_of[:size] >= 0)
        if length == 1:
            inside &= codes >= _LETTERS_THAT_ARE_WORDS
        found.append(_mixed(running[inside] + np.uint64(length)))
        whose.append(owner_of[:size][inside])
    left, right = np.array(spans, dtype=np.int64).reshape(-1, 2).T
    found.append(_mixed(_span_hashes(codes, left, right)))
    whose.append(np.array(span_owners, dtype=np.int64))
    numbers = (np.concatenate(found) % np.uint64(buckets)).astype(np.int64)
    owner = np.concatenate(whose)
    order = np.argsort(owner, kind="stable")
    return Pieces(numbers[order], np.searchsorted(owner[order], np.arange(len(texts))).astype(np.int64))


def _lines(texts: Sequence[str]) -> tuple[list[str], list[int], list[tuple[int, int]], list[int]]:
    """Lines of letters with their text's number (-1: only words are read of it), spans of words with theirs."""
    lines: list[str] = []
    owners: list[int] = []
    spans: list[tuple[int, int]] = []
    span_owners: list[int] = []
    offset = 0
    for owner, text in enumerate(texts):
        marked = " ".join(words(text))
        bare = without_marks(marked)
        for number, line in enumerate([bare] if bare == marked else [bare, marked]):
            lines.append(f" {line} ")
            owners.append(-1 if number else owner)
            gaps = [i for i, c in enumerate(lines[-1]) if c == " "]
            ends = [*pairwise(gaps), *zip(gaps, gaps[2:], strict=False)]
            spans += [(offset + left, offset + right + 1) for left, right in ends]
            span_owners += [owner] * len(ends)
            offset += len(lines[-1])
    return lines, owners, spans, span_owners


def _span_hashes(codes: NDArray[np.uint64], left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.uint64]:
    """A hash of the letters from `left` to `right`: sums of powers, divided by the power of where the span begins."""
    import numpy as np  # noqa: PLC0415

    factors = np.full(len(codes) + 1, _BASE, dtype=np.uint64)
    factors[0] = 1
    inverse = np.full(len(codes) + 1, pow(_BASE, -1, 1 << 64), dtype=np.uint64)
    inverse[0] = 1
    sums = np.zeros(len(codes) + 1, dtype=np.uint64)
    np.cumsum(codes * np.cumprod(factors)[:-1], out=sums[1:])
    hashes: NDArray[np.uint64] = (sums[right] - sums[left]) * np.cumprod(inverse)[left]
    return hashes


def _mixed(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Hashes whose low bits depend on all of theirs."""
    import numpy as np  # noqa: PLC0415

    mixed: NDArray[np.uint64] = (hashes ^ (hashes >> np.uint64(31))) * np.uint64(_MIX)
    return mixed ^ (mixed >> np.uint64(29))
