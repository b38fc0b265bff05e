"""A file of names -> a pack folder: `canonym glossary import`."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import replace as replace_fields
from pathlib import Path

from canonym.config import Config
from canonym.errors import GlossaryError, UsageError
from canonym.glossary import check_glossaries
from canonym.glossary.countries_named import countries
from canonym.termbase.adding import UNDECIDED
from canonym.termbase.drafts import draft_pack
from canonym.termbase.entries import Termbase
from canonym.termbase.pack_rows import files_of_rows, is_of_pack
from canonym.termbase.positions import read_json
from canonym.termbase.skos import read_json_ld, read_turtle
from canonym.termbase.tables import MOST_BYTES, read_csv, read_xlsx
from canonym.termbase.tbx import read_tbx
from canonym.termbase.vocabulary import KnownWords
from canonym.termbase.writing_packs import files_of, write_pack

READERS: Mapping[str, Callable[[Path, bytes], Termbase]] = {
    ".csv": read_csv,
    ".tsv": read_csv,
    ".xlsx": read_xlsx,
    ".tbx": read_tbx,
    ".xml": read_tbx,
    ".ttl": read_turtle,
    ".jsonld": read_json_ld,
    ".json": read_json,
    ".jsonl": read_json,
    ".ijson": read_json,
}
"""Ending of a file -> what reads it."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a file of names."""

    folder: Path
    concepts: int
    offices: int
    names: int
    languages: tuple[str, ...]
    own_senses: int
    remarks: tuple[str, ...]
    """What was settled, and what the file holds that the pack does not keep."""


def read_termbase(path: Path) -> Termbase:
    """Read a file of names of any known format; raises GlossaryError or UsageError in one line."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise UsageError(f"no such format {path.suffix!r}", where=str(path), remedy=f"use {' '.join(READERS)}")
    try:
        if path.stat().st_size > MOST_BYTES:
            what = f"larger than {MOST_BYTES // 1_000_000} MB"
            raise GlossaryError(what, where=str(path), remedy="split the file")
        data = path.read_bytes()
    except OSError as error:
        raise GlossaryError(error.strerror or str(error), where=str(path), remedy="check the path") from None
    found = reader(path, data)
    if not found.rows:
        raise GlossaryError("holds no names", where=str(path), remedy="write at least one line below the header")
    return found


def import_file(
    path: Path,
    pack: str,
    target: Path,
    country: str | None = None,
    config: Config | None = None,
    *,
    replace: bool = False,
) -> Imported:
    """Make the pack folder `target`/`pack` from a file of names.

    Raises GlossaryError for a file that cannot be read and UsageError for a bad id or a folder that is there already.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_-]*", pack):
        raise UsageError(f"{pack!r} is no id for a pack", where="--id", remedy="use small letters, digits and hyphens")
    folder = target / pack
    if folder.exists() and any(folder.iterdir()) and not replace:
        raise UsageError(
            "the folder is there already", where=str(folder), remedy="give --add, --replace or another --to"
        )
    found = read_termbase(path)
    if is_of_pack(found.rows):
        return _pack_again(found, pack, folder)
    undecided = sum(row.status == UNDECIDED for row in found.rows)
    found = replace_fields(found, rows=tuple(row for row in found.rows if row.status != UNDECIDED))
    if not found.rows:
        raise GlossaryError("nobody has decided any row", where=str(path), remedy="set the status of the right ones")
    known = KnownWords(config)
    listed = next((row.country.lower() for row in found.rows if row.country), None)
    own = country or listed or (pack if pack in countries("en") else None)
    draft = draft_pack(found.rows, pack, own, known)
    files = files_of(draft, known.vocabulary.words.ranks, found.source)
    _put(folder, files)
    languages = sorted({row.language or "" for concept in draft.concepts for row in concept.rows})
    lost = [f"not kept: {what}" for what in found.lost]
    lost += [f"left out: {undecided} rows that nobody has decided"] if undecided else []
    return Imported(
        folder=folder,
        concepts=len(draft.concepts),
        offices=sum(concept.rank is not None for concept in draft.concepts),
        names=sum(len(concept.rows) for concept in draft.concepts),
        languages=tuple(languages),
        own_senses=len(draft.own),
        remarks=(*found.remarks, *draft.remarks, *lost),
    )


def _pack_again(found: Termbase, pack: str, folder: Path) -> Imported:
    """A pack that canonym exported, with what was added to the file since."""
    files = files_of_rows(found.rows, pack)
    _put(folder, files)
    named = [row for row in found.rows if row.name and not row.status.startswith("@")]
    return Imported(
        folder=folder,
        concepts=len({row.concept for row in named}),
        offices=len({row.concept for row in found.rows if row.kind == "office"}),
        names=len(named),
        languages=tuple(sorted({row.language or "" for row in named})),
        own_senses=0,
        remarks=(*found.remarks, *(f"not kept: {what}" for what in found.lost)),
    )


def _put(folder: Path, files: Mapping[str, str]) -> None:
    """Write and check the pack beside its place first: one that is there already stays where the new one is broken."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as place:
        made = Path(place) / folder.name
        write_pack(made, files)
        problems = check_glossaries([Path(place)])
        if problems:
            first = problems[0]
            raise GlossaryError(first.what, where=str(first.path.name), remedy=first.remedy)
        if folder.exists():
            shutil.rmtree(folder)
        made.rename(folder)
