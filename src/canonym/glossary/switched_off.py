"""What the setting `without` switches off: features by name or by group.

A feature that is switched off counts as 0. That alone would not do for error models: a word that one of them explains
would still not be missing. So the models behind such a feature are taken out of the packs as well.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Set
from dataclasses import replace
from typing import Any

from canonym.errors import UsageError
from canonym.features.declared import GROUPS, WEIGHED
from canonym.features.feature import Feature
from canonym.glossary.packs import Pack


def switched_off(without: Iterable[str]) -> frozenset[Feature]:
    """The features that names of features and groups stand for; raises UsageError for a name that is neither."""
    features = {each.name: each for each in WEIGHED}
    groups = {str(group): members for group, members in GROUPS.items()}
    found: set[Feature] = set()
    for name in without:
        if name in groups:
            found.update(groups[name])
        elif name in features:
            found.add(features[name])
        else:
            close = difflib.get_close_matches(name, [*groups, *features], n=1)
            remedy = f"did you mean {close[0]}?" if close else f"use {', '.join(groups)} or a kind of evidence"
            raise UsageError(f"nothing is called {name!r}", where="without", remedy=remedy)
    return frozenset(found)


def pack_without(pack: Pack, features: Set[Feature]) -> Pack:
    """The pack without the models behind features that are switched off."""
    empty: dict[str, Any] = {each.models: () for each in features if each.models is not None}
    return replace(pack, **empty) if empty else pack
