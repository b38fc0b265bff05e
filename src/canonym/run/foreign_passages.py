"""Passages of a report in other languages than its own, which are translated by themselves."""

from __future__ import annotations

from canonym.model import UNDETERMINED
from canonym.run.preparing import Prepared

_SURE = 0.6
"""Probability from which a paragraph is a passage in another language; the main language counts beforehand, so that
real passages between sister languages reach 0.77."""
_FEWEST_LETTERS = 40
"""Letters of a passage; less is a name, a caption or a line of a menu."""


def passages(prepared: Prepared) -> tuple[str, ...]:
    """The languages of a document's passages, sorted: those beside its main language, or all where it has none."""
    main = prepared.language.code
    found: set[str] = set()
    for paragraph in prepared.paragraphs:
        language = paragraph.language
        if paragraph.furniture or language.code in (main, UNDETERMINED, *found) or language.confidence < _SURE:
            continue
        if sum(map(str.isalpha, prepared.document.text[paragraph.start : paragraph.end])) >= _FEWEST_LETTERS:
            found.add(language.code)
    return tuple(sorted(found))
