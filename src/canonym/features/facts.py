"""What a piece of evidence is about, as values; the sentence is written from them when somebody is to read it.

There is a class for each thing that can be said, in word_facts.py and other_facts.py. `told` is its sentence, with the
fields in braces; a tuple is told as its items with commas. A class whose sentence depends on its values writes
`sentence` itself.
"""

from __future__ import annotations

import dataclasses
import re
from dataclasses import dataclass
from functools import cache
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Facts:
    """What one piece of evidence is about."""

    told: ClassVar[str] = ""

    def __lt__(self, other: Facts) -> bool:
        """Order facts by their sentences, so that evidence can be put in order."""
        return self.sentence() < other.sentence()

    @property
    def model(self) -> str:
        """What the error model at work is called; empty where there is none, or it has no name."""
        return ""

    def sentence(self) -> str:
        """Tell the facts in words."""
        values = {field.name: _in_words(getattr(self, field.name)) for field in dataclasses.fields(self)}
        told = self.told
        for name in _after_article(told):
            if str(values[name])[:1] in _VOWELS:
                told = told.replace(f"a {{{name}}}", f"an {{{name}}}")
        return told.format_map(values) if values else told


_VOWELS = tuple("aeio")
"""First letters before which it is "an"; kinds and ranks with u (union, university) sound otherwise."""


@cache
def _after_article(told: str) -> tuple[str, ...]:
    """Return the fields that stand behind an indefinite article."""
    return tuple(re.findall(r"\ba \{(\w+)\}", told))


def _in_words(value: object) -> object:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else value
