"""The naive ways, for comparison: the canonical name that lies nearest to a rendering, by meaning or by spelling.

Both compare whole titles with the canonical names of all offices and bodies of all packs: by the cosine of sentence
embeddings with the names in the pivot language, and by the ratio of rapidfuzz with the names in the rendering's own
language (in the pivot language where there is none). They know no context; what they accept is what reaches the
similarity that four fifths of the real offices reach.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from canonym.config import Config
from canonym.embedding import Embedder
from canonym.evaluation.gold import Record
from canonym.evaluation.rendering_scores import share
from canonym.evaluation.run_scores import concept
from canonym.glossary import Glossary
from canonym.glossary.packs import Body

ACCEPTED = 0.8
"""Share of the real offices that the threshold accepts."""
_MODIFIERS: tuple[frozenset[str], ...] = (frozenset(), frozenset({"deputy"}), frozenset({"deputy", "standing"}))


@dataclass(frozen=True, slots=True)
class Nearest:
    """The office whose name lies nearest to a rendering."""

    rank: str | None
    body: str
    similarity: float


Name = tuple[str, str | None, str]
"""Name, rank and body."""


def canonical_names(glossary: Glossary, lang: str) -> list[Name]:
    """Return the canonical names of all bodies and of their usual offices in a language, in order, each name once."""
    names: dict[str, Name] = {}
    for body_id in sorted(glossary.bodies):
        body = glossary.bodies[body_id]
        for level in body.levels or (None,):
            for rank in (None, *_ranks(body, glossary)):
                name = glossary.name(body_id, level, lang, rank)
                if name:
                    names.setdefault(name, (name, rank, body_id))
    return list(names.values())


def by_meaning(records: Sequence[Record], glossary: Glossary, config: Config, embedder: Embedder) -> list[Nearest]:
    """Return the nearest canonical name in the pivot language by cosine, for each record."""
    import numpy as np  # noqa: PLC0415 - only where embeddings are compared

    names = canonical_names(glossary, config.pivot)
    table = embedder.encode([name for name, _, _ in names])
    texts = embedder.encode([str(record["text"]) for record in records])
    similarities = texts @ table.T
    nearest = np.argmax(similarities, axis=1)
    return [
        Nearest(names[index][1], names[index][2], float(similarities[row, index])) for row, index in enumerate(nearest)
    ]


def by_spelling(records: Sequence[Record], glossary: Glossary, config: Config) -> list[Nearest]:
    """Return the canonical name with the best ratio of rapidfuzz (0 to 1), for each record."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - only for this comparison

    known: dict[str, list[Name]] = {}
    found = []
    for record in records:
        code = str(record["lang"])
        if code not in known:
            known[code] = canonical_names(glossary, code) or canonical_names(glossary, config.pivot)
        text = str(record["text"]).casefold()
        best = process.extractOne(text, [name.casefold() for name, _, _ in known[code]], scorer=fuzz.ratio)
        _, rank, body = known[code][best[2]]
        found.append(Nearest(rank, body, best[1] / 100))
    return found


def figures(records: Sequence[Record], nearest: Sequence[Nearest]) -> dict[str, Any]:
    """Return the share of offices that were found, and how many look-alikes reach the threshold; shares from 0 to 1."""
    right: dict[str, list[bool]] = {"all": []}
    real: list[float] = []
    others: list[float] = []
    for record, found in zip(records, nearest, strict=True):
        if "body" not in record:
            others.append(found.similarity)
            continue
        real.append(found.similarity)
        is_right = concept({"rank": found.rank, "body": found.body})[:2] == concept(record)[:2]
        right["all"].append(is_right)
        right.setdefault(str(record.get("verdict")), []).append(is_right)
    threshold = sorted(real)[int(len(real) * (1 - ACCEPTED))] if real else 0.0
    return {
        "office": {verdict: share(flags) for verdict, flags in sorted(right.items())},
        "threshold": threshold,
        "look_alikes": len(others),
        "false_accepts": sum(value >= threshold for value in others),
    }


def _ranks(body: Body, glossary: Glossary) -> Iterator[str]:
    """Yield the ranks that are usual in a body: its leader with deputies, those that the pack lists, and its
    members.
    """
    composed = (glossary.ranks.compose(body.leader, modifiers) for modifiers in _MODIFIERS)
    yield from dict.fromkeys((*composed, *body.ranks, body.member))
