"""Frozen dataclasses as plain JSON values and back, for results that are kept between two runs.

JSON and not pickle: a kept result may come from elsewhere, and reading it must never run code.
"""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from typing import Any, TypeVar

Value = TypeVar("Value")


def to_plain(value: Any) -> Any:
    """A dataclass (or tuple, list, dict of such) as dicts, lists, strings, numbers and None."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, (list, tuple)):
        return [to_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: to_plain(item) for key, item in value.items()}
    return value


def from_plain(kind: type[Value], data: Any) -> Value:
    """The dataclass `kind` from what `to_plain` made of it; raises TypeError, KeyError or ValueError on other data."""
    return typing.cast(Value, _build(kind, data))


@functools.cache
def _fields(kind: type) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {field.name: hints[field.name] for field in dataclasses.fields(kind)}


def _build(hint: Any, data: Any) -> Any:
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return hint(**{name: _build(inner, data[name]) for name, inner in _fields(hint).items()})
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return None if data is None else _build_first(typing.get_args(hint), data)
    if origin in (tuple, list):
        inner = typing.get_args(hint)[0]
        return origin(_build(inner, item) for item in data)
    if origin is dict:
        inner = typing.get_args(hint)[1]
        return {key: _build(inner, item) for key, item in data.items()}
    return data


def _build_first(hints: tuple[Any, ...], data: Any) -> Any:
    """The alternative of "X | None" that is not None; no stored value has more alternatives than that."""
    (inner,) = (hint for hint in hints if hint is not type(None))
    return _build(inner, data)
