"""Lint of the data files: what would be lost or ambiguous without being noticed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from canonym.errors import GlossaryError
from canonym.glossary.faults.fault import Fault, of_error
from canonym.glossary.faults.pack_faults import check_pack, name_clashes
from canonym.glossary.language_data import LEVELS, LanguageData, load_language
from canonym.glossary.lexicon import fold, word_keys, words_of
from canonym.glossary.packs import Pack
from canonym.glossary.senses_and_ranks import Ranks, Senses, load_ranks, load_senses
from canonym.glossary.yaml_files import line_of
from canonym.resources import glossaries_folder

FREE_SENSES = frozenset({"country", "nation", "central", "affairs", "general", "public", "executive"})
"""Senses that any body's name may have: nobody needs to list them."""


def check_glossaries(folders: Sequence[Path] = ()) -> list[Fault]:
    """All faults of the shipped data and of further folders, in a fixed order; empty where everything is in order."""
    shipped = glossaries_folder()
    try:
        senses, ranks = load_senses(shipped / "senses.yaml"), load_ranks(shipped / "ranks.yaml")
    except GlossaryError as error:
        return [of_error(error, shipped)]
    faults: list[Fault] = []
    languages, pack_files = _languages(folders, faults), _packs(folders)
    codes = {path.stem for folder in (shipped, *folders) for path in (folder / "languages").glob("*.yaml")}
    checked = [check_pack(path.parent, senses, ranks, codes) for path in pack_files]
    faults += unused_senses(senses, [each.pack for each in checked if each.pack], shipped / "senses.yaml")
    for language in languages:
        faults += _language_problems(language, senses, ranks)
        faults += needless_not_ranks(language)
    for each in checked:
        faults += each.faults
        for language in languages:
            faults += name_clashes(each, language)
    return faults


def _languages(folders: Sequence[Path], faults: list[Fault]) -> list[LanguageData]:
    languages = []
    for folder in (glossaries_folder(), *folders):
        for path in sorted((folder / "languages").glob("*.yaml")):
            try:
                languages.append(load_language(path))
            except GlossaryError as error:
                faults.append(of_error(error, path))
    return languages


def _packs(folders: Sequence[Path]) -> list[Path]:
    """The pack.yaml of every pack; a folder may hold packs or be one."""
    return [
        path
        for folder in (glossaries_folder(), *folders)
        for path in sorted(folder.glob("*/pack.yaml")) or sorted(folder.glob("pack.yaml"))
    ]


def _language_problems(language: LanguageData, senses: Senses, ranks: Ranks) -> list[Fault]:
    problems = []
    for sense in language.words:
        if sense not in senses.glosses:
            problems.append(_problem(language.path, f"{sense}:", f"sense {sense!r} is not in senses.yaml"))
    seen: dict[str, tuple[str, ...]] = {}
    for meant, words in language.ranks:
        for rank in meant:
            if rank not in ranks.by_id:
                problems.append(_problem(language.path, rank, f"rank {rank!r} is not in ranks.yaml"))
        for word in words:
            form = fold(word, language, marks=False)
            if seen.setdefault(form, meant) != meant:
                problems.append(_problem(language.path, word, f"{word!r} stands under two entries of ranks"))
    for group in (language.words, language.levels, language.modifiers):
        for key, words in group.items():
            problems += [
                _problem(language.path, f"{key}:", f"{word!r} under {key!r} has no letters")
                for word in words
                if not list(words_of(word))
            ]
    if language.canonical:
        written = {rank.written for rank in ranks.by_id.values()}
        missing = sorted(written - set(language.canonical.ranks))
        if missing:
            problems.append(_problem(language.path, "canonical:", f"canonical.ranks lacks {', '.join(missing)}"))
        absent = [level for level in LEVELS if level not in language.canonical.levels]
        if absent:
            problems.append(_problem(language.path, "canonical:", f"canonical.levels lacks {', '.join(absent)}"))
    return problems


def unused_senses(senses: Senses, packs: Sequence[Pack], path: Path) -> list[Fault]:
    """Senses that no pack uses, though no word of the inventory says that they are everyday ones.

    A longer phrase listed under such a sense hides the words in it that a body would have been known by.
    """
    used = {*senses.families, *senses.same, *senses.everyday, *senses.abroad, *FREE_SENSES}
    for pack in packs:
        for body in pack.bodies.values():
            used.update(body.senses, body.context, body.may_lack)
        for term in pack.terms:
            used.update(term.senses, term.also)
        for error in pack.sense_errors:
            used.update(error.intended, error.read_as, error.also)
        used.update(implied.sense for implied in pack.implied)
        used.update(wandering.modifier for wandering in pack.wanderings)
        used.update(sense for group in pack.telling for sense in group)
    remedy = "use it, remove it with its words, or say same_as or everyday"
    return [
        _problem(path, f"{sense}:", f"no pack uses the sense {sense!r}", remedy)
        for sense in senses.glosses
        if sense not in used
    ]


def needless_not_ranks(language: LanguageData) -> list[Fault]:
    """Words listed as no ranks that are listed as ranks, too, or that nobody would take for one."""
    listed = {fold(word, language, marks=False) for _, words in language.ranks for word in words}
    stems = {key for _, words in language.ranks for word in words for key in word_keys(word, language)}
    problems = []
    for word in language.not_ranks:
        if fold(word, language, marks=False) in listed:
            problems.append(_problem(language.path, "not_ranks:", f"{word!r} is listed as a rank as well"))
        elif stems.isdisjoint(word_keys(word, language)):
            what = f"{word!r} under not_ranks has the stem of no rank"
            problems.append(_problem(language.path, "not_ranks:", what, "remove it"))
    return problems


def told_by_stem(text: str, language: LanguageData) -> list[str]:
    """The words of a running text that are taken for a rank only because they have the stem of one, in order."""
    listed = {fold(word, language, marks=True) for _, words in language.ranks for word in words}
    listed |= {fold(word, language, marks=True) for word in language.not_ranks}
    stems = {word_keys(word, language)[0] for _, words in language.ranks for word in words if " " not in word}
    if language.listed_ranks or not language.stemmer:
        return []
    return [
        word
        for word in words_of(text)
        if fold(word, language, marks=True) not in listed and not stems.isdisjoint(word_keys(word, language))
    ]


def _problem(path: Path, key: str, what: str, remedy: str = "correct or remove it") -> Fault:
    """A fault at the first line that holds a key or word."""
    line = line_of(path, key) if path.is_file() else None
    if line is None:
        return Fault(path, what, remedy)
    column = path.read_text(encoding="utf-8").splitlines()[line - 1].index(key) + 1
    return Fault(path, what, remedy, line, column)
