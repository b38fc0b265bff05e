"""What the setting `without` switches off: features of glossaries/weights.yaml by name or by group.

A feature that is switched off counts as 0. That alone would not do for error models: a word that one of them explains
would still not be missing. So the models behind such a feature are taken out of the packs as well.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from canonym.errors import GlossaryError, UsageError
from canonym.glossary.packs import Pack
from canonym.glossary.yaml_files import at, load_yaml
from canonym.resources import glossaries_folder

MODELS: Mapping[str, str] = {
    "misreading": "sense_errors",
    "kind_misread": "kind_errors",
    "rank_misread": "rank_errors",
    "omission": "omissions",
    "wandering": "wanderings",
    "implied": "implied",
}
"""Feature -> field of a pack whose models it counts."""


@lru_cache(maxsize=1)
def load_table() -> tuple[Mapping[str, Mapping[str, Any]], Mapping[str, tuple[str, ...]]]:
    """Features with their weight and meaning, and groups with their features; raises GlossaryError for a broken one."""
    path = glossaries_folder() / "weights.yaml"
    data = load_yaml(path)
    features: dict[str, Mapping[str, Any]] = data["features"]
    for feature, entry in features.items():
        if not isinstance(entry.get("weight"), int | float):
            raise GlossaryError(f"feature {feature!r} has no weight", where=str(path), remedy="give it a number")
    groups = {group: tuple(members) for group, members in (data.get("groups") or {}).items()}
    for group, members in groups.items():
        unknown = set(members) - set(features)
        if unknown:
            what = f"group {group!r} names the feature {min(unknown)!r}, which does not exist"
            raise GlossaryError(what, where=at(path, f"{group}:"), remedy="correct the name")
    return features, groups


def switched_off(without: Iterable[str]) -> frozenset[str]:
    """The features that names of features and groups stand for; raises UsageError for a name that is neither."""
    features, groups = load_table()
    found: set[str] = set()
    for name in without:
        if name in groups:
            found.update(groups[name])
        elif name in features:
            found.add(name)
        else:
            close = difflib.get_close_matches(name, [*groups, *features], n=1)
            remedy = f"did you mean {close[0]}?" if close else f"use {', '.join(groups)} or a kind of evidence"
            raise UsageError(f"nothing is called {name!r}", where="without", remedy=remedy)
    return frozenset(found)


def pack_without(pack: Pack, features: frozenset[str]) -> Pack:
    """The pack without the models behind features that are switched off."""
    empty: dict[str, Any] = {field: () for feature, field in MODELS.items() if feature in features}
    return replace(pack, **empty) if empty else pack
