"""The files of a pack as plain data, read one by one: what cannot be read in one does not hide the others."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from canonym.errors import GlossaryError
from canonym.glossary.faults.fault import Fault, FaultList, composed
from canonym.glossary.yaml_files import load_yaml, load_yaml_list


@dataclass(frozen=True, slots=True)
class PackFile:
    """One file of a pack."""

    path: Path
    kind: str
    """pack, words, bodies, names, errors, terms, places or added."""
    data: Any
    """None where it cannot be read."""


def files_of(folder: Path) -> Iterator[tuple[Path, str]]:
    """The files of a pack that are read, with the kind of each."""
    yield folder / "pack.yaml", "pack"
    for path in sorted((folder / "bodies").glob("*.yaml")):
        yield path, "bodies"
    for path in sorted((folder / "bodies" / "names").glob("*.yaml")):
        yield path, "names"
    for name, kind in (
        ("words", "words"),
        ("errors", "errors"),
        ("terms", "terms"),
        ("places", "places"),
        ("names", "added"),
    ):
        path = folder / f"{name}.yaml"
        if path.is_file():
            yield path, kind


def read_files(folder: Path) -> tuple[list[PackFile], list[Fault]]:
    """The files of a pack, and what makes some of them unreadable."""
    files, faults = [], []
    for path, kind in files_of(folder):
        try:
            data: Any = [entry for entry, _ in load_yaml_list(path)] if kind == "added" else load_yaml(path)
        except GlossaryError as error:
            data, found = _damaged(path, error)
            faults += found
        files.append(PackFile(path, kind, data))
    return files, faults


def _damaged(path: Path, error: GlossaryError) -> tuple[Any, list[Fault]]:
    """What can still be read of a file, and what is wrong with it."""
    from ruamel.yaml import YAML  # noqa: PLC0415 - only where something is wrong
    from ruamel.yaml.constructor import DuplicateKeyError  # noqa: PLC0415
    from ruamel.yaml.error import MarkedYAMLError, YAMLError  # noqa: PLC0415

    parser = YAML(typ="safe")
    try:
        parser.load(path.read_text(encoding="utf-8"))
    except DuplicateKeyError:
        parser = YAML(typ="safe")
        parser.allow_duplicate_keys = True
        return parser.load(path.read_text(encoding="utf-8")), list(_duplicates(path))
    except MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
        return None, [Fault(path, error.what, error.remedy, line, column)]
    except (YAMLError, OSError, UnicodeDecodeError):
        pass
    return None, [Fault(path, error.what, error.remedy)]


def _duplicates(path: Path) -> Iterator[Fault]:
    """Every field that stands twice in one mapping."""
    waiting = [composed(path)]
    while waiting:
        node = waiting.pop()
        if node is None or not isinstance(node.value, list):
            continue
        seen: set[str] = set()
        for each in node.value:
            if not isinstance(each, tuple):
                waiting.append(each)
                continue
            name, value = each
            waiting.append(value)
            if str(name.value) in seen:
                mark = name.start_mark
                yield Fault(path, f"{name.value!r} stands twice", "keep one of them", mark.line + 1, mark.column + 1)
            seen.add(str(name.value))


def duplicate_bodies(files: list[PackFile]) -> list[FaultList]:
    """Bodies that two files of a pack describe."""
    seen: dict[str, Path] = {}
    found = []
    for file in files:
        findings = FaultList(file.path)
        bodies = file.data.get("bodies") if file.kind == "bodies" and isinstance(file.data, dict) else None
        for body in bodies if isinstance(bodies, dict) else ():
            other = seen.setdefault(str(body), file.path)
            if other != file.path:
                what = f"body {body!r} stands twice; first in {other.name}"
                findings.add(("bodies", body), what, "remove one", at_key=True)
        found.append(findings)
    return found
