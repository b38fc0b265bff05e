"""Canonical names: a body, level and rank put into words of a language."""

from __future__ import annotations

import re
from collections.abc import Mapping

from canonym.glossary.language_data import LanguageData
from canonym.glossary.name_patterns import PLACE
from canonym.glossary.packs import Body, Names

_NONE: Mapping[str, Mapping[str, str]] = {}
_DANGLING = re.compile(r"\s+(?:of|for|de|du|des|d'|von|di|da|do|the)$", re.IGNORECASE)
"""What is left hanging where the place that a name ends in is not said."""
_WITH_COUNTRY = frozenset(
    {"political-party", "front", "union", "association", "confederation", "embassy", "mission", "state", "agency"}
)
"""Kinds of bodies whose names are proper names with the country in them."""
_LEVEL = re.compile(r"\{level(?::(\w))?\}")


def body_name(body: Body, level: str | None, language: LanguageData) -> str | None:
    """The preferred name of a body at a level, or None where the pack has no name in the language."""
    names = body.names.get(language.code)
    return _filled(names, level, language)[0] if names and names.written else None


def without_country(name: str, said: str | None, kind: str) -> str:
    """A canonical name without the country that it says at its beginning or end, as `said` puts it.

    Whose an office is stands in a field of its own. Where the country is part of a proper name, it stays.
    """
    if not said or kind in _WITH_COUNTRY:
        return name
    for left in (name.removesuffix(f" {said}"), name.removeprefix(f"{said} "), name.removeprefix(said)):
        if left != name and left:
            return left
    return name


def with_place(name: str, place: str | None) -> str:
    """A canonical name with the place of the mention in it, or without one where the mention names none."""
    if PLACE not in name:
        return name
    if place:
        return name.replace(PLACE, place)
    left = _squeeze(name.replace(PLACE, " "))
    return _DANGLING.sub("", left)


def role_name(
    body: Body, level: str | None, rank: str, language: LanguageData, written: Mapping[str, Mapping[str, str]] = _NONE
) -> str | None:
    """The canonical name of an office, or None where the pack or the language cannot say it.

    `written` are the pack's own wordings of ranks: rank -> language -> text.
    """
    special = body.roles.get(rank, {}).get(language.code)
    if special:
        return _squeeze(_fill(special, level, language))
    names = body.names.get(language.code)
    if names is None or not names.written or language.canonical is None:
        return None
    said = written.get(rank, {}).get(language.code) or language.canonical.ranks.get(rank)
    if said is None:
        return None
    name, of = _filled(names, level, language)
    template = language.canonical.role.get(names.gender) or language.canonical.role["m"]
    if "{of}" in template and of is None:
        template = template.replace("{of}", "{body}")
    return _squeeze(template.replace("{rank}", said).replace("{body}", name).replace("{of}", of or name))


def _filled(names: Names, level: str | None, language: LanguageData) -> tuple[str, str | None]:
    if level in names.by_level:
        text, of = names.by_level[level]
        return _squeeze(_fill(text, level, language)), _squeeze(_fill(of, level, language)) if of else None
    text, of = names.preferred, names.of
    return _squeeze(_fill(text, level, language)), _squeeze(_fill(of, level, language)) if of else None


def _fill(text: str, level: str | None, language: LanguageData) -> str:
    forms: Mapping[str, str] = {}
    if level and language.canonical:
        forms = language.canonical.levels.get(level, {})
    return _LEVEL.sub(lambda match: forms.get(match.group(1) or "m", forms.get("m", "")), text)


def _squeeze(text: str) -> str:
    return " ".join(text.split())
