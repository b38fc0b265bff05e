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
from typing import Any, TypeVar

from canonym.features.declared import feature_named
from canonym.features.facts import Facts
from canonym.features.feature import Feature
from canonym.features.kept_facts import facts_of_plain, plain_facts

Value = TypeVar("Value")
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
