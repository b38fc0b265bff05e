"""Frozen dataclasses and named tuples as plain JSON values and back, and records as JSON lines.

JSON and not pickle: a kept result may come from elsewhere, and reading it must never run code.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import types
import typing
from collections.abc import Callable, Iterable
from typing import Any, TypedDict, TypeVar

from canonym.features.declared import feature_named
from canonym.features.facts import Facts
from canonym.features.feature import Feature
from canonym.features.kept_facts import facts_of_plain, plain_facts
from canonym.model import Action, Kind, Tenure, Verdict

Value = TypeVar("Value")


class RenderingRecord(TypedDict):
    """A wording of an unknown office, as clusters.jsonl has it."""

    surface: str
    lang: str
    count: int


class ClusterRecord(TypedDict):
    """An object of clusters.jsonl."""

    cluster: str
    proposed: str
    kind: Kind
    rank: str | None
    level: str | None
    country: str | None
    mentions: int
    documents: int
    renderings: list[RenderingRecord]
    persons: list[str]
    confidence: float


class EvidenceRecord(TypedDict):
    """One piece of evidence as mentions.jsonl has it."""

    kind: str
    detail: str
    weight: float


class MarkRecord(TypedDict):
    """A mark of a decision, as mentions.jsonl writes it."""

    mark: str
    weight: float


class CandidateRecord(TypedDict):
    """An office that was considered, as mentions.jsonl has it."""

    body: str
    rank: str | None
    score: float
    probability: float
    evidence: list[EvidenceRecord]


class LanguageRecord(TypedDict):
    """The main language of a report, as documents.jsonl has it."""

    code: str
    script: str
    confidence: float
    reason: str


class DocumentRecord(TypedDict):
    """An object of documents.jsonl."""

    doc: str
    sha256: str
    format: str
    encoding: str | None
    characters: int
    language: LanguageRecord
    other_languages: dict[str, int]
    reads_titles: bool
    translation: dict[str, Any]
    """What was done: engine and counts, or why nothing was; its fields differ."""
    mentions: dict[str, int]


def is_in_pivot(document: DocumentRecord, pivot: str) -> bool:
    """Tell whether a document of a run has a text in the pivot language: written in it or partly translated."""
    translation = document["translation"]
    parts = [translation, *translation.get("also", {}).values()]
    return document["language"]["code"] == pivot or any(part.get("backend") is not None for part in parts)


class SentenceRecord(TypedDict):
    """An object of translation.jsonl."""

    doc: str
    start: int
    end: int
    pivot_start: int
    pivot_end: int
    lang: str
    engine: str | None
    protection: str
    flags: list[str]
    details: dict[str, list[str]]


class RunSettings(TypedDict):
    """What readers of a run need of the settings in run.json."""

    pivot: str
    accept: float
    review: float
    packs: list[str]


class MentionRecord(TypedDict):
    """An object of mentions.jsonl."""

    doc: str
    start: int
    end: int
    surface: str
    lang: str
    kind: Kind
    rank: str | None
    body: str | None
    level: str | None
    place: str | None
    tenure: Tenure
    person: str | None
    canonical: str | None
    verdict: Verdict | None
    confidence: float
    action: Action
    evidence: list[EvidenceRecord]
    candidates: list[CandidateRecord]
    marks: list[MarkRecord]
    list_id: int
    slot: int
    country: str | None
    cluster: str | None
    proposed: str | None


_SIMPLE = frozenset((str, int, float, bool, type(None)))


def json_line(record: Any) -> str:
    """Return a record as one line of JSON, newline included."""
    return json.dumps(record, ensure_ascii=False, allow_nan=False) + "\n"


def split_json_lines(text: str) -> list[str]:
    """Return the lines of JSON lines, without an empty one at the end.

    Not str.splitlines: that also splits at line separators (U+2028, U+0085), which JSON has unescaped inside strings.
    """
    return text.removesuffix("\n").split("\n") if text else []


def json_lines(records: Iterable[Any]) -> str:
    """Write records as JSON lines; the empty text where there are none."""
    return "".join(map(json_line, records))


def to_plain(value: Any) -> Any:
    """Return a dataclass or named tuple (or tuple, list, dict of such) as dicts, lists, strings, numbers and None."""
    kind: Any = type(value)
    if kind in _SIMPLE:
        return value
    if kind is Feature:
        return value.name
    if issubclass(kind, Facts):
        return to_plain(plain_facts(value))
    names = _names(kind)
    if names is not None:
        return {name: to_plain(getattr(value, name)) for name in names}
    if isinstance(value, (list, tuple)):
        return [to_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: to_plain(item) for key, item in value.items()}
    return value


def from_plain(kind: type[Value], data: Any) -> Value:
    """Return a `kind` from what `to_plain` made of it; raises TypeError, KeyError or ValueError on other data."""
    hint: Any = kind
    return typing.cast(Value, _maker(hint)(data))


@functools.cache
def _names(kind: type) -> tuple[str, ...] | None:
    """Return names of the fields of a dataclass or named tuple; None for any other type."""
    if dataclasses.is_dataclass(kind):
        return tuple(field.name for field in dataclasses.fields(kind))
    return getattr(kind, "_fields", None)


@functools.cache
def _maker(hint: Any) -> Callable[[Any], Any]:
    """Return what turns plain data into a value of this type; worked out once for each type."""
    if hint is Feature:
        return feature_named
    if hint is Facts:
        return facts_of_plain
    if isinstance(hint, type) and _names(hint) is not None:
        return functools.partial(_make, hint)
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        # The alternative of "X | None" that is not None; no stored value has more alternatives than that.
        (only,) = (each for each in inner if each is not type(None))
        make = _maker(only)
        return lambda data: None if data is None else make(data)
    if origin in (tuple, list):
        make = _maker(inner[0])
        return lambda data: origin(map(make, data))
    if origin is dict:
        make = _maker(inner[1])
        return lambda data: {key: make(item) for key, item in data.items()}
    return _unchanged


def _make(kind: type, data: Any) -> Any:
    return kind(**{name: make(data[name]) for name, make in _makers(kind)})


@functools.cache
def _makers(kind: type) -> tuple[tuple[str, Callable[[Any], Any]], ...]:
    hints = typing.get_type_hints(kind)
    return tuple((name, _maker(hints[name])) for name in _names(kind) or ())


def _unchanged(data: Any) -> Any:
    return data
