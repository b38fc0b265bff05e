"""The table of features and weights (glossaries/weights.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from canonym.errors import GlossaryError
from canonym.glossary.yamlfile import load_yaml
from canonym.resources import glossaries_folder


@lru_cache(maxsize=1)
def load_weights() -> Mapping[str, float]:
    """Feature -> weight; raises GlossaryError for an entry without a number."""
    path = glossaries_folder() / "weights.yaml"
    weights = {}
    for feature, entry in load_yaml(path)["features"].items():
        if not isinstance(entry.get("weight"), int | float):
            raise GlossaryError(f"feature {feature!r} has no weight", where=str(path), remedy="give it a number")
        weights[feature] = float(entry["weight"])
    return weights
