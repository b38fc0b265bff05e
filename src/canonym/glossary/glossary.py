"""The glossary of a run: everything known about words, ranks and bodies, loaded from data files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from pathlib import Path

from canonym.config import CLUSTERS, Config
from canonym.errors import UsageError
from canonym.features.feature import Feature
from canonym.glossary import canonical_names
from canonym.glossary.added_names import with_added_names
from canonym.glossary.language_data import LanguageData, load_language
from canonym.glossary.lexicon import Lexicon
from canonym.glossary.names_by_language import with_names_by_language
from canonym.glossary.pack_words import with_own_senses
from canonym.glossary.packs import Body, Pack, Term, load_pack
from canonym.glossary.plain_languages import named_languages, plain_language
from canonym.glossary.senses_and_ranks import Ranks, Senses, load_ranks, load_senses
from canonym.glossary.switched_off import pack_without, switched_off
from canonym.glossary.yaml_files import content_key
from canonym.letters import is_unmarked
from canonym.resources import glossaries_folder


class Glossary:
    """Senses, ranks, languages and packs. Languages are read when first asked for."""

    def __init__(self, senses: Senses, ranks: Ranks, packs: Sequence[Pack], languages: dict[str, Path]) -> None:
        """Use `load_glossary` to make one from files."""
        self.senses = senses
        self.ranks = ranks
        self.packs: tuple[Pack, ...] = tuple(packs)
        self._paths = languages
        self._languages: dict[str, LanguageData] = {}
        self._lexicons: dict[str, Lexicon] = {}
        self._without_marks: dict[str, Lexicon] = {}

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages that have a language file."""
        return tuple(sorted(self._paths))

    def language(self, code: str) -> LanguageData | None:
        """The language data of a code, or None where there is no file for it and no pack has a name in it."""
        if code not in self._languages:
            if code in self._paths:
                self._languages[code] = load_language(self._paths[code])
            elif code in self._named_languages:
                self._languages[code] = plain_language(code, self._names_in(code))
            else:
                return None
        return self._languages[code]

    @cached_property
    def _named_languages(self) -> frozenset[str]:
        return named_languages(self.packs)

    def _names_in(self, code: str) -> list[str]:
        return [body.names[code].preferred for body in self.bodies.values() if code in body.names]

    def lexicon(self, code: str) -> Lexicon | None:
        """The words of a language, those of the packs included, or None where there is no language file."""
        if code not in self._lexicons:
            language = self.language(code)
            if language is None:
                return None
            self._lexicons[code] = Lexicon(language, self.packs, self.senses)
        return self._lexicons[code]

    def lexicon_for(self, code: str, text: str) -> Lexicon | None:
        """The words of a language for a text in it: compared without diacritics where the text was written without."""
        language = self.language(code)
        if language is None or language.strip_marks or language.script != "Latn" or not is_unmarked(text):
            return self.lexicon(code)
        if code not in self._without_marks:
            self._without_marks[code] = Lexicon(replace(language, strip_marks=True), self.packs, self.senses)
        return self._without_marks[code]

    @cached_property
    def bodies(self) -> dict[str, Body]:
        """All bodies of all packs by id."""
        return {body.id: body for pack in self.packs for body in pack.bodies.values()}

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """All terms of all packs."""
        return tuple(term for pack in self.packs for term in pack.terms)

    @cached_property
    def term_bodies(self) -> frozenset[str]:
        """Bodies whose plain name is a term ("emulation cluster")."""
        return frozenset(term.body for term in self.terms if term.body)

    @cached_property
    def body_of_term(self) -> dict[str, str | None]:
        """Id of a term, with its pack -> the body whose plain name it is, if any."""
        return {f"{term.pack}/{term.id}": term.body for term in self.terms}

    @cached_property
    def _packs(self) -> dict[str, Pack]:
        return {pack.id: pack for pack in self.packs}

    def pack(self, pack_id: str) -> Pack:
        """A pack by id."""
        return self._packs[pack_id]

    def country_of(self, pack_id: str) -> str:
        """Whose offices a pack's are: the code of its country, or its own id for an organisation."""
        return self._packs[pack_id].country or pack_id

    def name(self, body: str, level: str | None, lang: str, rank: str | None = None) -> str | None:
        """The canonical name of a body, or of an office in it, in a language; None where the pack has none."""
        key = body, level, lang, rank
        if key not in self._names:
            self._names[key] = self._name(*key)
        return self._names[key]

    def _name(self, body: str, level: str | None, lang: str, rank: str | None) -> str | None:
        language = self.language(lang)
        if language is None or body not in self.bodies:
            return None
        if rank is None:
            return canonical_names.body_name(self.bodies[body], level, language)
        written = self.pack(self.bodies[body].pack).words_of_own.written
        return canonical_names.role_name(self.bodies[body], level, rank, language, written)

    @cached_property
    def _names(self) -> dict[tuple[str, str | None, str, str | None], str | None]:
        return {}

    def pivots(self) -> tuple[str, ...]:
        """Languages in which offices can be put together and some pack names every body.

        A body of another pack that has no name in the pivot language is written nowhere; its mentions are for review.
        """
        codes = []
        for code in self.languages:
            rewritten = [pack for pack in self.packs if pack.rewrite]
            if not any(_names_all(pack, code) for pack in rewritten):
                continue
            language = self.language(code)
            if language is not None and language.canonical is not None:
                codes.append(code)
        return tuple(codes)


def _names_all(pack: Pack, code: str) -> bool:
    """Whether a pack can write every body that it may write, in a language."""
    names = [body.names.get(code) for body in pack.bodies.values() if not (body.provisional or body.office)]
    return all(each is not None and each.written for each in names)


def load_glossary(config: Config | None = None) -> Glossary:
    """Load the shipped data and the user's folders.

    A pack of the user with the id of a shipped one takes its place. Raises GlossaryError for a broken file and
    UsageError for a pack that does not exist.
    """
    config = config or Config()
    languages = _language_files(config)
    pack_folders: dict[str, Path] = {}
    for folder in (glossaries_folder(), *config.glossaries):
        pack_folders.update({path.parent.name: path.parent for path in sorted(folder.glob("*/pack.yaml"))})
        if (folder / "pack.yaml").is_file():
            pack_folders[folder.name] = folder
    for wanted in (*config.packs, *config.force, *config.forbid, *(set(config.rewrite) - {CLUSTERS})):
        if wanted not in pack_folders:
            known = ", ".join(sorted(pack_folders))
            raise UsageError(f"no glossary pack {wanted!r}", where="packs", remedy=f"known packs: {known}")
    chosen = [pack_folders[pack] for pack in sorted(pack_folders) if not config.packs or pack in config.packs]
    inventory = (glossaries_folder() / "senses.yaml", glossaries_folder() / "ranks.yaml")
    parts = [path for folder in chosen for path in sorted(folder.rglob("*.yaml"))]
    contents = content_key([*inventory, *languages.values(), *parts])
    return _built(inventory, tuple(chosen), tuple(languages.values()), switched_off(config.without), contents)


def language_known(code: str, config: Config) -> LanguageData | None:
    """Read the data of one language, the user's rather than the shipped one, without loading any pack.

    None for a language without a file; raises as `load_glossary` does.
    """
    path = _language_files(config).get(code)
    return None if path is None else load_language(path)


def _language_files(config: Config) -> dict[str, Path]:
    languages: dict[str, Path] = {}
    for folder in (glossaries_folder(), *config.glossaries):
        if not folder.is_dir():
            raise UsageError("no such folder of glossaries", where=str(folder), remedy="check --glossaries")
        languages.update({path.stem: path for path in sorted((folder / "languages").glob("*.yaml"))})
    return languages


@lru_cache(maxsize=2)
def _built(
    inventory: tuple[Path, Path],
    pack_folders: tuple[Path, ...],
    languages: tuple[Path, ...],
    off: frozenset[Feature],
    contents: str,
) -> Glossary:
    """The glossary of these files, which takes seconds to build: once, as long as `contents` stays the same."""
    senses, ranks = load_senses(inventory[0]), load_ranks(inventory[1])
    packs = [pack_without(with_added_names(with_names_by_language(load_pack(folder))), off) for folder in pack_folders]
    senses = with_own_senses(senses, [pack.words_of_own for pack in packs])
    return Glossary(senses, ranks, packs, {path.stem: path for path in languages})


@lru_cache(maxsize=2)
def glossary_for(config: Config) -> Glossary:
    """The glossary of a configuration, loaded once in each process."""
    return load_glossary(config)
