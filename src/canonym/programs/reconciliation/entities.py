"""Concepts of packs as entities of a reconciliation service: ids, names, types and property values."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NotRequired, TypedDict

from canonym.glossary import Glossary
from canonym.glossary.packs import Body, Term

KIND_TYPE = "kind:"
"""Begins the id of the type of all bodies of one kind."""


class TypeRecord(TypedDict):
    """A type of entities."""

    id: str
    name: str
    description: NotRequired[str]
    broader: NotRequired[list[TypeRecord]]


class PropertyRecord(TypedDict):
    """A property of entities."""

    id: str
    name: str
    description: NotRequired[str]


TYPES: tuple[TypeRecord, ...] = (
    {"id": "office", "name": "office", "description": "an office that a person holds: chair of a committee"},
    {"id": "body", "name": "body", "description": "an institution: a committee, council or ministry"},
    {"id": "term", "name": "term", "description": "a word of the field with one canonical wording"},
)
ASKED: tuple[PropertyRecord, ...] = (
    {"id": "language", "name": "language", "description": "ISO 639-1 code of the name that is looked for"},
    {"id": "pack", "name": "pack", "description": "id of the only pack that is meant, such as vn"},
    {"id": "level", "name": "level", "description": "central, provincial, district ..."},
    {"id": "rank", "name": "rank", "description": "rank of the office, such as vice-chair"},
    {"id": "person", "name": "person", "description": "who holds the office: the family name shows the country"},
    {"id": "context", "name": "context", "description": "the text around the name"},
)
"""Properties that a query may give."""
GIVEN: tuple[PropertyRecord, ...] = (
    {"id": "canonical", "name": "canonical name"},
    {"id": "rank", "name": "rank"},
    {"id": "body", "name": "body"},
    {"id": "kind", "name": "kind of body"},
    {"id": "level", "name": "level"},
    {"id": "within", "name": "belongs to"},
    {"id": "pack", "name": "pack"},
    {"id": "country", "name": "country or organisation"},
    {"id": "names", "name": "other names"},
)
"""Properties whose values can be fetched, beside one of names in each language (`name:es`)."""


@dataclass(frozen=True, slots=True)
class EntityKey:
    """What an id says: `vn/peoples-committee:chair@provincial`."""

    concept: str
    rank: str | None = None
    level: str | None = None

    def __str__(self) -> str:
        """The id."""
        return self.concept + (f":{self.rank}" if self.rank else "") + (f"@{self.level}" if self.level else "")


def parsed_key(text: str) -> EntityKey:
    """An id taken apart."""
    rest, _, level = text.partition("@")
    concept, _, rank = rest.partition(":")
    return EntityKey(concept, rank or None, level or None)


Value = dict[str, str]
"""A value of a property as data extension writes it: {"str": ...} or {"id": ..., "name": ...}."""


class Entities:
    """The concepts of a glossary, under a pivot language."""

    def __init__(self, glossary: Glossary, pivot: str) -> None:
        """Names are given in the pivot language."""
        self.glossary = glossary
        self.pivot = pivot
        self._terms: dict[str, Term] = {f"{term.pack}/{term.id}": term for term in glossary.terms}

    def exists(self, key: EntityKey) -> bool:
        """Tell whether a glossary has it."""
        if key.concept in self._terms:
            return key.rank is None and key.level is None
        body = self.glossary.bodies.get(key.concept)
        return (
            body is not None
            and (key.rank is None or key.rank in self.glossary.ranks.by_id)
            and (key.level is None or key.level in body.levels)
        )

    def name(self, key: EntityKey, language: str | None = None) -> str:
        """The canonical name, in the pivot language where no other is asked; the id where there is none."""
        code = language or self.pivot
        term = self._terms.get(key.concept)
        if term is not None:
            return term.names.get(code, "" if language else next(iter(term.names.values()), key.concept))
        body = self.glossary.bodies[key.concept]
        level = key.level or (body.levels[0] if len(body.levels) == 1 else None)
        name = self.glossary.name(body.id, level, code, key.rank)
        return name or ("" if language else str(key))

    def description(self, key: EntityKey) -> str:
        """One clause that tells namesakes apart."""
        pack = self.glossary.pack(key.concept.split("/")[0])
        body = self.glossary.bodies.get(key.concept)
        if body is None:
            return f"term, {pack.title}"
        what = f"{key.rank}, {body.kind}" if key.rank else body.kind
        return f"{what}, {key.level or ' or '.join(body.levels)} level, {pack.title}"

    def types(self, key: EntityKey) -> list[TypeRecord]:
        """What an entity is, the narrowest last."""
        if key.concept in self._terms:
            return [_short(TYPES[2])]
        if key.rank:
            return [_short(TYPES[0])]
        return [_short(TYPES[1]), _kind_type(self.glossary.bodies[key.concept].kind)]

    def all_types(self) -> list[TypeRecord]:
        """Every type: offices, bodies, terms, and the kinds of bodies that the packs have."""
        kinds = sorted({body.kind for body in self.glossary.bodies.values()})
        return [*TYPES, *(_kind_type(kind, _short(TYPES[1])) for kind in kinds)]

    def fetched(self) -> list[PropertyRecord]:
        """Every property whose values can be fetched."""
        codes = sorted({code for body in self.glossary.bodies.values() for code in body.names})
        names: list[PropertyRecord] = []
        for code in codes:
            data = self.glossary.language(code)
            names.append({"id": f"name:{code}", "name": f"name in {data.name if data else code}"})
        return [*GIVEN, *names]

    def values(self, key: EntityKey, name: str) -> list[Value]:
        """The values of a property; none for one that an entity has not got, or that nobody knows."""
        if not self.exists(key):
            return []
        if name.startswith("name:"):
            return [{"str": text}] if (text := self.name(key, name.partition(":")[2])) else []
        body = self.glossary.bodies.get(key.concept)
        general: Mapping[str, Callable[[], list[Value]]] = {
            "canonical": lambda: [{"str": self.name(key)}],
            "pack": lambda: [{"str": key.concept.split("/")[0]}],
            "country": lambda: [{"str": self.glossary.pack(key.concept.split("/")[0]).title}],
        }
        if name in general:
            return general[name]()
        return list(self._of_body(body, key, name)) if body else []

    def _of_body(self, body: Body, key: EntityKey, name: str) -> Iterator[Value]:
        if name == "rank" and key.rank:
            yield {"str": key.rank}
        elif name == "body":
            of = EntityKey(body.id, None, key.level)
            yield {"id": str(of), "name": self.name(of)}
        elif name == "kind":
            yield {"str": body.kind}
        elif name == "level":
            yield from ({"str": level} for level in ([key.level] if key.level else body.levels))
        elif name == "within":
            outer = [EntityKey(each) for each in body.within if each in self.glossary.bodies]
            yield from ({"id": str(each), "name": self.name(each)} for each in outer)
        elif name == "names":
            texts = [fixed.text for names in body.names.values() for fixed in names.fixed] if not key.rank else []
            for_rank = body.role_names.get(key.rank or "", {})
            texts += [fixed.text for listed in for_rank.values() for fixed in listed]
            yield from ({"str": text} for text in dict.fromkeys(texts))


def _short(record: TypeRecord) -> TypeRecord:
    return {"id": record["id"], "name": record["name"]}


def _kind_type(kind: str, *broader: TypeRecord) -> TypeRecord:
    record: TypeRecord = {"id": f"{KIND_TYPE}{kind}", "name": kind.replace("-", " ")}
    if broader:
        record["broader"] = list(broader)
    return record
