"""Offices that people proposed and that a pack has meanwhile: found by the name that they were given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from canonym.glossary import Glossary
from canonym.judgements.record import Judgement, Office, fold


def with_named_offices(judgements: Iterable[Judgement], glossary: Glossary) -> list[Judgement]:
    """The judgements, a proposed office ("new-concept") as a choice of it where a pack has it under that name.

    A body that was named for a title stands for the office in it of the rank that the title says.
    """
    found = list(judgements)
    if not any(each.what == "new-concept" for each in found):
        return found
    known = _by_name(glossary)
    return [_chosen(each, known) for each in found]


def _chosen(judgement: Judgement, known: dict[str, Office | None]) -> Judgement:
    office = known.get(fold(judgement.name)) if judgement.what == "new-concept" else None
    if office is None:
        return judgement
    rank = office.rank or (judgement.thought.rank if judgement.thought else None)
    return replace(judgement, what="choose", office=Office(rank, office.body), name="")


def _by_name(glossary: Glossary) -> dict[str, Office | None]:
    """Folded name -> office or body; None where several have it."""
    found: dict[str, Office | None] = {}
    for name, office in _names(glossary):
        key = fold(name)
        found[key] = office if found.get(key, office) == office else None
    return found


def _names(glossary: Glossary) -> Iterator[tuple[str, Office]]:
    for body in glossary.bodies.values():
        for rank, by_language in body.roles.items():
            for name in by_language.values():
                yield name, Office(rank, body.id)
        if body.office is None:
            for names in body.names.values():
                yield names.preferred, Office(None, body.id)
