"""Lint of the data files: what would be lost or ambiguous without being noticed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from canonym.errors import GlossaryError
from canonym.glossary.added_names import with_added_names
from canonym.glossary.language_data import LEVELS, LanguageData, load_language
from canonym.glossary.lexicon import fold, word_keys, words_of
from canonym.glossary.names_by_language import with_names_by_language
from canonym.glossary.packs import Body, Pack, load_pack
from canonym.glossary.senses_and_ranks import Ranks, Senses, load_ranks, load_senses
from canonym.glossary.yaml_files import at
from canonym.resources import glossaries_folder

FREE_SENSES = frozenset({"country", "nation", "central", "affairs", "general", "public", "executive"})
"""Senses that any body's name may have: nobody needs to list them."""


def check_glossaries(folders: Sequence[Path] = ()) -> list[GlossaryError]:
    """All problems of the shipped data and of further folders, in a fixed order; empty where everything is in order."""
    problems: list[GlossaryError] = []
    shipped = glossaries_folder()
    try:
        senses, ranks = load_senses(shipped / "senses.yaml"), load_ranks(shipped / "ranks.yaml")
    except GlossaryError as error:
        return [error]
    packs: list[Pack] = []
    languages: list[LanguageData] = []
    for folder in (shipped, *folders):
        pack_files = sorted(folder.glob("*/pack.yaml")) or sorted(folder.glob("pack.yaml"))
        for path in sorted((folder / "languages").glob("*.yaml")):
            try:
                languages.append(load_language(path))
            except GlossaryError as error:
                problems.append(error)
        for path in pack_files:
            try:
                packs.append(with_added_names(with_names_by_language(load_pack(path.parent))))
            except GlossaryError as error:
                problems.append(error)
    problems += unused_senses(senses, packs, shipped / "senses.yaml")
    for language in languages:
        problems += _language_problems(language, senses, ranks)
        problems += needless_not_ranks(language)
    for pack in packs:
        problems += _pack_problems(pack, senses, ranks)
        for language in languages:
            problems += _name_clashes(pack, language)
    return problems


def _language_problems(language: LanguageData, senses: Senses, ranks: Ranks) -> list[GlossaryError]:
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


def unused_senses(senses: Senses, packs: Sequence[Pack], path: Path) -> list[GlossaryError]:
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


def needless_not_ranks(language: LanguageData) -> list[GlossaryError]:
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


def _pack_problems(pack: Pack, senses: Senses, ranks: Ranks) -> list[GlossaryError]:
    problems = []
    for body in pack.bodies.values():
        used = (body.kind, *body.other_kinds, *body.senses, *body.context)
        where = _file_of(pack, body)
        short = f"{body.id.split('/')[1]}:"
        problems += [
            _problem(where, short, f"body {body.id} uses the unknown sense {sense!r}")
            for sense in used
            if sense not in senses.glosses
        ]
        if body.kind not in senses.families:
            problems.append(_problem(where, short, f"body {body.id}: {body.kind!r} is not a kind of body"))
        if body.leader not in ranks.bases():
            problems.append(
                _problem(where, short, f"body {body.id}: leader {body.leader!r} is not a base of ranks.yaml")
            )
        problems += [
            _problem(where, short, f"body {body.id} has the unknown rank {rank!r}")
            for rank in (*body.ranks, body.member, *body.roles, *body.role_names)
            if rank not in ranks.by_id
        ]
    path = pack.folder / "terms.yaml"
    for term in pack.terms:
        problems += [
            _problem(path, f"{term.id}:", f"term {term.id} uses the unknown sense {sense!r}")
            for sense in (*term.senses, *term.also)
            if sense not in senses.glosses
        ]
        if term.body and term.body not in pack.bodies:
            problems.append(_problem(path, f"{term.id}:", f"term {term.id} names the unknown body {term.body}"))
    path = pack.folder / "errors.yaml"
    for error in pack.sense_errors:
        problems += [
            _problem(path, error.id, f"error {error.id} uses the unknown sense {sense!r}")
            for sense in (*error.intended, *error.read_as, *error.also)
            if sense not in senses.glosses
        ]
    return problems


def _name_clashes(pack: Pack, language: LanguageData) -> list[GlossaryError]:
    """Names that two bodies claim: a reader could not tell which one is meant."""
    claims: dict[tuple[str, str | None], tuple[str, str]] = {}
    problems = []
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
                problems.append(_problem(_file_of(pack, body), text, what, "keep it with one of them"))
    return problems


def _file_of(pack: Pack, body: Body) -> Path:
    short = f"\n  {body.id.split('/')[1]}:"
    for path in sorted((pack.folder / "bodies").glob("*.yaml")):
        if short in path.read_text(encoding="utf-8"):
            return path
    return pack.folder


def _problem(path: Path, key: str, what: str, remedy: str = "correct or remove it") -> GlossaryError:
    where = at(path, key) if path.is_file() else str(path)
    return GlossaryError(what, where=where, remedy=remedy)
