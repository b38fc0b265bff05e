"""What makes a decision less sure than its score: ways to be wrong that no word of the title would show.

A score compares the candidates; it cannot see that the words suit two bodies, or that something of the phrase was not
read at all. Each such property that a decision has takes its share away from the probability. How large the share is,
bench/calibrate.py measures on annotated mentions.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from canonym.config import Config
from canonym.glossary import Glossary
from canonym.glossary.packs import Body, bare_name
from canonym.glossary.switched_off import switched_off
from canonym.model import Evidence
from canonym.resolution.candidates.mention_case import PLACES, Choice, Decided
from canonym.resolution.candidates.reading import Reading
from canonym.resolution.decision.calibration import load_doubts
from canonym.resolution.evidence.witnesses import WITNESS
from canonym.resolution.tables.columns import SURE

_AGAINST = frozenset({"rank_mapped", "rank_misread", "rank_wrong", "level_wrong", "outer_unsaid"})
_TELLING = frozenset({"level", "outer"})
_OF_AN_OFFICE = "heading"
"""The habit of naming a leader that suits an office or commission, not a committee or council as a whole."""


class Doubts:
    """Finds the doubts about decisions; made once for a resolution."""

    def __init__(self, glossary: Glossary, config: Config) -> None:
        """What is switched off is no doubt."""
        self._glossary = glossary
        off = switched_off(config.without)
        self._shares: Mapping[str, float] = {name: share for name, share in load_doubts().items() if name not in off}
        self._sisters: dict[str, frozenset[str]] = {}
        self._offices: dict[str, bool] = {}

    def about(self, decided: Decided, named: frozenset[str]) -> tuple[Evidence, ...]:
        """The doubts about a decision; `named` are the bodies that its document surely names by their own words.

        The weight of a doubt is the logarithm of what it leaves of the probability.
        """
        best = decided.best
        if best is None or decided.case.judgement is not None:
            return ()
        return tuple(
            Evidence(kind, detail, round(math.log(1 - self._shares[kind]), PLACES))
            for kind, detail in self._found(decided, best, named)
            if kind in self._shares
        )

    def _found(self, decided: Decided, best: Choice, named: frozenset[str]) -> Iterator[tuple[str, str]]:
        unread = decided.case.mention.parsed.unread
        if unread:
            yield "unread", f"not read: {', '.join(unread)}"
        if best.has("rank_misread") and self._may_be_office_of(decided, best):
            yield "layer_lost", f"{decided.case.mention.parsed.ranks[0]} suits an office of {best.office[0]} better"
        if best.has("slot") or best.has(WITNESS):
            return  # other titles have told it from its sisters
        sisters = self._sisters_of(best.office[0])
        if best.reading.features.get("rank_mapped", 0) > 1:
            yield "sister_rank", f"the rank is that of {', '.join(sorted(sisters))}"
        both = sorted(sisters & named) if best.reading.errors else ()
        if both:
            yield "sister_named", f"the words are garbled, and the document names {', '.join(both)} too"
        if not sisters:
            return
        level, lang = decided.case.mention.parsed.level, decided.case.mention.lang
        if "name" in best.reading.features and self._names_outer(best.reading.body, lang):
            return
        fitting = [
            reading.body.id
            for reading in decided.readings
            if reading.body.id in sisters and self._fits(reading, best.reading, level)
        ]
        if fitting:
            yield "sister_fits", f"the words are those of {', '.join(sorted(fitting))} as well"

    def _fits(self, sister: Reading, best: Reading, level: str | None) -> bool:
        """Whether nothing but the word for its kind tells a sister from the body that was taken."""
        if "complete" not in sister.features or not _AGAINST.isdisjoint(sister.features):
            return False
        same_levels = level is not None or set(best.body.levels) <= set(sister.body.levels)
        return same_levels and _TELLING & best.features.keys() <= sister.features.keys()

    def _may_be_office_of(self, decided: Decided, best: Choice) -> bool:
        said = self._glossary.ranks.by_id[decided.case.mention.parsed.ranks[0]]
        return said.habit == _OF_AN_OFFICE and self._has_office(best.office[0])

    def _has_office(self, body: str) -> bool:
        if body not in self._offices:
            bodies = self._glossary.pack(self._glossary.bodies[body].pack).bodies.values()
            self._offices[body] = any(
                other.kind == "office" and body in other.within for other in bodies if not other.provisional
            )
        return self._offices[body]

    def _names_outer(self, body: Body, lang: str) -> bool:
        """Whether the full name of a body says to which other one it belongs: none of its sisters has that name."""
        outer = (
            self._glossary.bodies[other].names.get(lang) for other in body.within if other in self._glossary.bodies
        )
        own = body.names.get(lang)
        return own is not None and any(
            each is not None and bare_name(each.preferred) in bare_name(own.preferred) for each in outer
        )

    def _sisters_of(self, body: str) -> frozenset[str]:
        """The bodies of the same words that the pack keeps apart from a body."""
        if body not in self._sisters:
            own = self._glossary.bodies[body]
            others = self._glossary.pack(own.pack).bodies.values()
            self._sisters[body] = frozenset(
                other.id
                for other in others
                if set(other.senses) == set(own.senses)
                and other.provisional <= own.provisional
                and (other.id in own.distinct_from or body in other.distinct_from)
            )
        return self._sisters[body]


def surely_named(titles: Sequence[Decided]) -> frozenset[str]:
    """The bodies that a document names surely, and without any error."""
    return frozenset(
        decided.best.office[0]
        for decided in titles
        if decided.best is not None and decided.best.probability >= SURE and not decided.best.reading.errors
    )
