"""Resolution of all mentions of a corpus."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from canonym.config import Config
from canonym.embedding import Embedder
from canonym.glossary import Glossary
from canonym.judgements import Judgements
from canonym.model import DocumentTitles, Resolution
from canonym.resolution.candidates import Candidates
from canonym.resolution.decision import Decision
from canonym.resolution.judged import judged_term
from canonym.resolution.outcome import outcome, surrounding_levels
from canonym.resolution.terms import resolve_term


def resolve(
    documents: Sequence[DocumentTitles],
    glossary: Glossary,
    config: Config,
    embedder: Embedder | None,
    judgements: Judgements | None = None,
) -> list[Resolution]:
    """Decide about every mention, ordered by (doc, start); the order of `documents` does not matter.

    What people decided (`judgements`, all of them usable with the glossary) goes before any score, and speaks for
    other mentions as every sure result does.

    Terms whose words turn out to be ordinary words are dropped; titles and bodies are all kept.
    """
    return resolve_with(documents, glossary, config, Candidates(glossary, embedder, config.without), judgements)


def resolve_with(
    documents: Sequence[DocumentTitles],
    glossary: Glossary,
    config: Config,
    candidates: Candidates,
    judgements: Judgements | None = None,
) -> list[Resolution]:
    """As `resolve`, with candidates that were perhaps read before."""
    judgements = judgements or Judgements()
    ordered = sorted(documents, key=lambda document: document.doc)
    decision = Decision(ordered, config, candidates, judgements)
    cases = decision.run()
    default = next((pack.default_level for pack in glossary.packs if pack.default_level), None)
    levels: list[str | None] = []
    for document in ordered:
        levels += surrounding_levels([m for m in document.mentions if m.kind != "term"], default)
    resolutions = [
        outcome(case, decision.said_level(case), around, glossary, config, decision.weights)
        for case, around in zip(cases, levels, strict=True)
    ]
    established: dict[str, set[str]] = defaultdict(set)
    for case in cases:
        choice = case.sure(independent=False)
        if choice is not None:
            established[case.mention.doc].update(error.id for error in choice.reading.errors)
    for document in ordered:
        for mention in document.mentions:
            if mention.kind != "term":
                continue
            pack = mention.parsed.names[0].split("/")[0]
            own = decision.activities[document.doc, pack]
            known = established[document.doc]
            term = resolve_term(mention, own, known, glossary, config, decision.weights)
            if term is not None:
                resolutions.append(judged_term(term, judgements.of(mention), decision.weights))
    return sorted(resolutions, key=lambda item: (item.mention.doc, item.mention.start))
