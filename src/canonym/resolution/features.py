"""The table of features and weights (glossaries/weights.yaml)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache

from canonym.glossary.switched_off import load_table, switched_off


@lru_cache(maxsize=1)
def load_weights() -> Mapping[str, float]:
    """Feature -> weight; raises GlossaryError for an entry without a number."""
    features, _ = load_table()
    return {feature: float(entry["weight"]) for feature, entry in features.items()}


def weights_without(without: Iterable[str]) -> Mapping[str, float]:
    """The table in which features and groups of features that are switched off count as 0; raises UsageError."""
    off = switched_off(without)
    return {feature: 0.0 if feature in off else weight for feature, weight in load_weights().items()}
