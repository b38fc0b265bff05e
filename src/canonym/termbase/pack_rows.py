"""A pack as rows of a termbase, and rows that came from one as the same pack again.

Every name is a row; what else the pack says of a concept stands in the column `fields` of its first row, and files that
hold no names (signals, places, errors, terms, words) are rows of their own with a status that begins with "@".
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from canonym.errors import GlossaryError
from canonym.glossary.yaml_files import load_yaml, load_yaml_list
from canonym.termbase.entries import TermRow
from canonym.termbase.yaml_text import as_yaml

FILE_STATUS = "@file"
"""Status of a row that holds a part of a file: concept is the path, fields the part."""
_LISTED = ("admitted", "deprecated", "superseded", "error", "abbreviations")
_LONGEST_CELL = 30_000
"""Characters of the longest cell; spreadsheet programs allow 32 767."""
_NAME_FILES = "bodies/names/"


def rows_of_pack(folder: Path) -> Iterator[TermRow]:
    """All of a pack; raises GlossaryError for a file that cannot be read."""
    for path in sorted(folder.rglob("*.yaml")):
        name = path.relative_to(folder).as_posix()
        if name == "names.yaml":
            yield from _file_rows(name, {"entries": [entry for entry, _ in load_yaml_list(path)]})
        elif name.startswith("bodies/") and not name.startswith(_NAME_FILES):
            for concept, entry in (load_yaml(path).get("bodies") or {}).items():
                yield from _concept_rows(str(concept), entry, path.stem)
        else:
            yield from _file_rows(name, load_yaml(path))


def _file_rows(name: str, data: Mapping[str, Any]) -> Iterator[TermRow]:
    """A file in pieces that fit into cells; only lists and mappings at its top are taken apart."""
    for key, value in data.items():
        pieces: list[Any] = [value]
        if len(_json(value)) > _LONGEST_CELL and isinstance(value, list | dict):
            pieces = list(_pieces(value))
        for piece in pieces:
            yield TermRow(name, None, str(key), FILE_STATUS, fields=_json(piece))


def _pieces(value: list[Any] | dict[str, Any]) -> Iterator[Any]:
    items = list(value.items()) if isinstance(value, dict) else list(value)
    size = max(1, len(items) * _LONGEST_CELL // (2 * len(_json(value))))
    for at in range(0, len(items), size):
        part = items[at : at + size]
        yield dict(part) if isinstance(value, dict) else part


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _concept_rows(concept: str, entry: Mapping[str, Any], file: str) -> Iterator[TermRow]:
    rest = {key: value for key, value in entry.items() if key not in ("names", "roles", "role_names", "wrong_names")}
    order = [key for key in ("names", "roles", "role_names", "wrong_names") if key in entry]
    about = TermRow(
        concept,
        None,
        "",
        "@concept",
        kind="office" if entry.get("office") else entry.get("kind"),
        rank=entry.get("office"),
        level=" ".join(_listed(entry.get("levels"))) or None,
        within=" ".join(_listed(entry.get("within"))) or None,
        note=entry.get("note"),
        fields=_json({"file": file, "has": order, **rest}),
    )
    yield about
    for code, names in (entry.get("names") or {}).items():
        yield from _names(concept, code, names)
    for rank, by_language in (entry.get("roles") or {}).items():
        for code, text in by_language.items():
            yield TermRow(concept, code, text, "preferred", rank=rank, fields=_json({"at": "roles"}))
    for rank, listed_by_language in (entry.get("role_names") or {}).items():
        for code, listed in listed_by_language.items():
            for each in _listed(listed):
                yield _fixed(concept, code, each, "admitted", {"at": "role_names"}, rank)
    for code, listed in (entry.get("wrong_names") or {}).items():
        for each in _listed(listed):
            yield _fixed(concept, code, each, "error", {"at": "wrong_names"})


def _listed(value: Any) -> list[Any]:
    return [] if value is None else [value] if isinstance(value, str) else list(value)


def _names(concept: str, code: str, names: Any) -> Iterator[TermRow]:
    if isinstance(names, str):
        yield TermRow(concept, code, names, "preferred")
        return
    about = {key: value for key, value in names.items() if key not in ("preferred", "levels", *_LISTED)}
    yield TermRow(concept, code, str(names.get("preferred", "")), "preferred", fields=_json(about or {"at": "names"}))
    for level, told in (names.get("levels") or {}).items():
        own = {"preferred": told} if isinstance(told, str) else dict(told)
        fields = {"at": "level", **{key: value for key, value in own.items() if key != "preferred"}}
        fields["plain"] = isinstance(told, str)
        yield TermRow(concept, code, str(own["preferred"]), "preferred", level=level, fields=_json(fields))
    for field in _LISTED:
        for each in _listed(names.get(field)):
            status = "admitted" if field == "abbreviations" else field
            yield _fixed(concept, code, each, status, {"at": field})


def _fixed(concept: str, code: str, each: Any, status: str, fields: dict[str, Any], rank: str | None = None) -> TermRow:
    if isinstance(each, str):
        return TermRow(concept, code, each, status, rank=rank, fields=_json(fields))
    rest = {key: value for key, value in each.items() if key not in ("text", "level")}
    told = each.get("status", status)
    whole = {**fields, "whole": True, **rest}
    return TermRow(concept, code, each["text"], told, rank=rank, level=each.get("level"), fields=_json(whole))


def is_of_pack(rows: Sequence[TermRow]) -> bool:
    """Whether rows were written from a pack and hold all of it."""
    return any(row.status == FILE_STATUS for row in rows)


def files_of_rows(rows: Sequence[TermRow], pack: str) -> dict[str, str]:
    """Path below the pack's folder -> text, of rows that were written from a pack; names that were added are admitted.

    Raises GlossaryError for a row that was damaged.
    """
    plain: dict[str, dict[str, Any]] = {}
    bodies: dict[str, dict[str, Any]] = {}
    file_of: dict[str, str] = {}
    for row in rows:
        told = _told(row)
        if row.status == FILE_STATUS:
            _join(plain.setdefault(row.concept, {}), row.name, told)
        elif row.status == "@concept":
            file_of[row.concept] = f"bodies/{told.pop('file', 'main')}.yaml"
            has = told.pop("has", [])
            bodies[row.concept] = {**told, **{key: {} for key in has}}
        else:
            body = bodies.get(row.concept)
            if body is None:
                what = f"{row.name!r} is a name of {row.concept!r}, which the file does not describe"
                raise GlossaryError(what, where=row.where, remedy="correct the id of the concept")
            _put_name(body, row, told if isinstance(told, dict) else {})
    if "pack.yaml" in plain:
        plain["pack.yaml"]["pack"] = pack
    files: dict[str, dict[str, Any]] = {}
    for concept, body in bodies.items():
        files.setdefault(file_of[concept], {"bodies": {}})["bodies"][concept] = body
    written = {name: as_yaml(data) for name, data in {**plain, **files}.items() if name != "names.yaml"}
    if "names.yaml" in plain:
        written["names.yaml"] = "".join(f"- {_json(entry)}\n" for entry in plain["names.yaml"]["entries"])
    return {
        name: f"# {_title(name)} of the pack {pack}. Fields: docs/adding-a-pack.md.\n{text}"
        for name, text in written.items()
    }


def _title(name: str) -> str:
    return name.removesuffix(".yaml").replace("/", ", ")


def _told(row: TermRow) -> Any:
    if not row.fields:
        return {}
    try:
        return json.loads(row.fields)
    except ValueError:
        remedy = "leave this column as it was exported"
        raise GlossaryError("the column fields was changed", where=row.where, remedy=remedy) from None


def _join(data: dict[str, Any], key: str, value: Any) -> None:
    if isinstance(value, list) and isinstance(data.get(key), list):
        data[key] = [*data[key], *value]
    elif isinstance(value, dict) and isinstance(data.get(key), dict):
        data[key] = {**data[key], **value}
    else:
        data[key] = value


def _put_name(body: dict[str, Any], row: TermRow, told: dict[str, Any]) -> None:
    code, at = row.language or "en", told.get("at")
    rest = {key: value for key, value in told.items() if key not in ("at", "whole", "plain")}
    text: Any = row.name
    if told.get("whole"):
        text = {"text": row.name, **({"level": row.level} if row.level else {}), **rest}
    if at == "roles":
        body.setdefault("roles", {}).setdefault(row.rank, {})[code] = row.name
    elif at == "role_names":
        body.setdefault("role_names", {}).setdefault(row.rank, {}).setdefault(code, []).append(text)
    elif at == "wrong_names":
        body.setdefault("wrong_names", {}).setdefault(code, []).append(text)
    elif at == "level":
        names = _entry(body, code)
        name = row.name if told.get("plain") else {"preferred": row.name, **rest}
        names.setdefault("levels", {})[row.level] = name
    elif at in _LISTED:
        _entry(body, code).setdefault(at, []).append(text)
    elif row.status == "preferred" and not body.get("office"):
        if told or code in body.setdefault("names", {}):
            _entry(body, code).update({"preferred": row.name, **rest})
        else:
            body["names"][code] = row.name
    else:
        _put_added(body, row, code)


def _put_added(body: dict[str, Any], row: TermRow, code: str) -> None:
    """A name that somebody wrote into the exported file."""
    rank = row.rank or body.get("office")
    if rank:
        text: Any = row.name if row.status == "admitted" else {"text": row.name, "status": row.status}
        body.setdefault("role_names", {}).setdefault(rank, {}).setdefault(code, []).append(text)
    elif code in body.get("names", {}):
        _entry(body, code).setdefault(row.status, []).append(row.name)
    elif row.status == "error":
        body.setdefault("wrong_names", {}).setdefault(code, []).append(row.name)
    else:
        body.setdefault("names", {})[code] = row.name


def _entry(body: dict[str, Any], code: str) -> dict[str, Any]:
    names: dict[str, Any] = body.setdefault("names", {})
    if isinstance(names.get(code), str):
        names[code] = {"preferred": names[code]}
    entry: dict[str, Any] = names.setdefault(code, {})
    return entry
