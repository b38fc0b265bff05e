"""A fault of a data file, and where it stands: line and column are looked up when there is something to say."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from canonym.errors import GlossaryError

Key = str | int
Keys = tuple[Key, ...]
"""The way to a value: names of fields, and numbers of entries of a list from 0."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong; `str` is one line: where, what, and what to do."""

    path: Path
    what: str
    remedy: str = ""
    line: int | None = None
    """From 1; None where the whole file is meant."""
    column: int | None = None
    """From 1."""
    meant: str | None = None
    """What was probably meant."""

    @property
    def where(self) -> str:
        """`file:line:column`, as far as known."""
        return ":".join(str(part) for part in (self.path, self.line, self.column) if part is not None)

    def __str__(self) -> str:
        """One line for people."""
        guess = f"did you mean {self.meant!r}?" if self.meant else ""
        return "; ".join(" ".join(part.split()) for part in (f"{self.where}: {self.what}", guess, self.remedy) if part)


@dataclass(frozen=True, slots=True)
class FoundFault:
    """A fault whose line is not yet looked up."""

    path: Path
    keys: Keys
    what: str
    remedy: str = ""
    meant: str | None = None
    at_key: bool = False
    """Whether the name of the field is meant and not its value."""

    @property
    def lacks(self) -> bool:
        """Whether something is missing that must be there."""
        return " lacks " in self.what


@dataclass
class FaultList:
    """The faults of one file, as they are found."""

    path: Path
    found: list[FoundFault] = field(default_factory=list)

    def add(self, keys: Keys, what: str, remedy: str = "", meant: str | None = None, *, at_key: bool = False) -> None:
        """Take note of a fault."""
        self.found.append(FoundFault(self.path, keys, what, remedy, meant, at_key))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant, or None where none is near."""
    from rapidfuzz import fuzz, process, utils  # noqa: PLC0415 - a compiled library, needed where something is wrong

    names = sorted(set(known))
    best = process.extractOne(word, names, scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=70)
    return best[0] if best else None


def with_lines(found: Sequence[FoundFault]) -> list[Fault]:
    """The faults with their lines and columns, ordered by file and place; equal ones once."""
    faults = []
    for each in found:
        line, column = _place(each.path, each.keys, at_key=each.at_key)
        faults.append(Fault(each.path, each.what, each.remedy, line, column, each.meant))
    order = dict.fromkeys(faults)
    return sorted(order, key=lambda fault: (str(fault.path), fault.line or 0, fault.column or 0, fault.what))


def of_error(error: GlossaryError, path: Path) -> Fault:
    """An error of the loader as a fault."""
    name, _, line = error.where.rpartition(":")
    if name and line.isdigit():
        return Fault(Path(name), error.what, error.remedy, int(line))
    return Fault(Path(error.where) if error.where else path, error.what, error.remedy)


def _place(path: Path, keys: Keys, *, at_key: bool) -> tuple[int | None, int | None]:
    """Line and column of a value or of its field; where it does not exist, of the nearest thing around it."""
    node = composed(path)
    if node is None:
        return None, None
    mark = node.start_mark
    for number, key in enumerate(keys):
        is_last = number == len(keys) - 1
        if isinstance(node.value, list) and node.value and isinstance(node.value[0], tuple):
            pairs = [(name, value) for name, value in node.value if name.value == str(key)]
            if not pairs:
                break
            name, node = pairs[-1]
            # A field without a value of its own, or a whole block, is looked for at its name.
            mark = name.start_mark if at_key or not is_last or isinstance(node.value, list) else node.start_mark
        elif isinstance(node.value, list) and isinstance(key, int) and key < len(node.value):
            node = node.value[key]
            mark = node.start_mark
        else:
            break
    return mark.line + 1, mark.column + 1


@cache
def _composed(path: Path, changed: int) -> Any:
    from ruamel.yaml import YAML  # noqa: PLC0415 - slow to import, and needed where something is wrong
    from ruamel.yaml.error import YAMLError  # noqa: PLC0415

    try:
        return YAML(typ="safe").compose(path.read_text(encoding="utf-8"))
    except (YAMLError, OSError, UnicodeDecodeError):
        return None


def composed(path: Path) -> Any:
    """The nodes of a YAML file with their marks; None where it cannot be read."""
    try:
        return _composed(path, path.stat().st_mtime_ns)
    except OSError:
        return None
