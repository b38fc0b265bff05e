"""Tables of plain text: no frames, no colours, as wide as a terminal, so that lines can be searched and copied."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterator, Sequence

from rich.cells import cell_len

NARROWEST = 80
_GAP = 2


def table_lines(rows: Sequence[Sequence[str]], heading: Sequence[str] = (), width: int | None = None) -> Iterator[str]:
    """Yield the lines of a table; the last column takes what is left of the width and goes on below itself.

    A word is never cut. Without a `width` it is that of the terminal, and 80 where there is none.
    """
    width = width or (shutil.get_terminal_size().columns if sys.stdout.isatty() else NARROWEST)
    table = [list(heading), *map(list, rows)] if heading else [list(row) for row in rows]
    if not table:
        return
    sizes = [max(cell_len(row[number]) for row in table) for number in range(len(table[0]) - 1)]
    left = sum(sizes) + _GAP * len(sizes)
    for row in table:
        start = "".join(_padded(text, size) for text, size in zip(row, sizes, strict=False))
        yield from _wrapped(start, left, row[-1], max(width - left, 20))


def _wrapped(start: str, left: int, text: str, width: int) -> Iterator[str]:
    lines = textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False) or [""]
    yield (start + lines[0]).rstrip()
    yield from (" " * left + line for line in lines[1:])


def _padded(text: str, size: int) -> str:
    return text + " " * (size - cell_len(text) + _GAP)
