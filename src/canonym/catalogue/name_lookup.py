"""Concepts by any of their names, in any language and with errors of spelling, with how often a run has them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from canonym.catalogue.office_search import OfficeSearch
from canonym.glossary import Glossary
from canonym.letters import plain
from canonym.results.finished_run import FinishedRun

_CUT = 75.0
"""Similarity (rapidfuzz, 0 to 100) from which the name of a term is an answer."""


@dataclass(frozen=True, slots=True)
class LookedUp:
    """A concept that fits the words that were looked up."""

    concept: str
    name: str
    """Its canonical name in the pivot language."""
    rank: str | None
    """The rank that the matched name says, if any."""
    matched: str
    """The name that fits best."""
    language: str
    score: float
    """How like the words it is, 0 to 100."""


@dataclass(frozen=True, slots=True)
class Occurrences:
    """How often a run has a concept."""

    mentions: int
    accepted: int
    documents: int


class NameLookup:
    """Looks names up in the packs of a glossary."""

    def __init__(self, glossary: Glossary, pivot: str) -> None:
        """Names are put together in the pivot language; the index is built when it is first asked."""
        self._glossary = glossary
        self._pivot = pivot
        self._offices = OfficeSearch(glossary, pivot)

    def look_up(self, words: str, limit: int = 10) -> list[LookedUp]:
        """Return bodies and terms, the most alike first."""
        found = [
            LookedUp(each.body.id, self._name(each.body.id, each.rank), each.rank, each.name, each.lang, each.score)
            for each in self._offices.search(words, limit=limit)
        ]
        found += self._terms(words, limit)
        return sorted(found, key=lambda each: (-each.score, len(each.matched), each.concept))[:limit]

    def _terms(self, words: str, limit: int) -> Iterable[LookedUp]:
        from rapidfuzz import fuzz, process  # noqa: PLC0415 - a compiled library, needed for searching alone

        names = {
            (f"{term.pack}/{term.id}", code): text for term in self._glossary.terms for code, text in term.names.items()
        }
        pivot = {concept: text for (concept, code), text in names.items() if code == self._pivot}
        plain_names = {key: plain(text) for key, text in names.items()}
        seen: set[str] = set()
        for _, score, key in process.extract(
            plain(words), plain_names, scorer=fuzz.WRatio, score_cutoff=_CUT, limit=50
        ):
            concept, code = key
            if concept not in seen and len(seen) < limit:
                seen.add(concept)
                yield LookedUp(concept, pivot.get(concept, names[key]), None, names[key], code, round(score, 1))

    def _name(self, concept: str, rank: str | None) -> str:
        body = self._glossary.bodies[concept]
        level = body.levels[0] if len(body.levels) == 1 else None
        name = self._glossary.name(concept, level, self._pivot, rank)
        return name or self._glossary.name(concept, level, self._pivot) or concept


def occurrences(run: FinishedRun, glossary: Glossary) -> dict[str, Occurrences]:
    """Concept -> how often a run has it, offices of a body with the body itself."""
    pivot = run.settings["pivot"]
    terms = {term.names[pivot]: f"{term.pack}/{term.id}" for term in glossary.terms if pivot in term.names}
    mentions: Counter[str] = Counter()
    accepted: Counter[str] = Counter()
    documents: dict[str, set[str]] = {}
    for each in run.mentions:
        concept = each["body"] or (terms.get(each["canonical"] or "") if each["kind"] == "term" else None)
        if concept is None:
            continue
        mentions[concept] += 1
        accepted[concept] += each["action"] == "accept"
        documents.setdefault(concept, set()).add(each["doc"])
    return {concept: Occurrences(mentions[concept], accepted[concept], len(documents[concept])) for concept in mentions}
