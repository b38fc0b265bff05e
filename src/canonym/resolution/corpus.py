"""Resolution of all mentions of a corpus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from canonym.config import Config
from canonym.embedding import Embedder
from canonym.glossary import Glossary
from canonym.judgements import Judgements
from canonym.model import Counterpart, DocumentTitles, Resolution
from canonym.resolution.candidates.candidates import Candidates
from canonym.resolution.candidates.judged_renderings import judged_renderings
from canonym.resolution.candidates.mention_case import Decided
from canonym.resolution.decision.acceptance import Sureness, sureness_of
from canonym.resolution.decision.decision_marks import Surroundings, marks_of
from canonym.resolution.decision.doubts import Doubts, surely_named
from canonym.resolution.decision.level_choice import chosen_levels
from canonym.resolution.decision.levels import surrounding_levels
from canonym.resolution.decision.marks_beside import marks_beside
from canonym.resolution.decision.outcome import outcome
from canonym.resolution.decision.rounds import Decision
from canonym.resolution.decision.term_outcome import resolve_term
from canonym.resolution.evidence.document_evidence import DocumentEvidence
from canonym.resolution.evidence.judged_offices import judged_term
from canonym.resolution.tables.columns import SURE
from canonym.resolution.tables.garbage_collection import paused_collector

_AT_ONCE = 500
"""Titles whose sureness is worked out at once: more only takes more memory."""


class Considered(NamedTuple):
    """A document with its titles, before anything is concluded."""

    document: DocumentTitles
    evidence: DocumentEvidence
    titles: list[tuple[Decided, Surroundings]]


def resolve(
    documents: Sequence[DocumentTitles],
    glossary: Glossary,
    config: Config,
    embedder: Embedder | None,
    judgements: Judgements | None = None,
    counterparts: Sequence[Counterpart] = (),
) -> list[Resolution]:
    """Decide about every mention, ordered by (doc, start); the order of `documents` does not matter.

    What people decided (`judgements`, all of them usable with the glossary) goes before any score, and speaks for
    other mentions as every sure result does. `counterparts` are mentions in the same place of two versions of a report.

    Terms whose words turn out to be ordinary words are dropped; titles and bodies are all kept.
    """
    candidates = Candidates(glossary, embedder, config.without, judged_renderings(judgements, glossary))
    return list(resolve_with(documents, glossary, config, candidates, judgements, counterparts))


def resolve_with(
    documents: Sequence[DocumentTitles],
    glossary: Glossary,
    config: Config,
    candidates: Candidates,
    judgements: Judgements | None = None,
    counterparts: Sequence[Counterpart] = (),
) -> Iterator[Resolution]:
    """As `resolve`, one resolution after the other, with candidates that were perhaps read before."""
    with paused_collector():
        yield from _resolved(documents, glossary, config, candidates, judgements or Judgements(), counterparts)


def _resolved(
    documents: Sequence[DocumentTitles],
    glossary: Glossary,
    config: Config,
    candidates: Candidates,
    judgements: Judgements,
    counterparts: Sequence[Counterpart],
) -> Iterator[Resolution]:
    for (document, document_evidence, titles), sure in weighed(
        considered(documents, glossary, config, candidates, judgements, counterparts), glossary
    ):
        found = [
            outcome(decided, surroundings, each, config, candidates)
            for (decided, surroundings), each in zip(titles, sure, strict=True)
        ]
        best = [each.best for each, _ in titles if each.best is not None and each.best.probability >= SURE]
        established = {error.id for choice in best for error in choice.reading.errors}
        found += _terms(document, document_evidence, established, config, candidates, judgements)
        yield from sorted(found, key=lambda item: item.mention.start)


def considered(
    documents: Sequence[DocumentTitles],
    glossary: Glossary,
    config: Config,
    candidates: Candidates,
    judgements: Judgements | None = None,
    counterparts: Sequence[Counterpart] = (),
) -> Iterator[Considered]:
    """Weigh the candidates of all titles together: each document with its titles, before anything is concluded."""
    ordered = sorted(documents, key=lambda document: document.doc)
    decision = Decision(ordered, config, candidates, judgements or Judgements(), counterparts)
    default = next((pack.default_level for pack in glossary.packs if pack.default_level), None)
    doubts = Doubts(glossary, config)
    for document, evidence, titles in zip(ordered, decision.evidence_by_document, decision.run(), strict=True):
        around = surrounding_levels([decided.case.mention for decided in titles], default)
        levels = chosen_levels(titles, around, glossary)
        beside, named = marks_beside(titles, levels), surely_named(titles)
        surroundings = [
            Surroundings(
                doubts.about(decided, named, evidence.whose),
                level,
                chosen,
                marks,
                evidence.signals,
                doubts.off,
                evidence.whose.of(decided.case.mention),
            )
            for decided, level, chosen, marks in zip(titles, around, levels, beside, strict=True)
        ]
        yield Considered(document, evidence, list(zip(titles, surroundings, strict=True)))


def weighed(documents: Iterable[Considered], glossary: Glossary) -> Iterator[tuple[Considered, list[Sureness | None]]]:
    """How sure the decisions are: each document with one value a title, None where it has no candidate.

    Many documents are weighed at once, which is faster.
    """
    waiting: list[Considered] = []
    for document in documents:
        waiting.append(document)
        if sum(len(each.titles) for each in waiting) >= _AT_ONCE:
            yield from _weighed(waiting, glossary)
            waiting = []
    yield from _weighed(waiting, glossary)


def _weighed(documents: Sequence[Considered], glossary: Glossary) -> Iterator[tuple[Considered, list[Sureness | None]]]:
    pairs = [pair for document in documents for pair in document.titles]
    marks = [marks_of(*pair, glossary.ranks) for pair in pairs if pair[0].best is not None]
    sure = iter(sureness_of(marks))
    for document in documents:
        yield document, [next(sure) if decided.best is not None else None for decided, _ in document.titles]


def _terms(
    document: DocumentTitles,
    document_evidence: DocumentEvidence,
    established: set[str],
    config: Config,
    candidates: Candidates,
    judgements: Judgements,
) -> Iterator[Resolution]:
    """The decisions about a document's terms; `established` are the errors that its titles surely have."""
    for mention in document.mentions:
        if mention.kind == "term":
            own = document_evidence.activities[mention.parsed.names[0].split("/")[0]]
            term = resolve_term(mention, own, established, candidates.glossary, config, candidates.weights)
            if term is not None:
                yield judged_term(term, judgements.of(mention), candidates.weights)
