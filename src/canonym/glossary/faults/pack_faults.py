"""The faults of one pack: its files by themselves, then the names that two of its bodies claim."""

from __future__ import annotations

import json
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from canonym.errors import GlossaryError
from canonym.glossary.added_names import with_added_names
from canonym.glossary.faults.fault import Fault, FaultList, FoundFault, Keys, of_error, with_lines
from canonym.glossary.faults.file_shapes import Known, shapes_of
from canonym.glossary.faults.pack_files import PackFile, duplicate_bodies, read_files
from canonym.glossary.faults.shapes import pruned
from canonym.glossary.language_data import LanguageData
from canonym.glossary.lexicon import word_keys, words_of
from canonym.glossary.names_by_language import with_names_by_language
from canonym.glossary.pack_words import load_words, with_own_senses
from canonym.glossary.packs import Pack, load_pack
from canonym.glossary.plain_languages import languages_without_words
from canonym.glossary.senses_and_ranks import Ranks, Senses


@dataclass(frozen=True, slots=True)
class CheckedPack:
    """A pack that was looked at."""

    faults: tuple[Fault, ...]
    pack: Pack | None
    """What could be loaded of it, for looking further; None where nothing could."""
    files: tuple[PackFile, ...]


def check_pack(folder: Path, senses: Senses, ranks: Ranks, languages: Iterable[str]) -> CheckedPack:
    """Look through all files of a pack and find everything that is wrong in any of them."""
    files, faults = read_files(folder)
    codes = {*languages, *languages_without_words()}
    known = Known(folder.name, _with_own(senses, folder), ranks, frozenset(codes), frozenset(_bodies(files)))
    found = _structure(files, known)
    found += [each for findings in duplicate_bodies(files) for each in findings.found]
    faults += with_lines(found)
    pack, error = _loaded(folder, files, found, whole=not faults)
    if error is not None:
        faults.append(of_error(error, folder))
    return CheckedPack(tuple(faults), pack, tuple(files))


def _with_own(senses: Senses, folder: Path) -> Senses:
    """The inventory with the senses that the pack adds, as far as they can be read."""
    try:
        return with_own_senses(senses, [load_words(folder)])
    except (GlossaryError, AttributeError, TypeError):
        return senses  # what is wrong is found with the file's shape


def name_clashes(checked: CheckedPack, language: LanguageData) -> list[Fault]:
    """Names that two bodies claim: a reader could not tell which one is meant."""
    pack = checked.pack
    if pack is None:
        return []
    claims: dict[tuple[str, str | None], tuple[str, str]] = {}
    found: list[FoundFault] = []
    code = language.code
    for body in pack.bodies.values():
        names = body.names.get(code)
        if names is None:
            continue
        for text, level in [(names.preferred, None), *((fixed.text, fixed.level) for fixed in names.fixed)]:
            key = (" ".join(word_keys(word, language)[0] for word in words_of(text)) or text, level)
            other = claims.setdefault(key, (body.id, text))
            if other[0] != body.id and set(pack.bodies[other[0]].levels) & set(body.levels):
                what = f"{text!r} ({code}) is claimed by {other[0]} and {body.id}"
                path, keys = _stands_at(checked.files, body.id, code)
                found.append(FoundFault(path, keys, what, "keep it with one of them", at_key=True))
    return with_lines(found)


def _stands_at(files: Sequence[PackFile], body: str, code: str) -> tuple[Path, Keys]:
    """The file that describes a body, and the way to its names in a language."""
    short = body.split("/")[1]
    for file in files:
        if file.kind == "bodies" and isinstance(file.data, dict) and short in (file.data.get("bodies") or {}):
            entry = file.data["bodies"][short]
            has_names = isinstance(entry, dict) and code in (entry.get("names") or {})
            return file.path, ("bodies", short, "names", code) if has_names else ("bodies", short)
    return files[0].path, ()


def _bodies(files: Iterable[PackFile]) -> Iterable[str]:
    for file in files:
        bodies = file.data.get("bodies") if file.kind == "bodies" and isinstance(file.data, dict) else None
        yield from (str(body) for body in (bodies if isinstance(bodies, dict) else ()))


def _structure(files: Iterable[PackFile], known: Known) -> list[FoundFault]:
    shapes = shapes_of(known)
    found: list[FoundFault] = []
    for file in files:
        if file.data is None:
            continue
        findings = FaultList(file.path)
        shapes[file.kind].check(file.data, (), findings)
        if file.kind == "pack" and isinstance(file.data, dict):
            stated = file.data.get("pack", known.pack)
            if stated != known.pack:
                what = f"pack {stated!r} does not fit its folder {known.pack!r}"
                findings.add(("pack",), what, "rename one of them")
        found += findings.found
    return found


def _loaded(
    folder: Path, files: Sequence[PackFile], found: Sequence[FoundFault], *, whole: bool
) -> tuple[Pack | None, GlossaryError | None]:
    """The pack without what is wrong in it, so that the rest can be compared; an error that nothing has named yet."""
    if whole:
        try:
            return _load(folder), None
        except GlossaryError as error:
            return None, error
    with tempfile.TemporaryDirectory() as copy:
        target = Path(copy) / folder.name
        _write_pruned(folder, target, files, found)
        try:
            return _load(target), None
        except (GlossaryError, KeyError, TypeError, AttributeError):
            return None, None  # what hinders it is among the faults already


def _load(folder: Path) -> Pack:
    return with_added_names(with_names_by_language(load_pack(folder)))


def _write_pruned(folder: Path, target: Path, files: Sequence[PackFile], found: Sequence[FoundFault]) -> None:
    """Write the files of a pack without their faults: unknown fields, unknown words, entries that lack something."""
    faulty: dict[Path, set[Keys]] = defaultdict(set)
    kinds = {file.path: file.kind for file in files}
    for each in found:
        faulty[each.path].add(_to_leave_out(each, kinds[each.path]))
    for file in files:
        data = pruned(file.data, frozenset(faulty[file.path]))
        if file.kind == "pack":
            data = {**(data or {}), "pack": folder.name}
        if not data:
            continue
        path = target / file.path.relative_to(folder)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(data, ensure_ascii=False, default=str), encoding="utf-8")


def _to_leave_out(found: FoundFault, kind: str) -> Keys:
    """What to leave out of a file because of a fault: the value, or the whole entry where it is nothing without it."""
    keys = found.keys
    if kind == "bodies":
        is_needed = found.lacks or keys[2:] in (("kind",), ("leader",))
        return keys[:2] if is_needed and len(keys) <= 3 else keys[:-1] if found.lacks else keys
    number = next((at for at, key in enumerate(keys) if isinstance(key, int)), None)
    if kind in ("errors", "places", "added") and number is not None:
        return keys[: number + 1]
    return keys[:2] if kind == "terms" else keys
