"""Rows of names added to a pack that is there: new names of its concepts, and new concepts, each line at its place.

What a person wrote into the pack stays as it is, comments and order too: names go to the end of names.yaml, concepts to
the end of bodies/added.yaml, words and error models right below the heads of their files.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from canonym.config import Config
from canonym.errors import GlossaryError, UsageError
from canonym.glossary import Glossary, check_glossaries, load_glossary
from canonym.glossary.added_names import FILE, added_names
from canonym.glossary.countries_named import countries
from canonym.glossary.packs import Pack
from canonym.glossary.patch_application import Applied, Claims, write_added
from canonym.glossary.patches import PatchEntry
from canonym.termbase.drafts import PackDraft, concept_id, draft_pack
from canonym.termbase.entries import TermRow
from canonym.termbase.guessed_languages import language_of_name
from canonym.termbase.text_edits import appended, with_entries, with_items
from canonym.termbase.vocabulary import KnownWords
from canonym.termbase.writing_packs import body_entry, error_entry, pack_text, sense_entry

BODIES = Path("bodies", "added.yaml")
_BODIES_HEADER = "# Bodies and offices that were added to this pack. Fields: docs/adding-a-pack.md.\nbodies:\n"
UNDECIDED = "proposed"


@dataclass(frozen=True, slots=True)
class Added:
    """What was added to a pack."""

    folder: Path
    concepts: tuple[str, ...]
    """Ids of new concepts, with the pack."""
    names: tuple[PatchEntry, ...]
    """New names of concepts that it had, and names of offices in new bodies."""
    known: int
    """Rows that the pack has already."""
    undecided: int
    """Rows that nobody has decided."""
    remarks: tuple[str, ...]
    """Rows that were left out, and why."""


def new_pack(folder: Path, language: str) -> None:
    """Make an empty pack, to add to; texts are taken to speak of it. Raises UsageError for a bad id or place."""
    if not re.fullmatch(r"[a-z][a-z0-9_-]*", folder.name):
        remedy = "use small letters, digits and hyphens"
        raise UsageError(f"{folder.name!r} is no id for a pack", where=str(folder), remedy=remedy)
    country = folder.name if folder.name in countries("en") else None
    try:
        (folder / "bodies").mkdir(parents=True, exist_ok=True)
        text = pack_text(folder.name, country, language, "what people decided")
        (folder / "pack.yaml").write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(error.strerror or str(error), where=str(folder), remedy="choose another folder") from None


def add_rows(rows: Sequence[TermRow], folder: Path, config: Config | None = None) -> Added:
    """Add names and concepts to the pack in a folder; all that it can take, or nothing.

    Raises UsageError where there is no pack, and GlossaryError where it would be broken.
    """
    if not (folder / "pack.yaml").is_file():
        raise UsageError("there is no pack", where=str(folder), remedy="import one first")
    config = config or Config()
    glossary = _glossary_with(folder, config)
    pack = glossary.pack(folder.name)
    decided = [row for row in rows if row.status != UNDECIDED]
    remarks: list[str] = []
    known_words = KnownWords(_of_packs(config))
    own = [row for each in decided if (row := _own_row(each, pack, known_words, remarks)) is not None]
    named = [row for row in own if f"{pack.id}/{row.concept}" in pack.bodies]
    offices, concepts = _split([row for row in own if f"{pack.id}/{row.concept}" not in pack.bodies])
    draft = draft_pack(concepts, pack.id, pack.country, known_words) if concepts else None
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}-") as place:
        copy = Path(place) / folder.name
        shutil.copytree(folder, copy)
        if draft is not None:
            _write_concepts(draft, pack, glossary, copy)
        names, known = _names([*named, *offices], copy, config, remarks)
        if names:
            write_added(Applied(copy / FILE, names, ()))
        _check(Path(place), folder)
        _take_over(copy, folder)
    added = tuple(f"{pack.id}/{concept.id}" for concept in draft.concepts) if draft else ()
    remarks += draft.remarks if draft else []
    return Added(folder, added, names, known, len(rows) - len(decided), tuple(dict.fromkeys(remarks)))


def _glossary_with(folder: Path, config: Config) -> Glossary:
    """The glossary of one pack, in this folder."""
    return load_glossary(_of_packs(replace(config, glossaries=(*config.glossaries, folder)), folder.name))


def _of_packs(config: Config, *packs: str) -> Config:
    return replace(config, packs=packs, force=(), forbid=(), rewrite=())


def _own_row(row: TermRow, pack: Pack, known: KnownWords, remarks: list[str]) -> TermRow | None:
    """A row with the short id of its concept and a language; None where it is one of another pack."""
    name, _, short = row.concept.rpartition("/")
    if name and name != pack.id:
        remarks.append(f"{row.where}: {row.concept} is of another pack, and was left out")
        return None
    language = row.language or language_of_name(row.name, known)
    language = language.replace("_", "-").split("-")[0].lower()
    concept = short if f"{pack.id}/{short}" in pack.bodies else concept_id(short)
    return replace(row, concept=concept, language=language, name=" ".join(row.name.split()))


def _split(rows: Sequence[TermRow]) -> tuple[list[TermRow], list[TermRow]]:
    """Names of offices in new bodies, and the rows of the new concepts themselves.

    A concept is an office where a row says so, or where every row has a rank.
    """
    grouped: dict[str, list[TermRow]] = {}
    for row in rows:
        grouped.setdefault(row.concept, []).append(row)
    offices: list[TermRow] = []
    concepts: list[TermRow] = []
    for found in grouped.values():
        is_office = any(row.kind == "office" for row in found) or all(row.rank for row in found)
        for row in found:
            (concepts if is_office or not row.rank else offices).append(row)
    return offices, concepts


def _write_concepts(draft: PackDraft, pack: Pack, glossary: Glossary, copy: Path) -> None:
    path = copy / BODIES
    before = path.read_text(encoding="utf-8") if path.is_file() else _BODIES_HEADER
    path.parent.mkdir(exist_ok=True)
    entries = {concept.id: body_entry(concept) for concept in draft.concepts}
    path.write_text(appended(before, "bodies", entries), encoding="utf-8", newline="\n")
    have = {*glossary.senses.glosses, *(sense.id for sense in pack.words_of_own.senses)}
    senses = {sense.id: sense_entry(sense) for sense in draft.own.values() if sense.id not in have}
    _edit(copy / "words.yaml", lambda text: with_entries(text, "senses", senses), any_new=bool(senses))
    models = {error.id for error in pack.sense_errors}
    errors = [error_entry(error) for error in draft.errors if error.id not in models]
    _edit(copy / "errors.yaml", lambda text: with_items(text, "senses", errors), any_new=bool(errors))


def _names(
    rows: Sequence[TermRow], copy: Path, config: Config, remarks: list[str]
) -> tuple[tuple[PatchEntry, ...], int]:
    """Rows as names for names.yaml, those left out that the pack has, or that another of its bodies has."""
    glossary = _glossary_with(copy, config)
    pack = glossary.pack(copy.name)
    claims = Claims(pack, glossary)
    for entry in added_names(pack):
        claims.add(entry, "the pack")
    found: list[PatchEntry] = []
    known = 0
    for row in rows:
        body = pack.bodies[f"{pack.id}/{row.concept}"]
        status = "admitted" if row.status == "preferred" else row.status
        level = row.level if row.level in body.levels and len(body.levels) > 1 else None
        entry = PatchEntry(
            concept=body.id,
            language=row.language or "en",
            name=row.name,
            status=status,
            rank=body.office or row.rank,
            level=level,
            cause=row.note if status == "error" else None,
        )
        if entry.rank is not None and entry.rank not in glossary.ranks.by_id:
            remarks.append(f"{row.where}: there is no rank {entry.rank!r}, and the row was left out")
        elif claims.has(entry):
            known += 1
        elif rival := claims.rival(entry):
            remarks.append(f"{row.where}: “{row.name}” was left out: {rival}")
        else:
            claims.add(entry, row.where or "this file")
            found.append(entry)
    return tuple(found), known


def _edit(path: Path, change: Callable[[str], str], *, any_new: bool) -> None:
    if any_new:
        before = path.read_text(encoding="utf-8") if path.is_file() else ""
        path.write_text(change(before), encoding="utf-8", newline="\n")


def _check(place: Path, folder: Path) -> None:
    faults = check_glossaries([place])
    if faults:
        first = faults[0]
        inside = first.path.is_relative_to(place / folder.name)
        where = folder / first.path.relative_to(place / folder.name) if inside else first.path
        raise GlossaryError(first.what, where=str(where), remedy=first.remedy or "nothing was written")


def _take_over(copy: Path, folder: Path) -> None:
    """Put the files that changed in place of the old ones."""
    for path in sorted(copy.rglob("*.yaml")):
        target = folder / path.relative_to(copy)
        if not target.is_file() or target.read_bytes() != path.read_bytes():
            target.parent.mkdir(parents=True, exist_ok=True)
            path.replace(target)
