"""What is known about the words of names when a pack is made: language files, and glossaries/vocabulary.yaml beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from canonym.config import Config
from canonym.glossary import Glossary, load_glossary
from canonym.glossary.lexicon import Lexicon
from canonym.glossary.pack_words import OwnSense, PackWords, RankWording, with_own_senses
from canonym.glossary.packs import Pack
from canonym.glossary.plain_languages import plain_language
from canonym.glossary.senses_and_ranks import Ranks, Senses
from canonym.glossary.yaml_files import check_fields, load_yaml, string_list
from canonym.resources import glossaries_folder

VOCABULARY = "vocabulary"
"""Id of the pack that stands for the vocabulary in a lexicon."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The contents of vocabulary.yaml."""

    words: PackWords
    by_id: Mapping[str, OwnSense]


def load_vocabulary() -> Vocabulary:
    """Read glossaries/vocabulary.yaml; raises GlossaryError for a broken file."""
    path = glossaries_folder() / "vocabulary.yaml"
    data = load_yaml(path)
    check_fields(data, ("senses", "ranks"), path, "the vocabulary")
    senses = tuple(_sense(name, entry, path) for name, entry in data["senses"].items())
    ranks = tuple(
        RankWording(
            tuple(entry["is"]), {code: string_list(words, path, code) for code, words in entry["words"].items()}
        )
        for entry in data["ranks"]
    )
    return Vocabulary(PackWords(senses, ranks), {sense.id: sense for sense in senses})


def _sense(name: str, entry: Mapping[str, Any], path: Path) -> OwnSense:
    words = {code: string_list(forms, path, name) for code, forms in entry.items() if code != "kind"}
    return OwnSense(name, (words.get("en") or (name,))[0], entry.get("kind"), words)


class KnownWords:
    """Looks words of names up, in any language, without the names of any pack."""

    def __init__(self, config: Config | None = None) -> None:
        """The user's language files go before the shipped ones, as in a run."""
        self.glossary: Glossary = load_glossary(config)
        self.vocabulary = load_vocabulary()
        self._lexicons: dict[str, Lexicon] = {}

    @cached_property
    def senses(self) -> Senses:
        """The shipped senses and those of the vocabulary."""
        return with_own_senses(self.glossary.senses, [self.vocabulary.words])

    @property
    def ranks(self) -> Ranks:
        """The table of ranks."""
        return self.glossary.ranks

    def lexicon(self, code: str) -> Lexicon:
        """The words of a language: of its file, or of joining-words.yaml, and of the vocabulary."""
        if code not in self._lexicons:
            language = self.glossary.language(code) or plain_language(code)
            self._lexicons[code] = Lexicon(language, [_as_pack(self.vocabulary.words)], self.senses)
        return self._lexicons[code]

    @property
    def languages(self) -> Sequence[str]:
        """Languages with a file."""
        return self.glossary.languages


def _as_pack(words: PackWords) -> Pack:
    return Pack(
        id=VOCABULARY,
        title=VOCABULARY,
        rewrite=False,
        default_level=None,
        city_of_province=None,
        language=None,
        words=(),
        surnames=(),
        rare_surnames=(),
        against=(),
        level_words={},
        telling=(),
        bodies={},
        terms=(),
        sense_errors=(),
        rank_errors=(),
        kind_errors=(),
        omissions=(),
        wanderings=(),
        implied=(),
        places=(),
        words_of_own=words,
        folder=Path(),
    )
