"""Positions of other data sets: FollowTheMoney entities, and exports of Wikidata."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from canonym.errors import GlossaryError
from canonym.termbase.entries import Termbase, TermRow
from canonym.termbase.tables import decoded

_SCHEMATA = ("Position", "PublicBody", "Organization", "LegalEntity", "Company")
_ITEM = re.compile(r"(?:item|position|office|entity|body|org(?:anization)?)", re.IGNORECASE)
_LABEL = re.compile(r"(?P<item>\w+?)_?(?P<alt>alt)?labels?(?:[_-](?P<lang>[a-z]{2,3}))?", re.IGNORECASE)


def read_json(path: Path, data: bytes) -> Termbase:
    """Positions from JSON lines of FollowTheMoney, or from JSON of Wikidata; raises GlossaryError."""
    text = decoded(data, path)[0].strip()
    try:
        parsed = json.loads(text)
    except ValueError:
        return _follow_the_money(path, text)
    except RecursionError:
        raise GlossaryError("nested too deeply", where=str(path)) from None
    if isinstance(parsed, dict) and "schema" in parsed:
        return _follow_the_money(path, text)
    if isinstance(parsed, list) and parsed and isinstance(parsed[0], dict) and "schema" in parsed[0]:
        return _follow_the_money(path, "\n".join(json.dumps(each) for each in parsed))
    rows = tuple(_of_wikidata(parsed, path))
    if not rows:
        raise GlossaryError("holds no positions", where=str(path), remedy="export them from FollowTheMoney or Wikidata")
    return Termbase(rows, path.name)


def _follow_the_money(path: Path, text: str) -> Termbase:
    rows: list[TermRow] = []
    lost: Counter[str] = Counter()
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            entity = json.loads(line)
        except (ValueError, RecursionError):
            raise GlossaryError("not a JSON record", where=where, remedy="write one entity a line") from None
        if not isinstance(entity, dict) or entity.get("schema") not in _SCHEMATA:
            lost[str(entity.get("schema") if isinstance(entity, dict) else "no entity")] += 1
            continue
        rows += _entity(entity, where)
    if not rows:
        raise GlossaryError("holds no positions", where=str(path), remedy="export entities of the schema Position")
    return Termbase(tuple(rows), path.name, lost=tuple(f"{name} ({count})" for name, count in sorted(lost.items())))


def _entity(entity: Mapping[str, Any], where: str) -> Iterator[TermRow]:
    told = entity.get("properties") or {}

    def first(*names: str) -> str | None:
        return next((str(value) for name in names for value in told.get(name) or ()), None)

    names = [str(name) for name in told.get("name") or ()] or [str(entity.get("caption") or "")]
    preferred = str(entity.get("caption") or names[0])
    others = [name for name in (*names, *map(str, told.get("alias") or ())) if name != preferred]
    country = first("country", "jurisdiction")
    for number, name in enumerate(dict.fromkeys([preferred, *others])):
        if name:
            yield TermRow(
                concept=str(entity.get("id") or preferred),
                language=None,
                name=name,
                status="admitted" if number else "preferred",
                kind="office" if entity.get("schema") == "Position" and not number else None,
                country=country.lower() if country else None,
                note=None if number else first("summary", "description"),
                valid_from=None if number else first("inceptionDate", "incorporationDate"),
                valid_to=None if number else first("dissolutionDate"),
                where=where,
            )


def _of_wikidata(parsed: Any, path: Path) -> Iterator[TermRow]:
    if isinstance(parsed, dict) and isinstance(parsed.get("entities"), dict):
        for item, entity in parsed["entities"].items():
            yield from _wikidata_entity(item, entity, str(path))
        return
    if isinstance(parsed, dict):
        bindings = (parsed.get("results") or {}).get("bindings") or []
    else:
        bindings = parsed if isinstance(parsed, list) else []
    lines = [
        {
            key: (str(value.get("value", "")), value.get("xml:lang")) if isinstance(value, dict) else (str(value), None)
            for key, value in each.items()
        }
        for each in bindings
        if isinstance(each, dict)
    ]
    yield from rows_of_items(lines, str(path))


def _wikidata_entity(item: str, entity: Mapping[str, Any], where: str) -> Iterator[TermRow]:
    labels, aliases = entity.get("labels") or {}, entity.get("aliases") or {}
    for code, label in labels.items():
        yield TermRow(item, code, str(label["value"]), "preferred", where=where)
    for code, listed in aliases.items():
        for alias in listed:
            yield TermRow(item, code, str(alias["value"]), "admitted", where=where)


def is_item_table(header: Sequence[str]) -> bool:
    """Whether the columns are those of a result of the Wikidata Query Service."""
    names = [cell.strip() for cell in header]
    return any(_ITEM.fullmatch(name) for name in names) and any(
        (match := _LABEL.fullmatch(name)) and _ITEM.fullmatch(match["item"]) for name in names
    )


def rows_of_items(lines: Sequence[Mapping[str, tuple[str, str | None]]], where: str) -> Iterator[TermRow]:
    """The names of items, each line with its columns; a value comes with its language, where it has one."""
    seen: set[tuple[str, str, str | None]] = set()
    for line in lines:
        item = next((value for key, (value, _) in line.items() if _ITEM.fullmatch(key) and value), "")
        concept = item.rstrip("/").rpartition("/")[2]
        for key, (value, language) in line.items():
            match = _LABEL.fullmatch(key)
            if not match or not _ITEM.fullmatch(match["item"]) or not value or not concept:
                continue
            code = language or match["lang"]
            for name in re.split(r",\s+", value) if match["alt"] else [value]:
                if (concept, name, code) not in seen:
                    seen.add((concept, name, code))
                    yield TermRow(concept, code, name, "admitted" if match["alt"] else "preferred", where=where)
