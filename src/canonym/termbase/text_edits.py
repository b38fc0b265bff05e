"""Adding to YAML files that people write: lines are put in, and no other line, comment or order is touched."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from canonym.termbase.yaml_text import Value, as_yaml


def with_entries(text: str, key: str, entries: Mapping[str, Value]) -> str:
    """The text of a file with entries put first into the mapping under `key`, which is made where there is none."""
    return _put_in(text, key, as_yaml(entries, 2)) if entries else text


def with_items(text: str, key: str, items: Sequence[Mapping[str, Value]]) -> str:
    """The text of a file with items put first into the list under `key`, which is made where there is none."""
    if not items:
        return text
    written = as_yaml({"x": list(items)})
    lines = written.splitlines()
    block = (
        lines[1:] if len(lines) > 1 else [f"  - {as_yaml({'x': item}).strip().removeprefix('x: ')}" for item in items]
    )
    return _put_in(text, key, "\n".join(block) + "\n")


def appended(text: str, key: str, entries: Mapping[str, Value]) -> str:
    """The text of a file whose last part is the mapping under `key`, with entries at its end."""
    if not text.strip():
        text = f"{key}:\n"
    return text + ("" if text.endswith("\n") else "\n") + as_yaml(entries, 2)


def _put_in(text: str, key: str, block: str) -> str:
    """Put lines of a block right below `key:`, or into the braces or brackets behind it."""
    found = re.search(rf"^{re.escape(key)}:[ \t]*(?P<open>[{{\[])?", text, re.MULTILINE)
    if found is None:
        return text + ("" if not text or text.endswith("\n") else "\n") + f"{key}:\n{block}"
    if found["open"]:
        at = found.end()
        is_empty = text[at:].lstrip()[:1] in "}]"
        inner = ", ".join(line.strip().removeprefix("- ") for line in block.splitlines())
        return text[:at] + inner + ("" if is_empty else ", ") + text[at:]
    end = text.find("\n", found.end())
    at = len(text) if end < 0 else end + 1
    return text[:at] + ("\n" if end < 0 else "") + block + text[at:]
