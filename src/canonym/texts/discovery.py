"""Finding report files in files, folders and standard input."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from canonym.errors import UsageError

FORMATS = {
    ".txt": "txt",
    ".md": "md",
    ".html": "html",
    ".htm": "html",
    ".docx": "docx",
    ".pdf": "pdf",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".csv": "csv",
    ".tsv": "tsv",
    ".xlsx": "xlsx",
    ".odt": "odt",
    ".rtf": "rtf",
    ".eml": "eml",
}
"""File name endings (compared in lower case) and the formats that they stand for."""

STANDARD_INPUT = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """A file to read, before it is opened."""

    name: str
    """Path relative to the input folder with "/" between its parts, or the file's name."""
    path: Path | None
    """Where it lies; None for standard input."""
    format: str
    """A value of `FORMATS`, or "stdin" for plain text from standard input."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What was found, and what was passed over."""

    sources: tuple[Source, ...]
    """Sorted by name."""
    skipped: tuple[tuple[str, str], ...]
    """Path as the user would write it, and the reason; sorted."""


def find_sources(inputs: Sequence[str], *, stdin_name: str = "stdin.txt") -> Sources:
    """Return all report files in `inputs`: files, folders (searched to the bottom) or "-" for standard input.

    `stdin_name` names what comes from standard input; its ending decides the format. Raises UsageError where an
    input is missing, two inputs have one name, or nothing readable is left.
    """
    if not inputs:
        raise UsageError("no input", remedy='name files or folders, or "-" for standard input')
    found: dict[str, Source] = {}
    skipped: list[tuple[str, str]] = []
    for given in inputs:
        for source in _sources_of(given, stdin_name, skipped):
            _add(source, found, skipped)
    if not found:
        raise UsageError(
            "no readable report" + (f" ({len(skipped)} passed over, e.g. {': '.join(skipped[0])})" if skipped else ""),
            where=", ".join(inputs),
            remedy=f"canonym reads {' '.join(FORMATS)}",
        )
    return Sources(tuple(found[name] for name in sorted(found)), tuple(sorted(skipped)))


def _add(source: Source, found: dict[str, Source], skipped: list[tuple[str, str]]) -> None:
    other = found.setdefault(source.name, source)
    if other is source:
        return
    if source.path is not None and other.path is not None and source.path.resolve() == other.path.resolve():
        skipped.append((str(source.path), "named twice"))
        return
    raise UsageError(
        f"two inputs have the name {source.name!r}: {other.path or 'standard input'} and "
        f"{source.path or 'standard input'}",
        remedy="name the folder above both, or run them into two output folders",
    )


def _sources_of(given: str, stdin_name: str, skipped: list[tuple[str, str]]) -> Iterator[Source]:
    if given == STANDARD_INPUT:
        kind = FORMATS.get(PurePosixPath(stdin_name).suffix.lower())
        if kind is None or PurePosixPath(stdin_name).name != stdin_name:
            raise UsageError(
                f"standard input cannot be named {stdin_name!r}",
                remedy=f"take a plain file name that ends with one of {' '.join(FORMATS)}",
            )
        yield Source(stdin_name, None, "stdin" if kind in {"txt", "md"} else kind)
        return
    path = Path(given)
    try:
        is_folder = stat.S_ISDIR(path.stat().st_mode)
    except (OSError, ValueError) as error:
        reason = "no such file or folder" if isinstance(error, FileNotFoundError) else f"cannot be opened: {error}"
        raise UsageError(reason, where=given, remedy="check the path") from None
    if is_folder:
        yield from _walk(path, skipped)
    elif source := _source(path, path.name, skipped):
        yield source


def _source(path: Path, name: str, skipped: list[tuple[str, str]]) -> Source | None:
    """Return the source for a file, or None (and an entry in `skipped`) for a file that is not read."""
    try:
        name.encode()
    except UnicodeEncodeError:
        skipped.append((name.encode(errors="backslashreplace").decode(), "its name is not valid Unicode"))
        return None
    try:
        mode = path.stat().st_mode
    except OSError as error:
        skipped.append((str(path), f"cannot be opened: {error.strerror}"))
        return None
    if not stat.S_ISREG(mode):
        skipped.append((str(path), "not a regular file"))
        return None
    kind = FORMATS.get(path.suffix.lower())
    if kind is None:
        skipped.append((str(path), _unknown(path.suffix)))
        return None
    return Source(name, path, kind)


def _unknown(suffix: str) -> str:
    """Why a file is not read, and for old formats what to do."""
    known = {".doc": ".docx", ".xls": ".xlsx", ".ppt": ".pdf", ".pptx": ".pdf", ".epub": ".html", ".msg": ".eml"}
    if instead := known.get(suffix.lower()):
        return f"unknown format {suffix}: save it as {instead}"
    return f"unknown format {suffix}" if suffix else "unknown format"


def _walk(root: Path, skipped: list[tuple[str, str]]) -> Iterator[Source]:
    """Yield files below `root`, links followed; a folder that was seen already (a loop of links) is passed over."""
    seen = {_identity(root)}

    def failed(error: OSError) -> None:
        skipped.append((str(error.filename), f"cannot be opened: {error.strerror}"))

    for place, folders, files in os.walk(root, followlinks=True, onerror=failed):
        folder = Path(place)
        keep = []
        for name in sorted(folders):
            identity = _identity(folder / name)
            if name.startswith("."):
                skipped.append((_printable(folder / name), "hidden"))
            elif identity is None:
                skipped.append((_printable(folder / name), "cannot be opened"))
            elif identity in seen:
                skipped.append((_printable(folder / name), "a link to a folder that was searched already"))
            else:
                seen.add(identity)
                keep.append(name)
        folders[:] = keep
        for name in sorted(files):
            path = folder / name
            if name.startswith("."):
                skipped.append((_printable(path), "hidden"))
            elif source := _source(path, path.relative_to(root).as_posix(), skipped):
                yield source


def _printable(path: Path) -> str:
    return str(path).encode(errors="backslashreplace").decode()


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
