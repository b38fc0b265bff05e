"""Facts as plain values and back, for results that are kept between runs."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from canonym.features import other_facts, word_facts
from canonym.features.facts import Facts

KINDS_OF_FACTS: Mapping[str, type[Facts]] = {
    name: each
    for module in (word_facts, other_facts)
    for name, each in vars(module).items()
    if isinstance(each, type) and issubclass(each, Facts) and each is not Facts
}
"""Name of a class -> the class."""


def plain_facts(facts: Facts) -> dict[str, object]:
    """Facts with the name of their class."""
    values = {each.name: getattr(facts, each.name) for each in dataclasses.fields(facts)}
    return {"facts": type(facts).__name__, **values}


def facts_of_plain(data: Mapping[str, Any]) -> Facts:
    """The facts that `plain_facts` wrote; raises KeyError or TypeError for other data."""
    values = {name: tuple(each) if isinstance(each, list) else each for name, each in data.items()}
    name = values.pop("facts")
    return KINDS_OF_FACTS[str(name)](**values)
