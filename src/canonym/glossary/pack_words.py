"""Words of a pack's own: senses and kinds of body, wordings of ranks, and shipped words that mean something else here.

They stand in <pack>/words.yaml, so that a country or organisation with a word that no language file has needs no clone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from canonym.errors import GlossaryError
from canonym.glossary.senses_and_ranks import Senses
from canonym.glossary.yaml_files import at, check_fields, load_yaml, string_list

FILE = "words.yaml"
ANY_LANGUAGE = "any"
"""In place of a language code: the words stand so in texts of every language, as proper names do."""


@dataclass(frozen=True, slots=True)
class OwnSense:
    """A sense that the pack adds, or further words of a shipped one."""

    id: str
    gloss: str
    family: str | None
    """The family of kinds of body, where the sense is a kind."""
    words: dict[str, tuple[str, ...]]
    """Language, or ANY_LANGUAGE -> words."""


@dataclass(frozen=True, slots=True)
class RankWording:
    """How a rank is called in this country."""

    ranks: tuple[str, ...]
    """The ranks that the words can mean, the usual one first."""
    words: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class PackWords:
    """The contents of words.yaml."""

    senses: tuple[OwnSense, ...] = ()
    ranks: tuple[RankWording, ...] = ()
    written: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Rank -> language -> how canonical names write it in this pack ("Chairperson")."""
    overrides: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """Language -> shipped word -> all that it means in texts that are read with this pack: senses, ranks or levels."""


NO_WORDS = PackWords()


def load_words(folder: Path) -> PackWords:
    """Read a pack's words.yaml; no words where it has none. Raises GlossaryError for a broken file."""
    path = folder / FILE
    if not path.is_file():
        return NO_WORDS
    data = load_yaml(path)
    check_fields(data, ("senses", "ranks", "written", "overrides"), path, "the words of a pack")
    return PackWords(
        tuple(_sense(name, entry, path) for name, entry in (data.get("senses") or {}).items()),
        tuple(_rank(entry, path) for entry in data.get("ranks") or ()),
        {rank: dict(texts) for rank, texts in (data.get("written") or {}).items()},
        {
            code: {word: string_list(meant, path, word) for word, meant in words.items()}
            for code, words in (data.get("overrides") or {}).items()
        },
    )


def _sense(name: str, entry: Mapping[str, Any], path: Path) -> OwnSense:
    check_fields(entry, ("gloss", "family", "words"), path, f"sense {name}")
    return OwnSense(name, str(entry.get("gloss") or name), entry.get("family"), _by_language(entry, path, name))


def _rank(entry: Mapping[str, Any], path: Path) -> RankWording:
    check_fields(entry, ("is", "words"), path, "ranks")
    return RankWording(string_list(entry.get("is"), path, "is"), _by_language(entry, path, "ranks"))


def _by_language(entry: Mapping[str, Any], path: Path, what: str) -> dict[str, tuple[str, ...]]:
    words = entry.get("words") or {}
    if not isinstance(words, dict):
        raise GlossaryError(f"the words of {what} are no table", where=at(path, what), remedy="write language: [words]")
    return {code: string_list(forms, path, f"{what}.{code}") for code, forms in words.items()}


def with_own_senses(senses: Senses, packs: Sequence[PackWords]) -> Senses:
    """The inventory with the senses that packs add; a shipped sense keeps its gloss and family."""
    own = [sense for words in packs for sense in words.senses if sense.id not in senses.glosses]
    if not own:
        return senses
    glosses = {**{sense.id: sense.gloss for sense in own}, **senses.glosses}
    families = {**{sense.id: sense.family for sense in own if sense.family}, **senses.families}
    return replace(senses, glosses=glosses, families=families)
