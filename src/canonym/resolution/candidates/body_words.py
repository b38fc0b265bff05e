"""The body words of a title, prepared for being compared with many bodies."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from canonym.glossary import Glossary
from canonym.model import ParsedTitle

FREE = frozenset({"country", "nation", "central", "affairs", "general", "public", "executive"})
"""Senses that any body's name may have or leave out."""


@dataclass(frozen=True, slots=True)
class BodyWord:
    """A body word of a mention: what it can mean, and the bodies whose fixed name it is part of."""

    meanings: frozenset[str]
    text: str
    named: tuple[str, ...] = ()
    """Bodies that have this name: two countries' bodies may share one."""
    token: int = 0
    """Number of the word or phrase in the mention; the words of a spelt-out name share it."""
    offices: tuple[str, ...] = ()
    """Those of them of which it is a fixed name of an office that says the body."""
    statuses: tuple[str, ...] = ()
    """Beside `named`: "deprecated", "error" or "untranslated" where the name is such a one, else empty."""


def items_of(parsed: ParsedTitle, glossary: Glossary) -> tuple[BodyWord, ...]:
    """The body words of a title; a fixed name is spelt out into the senses of its body."""
    items: list[BodyWord] = []
    for token, sense in enumerate(parsed.senses):
        named: dict[str, str] = {}
        for name in sense.names:
            named.setdefault(name.body, name.status)
        if named:
            of_offices = {name.body for name in sense.names if name.of_office}
            offices = tuple(body for body in named if body in of_offices)
            bodies = [glossary.bodies[name] for name in named]
            spelt = dict.fromkeys(meaning for body in bodies for meaning in (body.kind, *body.senses))
            items += [
                BodyWord(frozenset({meaning}), sense.text, tuple(named), token, offices, tuple(named.values()))
                for meaning in spelt
            ]
        else:
            items.append(BodyWord(_plain(sense.meanings), sense.text, token=token))
    return tuple(items)


@lru_cache(maxsize=10_000)
def _plain(meanings: tuple[str, ...]) -> frozenset[str]:
    """Meanings as a set, the same object each time."""
    return frozenset(meanings)


class Phrase:
    """The words of a title, prepared for being compared with many bodies."""

    __slots__ = ("by_meaning", "has_names", "items", "kinds", "names", "rank_bases", "rank_kinds")

    def __init__(self, parsed: ParsedTitle, items: Sequence[BodyWord], glossary: Glossary) -> None:
        """`items` are the body words, see `items_of`."""
        self.items = items
        self.names = parsed.names
        self.has_names = any(item.named for item in items)
        self.by_meaning: dict[str, list[int]] = {}
        for index, item in enumerate(items):
            for meaning in item.meanings:
                self.by_meaning.setdefault(meaning, []).append(index)
        families = glossary.senses.families
        self.kinds = [
            (index, meaning)
            for index, item in enumerate(items)
            for meaning in sorted(item.meanings)
            if meaning in families
        ]
        ranks = [glossary.ranks.by_id[rank] for rank in parsed.ranks]
        self.rank_bases = {rank.base for rank in ranks}
        self.rank_kinds = {rank.body_kind for rank in ranks[:1]} - {None}

    def first(self, meanings: Iterable[str], used: Collection[int]) -> int | None:
        """The first word that is not used yet and has one of the meanings."""
        found = [i for meaning in meanings for i in self.by_meaning.get(meaning, ()) if i not in used]
        return min(found, default=None)

    def says(self, meanings: Iterable[str]) -> bool:
        """Whether a word has one of the meanings."""
        return any(meaning in self.by_meaning for meaning in meanings)
