"""Shapes of data: which fields a mapping may have and which words a field may hold, to compare a whole file with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from canonym.glossary.faults.fault import FaultList, Keys, nearest


class Shape(Protocol):
    """What a value must be like."""

    def check(self, value: Any, keys: Keys, findings: FaultList) -> None:
        """Note what is wrong with a value that stands at `keys`."""


class Anything:
    """A value that others check."""

    def check(self, value: Any, keys: Keys, findings: FaultList) -> None:
        """Take it as it is."""


class Text:
    """A text or a number, but no list."""

    def check(self, value: Any, keys: Keys, findings: FaultList) -> None:
        """Note a list, a mapping, or nothing."""
        if isinstance(value, dict | list) or value is None:
            findings.add(keys, f"{_name(keys)} is {_kind(value)} and no text", "write one text")


class YesOrNo:
    """True or false."""

    def check(self, value: Any, keys: Keys, findings: FaultList) -> None:
        """Note anything else: every text would count as true."""
        if not isinstance(value, bool):
            findings.add(keys, f"{_name(keys)} is {value!r}", "write true or false")


class AnyNumber:
    """A number that is not negative."""

    def check(self, value: Any, keys: Keys, findings: FaultList) -> None:
        """Note anything else."""
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            findings.add(keys, f"{_name(keys)} is {value!r} and no number", "write a number from 0")


@dataclass(frozen=True)
class Word:
    """One of some known words."""

    what: str
    """What it is called: "sense"."""
    known: Callable[[str], bool]
    names: Callable[[], Iterable[str]]
    """The known ones, for a guess."""
    remedy: str = ""

    def check(self, value: Any, keys: Keys, findings: FaultList) -> None:
        """Note a word that nobody knows, with the one that was probably meant."""
        if not isinstance(value, str):
            findings.add(keys, f"{_name(keys)} is {_kind(value)} and no {self.what}", self.remedy or "write one word")
        elif not self.known(value):
            self.complain(value, keys, findings, at_key=False)

    def complain(self, value: str, keys: Keys, findings: FaultList, *, at_key: bool) -> None:
        """Note an unknown word."""
        what = f"{_inside(keys)}unknown {self.what} {value!r}"
        findings.add(keys, what, self.remedy, nearest(value, self.names()), at_key=at_key)


def one_of(what: str, names: Iterable[str], remedy: str | None = None) -> Word:
    """One word of a list."""
    known = tuple(names)
    listed = frozenset(known)
    return Word(what, listed.__contains__, lambda: known, f"use {', '.join(known)}" if remedy is None else remedy)


@dataclass(frozen=True)
class ListOf:
    """A list; a single value counts as a list of one where `alone`."""

    item: Shape
    alone: bool = False

    def check(self, value: Any, keys: Keys, findings: FaultList) -> None:
        """Look at every entry."""
        if value is None:
            return
        if not isinstance(value, list):
            if self.alone and not isinstance(value, dict):
                self.item.check(value, keys, findings)
            else:
                findings.add(keys, f"{_name(keys)} is {_kind(value)} and no list", "write it as a list")
            return
        for number, each in enumerate(value):
            self.item.check(each, (*keys, number), findings)


@dataclass(frozen=True)
class MapOf:
    """A mapping whose names are not fixed."""

    value: Shape
    key: Word | None = None

    def check(self, value: Any, keys: Keys, findings: FaultList) -> None:
        """Look at every name and value."""
        if value is None:
            return
        if not isinstance(value, dict):
            findings.add(keys, f"{_name(keys)} is {_kind(value)} and holds no fields", "write name: value")
            return
        for name, each in value.items():
            own = (*keys, name)
            if self.key is not None and not self.key.known(str(name)):
                self.key.complain(str(name), own, findings, at_key=True)
            self.value.check(each, own, findings)


@dataclass(frozen=True)
class Fields:
    """A mapping with fixed fields."""

    what: str
    """What it is: "a pack"; the name of an entry is added to it."""
    allowed: Sequence[str]
    shapes: Mapping[str, Shape] = field(default_factory=dict)
    required: Sequence[str] = ()

    def check(self, value: Any, keys: Keys, findings: FaultList) -> None:
        """Look at every field, known and unknown, and for those that must be there."""
        if not isinstance(value, dict):
            findings.add(keys, f"{_name(keys)} is {_kind(value)} and holds no fields", "write name: value")
            return
        for name, each in value.items():
            own = (*keys, name)
            if name in self.shapes:
                self.shapes[name].check(each, own, findings)
            elif name not in self.allowed:
                self._unknown(str(name), own, findings)
        for name in self.required:
            if name not in value:
                findings.add(keys, f"{self._called(keys)} lacks {name!r}", "add it", at_key=True)

    def _unknown(self, name: str, keys: Keys, findings: FaultList) -> None:
        inner = [
            outer
            for outer, shape in self.shapes.items()
            if isinstance(shape, Fields) and name in (*shape.allowed, *shape.shapes)
        ]
        what = f"unknown field {name!r} in {self._called(keys[:-1])}"
        if inner:
            findings.add(keys, what, f"it belongs under {inner[0]!r}", at_key=True)
            return
        fields = sorted({*self.allowed, *self.shapes})
        findings.add(keys, what, f"the fields are {', '.join(fields)}", nearest(name, fields), at_key=True)

    def _called(self, keys: Keys) -> str:
        return (
            f"{self.what} {keys[-1]}" if keys and isinstance(keys[-1], str) and self.what.count(" ") == 0 else self.what
        )


@dataclass(frozen=True)
class TextOr:
    """A text in short, or what it is short for."""

    whole: Shape

    def check(self, value: Any, keys: Keys, findings: FaultList) -> None:
        """Take a text, and look at anything else."""
        if not isinstance(value, str):
            self.whole.check(value, keys, findings)


@dataclass(frozen=True)
class OrNothing:
    """A value that may be left empty."""

    shape: Shape

    def check(self, value: Any, keys: Keys, findings: FaultList) -> None:
        """Look at what is there."""
        if value is not None:
            self.shape.check(value, keys, findings)


def pruned(value: Any, faulty: frozenset[Keys], keys: Keys = ()) -> Any:
    """A copy of data without the values at `faulty`, so that the rest can be looked at as if nothing were wrong."""
    if isinstance(value, dict):
        kept = {name: each for name, each in value.items() if (*keys, name) not in faulty}
        return {name: pruned(each, faulty, (*keys, name)) for name, each in kept.items()}
    if isinstance(value, list):
        return [
            pruned(each, faulty, (*keys, number)) for number, each in enumerate(value) if (*keys, number) not in faulty
        ]
    return value


def _name(keys: Keys) -> str:
    return next((str(key) for key in reversed(keys) if isinstance(key, str)), "the file")


def _inside(keys: Keys) -> str:
    """The entry in which a word stands, for the message: "body guild: "."""
    if len(keys) > 2 and keys[0] in ("bodies", "terms", "names") and isinstance(keys[1], str):
        return f"{ {'bodies': 'body', 'terms': 'term', 'names': 'body'}[str(keys[0])] } {keys[1]}: "
    return ""


def _kind(value: Any) -> str:
    if value is None:
        return "empty"
    return "a list" if isinstance(value, list) else "a mapping" if isinstance(value, dict) else repr(value)
