"""Search over the names of all bodies and offices of a glossary, in all languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from canonym.glossary import Glossary
from canonym.glossary.packs import Body
from canonym.judgements import Office
from canonym.letters import plain
from canonym.resolution.candidates.body_profiles import BodyProfile

SHOWN = 8
_CANDIDATES = 400
"""Names that are looked at before they are put together by body."""
_CUT = 62.0
"""Similarity (rapidfuzz, 0 to 100) from which a name is an answer."""
_SHORTEST = 3
"""A name that has less than this part of the letters of the words is no answer."""
_OWN_PACK = 8.0
"""What a body is worth more whose pack the report speaks of."""


@dataclass(frozen=True, slots=True)
class Found:
    """A body that fits a search, and the rank that its name said, if any."""

    body: Body
    rank: str | None
    name: str
    """The name that fits best, as the glossary has it."""
    lang: str
    score: float = 0.0
    """How like the words it is, 0 to 100."""


@dataclass(frozen=True, slots=True)
class _Entry:
    body: str
    rank: str | None
    name: str
    lang: str


class OfficeSearch:
    """An index of names; it is built when it is first asked."""

    def __init__(self, glossary: Glossary, pivot: str) -> None:
        """Search the packs of this glossary."""
        self.glossary = glossary
        self.pivot = pivot

    def search(self, words: str, packs: frozenset[str] = frozenset(), limit: int = SHOWN) -> list[Found]:
        """Return the bodies whose names are most like the words, those of `packs` a little before others."""
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - a compiled library, needed for searching alone

        wanted = _plain(words)
        if not wanted:
            return []
        names = self._index[0]
        found = process.extract(wanted, names, scorer=fuzz.WRatio, score_cutoff=_CUT, limit=_CANDIDATES)
        best: dict[str, tuple[float, float, _Entry]] = {}
        for name, score, number in found:
            if len(name) * _SHORTEST < len(wanted):
                continue  # an abbreviation whose letters occur somewhere in the words
            entry = self._index[1][number]
            worth = score + (_OWN_PACK if entry.body.split("/")[0] in packs else 0.0)
            # Among names that fit alike, the one that says no more than was asked.
            rank = (worth, -abs(len(name) - len(wanted)))
            if entry.body not in best or rank > best[entry.body][:2]:
                best[entry.body] = (*rank, entry)
        ordered = sorted(best.values(), key=lambda item: (-item[0], -item[1], item[2].body))[:limit]
        return [
            Found(
                self.glossary.bodies[each.body],
                each.rank,
                each.name,
                each.lang,
                round(min(100.0, worth - (_OWN_PACK if each.body.split("/")[0] in packs else 0.0)), 1),
            )
            for worth, _, each in ordered
        ]

    def ranks(self, body: Body) -> list[str]:
        """Return the ranks that somebody can have in a body, the lead first."""
        table = self.glossary.ranks.by_id
        led = [rank.id for rank in table.values() if rank.base == body.leader and not rank.only_by_body]
        return list(dict.fromkeys((*led, *body.ranks, body.member)))

    def office_of(self, found: Found, rank: str | None) -> Office:
        """Give the office to offer for a body: with the rank that its name said, else with what `rank` is in this
        body.
        """
        if found.rank is not None or rank is None:
            return Office(found.rank, found.body.id)
        fitting = BodyProfile(found.body, self.glossary.pack(found.body.pack), self.glossary).fit_rank((rank,)).rank
        return Office(fitting if fitting in self.ranks(found.body) else None, found.body.id)

    @cached_property
    def _index(self) -> tuple[list[str], list[_Entry]]:
        entries = list(dict.fromkeys(entry for body in self.glossary.bodies.values() for entry in self._entries(body)))
        return [_plain(entry.name) for entry in entries], entries

    def _entries(self, body: Body) -> list[_Entry]:
        found = [_Entry(body.id, None, body.id, "")]
        for code, names in body.names.items():
            forms = [names.preferred, *(name for name, _ in names.by_level.values()), *(f.text for f in names.fixed)]
            found += [_Entry(body.id, None, _without_level(form), code) for form in forms]
            for rank in self.ranks(body):
                name = self.glossary.name(body.id, None, code, rank)
                if name:
                    found.append(_Entry(body.id, rank, name, code))
        for rank, by_code in body.role_names.items():
            found += [_Entry(body.id, rank, each.text, code) for code, fixed in by_code.items() for each in fixed]
        return found


def _without_level(name: str) -> str:
    return " ".join(re.sub(r"\{level(:\w)?\}", " ", name).split())


def _plain(text: str) -> str:
    """Return a name as it is compared: lower case, no accents, letters and digits alone."""
    return " ".join(re.sub(r"[\W_]+", " ", plain(text)).split())
