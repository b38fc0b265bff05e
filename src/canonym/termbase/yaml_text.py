"""YAML as a person would write it: short lists on one line, strings in quotes where they need them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

Value = str | int | float | bool | None | Sequence["Value"] | Mapping[str, "Value"]
WIDTH = 118
_PLAIN = re.compile(r"[^\W\d_](?:[\w .()/’-]*[\w.)’])?")
_RESERVED = {"true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf"}
_PLAIN_KEY = re.compile(r"[\w][\w.-]*")


def as_yaml(value: Mapping[str, Value], indent: int = 0) -> str:
    """A mapping as a block, its inner values on one line each where they fit."""
    return "\n".join(_block(value, indent)) + "\n"


def _block(value: Mapping[str, Value], indent: int) -> Iterator[str]:
    pad = " " * indent
    for key, inner in value.items():
        line = f"{pad}{_key(key)}: {_flow(inner)}"
        if len(line) <= WIDTH or not isinstance(inner, Mapping | list | tuple) or not inner:
            yield line
        elif isinstance(inner, Mapping):
            yield f"{pad}{_key(key)}:"
            yield from _block(inner, indent + 2)
        else:
            yield f"{pad}{_key(key)}:"
            for item in inner:
                yield from _item(item, indent + 2)


def _item(item: Value, indent: int) -> Iterator[str]:
    pad = " " * indent
    line = f"{pad}- {_flow(item)}"
    if len(line) <= WIDTH or not isinstance(item, Mapping):
        yield line
        return
    lines = list(_block(item, indent + 2))
    yield f"{pad}- {lines[0].strip()}"
    yield from lines[1:]


def _flow(value: Value) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(key)}: {_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value)


def _scalar(value: object) -> str:
    if not isinstance(value, str):
        return json.dumps(value)
    if _PLAIN.fullmatch(value) and value.casefold() not in _RESERVED and "  " not in value and " #" not in value:
        return value
    return json.dumps(value, ensure_ascii=False)


def _key(key: str) -> str:
    if _PLAIN_KEY.fullmatch(key) and not key[0].isdigit() and key.casefold() not in _RESERVED:
        return key
    return json.dumps(key, ensure_ascii=False)
