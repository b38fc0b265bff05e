"""What a document speaks of as a whole, and what that is worth to a candidate, whatever its other titles are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from canonym.config import Config
from canonym.glossary import Glossary
from canonym.glossary.language_data import LEVELS
from canonym.model import DocumentTitles
from canonym.resolution.candidates.mention_case import Case, FixedEvidence, usual_level
from canonym.resolution.candidates.reading import Reading
from canonym.resolution.evidence.active_packs import Activity, activities, silent
from canonym.resolution.evidence.document_words import DocumentWords
from canonym.resolution.evidence.judged_offices import judged_value
from canonym.resolution.evidence.locality import local_shares


class DocumentEvidence:
    """What one document speaks of."""

    __slots__ = (
        "_local",
        "_taken_for",
        "_weights",
        "activities",
        "disputed",
        "heard",
        "senses",
        "term_bodies",
        "usual",
    )

    def __init__(
        self,
        document: DocumentTitles,
        glossary: Glossary,
        config: Config,
        weights: Mapping[str, float],
        taken_for: Mapping[str, str],
    ) -> None:
        """Look at the document's signals, levels and terms; `taken_for`: see `local_doubles.taken_for`."""
        said = DocumentWords(document.mentions, glossary)
        self._weights = weights
        self.activities: dict[str, Activity] = activities(document, said, glossary, config)
        self.heard = frozenset(pack for pack, own in self.activities.items() if silent(own.value) < 1)
        """Packs of which anything at all speaks."""
        self.disputed = {pack for pack, own in self.activities.items() if own.against or own.places_elsewhere}
        """Packs to which another country's name or place may stand in the way."""
        self._taken_for = taken_for
        self._local = local_shares(said, taken_for.values())
        self.usual = usual_level(document.mentions)
        """The level that most of its titles say."""
        terms = [mention for mention in document.mentions if mention.kind == "term"]
        self.senses = frozenset(meaning for m in terms for sense in m.parsed.senses for meaning in sense.meanings)
        """What its terms speak of."""
        named = {glossary.body_of_term.get(mention.parsed.names[0]) for mention in terms}
        self.term_bodies = tuple(sorted(body for body in named if body))
        """Bodies that its terms name ("emulation cluster")."""

    def worths(self, packs: Sequence[str], known: dict[tuple[str, bool, float], float]) -> list[float]:
        """What it is worth to bodies of packs: two numbers for each pack, the second for bodies of the usual level.

        For candidates to which nothing else of the document speaks; see `fixed`. `known` keeps what was worked out.
        """
        found = []
        for pack in packs:
            for at_level in (False, True):
                key = (pack, at_level, self.activities[pack].value)
                if key not in known:
                    usual = (self.usual or LEVELS[0]) if at_level else None
                    known[key] = self._worked_out(pack, usual, frozenset(), 0, (0.0, ""), None, None).worth
                found.append(known[key])
        return found

    def fixed(self, case: Case, reading: Reading, known: dict[tuple[object, ...], FixedEvidence]) -> FixedEvidence:
        """What it is worth to a candidate of a mention; `known` keeps what was worked out for this document."""
        body = reading.body
        if not (
            self.senses
            or case.judgement
            or body.pack in self.disputed
            or (self._taken_for and body.id in self._taken_for)
        ):
            key: tuple[object, ...] = (body.pack, case.mention.parsed.level is None and self.usual in body.levels)
            if key not in known:
                known[key] = self._fixed(case, reading, known)
            return known[key]
        return self._fixed(case, reading, known)

    def _fixed(self, case: Case, reading: Reading, known: dict[tuple[object, ...], FixedEvidence]) -> FixedEvidence:
        body = reading.body
        own = self.activities[body.pack]
        usual = self.usual if case.mention.parsed.level is None and self.usual in body.levels else None
        around = self.senses.intersection(body.context) if self.senses else self.senses
        foreign = own.foreign(case.mention)
        kind = self._taken_for.get(body.id)
        local = kind if kind and self._local[kind] and "kind" in reading.features else None
        judged = judged_value(case.judgement, (body.id, reading.rank)) if case.judgement else None
        key = (body.pack, usual, around and (around, len(body.context)), foreign, local, judged)
        if key not in known:
            known[key] = self._worked_out(body.pack, usual, around, len(body.context), foreign, local, judged)
        return known[key]

    def _worked_out(
        self,
        pack: str,
        usual: str | None,
        around: frozenset[str],
        fields: int,
        foreign: tuple[float, str],
        local: str | None,
        judged: tuple[float, str] | None,
    ) -> FixedEvidence:
        found: dict[str, tuple[float, str]] = {"bias": (1, "an office must be argued for")}
        own = self.activities[pack]
        if judged:
            found["judgement"] = judged
        if usual:
            found["level_around"] = (1, f"the document mostly speaks of the {usual} level")
        if around:
            found["context"] = (len(around) / fields, f"the document speaks of {', '.join(sorted(around))}")
        if own.value:
            found["active"] = (own.value, f"the document speaks of {pack}: {', '.join(own.words[:6])}")
        if silence := silent(own.value):
            found["silent"] = (silence, f"little or nothing speaks of {pack}")
        if foreign[0]:
            where = "in" if foreign[0] == 1 else "beside"
            found["foreign"] = (foreign[0], f"“{foreign[1]}” stands {where} it")
        if local:
            found["local_only"] = (self._local[local], f"the document speaks of local bodies, and names no {local}")
        return FixedEvidence(found, self._weights)
