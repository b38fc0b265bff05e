"""Which placeholders an engine hands through unchanged: measured once for each model, on short sentences.

Engines differ: one keeps "XQ1" always and "[[1]]" never, another the other way round. The sentences are the `carriers`
of glossaries/translation.yaml. The result is kept in the user's cache, under everything that it depends on.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from canonym.translation.engines.translator import Translator
from canonym.translation.engines.unpacking import cache_folder
from canonym.translation.language_rules import language_rules
from canonym.translation.protection import FORMS, Form, Piece, ProtectedText, find_again, hide

GOOD = 0.75
"""Share of the sentences in which a form must come through to be used."""


@dataclass(frozen=True, slots=True)
class Measured:
    """How often a form came through exactly once."""

    form: Form
    kept: int
    asked: int
    """Number of sentences; 0 where the language has none, so that nothing is known."""


_KNOWN: dict[Path, list[int]] = {}
"""What this process has measured or read, by its place in the cache."""


def measure_forms(translator: Translator, cache: Path | None = None) -> tuple[Measured, ...]:
    """Return the forms, the best first; equals stay in the order of FORMS. Measured at the first call for a model."""
    carriers = language_rules(translator.source).carriers
    forms = [str(form) for form in FORMS]
    basis = json.dumps([translator.name, translator.model, translator.settings, forms, carriers])
    name = hashlib.sha256(basis.encode()).hexdigest()[:24]
    place = (cache or cache_folder().parent / "placeholders") / f"{name}.json"
    counts = _KNOWN.get(place) or _read(place)
    if counts is None:
        counts = _count(translator, carriers)
        _write(place, counts)
    _KNOWN[place] = counts
    found = [Measured(form, kept, len(carriers)) for form, kept in zip(FORMS, counts, strict=True)]
    return tuple(sorted(found, key=lambda each: -each.kept))


def good_forms(translator: Translator) -> tuple[Form, ...]:
    """Return the forms to use with an engine, the best first; all of them where nothing is known about the language."""
    return tuple(each.form for each in measure_forms(translator) if each.kept >= GOOD * each.asked)


def _count(translator: Translator, carriers: Sequence[str]) -> list[int]:
    """Return for each form, the sentences in which every placeholder came back exactly once."""
    pieces = [_piece(carrier) for carrier in carriers]
    questions = [hide(piece, form) for form in FORMS for piece in pieces]
    answers = iter(translator.translate(questions)) if questions else iter(())
    return [sum(find_again(next(answers).text, piece, form) is not None for piece in pieces) for form in FORMS]


def _piece(carrier: str) -> Piece:
    starts = [index for index, char in enumerate(carrier) if char == "{"]
    return Piece(carrier, tuple(ProtectedText(start, start + 2, "name", "") for start in starts))


def _read(place: Path) -> list[int] | None:
    try:
        counts = json.loads(place.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return counts if isinstance(counts, list) and len(counts) == len(FORMS) else None


def _write(place: Path, counts: list[int]) -> None:
    """Keep the result; where the cache cannot be written, it is measured again next time."""
    with contextlib.suppress(OSError):
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=place.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(counts, file)
        Path(name).replace(place)
