"""One finding, and the making of findings from the codes that are switched on."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from canonym.audit.finding_codes import SEVERITIES, Code

SHOWN = 300
"""Code points of a surface that are quoted; of a longer one the beginning."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a report that a person should know."""

    id: str
    """The same in a later run as long as code, report, words and office stay the same, wherever they stand."""
    code: str
    severity: str
    doc: str
    line: int
    """From 1; 0 where the finding concerns the whole report."""
    start: int
    end: int
    """Offsets in the report's text, both 0 where the finding concerns the whole report."""
    words: str
    """The text that is concerned, shortened."""
    lang: str
    office: str
    """The canonical name, or the empty text."""
    cause: str
    explanation: str
    remedy: str


class Findings:
    """Collects the findings of one report; a code that is switched off is passed over."""

    def __init__(self, codes: Mapping[str, Code], doc: str, text: str, lang: str) -> None:
        """`text` is the report's, `lang` its main language."""
        self._codes = codes
        self._doc = doc
        self._text = text
        self._lang = lang
        self.found: list[Finding] = []

    def add(
        self, code: str, start: int = 0, end: int = 0, *, lang: str = "", office: str = "", cause: str = "", **said: Any
    ) -> None:
        """Add a finding about a stretch of the report, or about the whole; `said` fills the code's sentences."""
        if code not in self._codes:
            return
        kind = self._codes[code]
        values = {"office": office, "cause": cause, **said}
        self.found.append(
            Finding(
                id="",
                code=code,
                severity=kind.severity,
                doc=self._doc,
                line=self._text.count("\n", 0, start) + 1 if end else 0,
                start=start,
                end=end,
                words=shortened(self._text[start:end]),
                lang=lang or self._lang,
                office=office,
                cause=cause,
                explanation=kind.explanation.format(**values).strip(),
                remedy=kind.remedy.format(**values),
            )
        )


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Order findings, the severest first, then by report and place, and give each its id.

    Equal findings of one report are told apart by their number, so that a second one is new beside a first.
    """
    ordered = sorted(findings, key=lambda each: (SEVERITIES.index(each.severity), each.doc, each.start, each.code))
    numbers: dict[tuple[str, ...], int] = {}
    result = []
    for each in ordered:
        key = (each.code, each.doc, each.words, each.office)
        numbers[key] = number = numbers.get(key, 0) + 1
        digest = hashlib.sha256("\0".join((*key, str(number))).encode("utf-8", "surrogatepass"))
        result.append(replace(each, id=digest.hexdigest()[:16]))
    return result


def as_sentence(text: str) -> str:
    """Return words of an error message as a sentence of their own."""
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"


def shortened(text: str, longest: int = SHOWN) -> str:
    """Return a text as it is, or its beginning with dots."""
    return text if len(text) <= longest else f"{text[:longest]}…"
