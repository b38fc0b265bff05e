"""Names with a place in them ("President of the {place} Regional State"), found whatever the place is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import regex

PLACE = "{place}"
"""Where a name takes the name of a place."""
_PART = regex.compile(r"[\p{L}\p{M}\p{N}]*\{place\}[\p{L}\p{M}\p{N}]*|[\p{L}\p{M}\p{N}]+")
_LONGEST_PLACE = 4
"""Words of the longest name of a place."""
_MOST_ALONE = 2
"""Words of the longest place that ends a name."""
_MOST_GLUE = 2
"""Connectives and articles that may stand before a place though the listed name has none ("d'", "de la")."""


def has_place(name: str) -> bool:
    """Whether a name stands for one in each place."""
    return PLACE in name


def parts_of(name: str) -> list[str]:
    """The words of such a name in order; the place is a word, perhaps with letters glued to it ("የ{place}")."""
    return [match.group() for match in _PART.finditer(name)]


class FoundPattern(NamedTuple):
    """A name with a place, found in a row of words."""

    length: int
    place: tuple[int, int]
    """The first word of the place and the one behind it."""
    letters: tuple[int, int]
    """How many letters of its first and last word belong to the name and not to the place."""
    written: tuple[str, ...]
    """The words of the pattern."""


@dataclass
class _PatternNode:
    children: dict[str, _PatternNode] = field(default_factory=dict)
    places: dict[tuple[str, str], _PatternNode] = field(default_factory=dict)
    """Letters glued before and behind the place -> what follows it."""
    written: list[tuple[str, ...]] = field(default_factory=list)


class NamePatterns:
    """All names of a language that have a place in them."""

    def __init__(
        self,
        keys: Callable[[str], tuple[str, ...]],
        fold: Callable[[str], str],
        may_be_place: Callable[[str], bool],
        is_glue: Callable[[str], bool],
    ) -> None:
        """`keys` gives the forms under which a word is compared, `fold` a word as glued letters are compared."""
        self._keys, self._fold, self._may_be_place, self._is_glue = keys, fold, may_be_place, is_glue
        self._root = _PatternNode()

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self._root.children or self._root.places)

    def add(self, name: str) -> tuple[str, ...]:
        """Index a name; gives its words, by which `find` tells it."""
        words = tuple(parts_of(name))
        node = self._root
        for word in words:
            before, inside, behind = word.partition(PLACE)
            if inside:
                node = node.places.setdefault((self._fold(before), self._fold(behind)), _PatternNode())
            else:
                node = node.children.setdefault(self._keys(word)[0], _PatternNode())
        if words not in node.written:
            node.written.append(words)
        return words

    def find(self, words: Sequence[str], start: int) -> FoundPattern | None:
        """The longest name that begins at a word; ."""
        found = list(self._from(self._root, words, start, start, None))
        if not found:
            return None
        best = max(found, key=lambda each: (each.length, each.place[0] - each.place[1]))
        first, last = best.place
        if last == start + best.length and last - first > _MOST_ALONE:
            # Nothing closes the place, and the name of a person may follow: its last two words are taken for one.
            shorter = [each for each in found if each.written == best.written and each.place == (first, last - 2)]
            return next(iter(shorter), best)
        return best

    def _from(
        self, node: _PatternNode, words: Sequence[str], start: int, at: int, place: tuple[int, int, int, int] | None
    ) -> Iterator[FoundPattern]:
        if place is not None:
            for written in node.written:
                yield FoundPattern(at - start, place[:2], place[2:], written)
        if at >= len(words):
            return
        if node.children:
            for key in dict.fromkeys(self._keys(words[at])):
                if key in node.children:
                    yield from self._from(node.children[key], words, start, at + 1, place)
        for (before, behind), after in node.places.items() if place is None else ():
            yield from self._over_place(after, (before, behind), words, start, at)

    def _over_place(
        self, after: _PatternNode, glued: tuple[str, str], words: Sequence[str], start: int, at: int
    ) -> Iterator[FoundPattern]:
        first = at
        while first < min(at + _MOST_GLUE, len(words)) and first > start and self._is_glue(words[first]):
            first += 1
        before, behind = glued
        for end in range(first + 1, min(first + _LONGEST_PLACE, len(words)) + 1):
            if not self._may_be_place(words[end - 1]) and not (end - 1 == first and before):
                return
            if not self._fold(words[first]).startswith(before) or not self._fold(words[end - 1]).endswith(behind):
                continue
            if len(words[first]) <= len(before):
                continue
            yield from self._from(after, words, start, end, (first, end, len(before), len(behind)))
