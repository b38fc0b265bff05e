"""Persons and places that one report spells in two ways, from its objects of mentions.jsonl."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import Any, Literal

from rapidfuzz.distance import Levenshtein

from canonym.audit.finding import Findings
from canonym.letters import plain
from canonym.records import MentionRecord

MOST_LETTERS = 2
"""Letters by which two spellings of one name may differ."""
FEWEST_LETTERS = 8
"""Letters of a name below which two letters make another name."""
MOST_NAMES = 200
"""Names of one report that are compared with each other; more than that is a list of names, not a report."""


NameField = Literal["person", "place"]


def check_names(mentions: Sequence[MentionRecord], findings: Findings) -> None:
    """Add the names that a report spells in two ways, each pair once, at the later spelling's first mention."""
    offices: dict[str, set[tuple[Any, ...]]] = {}
    for each in mentions:
        if each["person"] and each["body"]:
            offices.setdefault(each["person"], set()).add((each["rank"], each["body"], each["level"]))
    persons = _first_mentions(mentions, "person")
    for one, other in combinations(list(persons)[:MOST_NAMES], 2):
        if _same_letters(one, other) or (_nearly(one, other) and offices.get(one, set()) & offices.get(other, set())):
            _add("person-name-varies", persons[other], "person", one, findings)
    places = _first_mentions(mentions, "place")
    for one, other in combinations(list(places)[:MOST_NAMES], 2):
        if _same_letters(one, other):
            _add("place-name-varies", places[other], "place", one, findings)


def _first_mentions(mentions: Iterable[MentionRecord], field: NameField) -> dict[str, MentionRecord]:
    found: dict[str, MentionRecord] = {}
    for each in mentions:
        name = each[field]
        if name:
            found.setdefault(name, each)
    return found


def _same_letters(one: str, other: str) -> bool:
    return _letters(one) == _letters(other)


def _nearly(one: str, other: str) -> bool:
    a, b = _letters(one), _letters(other)
    if min(len(a), len(b)) < FEWEST_LETTERS:
        return False
    return Levenshtein.distance(a, b, score_cutoff=MOST_LETTERS) <= MOST_LETTERS


@functools.lru_cache(maxsize=4096)
def _letters(name: str) -> str:
    """The letters of a name without marks; the Vietnamese đ, which is a letter of its own, counts as d."""
    return "".join(each for each in plain(name) if each.isalnum())


def _add(code: str, mention: MentionRecord, field: NameField, other: str, findings: Findings) -> None:
    findings.add(
        code,
        mention["start"],
        mention["end"],
        lang=mention["lang"],
        office=mention["canonical"] or "",
        cause=f"{mention[field]} / {other}",
        other=f"“{other}” for “{mention[field]}”",
    )
