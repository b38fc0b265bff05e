"""Queries for names: each is resolved as `canonym resolve` does, and looked up among all names for what is like it."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NotRequired, TypedDict

from canonym.catalogue.name_lookup import NameLookup
from canonym.config import Config
from canonym.embedding import load_embedder
from canonym.glossary import Glossary
from canonym.letters import plain
from canonym.model import Resolution
from canonym.programs.reconciliation.entities import KIND_TYPE, Entities, EntityKey, TypeRecord
from canonym.resolution.phrases import PhraseResolver
from canonym.texts.language import identify

USUAL_LIMIT = 10
MOST = 50
"""Candidates that a query gets at most."""
_LIKE = 0.9
"""What a name is worth that is like the query and not the same."""
_APART = 5.0
"""Points by which a certain match is ahead of the next candidate."""


class FeatureRecord(TypedDict):
    """What a score is made of."""

    id: str
    value: float


class CandidateAnswer(TypedDict):
    """A candidate as the protocol writes it."""

    id: str
    name: str
    score: float
    match: bool
    type: list[TypeRecord]
    description: NotRequired[str]
    features: NotRequired[list[FeatureRecord]]


@dataclass(frozen=True, slots=True)
class NameQuery:
    """One query of a batch."""

    text: str
    types: tuple[str, ...] = ()
    limit: int = USUAL_LIMIT
    language: str | None = None
    pack: str | None = None
    level: str | None = None
    rank: str | None = None
    person: str | None = None
    context: str | None = None


class Matcher:
    """Answers queries; safe to use from several threads."""

    def __init__(self, glossary: Glossary, config: Config, entities: Entities) -> None:
        """All packs of the glossary count as those that a query may speak of."""
        self._glossary = glossary
        self._entities = entities
        self._config = config
        packs = tuple(pack.id for pack in glossary.packs)
        self._resolver = PhraseResolver(glossary, replace(config, force=packs, review=0.0), load_embedder(config))
        self.lookup = NameLookup(glossary, config.pivot)
        self._lock = threading.Lock()

    def candidates(self, query: NameQuery) -> list[CandidateAnswer]:
        """Return the entities that a name can mean, the best first."""
        if not query.text.strip():
            return []
        with self._lock:
            resolved, liked = self._resolved(query), self._alike(query)
        keys = [key for key in dict.fromkeys((*resolved, *liked)) if self._fits(key, query)]
        answers = [self._answer(key, resolved.get(key, 0.0), liked.get(key, 0.0)) for key in keys]
        answers.sort(key=lambda each: (-each["score"], each["id"]))
        if answers:
            ahead = answers[0]["score"] - (answers[1]["score"] if len(answers) > 1 else 0.0)
            answers[0]["match"] = answers[0]["score"] >= 100 * self._config.accept and ahead >= _APART
        return answers[: max(1, min(query.limit, MOST))]

    def _answer(self, key: EntityKey, resolved: float, liked: float) -> CandidateAnswer:
        return {
            "id": str(key),
            "name": self._entities.name(key),
            "description": self._entities.description(key),
            "type": self._entities.types(key),
            "score": round(max(resolved, liked), 2),
            "match": False,
            "features": [{"id": "resolved", "value": round(resolved, 2)}, {"id": "alike", "value": round(liked, 2)}],
        }

    def _fits(self, key: EntityKey, query: NameQuery) -> bool:
        if query.pack and key.concept.split("/")[0] != query.pack:
            return False
        if query.rank and key.rank != query.rank:
            return False
        if query.level and key.level not in (None, query.level):
            return False
        own = {each["id"] for each in self._entities.types(key)}
        wanted = {each for each in query.types if each in ("office", "body", "term") or each.startswith(KIND_TYPE)}
        return not wanted or bool(own & wanted)

    def _resolved(self, query: NameQuery) -> dict[EntityKey, float]:
        """Offices that the words denote, with 100 times their probability."""
        found: dict[EntityKey, float] = {}
        for code in self._languages(query):
            record = {"lang": code, "text": query.text, "context": query.context, "person": query.person}
            resolution = self._resolver.resolve(record)
            for key, score in self._keys(resolution, query):
                found[key] = max(found.get(key, 0.0), score)
        return found

    def _keys(self, found: Resolution, query: NameQuery) -> Iterable[tuple[EntityKey, float]]:
        for number, each in enumerate(found.candidates):
            is_taken = number == 0 and found.body == each.body
            chance = found.confidence if is_taken else each.probability * (1.0 if found.body else 1 - found.confidence)
            body = self._glossary.bodies[each.body]
            level = query.level or found.mention.parsed.level or (found.level if is_taken and found.level else None)
            yield (
                EntityKey(body.id, each.rank, level if level in body.levels and len(body.levels) > 1 else None),
                100 * chance,
            )

    def _languages(self, query: NameQuery) -> Sequence[str]:
        if query.language:
            return [query.language] if self._glossary.language(query.language) else []
        near = self.lookup.look_up(query.text, limit=1)
        codes = [identify(query.text).code, *(each.language for each in near), self._config.pivot]
        return [code for code in dict.fromkeys(codes) if code and self._glossary.language(code)][:3]

    def _alike(self, query: NameQuery) -> dict[EntityKey, float]:
        """Concepts with a name like the words: 100 for the same one."""
        found: dict[EntityKey, float] = {}
        wanted = plain(query.text)
        for each in self.lookup.look_up(query.text, limit=MOST):
            is_same = plain(each.matched) == wanted and query.language in (None, each.language)
            found[EntityKey(each.concept, each.rank, None)] = 100.0 if is_same else _LIKE * each.score
        return found


def query_of(record: Mapping[str, object]) -> NameQuery:
    """A query of a batch; raises ValueError that says what is wrong."""
    text = record.get("query", "")
    if not isinstance(text, str):
        raise ValueError("query is no string")
    limit = record.get("limit", USUAL_LIMIT)
    if isinstance(limit, bool) or not isinstance(limit, int | float) or limit < 0:
        raise ValueError("limit is no number from 0")
    kinds = record.get("type", ())
    types = [kinds] if isinstance(kinds, str) else kinds
    properties = record.get("properties", ())
    if not isinstance(types, list | tuple) or not isinstance(properties, list | tuple):
        raise ValueError("type or properties is no list")
    asked: dict[str, str] = {}
    for each in properties:
        if not isinstance(each, dict) or not isinstance(each.get("pid"), str) or "v" not in each:
            raise ValueError("a property has no pid or no v")
        value = each["v"][0] if isinstance(each["v"], list) and each["v"] else each["v"]
        value = value.get("name") or value.get("id") if isinstance(value, dict) else value
        if isinstance(value, str | int | float) and str(value).strip():
            asked[each["pid"]] = str(value).strip()
    known = ("language", "pack", "level", "rank", "person", "context")
    return NameQuery(
        text, tuple(str(each) for each in types), int(limit), **{name: asked[name] for name in known if name in asked}
    )
