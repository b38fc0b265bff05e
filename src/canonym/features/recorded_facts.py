"""The facts behind a sentence of mentions.jsonl, whose evidence is {"kind", "detail", "weight"} and nothing more.

A sentence is read by the very declaration that wrote it (`Facts.told`), so the two cannot part.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from functools import cache

from canonym.features.declared import KIND_MISREAD, KIND_NEAR, KIND_WRONG, MISREADING, RANK_MISREAD
from canonym.features.facts import Facts
from canonym.features.feature import Feature
from canonym.features.word_facts import Misread, MisreadKind, MisreadRank, OtherKind

_READ: Mapping[Feature, type[Facts]] = {
    MISREADING: Misread,
    KIND_NEAR: OtherKind,
    KIND_WRONG: OtherKind,
    KIND_MISREAD: MisreadKind,
    RANK_MISREAD: MisreadRank,
}
"""The features whose facts others need, of which all fields are strings: ids, and a text at the end."""


def recorded_facts(feature: Feature, detail: str) -> Facts | None:
    """The facts of recorded evidence; None for features that nobody asks about, and for another sentence."""
    kind = _READ.get(feature)
    found = _sentence(kind.told).fullmatch(detail) if kind else None
    return kind(**found.groupdict()) if kind and found else None


@cache
def _sentence(told: str) -> re.Pattern[str]:
    parts = [(text, field) for text, field, _, _ in string.Formatter().parse(told)]
    last, pattern = parts[-1][1], ""
    for text, field in parts:
        value = ".+" if field == last else "[^ ]+?"
        literal = re.sub(r"\ba\\ $", r"an?\\ ", re.escape(text)) if field else re.escape(text)
        pattern += literal + (f"(?P<{field}>{value})" if field else "")
    return re.compile(pattern, re.DOTALL)
