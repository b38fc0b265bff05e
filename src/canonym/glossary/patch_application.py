"""Writing a patch into packs: names.yaml of each pack gets lines at its end, and nothing else is touched."""

from __future__ import annotations

import os
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from canonym.config import Config
from canonym.errors import GlossaryError, UsageError
from canonym.glossary.added_names import FILE, added_names, check_fits
from canonym.glossary.glossary import Glossary, load_glossary
from canonym.glossary.lexicon import Lexicon, words_of
from canonym.glossary.packs import Body, Pack
from canonym.glossary.patches import PATCH_HEADER, PatchEntry, as_yaml, plain_entry, read_patch
from canonym.resources import glossaries_folder

HEADER = (
    "# Names added to this pack by `canonym glossary apply`; those with the status proposed are not used yet.\n"
    + PATCH_HEADER.split("\n", 1)[1]
)


@dataclass(frozen=True, slots=True)
class Applied:
    """What a patch adds to one pack."""

    path: Path
    """Its names.yaml."""
    added: tuple[PatchEntry, ...]
    known: tuple[PatchEntry, ...]
    """Names that the pack has already; nothing is written for them."""


def apply_patch(path: Path, config: Config, *, dry_run: bool = False) -> list[Applied]:
    """Add the names of a patch file to their packs, in `<pack>/names.yaml`; all of them or none.

    The packs are those of `config.glossaries` and the shipped ones. Raises GlossaryError for an entry that a pack
    cannot take, the clashes of names included, and UsageError where a pack does not exist or belongs to the installed
    program.
    """
    by_pack: dict[str, list[PatchEntry]] = defaultdict(list)
    for entry in read_patch(path):
        by_pack[entry.pack].append(entry)
    if not by_pack:
        return []
    glossary = _load(config, by_pack, path)
    for name, entries in by_pack.items():
        for entry in entries:
            _check(entry, glossary.pack(name), glossary, path)
    results = [_plan(glossary.pack(name), entries, glossary, path) for name, entries in sorted(by_pack.items())]
    for each in () if dry_run else results:
        if each.added:
            write_added(each)
    return results


def _load(config: Config, packs: Iterable[str], path: Path) -> Glossary:
    try:
        return load_glossary(replace(config, packs=tuple(packs)))
    except UsageError as error:
        where = str(path) if error.where == "packs" else error.where
        raise UsageError(error.what, where=where, remedy=error.remedy) from None


def _check(entry: PatchEntry, pack: Pack, glossary: Glossary, path: Path) -> None:
    """Raise GlossaryError for what neither the pack nor the language data know."""
    check_fits(entry, pack, path)
    where = f"{path}:{entry.line}"
    if glossary.language(entry.language) is None:
        remedy = f"use {', '.join(glossary.languages)}"
        raise GlossaryError(f"no language {entry.language!r}", where=where, remedy=remedy)
    if entry.rank is not None and entry.rank not in glossary.ranks.by_id:
        raise GlossaryError(f"no rank {entry.rank!r}", where=where, remedy="see glossaries/ranks.yaml")


def _plan(pack: Pack, entries: Sequence[PatchEntry], glossary: Glossary, path: Path) -> Applied:
    if pack.folder.resolve().is_relative_to(glossaries_folder().resolve()) and _is_installed():
        what = f"the pack {pack.id!r} belongs to the installed program"
        remedy = f"copy {pack.folder} to a folder of your own and name that folder with --glossary"
        raise UsageError(what, where=str(path), remedy=remedy)
    claims = Claims(pack, glossary)
    for entry in added_names(pack):
        claims.add(entry, "the pack")
    added, known = [], []
    for entry in entries:
        where = f"{path}:{entry.line}"
        if claims.has(entry):
            known.append(entry)
            continue
        other = claims.rival(entry)
        if other is not None:
            what = f"“{entry.name}” ({entry.language}) is proposed for {entry.concept}, but {other}"
            raise GlossaryError(what, where=where, remedy="keep it with one of them; nothing was written")
        claims.add(entry, f"line {entry.line}")
        added.append(entry)
    return Applied(pack.folder / FILE, tuple(added), tuple(known))


@dataclass(frozen=True, slots=True)
class _Claim:
    body: str
    rank: str | None
    levels: frozenset[str]
    where: str


class Claims:
    """Which body each name belongs to; forms of a word that the language's stemmer makes equal are one."""

    def __init__(self, pack: Pack, glossary: Glossary) -> None:
        """Names of a language are read when first asked for."""
        self._pack = pack
        self._glossary = glossary
        self._lexicons: dict[str, Lexicon] = {}
        self._claims: dict[tuple[str, str], list[_Claim]] = {}
        self._read: set[str] = set()

    def has(self, entry: PatchEntry) -> bool:
        """Whether the body has the name already, for this rank and at the level."""
        wanted = self._levels(entry.concept, entry.level)
        return any(
            claim.body == entry.concept and claim.rank == entry.rank and wanted <= claim.levels
            for claim in self._of(entry)
        )

    def rival(self, entry: PatchEntry) -> str | None:
        """Who else claims the name at one of its levels, in words, or None."""
        wanted = self._levels(entry.concept, entry.level)
        for claim in self._of(entry):
            if (claim.body, claim.rank) != (entry.concept, entry.rank) and claim.levels & wanted:
                office = f"the {claim.rank} of {claim.body}" if claim.rank else claim.body
                return f"it is a name of {office} ({claim.where})"
        return None

    def add(self, entry: PatchEntry, where: str) -> None:
        """Take note of a name."""
        levels = self._levels(entry.concept, entry.level)
        self._of(entry).append(_Claim(entry.concept, entry.rank, levels, where))

    def _of(self, entry: PatchEntry) -> list[_Claim]:
        code = entry.language
        if code not in self._read:
            self._read.add(code)
            for body in self._pack.bodies.values():
                for rank, level, text in _names(body, code, self._glossary):
                    claim = _Claim(body.id, rank, self._levels(body.id, level), "the pack")
                    self._claims.setdefault((code, self._form(text, code)), []).append(claim)
        return self._claims.setdefault((code, self._form(entry.name, code)), [])

    def _levels(self, body: str, level: str | None) -> frozenset[str]:
        return frozenset([level] if level else (self._pack.bodies[body].levels or ("",)))

    def _form(self, text: str, code: str) -> str:
        lexicon = self._glossary.lexicon(code)
        if lexicon is None:
            return " ".join(text.casefold().split())
        return " ".join(lexicon.keys(word)[-1] for word in words_of(text)) or text


def _names(body: Body, code: str, glossary: Glossary) -> Iterator[tuple[str | None, str | None, str]]:
    """All names of a body and its offices in a language: rank, level and text."""
    ranks = dict.fromkeys([*body.ranks, body.member, *_led_by(body, glossary)])
    for level in body.levels or (None,):
        name = glossary.name(body.id, level, code)
        if name:
            yield None, level, name
            yield from ((rank, level, text) for rank in ranks if (text := glossary.name(body.id, level, code, rank)))
    if code in body.names:
        yield from ((None, fixed.level, fixed.text) for fixed in body.names[code].fixed)
    yield from ((rank, None, by_language[code]) for rank, by_language in body.roles.items() if code in by_language)
    for rank, by_language in body.role_names.items():
        yield from ((rank, fixed.level, fixed.text) for fixed in by_language.get(code, ()))


def _led_by(body: Body, glossary: Glossary) -> list[str]:
    return [rank.id for rank in glossary.ranks.by_id.values() if rank.base == body.leader]


def write_added(applied: Applied) -> None:
    """Extend names.yaml; the new file is read back first, so that one that cannot be read is never left behind."""
    target = applied.path
    before = read_patch(target) if target.is_file() else ()
    added = tuple(replace(entry, contexts=()) for entry in applied.added)
    old = target.read_text(encoding="utf-8") if target.is_file() else HEADER
    text = old + ("" if old.endswith("\n") else "\n") + as_yaml([plain_entry(entry) for entry in added])
    written: Path | None = None
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".names-", suffix=".yaml")
        written = Path(name)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
        _read_back(written, before + added, target)
        written.chmod(0o644)
        written.replace(target)
    except OSError as error:
        raise GlossaryError(error.strerror or str(error), where=str(target), remedy="check the folder") from None
    finally:
        if written is not None:
            written.unlink(missing_ok=True)


def _read_back(written: Path, expected: tuple[PatchEntry, ...], target: Path) -> None:
    try:
        found = read_patch(written)
    except GlossaryError:
        found = ()
    if found != expected:
        remedy = "write its entries one below the other, each beginning with - at the start of a line"
        raise GlossaryError("cannot be extended", where=str(target), remedy=remedy)


def _is_installed() -> bool:
    """Whether the shipped glossaries lie inside the installed package, where the next installation replaces them."""
    return glossaries_folder().parent.joinpath("__init__.py").is_file()
