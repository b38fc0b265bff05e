"""Reading the YAML 1.2 data files, with errors that name file and line."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from canonym.errors import GlossaryError
from canonym.glossary.yaml_cache import remembered


def load_yaml(path: Path) -> dict[str, Any]:
    """The mapping in a YAML file; raises GlossaryError where it is no readable YAML mapping.

    YAML 1.2, where the language code `no` is a string and not the value false.
    """
    data = remembered(path, "mapping", lambda: _mapping(path))
    if not isinstance(data, dict):
        raise GlossaryError("the file holds no fields", where=str(path), remedy="see the header of a shipped file")
    return data


def _mapping(path: Path) -> Any:
    from ruamel.yaml import YAML  # noqa: PLC0415 - half a second, and not needed where all files are known

    return _parsed(path, YAML(typ="safe"))


def _parsed(path: Path, parser: Any) -> Any:
    """What a parser of ruamel.yaml makes of a file; raises GlossaryError where it is not readable."""
    from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415

    try:
        return parser.load(path.read_text(encoding="utf-8"))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f":{mark.line + 1}" if mark else ""
        problem = error.problem or error.context or "not readable as YAML"
        raise GlossaryError(str(problem).split("\n")[0], where=f"{path}{line}", remedy="correct this line") from None
    except (YAMLError, UnicodeDecodeError) as error:
        raise GlossaryError(f"not readable as YAML: {error}", where=str(path), remedy="correct the file") from None
    except OSError as error:
        raise GlossaryError(error.strerror or str(error), where=str(path), remedy="check the path") from None


def content_key(paths: Iterable[Path]) -> str:
    """Hash of the contents of files in this order; one that cannot be read counts as empty."""
    total = hashlib.sha256()
    for path in paths:
        try:
            total.update(hashlib.sha256(path.read_bytes()).digest())
        except OSError:
            total.update(b"unreadable")
    return total.hexdigest()


def line_of(path: Path, key: str) -> int | None:
    """Number of the first line of a file that holds a key or value, for error messages."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if key in line and not line.lstrip().startswith("#"):
            return number
    return None


def at(path: Path, key: str) -> str:
    """`file:line` of a key, or the file alone where the key is not written literally."""
    line = line_of(path, key)
    return f"{path}:{line}" if line else str(path)


def check_fields(fields: Mapping[str, Any], allowed: Iterable[str], path: Path, what: str) -> None:
    """Raise GlossaryError for a field that nobody reads: a misspelt one would be lost silently."""
    known = set(allowed)
    for key in fields:
        if key not in known:
            raise GlossaryError(
                f"unknown field {key!r} in {what}",
                where=at(path, f"{key}:"),
                remedy=f"the fields are {', '.join(sorted(known))}",
            )


def string_list(value: Any, path: Path, what: str) -> tuple[str, ...]:
    """The strings of a list (or a single string); raises GlossaryError for anything else."""
    if value is None:
        return ()
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(item, str) for item in values):
        raise GlossaryError(f"{what} must be a list of strings", where=at(path, str(what).split(".")[-1]))
    return tuple(values)


def load_yaml_list(path: Path) -> list[tuple[dict[str, Any], int]]:
    """The mappings of a YAML file that holds a list of them, each with its line (from 1); raises GlossaryError."""
    return [(fields, line) for fields, line in remembered(path, "list", lambda: _entries(path))]


def _entries(path: Path) -> list[list[Any]]:
    from ruamel.yaml import YAML  # noqa: PLC0415

    data = _parsed(path, YAML())
    if data is None:
        return []
    if not isinstance(data, list):
        raise GlossaryError("the file holds no list", where=str(path), remedy="begin each entry with a dash")
    lines: Any = data  # ruamel's list of a round trip knows the line of each entry
    found = []
    for number, entry in enumerate(data):
        line = lines.lc.item(number)[0] + 1
        if not isinstance(entry, dict):
            raise GlossaryError("an entry without fields", where=f"{path}:{line}", remedy="write field: value")
        found.append([_without_marks(entry), line])
    return found


def _without_marks(value: Any) -> Any:
    """Values of ruamel's round trip as plain Python values."""
    if isinstance(value, dict):
        return {str(key): _without_marks(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_without_marks(each) for each in value]
    return str(value) if isinstance(value, str) else value
