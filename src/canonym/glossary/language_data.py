"""Language data: the words from which titles are built, one file a language (glossaries/languages/<code>.yaml)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from canonym.errors import GlossaryError
from canonym.glossary.yaml_files import at, check_fields, load_yaml, string_list

FIELDS = (
    "language", "name", "script", "segmentation", "stemmer", "strip_marks", "capitals", "order", "linking",
    "connectives", "conjunctions", "articles", "honorifics", "tenure", "prefixes", "modifiers", "ranks", "levels",
    "words", "canonical", "adjective_endings", "surnames", "surnames_of", "name_ends", "listed_ranks",
    "office_verbs", "office_links", "name_then_title", "name_middles", "single_names",
    "not_ranks",
    "proclitics", "endings",
)  # fmt: skip
SEGMENTATIONS = ("spaces", "compounds", "characters")
CAPITALS = ("titles", "names", "nouns", "none")
ORDERS = ("rank-first", "rank-last", "both")
TENURES = ("former", "acting", "elect")
MODIFIERS = ("deputy", "standing", "first", "general", "alternate", "full-time")
EXACT = "="
"""Stands before a form that is found only as it is written, never by its stem or by a rule."""
LEVELS = ("central", "regional", "provincial", "municipal", "district", "commune", "cluster")


@dataclass(frozen=True)
class CanonicalForms:
    """How canonical names are put together in a language."""

    ranks: dict[str, str]
    levels: dict[str, dict[str, str]]
    role: dict[str, str]


@dataclass(frozen=True)
class LanguageData:
    """The contents of one language file; the field names are those of the file (see glossaries/languages/es.yaml)."""

    code: str
    name: str
    script: str
    segmentation: str
    stemmer: str | None
    strip_marks: bool
    capitals: str
    order: str
    linking: tuple[str, ...]
    connectives: tuple[str, ...]
    conjunctions: tuple[str, ...]
    articles: tuple[str, ...]
    honorifics: tuple[str, ...]
    tenure: dict[str, tuple[str, ...]]
    prefixes: dict[str, tuple[str, ...]]
    modifiers: dict[str, tuple[str, ...]]
    ranks: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    """Pairs of (ranks that the words can mean, words)."""
    levels: dict[str, tuple[str, ...]]
    words: dict[str, tuple[str, ...]]
    canonical: CanonicalForms | None
    adjective_endings: tuple[str, ...]
    surnames: tuple[str, ...]
    """Family names that open a personal name, where capitals do not tell."""
    surnames_of: str | None
    """The pack whose country these family names show, where they are those of one country in this spelling."""
    name_ends: dict[str, tuple[str, ...]]
    """What stands behind a personal name where no space does: "surely" begins no given name, "perhaps" may.

    "beginnings" are those of words that are no part of a name, such as the article in Arabic; "inside" are letters
    that are endings elsewhere and stand inside a name where more of it follows (Korean).
    """
    not_ranks: tuple[str, ...]
    """Everyday words that have the stem of a rank and are none ("responsabilidad")."""
    proclitics: tuple[str, ...]
    """Letters that are glued to the front of a word ("and", "the", "to")."""
    endings: dict[str, tuple[str, ...]]
    """Sets of endings by name: a word listed with one ending of a set is found with each other one."""
    exact: frozenset[str]
    """Forms that are found only as they are written, because their stem or ending is also that of another word."""
    listed_ranks: bool
    """Whether a rank is found only in the forms listed: where the stem is also that of a verb ("presided")."""
    office_verbs: tuple[str, ...]
    """How words begin that say that somebody takes, holds or leaves an office ("elect", "appoint"), in lower case."""
    office_links: tuple[str, ...]
    """Words that tie somebody to a title right behind them ("as", "is"), in lower case."""
    name_then_title: bool
    """Whether a name may stand right before its title, with nothing but a blank between."""
    name_middles: tuple[str, ...]
    """Usual middle names, where capitals do not tell: words of the language that are part of a name there."""
    single_names: bool
    """Whether one capitalised word right behind a rank is a person's name, as it is in most languages."""
    path: Path

    @cached_property
    def has_capitals(self) -> bool:
        """Whether a capital letter tells a name from a common word."""
        return self.capitals == "titles"


def load_language(path: Path) -> LanguageData:
    """Read and check one language file; raises GlossaryError with file and line."""
    data = load_yaml(path)
    check_fields(data, FIELDS, path, "a language file")
    for field in ("language", "name", "script", "segmentation", "order", "ranks", "words"):
        if field not in data:
            raise GlossaryError(
                f"field {field!r} is missing", where=str(path), remedy="see glossaries/languages/es.yaml"
            )
    if data["language"] != path.stem:
        raise GlossaryError(
            f"language {data['language']!r} does not fit the file name",
            where=at(path, "language:"),
            remedy="rename one",
        )
    _check_choice(data, "segmentation", SEGMENTATIONS, path)
    _check_choice(data, "capitals", CAPITALS, path)
    _check_choice(data, "order", ORDERS, path)
    return language_of(data, path)


def language_of(data: dict[str, Any], path: Path) -> LanguageData:
    """The data of a language from the fields of its file; raises GlossaryError for a field of the wrong form."""
    exact = _unmark_exact(data)
    return LanguageData(
        code=data["language"],
        name=data["name"],
        script=data["script"],
        segmentation=data["segmentation"],
        stemmer=data.get("stemmer"),
        strip_marks=bool(data.get("strip_marks", True)),
        capitals=data.get("capitals", "none"),
        order=data["order"],
        linking=string_list(data.get("linking"), path, "linking"),
        connectives=string_list(data.get("connectives"), path, "connectives"),
        conjunctions=string_list(data.get("conjunctions"), path, "conjunctions"),
        articles=string_list(data.get("articles"), path, "articles"),
        honorifics=string_list(data.get("honorifics"), path, "honorifics"),
        tenure=_groups(data, "tenure", TENURES, path),
        prefixes=_groups(data, "prefixes", (*TENURES, *MODIFIERS), path),
        modifiers=_groups(data, "modifiers", MODIFIERS, path),
        ranks=_ranks(data["ranks"], path),
        levels=_groups(data, "levels", LEVELS, path),
        words={sense: string_list(forms, path, sense) for sense, forms in data["words"].items()},
        canonical=_canonical(data.get("canonical"), path),
        adjective_endings=string_list(data.get("adjective_endings"), path, "adjective_endings"),
        surnames=string_list(data.get("surnames"), path, "surnames"),
        surnames_of=data.get("surnames_of"),
        name_ends=_groups(data, "name_ends", ("surely", "perhaps", "beginnings", "inside"), path),
        proclitics=string_list(data.get("proclitics"), path, "proclitics"),
        endings={name: string_list(alike, path, name) for name, alike in (data.get("endings") or {}).items()},
        exact=exact,
        listed_ranks=bool(data.get("listed_ranks", False)),
        office_verbs=tuple(word.casefold() for word in string_list(data.get("office_verbs"), path, "office_verbs")),
        office_links=tuple(word.casefold() for word in string_list(data.get("office_links"), path, "office_links")),
        name_then_title=bool(data.get("name_then_title", False)),
        not_ranks=string_list(data.get("not_ranks"), path, "not_ranks"),
        name_middles=string_list(data.get("name_middles"), path, "name_middles"),
        single_names=bool(data.get("single_names", True)),
        path=path,
    )


def _unmark_exact(data: Any) -> frozenset[str]:
    """Take the mark from the forms that are found only as written, in place, and return these forms."""
    found: set[str] = set()
    parts = list(data.items()) if isinstance(data, dict) else list(enumerate(data))
    for key, value in parts:
        if isinstance(value, dict | list):
            found |= _unmark_exact(value)
        elif isinstance(value, str) and len(value) > 1 and value.startswith(EXACT):
            data[key] = value[len(EXACT) :]
            found.add(data[key])
    return frozenset(found)


def _check_choice(data: dict[str, Any], field: str, allowed: tuple[str, ...], path: Path) -> None:
    if field in data and data[field] not in allowed:
        raise GlossaryError(
            f"{field} {data[field]!r} is unknown", where=at(path, f"{field}:"), remedy=f"use {', '.join(allowed)}"
        )


def _groups(data: dict[str, Any], field: str, allowed: tuple[str, ...], path: Path) -> dict[str, tuple[str, ...]]:
    groups = data.get(field) or {}
    check_fields(groups, allowed, path, field)
    return {key: string_list(forms, path, f"{field}.{key}") for key, forms in groups.items()}


def _ranks(entries: Any, path: Path) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    result = []
    for entry in entries:
        check_fields(entry, ("is", "words"), path, "ranks")
        result.append((string_list(entry["is"], path, "is"), string_list(entry["words"], path, "words")))
    return tuple(result)


def _canonical(data: Any, path: Path) -> CanonicalForms | None:
    if not data:
        return None
    check_fields(data, ("ranks", "levels", "role"), path, "canonical")
    role = data["role"]
    return CanonicalForms(
        ranks=dict(data["ranks"]),
        levels={
            level: forms if isinstance(forms, dict) else {"m": forms, "f": forms}
            for level, forms in (data.get("levels") or {}).items()
        },
        role=role if isinstance(role, dict) else {"m": role, "f": role},
    )
