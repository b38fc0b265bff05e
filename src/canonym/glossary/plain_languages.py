"""Languages without a language file: read by the names and words that packs have in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from functools import cache
from typing import Any

from canonym.glossary.language_data import LanguageData, language_of
from canonym.glossary.pack_words import ANY_LANGUAGE
from canonym.glossary.packs import Pack
from canonym.glossary.yaml_files import check_fields, load_yaml
from canonym.letters import script_of
from canonym.resources import glossaries_folder

_FIELDS = (
    "name", "script", "order", "stemmer", "connectives", "conjunctions", "articles", "proclitics", "endings", "tenure",
    "modifiers", "ranks", "levels", "words",
)  # fmt: skip
_CASED = ("Latn", "Cyrl", "Grek", "Armn")


def named_languages(packs: Sequence[Pack]) -> frozenset[str]:
    """The languages in which packs have names or words; beside a presumed pack, those of joining-words.yaml too."""
    found: set[str] = set()
    for pack in packs:
        for body in pack.bodies.values():
            found.update(body.names)
            found.update(*body.roles.values(), *body.role_names.values())
        for sense in pack.words_of_own.senses:
            found.update(sense.words)
        for rank in pack.words_of_own.ranks:
            found.update(rank.words)
    if any(pack.presumed for pack in packs):
        found.update(code for code, entry in _entries().items() if entry.get("words"))
    return frozenset(found - {ANY_LANGUAGE})


def plain_language(code: str, names: Iterable[str] = ()) -> LanguageData:
    """The data of a language that has no file; `names` tell the script where joining-words.yaml does not."""
    path = glossaries_folder() / "joining-words.yaml"
    entry = _entries().get(code) or {}
    check_fields(entry, _FIELDS, path, f"language {code}")
    script = entry.get("script") or next(
        (found for name in names for char in name if (found := script_of(char))), "Latn"
    )

    fields = {
        "language": code,
        "name": code,
        "script": script,
        "segmentation": "spaces",
        "strip_marks": script in _CASED,
        "capitals": "names" if script in _CASED else "none",
        "order": "both",
        "ranks": [],
        "words": {},
        **deepcopy(entry),
    }
    return language_of(fields, path)


@cache
def languages_without_words() -> frozenset[str]:
    """The codes of all languages that a name may be in, with or without a language file."""
    from babel.localedata import locale_identifiers  # noqa: PLC0415 - slow to import

    return frozenset(name for name in locale_identifiers() if name.isalpha()) | frozenset(_entries())


@cache
def _entries() -> dict[str, Any]:
    found: dict[str, Any] = load_yaml(glossaries_folder() / "joining-words.yaml").get("languages") or {}
    return found
