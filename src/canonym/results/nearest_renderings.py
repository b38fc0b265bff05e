"""The reason of the learned reader of phrases: which known renderings of a body are most like a title.

Worked out when somebody looks, so that runs take no longer for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from canonym.embedding.phrase_reader import PhraseReader, TitlePhrase
from canonym.features.declared import PHRASE_READER, PROPOSED
from canonym.glossary import Glossary
from canonym.judgements import Judgements
from canonym.records import EvidenceRecord
from canonym.resolution.candidates.judged_renderings import judged_renderings

_SHOWN = 3
_USUAL = ("en",)
"""Languages whose renderings are shown beside those in the title's own."""
_LIKE = 0.35
"""Similarity (-1 to 1) below which a known rendering explains nothing."""


@dataclass(frozen=True, slots=True)
class NearRendering:
    """A known rendering, and how like it a title is."""

    text: str
    lang: str
    similarity: float
    """-1 to 1."""
    is_judged: bool
    """Whether a person decided it; else it is a name of the pack."""

    def shown(self, language: str) -> str:
        """The rendering for people, in a language of this name."""
        by = ", decided by a person" if self.is_judged else ""
        return f"“{self.text}” ({language}, {self.similarity:.2f}{by})"


class NearestRenderings:
    """Finds the known renderings that a title was read by."""

    def __init__(self, glossary: Glossary, judgements: Judgements | None = None) -> None:
        """The names of the packs are known, and what people decided; the model is loaded when it is first asked."""
        self._judged = judged_renderings(judgements, glossary)
        self._reader = PhraseReader(glossary, {}, more=self._judged)

    def of(self, surface: str, lang: str, body: str) -> tuple[NearRendering, ...]:
        """Return the renderings of a body in the title's and some usual languages that are most like it, in order."""
        found = self._reader.nearest(TitlePhrase(surface, lang), body, _SHOWN, {lang, *_USUAL})
        return tuple(
            NearRendering(each.text, each.lang, similarity, each in self._judged)
            for each, similarity in found
            if similarity >= _LIKE
        )


def was_read(evidence: Iterable[EvidenceRecord]) -> bool:
    """Tell whether the learned reader spoke for an office, by the evidence of a run."""
    return any(each["kind"] in (PHRASE_READER.name, PROPOSED.name) and each["weight"] > 0 for each in evidence)
