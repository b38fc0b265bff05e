"""The table of weights of sentence alignment (glossaries/alignment.yaml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from canonym.glossary.yaml_files import load_yaml
from canonym.resources import glossaries_folder


@dataclass(frozen=True, slots=True)
class Weights:
    """What each feature of a bead is worth; the data file says what the fields mean."""

    bias: float
    cosine: float
    margin: float
    weakest: float
    anchors: float
    length: float
    farthest: float
    crossing: float
    skip: float
    bead: Mapping[str, float]


@cache
def _table() -> dict[str, Any]:
    return load_yaml(glossaries_folder() / "alignment.yaml")


@cache
def load_weights(*, known: bool) -> Weights:
    """Return the weights for two texts; `known` says whether the embedding model knows both languages."""
    values = _table()["weights"]["read" if known else "unread"]
    return Weights(**{field.name: values[field.name] for field in fields(Weights)})


def reads(model: str, language: str) -> bool:
    """Tell whether an embedding model knows a language; a model that the table does not list is taken to know all."""
    known = _table()["reads"].get(model)
    return known is None or language in known
