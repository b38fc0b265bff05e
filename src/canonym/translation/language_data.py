"""Reads languages.yaml: how a language writes numbers and joins names to a sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from canonym.errors import GlossaryError

DATA_FILE = Path(__file__).with_name("languages.yaml")


@dataclass(frozen=True, slots=True)
class NumberRules:
    """How numbers are written in a language."""

    decimal: str
    grouping: str
    loose: bool
    """Both readings of "17,000" are accepted."""
    scales: dict[str, int]
    numerals: dict[str, int]
    percent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PivotRules:
    """How a name is joined to a sentence of the language; every field may be empty."""

    article: str = ""
    determiners: frozenset[str] = frozenset()
    modifiers: frozenset[str] = frozenset()
    bare_after: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()
    of: str = ""
    tenure: dict[str, str] = field(default_factory=dict)
    mass: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class LanguageRules:
    """Everything that translation knows about one language."""

    numbers: NumberRules | None = None
    plural: tuple[str, ...] = ()
    pivot: PivotRules = field(default_factory=PivotRules)


def language_rules(code: str) -> LanguageRules:
    """Rules of a language; empty ones for a language that the file does not have."""
    return _all_rules().get(code, _EMPTY)


_EMPTY = LanguageRules()


@cache
def _all_rules() -> dict[str, LanguageRules]:
    from ruamel.yaml import YAML  # noqa: PLC0415 - not needed where nothing is translated

    data = YAML(typ="safe").load(DATA_FILE.read_text(encoding="utf-8"))
    try:
        return {code: _rules(entry) for code, entry in data.items()}
    except (KeyError, TypeError, AttributeError) as error:
        raise GlossaryError(f"unexpected content ({error})", where=str(DATA_FILE)) from error


def _rules(entry: dict[str, Any]) -> LanguageRules:
    pivot = entry.get("pivot", {})
    words = {
        key: frozenset(pivot.get(key, ())) for key in ("determiners", "modifiers", "bare_after", "openers", "mass")
    }
    return LanguageRules(
        NumberRules(
            entry["decimal"],
            entry["grouping"],
            entry.get("loose", False),
            entry["scales"],
            entry.get("numerals", {}),
            tuple(entry.get("percent", ())),
        ),
        tuple(entry.get("plural", ())),
        PivotRules(article=pivot.get("article", ""), of=pivot.get("of", ""), tenure=pivot.get("tenure", {}), **words),
    )
