"""The weights of the features, as glossaries/weights.yaml has them for people to read and change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from canonym.errors import GlossaryError
from canonym.features.declared import FEATURES, GROUPS, WEIGHED
from canonym.features.feature import Feature
from canonym.glossary.switched_off import switched_off
from canonym.glossary.yaml_files import at, load_yaml
from canonym.resources import glossaries_folder

Weights = Mapping[Feature, float]
_REMEDY = "run `python docs/generate_features.py`"


@lru_cache(maxsize=1)
def load_weights() -> Weights:
    """Feature -> weight, for all that have one.

    Raises GlossaryError where the file and the declarations differ, or for an entry without a number.
    """
    path = glossaries_folder() / "weights.yaml"
    data = load_yaml(path)
    entries: Mapping[str, Mapping[str, Any]] = data["features"]
    _check(entries, [each.name for each in WEIGHED], "feature", path)
    groups: Mapping[str, list[str]] = data.get("groups") or {}
    _check(groups, [*GROUPS], "group", path)
    for group, members in GROUPS.items():
        if set(groups[group]) != {each.name for each in members}:
            what = f"group {group!r} has not the features that are declared to be of it"
            raise GlossaryError(what, where=at(path, f"{group}:"), remedy=_REMEDY)
    for name, entry in entries.items():
        if not isinstance(entry.get("weight"), int | float):
            where = at(path, f"{name}:")
            raise GlossaryError(f"feature {name!r} has no weight", where=where, remedy="give it a number")
    return {FEATURES[name]: float(entry["weight"]) for name, entry in entries.items()}


def _check(found: Iterable[str], declared: Iterable[str], what: str, path: Path) -> None:
    """Raise GlossaryError for a name that stands in the file only, or in the declarations only."""
    for name in sorted(set(found) ^ set(declared)):
        problem = f"{what} {name!r} is not declared" if name in found else f"{what} {name!r} is missing"
        raise GlossaryError(problem, where=at(path, f"{name}:"), remedy=_REMEDY)


def weights_without(without: Iterable[str]) -> Weights:
    """The weights, features and groups of features that are switched off at 0; raises UsageError."""
    off = switched_off(without)
    return {feature: 0.0 if feature in off else weight for feature, weight in load_weights().items()}
