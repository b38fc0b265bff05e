"""Joins of columns: what has the same key as what, for many rows at once. The keys looked into are sorted."""

from __future__ import annotations

import numpy as np

from canonym.resolution.tables.columns import NONE, Flags, Numbers


def values_at(values: Numbers, places: Numbers, otherwise: int = NONE) -> Numbers:
    """The values at places, or something else behind the end."""
    return np.append(values, otherwise)[np.minimum(places, len(values))]


def first_with_key(keys: Numbers, asked: Numbers) -> tuple[Numbers, Flags]:
    """For each key that is asked for, the first place in `keys` that has it; and whether any has."""
    places = np.searchsorted(keys, asked)
    found: Flags = values_at(keys, places) == asked
    return places, found


def first_of_another(keys: Numbers, owners: Numbers, asked: Numbers, askers: Numbers) -> tuple[Numbers, Flags]:
    """As `first_with_key`, passing over the entry that the asker owns itself; an owner has one entry of a key."""
    places, found = first_with_key(keys, asked)
    places = places + (found & (values_at(owners, places) == askers))
    other: Flags = values_at(keys, places) == asked
    return places, other


def are_among(keys: Numbers, asked: Numbers) -> Flags:
    """Whether each key that is asked for is there."""
    return first_with_key(keys, asked)[1]
