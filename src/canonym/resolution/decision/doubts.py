"""What makes a decision less sure than its score: ways to be wrong that no word of the title would show.

A score compares the candidates; it cannot see that the words suit two bodies, that something of the phrase was not read
at all, or that the words were learnt to mean something else. Each such property is a mark of the decision
(decision/decision_marks.py), whose weight is fitted with the others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from canonym.config import Config
from canonym.features import declared, other_facts
from canonym.features.facts import Facts
from canonym.features.feature import Feature
from canonym.glossary import Glossary
from canonym.glossary.packs import Body, bare_name
from canonym.glossary.switched_off import switched_off
from canonym.model import Evidence, ParsedTitle
from canonym.resolution.candidates.mention_case import PLACES, Choice, Decided
from canonym.resolution.candidates.reading import Reading
from canonym.resolution.decision.acceptance import load_acceptance
from canonym.resolution.decision.decision_marks import CUT, EDGE_DOUBTS, doubt_mark, edge_marks
from canonym.resolution.evidence.whose_office import WhoseOffice
from canonym.resolution.tables.columns import SURE

_AGAINST = frozenset(
    {declared.RANK_MAPPED, declared.RANK_MISREAD, declared.RANK_WRONG, declared.LEVEL_WRONG, declared.OUTER_UNSAID}
)
_TELLING = frozenset({declared.LEVEL, declared.OUTER})
_CLEARLY = -0.2
"""Weight of an edge up to which it is a doubt."""
_OF_AN_OFFICE = "heading"
"""The habit of naming a leader that suits an office or commission, not a committee or council as a whole."""


class Doubted(NamedTuple):
    """A decision that is looked at for doubts."""

    decided: Decided
    best: Choice
    named: frozenset[str]
    """The bodies that its document surely names by their own words."""
    sisters: frozenset[str]
    """The bodies of the same words that the pack keeps apart from the one that was taken."""
    whose: WhoseOffice
    """Whose the titles of its document are."""

    @property
    def parsed(self) -> ParsedTitle:
        """The parts of the title."""
        return self.decided.case.mention.parsed

    @property
    def is_told_apart(self) -> bool:
        """Whether other titles have told the body from its sisters."""
        return self.best.has(declared.SLOT) or self.best.has(declared.WITNESS)


class Doubts:
    """Finds the doubts about decisions; made once for a resolution."""

    def __init__(self, glossary: Glossary, config: Config) -> None:
        """What is switched off is no doubt."""
        self._glossary = glossary
        self.off = switched_off(config.without) & frozenset(DOUBT_FEATURES)
        self._weights = load_acceptance().weights
        self._forced = frozenset(config.force)
        self._sisters: dict[str, frozenset[str]] = {}
        self._offices: dict[str, bool] = {}

    def about(self, decided: Decided, named: frozenset[str], whose: WhoseOffice) -> tuple[Evidence, ...]:
        """The doubts about a decision; `named` are the bodies that its document surely names by their own words.

        `whose` tells to which country the words around a title bind it. The weight of a doubt is that of its mark. What
        stands at an edge is a doubt only if it clearly speaks against.
        """
        best = decided.best
        if best is None or decided.case.judgement is not None:
            return ()
        doubted = Doubted(decided, best, named, self._sisters_of(best.office[0]), whose)
        found = ((feature, find(self, doubted)) for feature, find in DOUBT_FEATURES.items() if feature not in self.off)
        return tuple(
            Evidence(feature, facts, round(self._weight(feature, doubted), PLACES))
            for feature, facts in found
            if facts is not None
        )

    def _weight(self, feature: Feature, doubted: Doubted) -> float:
        mark = doubt_mark(feature)
        if feature in EDGE_DOUBTS:
            mark = edge_marks(doubted.decided.case.mention)[EDGE_DOUBTS.index(feature)]
        return self._weights.get(mark, 0.0)

    def starts_before(self, doubted: Doubted) -> Facts | None:
        """What stands right before the phrase may belong to it."""
        return self._cut_off(declared.STARTS_BEFORE, "before", doubted.decided.case.mention.edges[0], doubted)

    def goes_on(self, doubted: Doubted) -> Facts | None:
        """What stands right behind the phrase may belong to it."""
        return self._cut_off(declared.GOES_ON, "behind", doubted.decided.case.mention.edges[1], doubted)

    def _cut_off(self, feature: Feature, side: str, edge: str, doubted: Doubted) -> Facts | None:
        if edge not in CUT or self._weight(feature, doubted) > _CLEARLY:
            return None
        return other_facts.CutOff(side, edge)

    def read_as_another(self, doubted: Doubted) -> Facts | None:
        """The learned reader finds another body likelier than all else."""
        learned = doubted.decided.case.learned
        if learned is None or learned.body is None or learned.body == doubted.best.office[0]:
            return None
        probability = learned.bodies[learned.body]
        return other_facts.LearnedAnother(learned.body, round(probability, 3)) if probability > learned.none else None

    def read_as_none(self, doubted: Doubted) -> Facts | None:
        """The learned reader finds no body of any pack likelier than every body."""
        learned = doubted.decided.case.learned
        if learned is None or max(learned.bodies.values(), default=0.0) > learned.none:
            return None
        return other_facts.LearnedNone(round(learned.none, 3))

    def unread(self, doubted: Doubted) -> Facts | None:
        """Words of the phrase that were not read."""
        return other_facts.NotRead(doubted.parsed.unread) if doubted.parsed.unread else None

    def layer_lost(self, doubted: Doubted) -> Facts | None:
        """The rank suits an office of the body better, which may have been left out."""
        if not doubted.best.has(declared.RANK_MISREAD) or not self._may_be_office_of(doubted):
            return None
        if doubted.best.has(declared.WANDERING):
            return None  # the words left over are explained: "Deputy Head of the Standing Committee of ..."
        return other_facts.SuitsAnOfficeOf(doubted.parsed.ranks[0], doubted.best.office[0])

    def sister_rank(self, doubted: Doubted) -> Facts | None:
        """The rank is that of a sister."""
        if doubted.best.reading.features.get(declared.RANK_MAPPED, 0) <= 1 or doubted.is_told_apart:
            return None
        return other_facts.RankOfSister(tuple(sorted(doubted.sisters)))

    def sister_named(self, doubted: Doubted) -> Facts | None:
        """The words are garbled, and the document names a sister."""
        both = sorted(doubted.sisters & doubted.named) if doubted.best.reading.errors else ()
        return other_facts.SisterNamed(tuple(both)) if both and not doubted.is_told_apart else None

    def sister_fits(self, doubted: Doubted) -> Facts | None:
        """The words are a whole name of a sister as well."""
        if not doubted.sisters or doubted.is_told_apart:
            return None
        best, decided = doubted.best.reading, doubted.decided
        level, lang = doubted.parsed.level, decided.case.mention.lang
        named = [
            reading.body.id
            for reading in decided.readings
            if reading.body.id in doubted.sisters and declared.NAME in reading.features
        ]
        if named and declared.KIND_NEAR in best.features:
            return other_facts.WordsOfSister(tuple(sorted(named)))  # "Head of the Emulation and Commendation Council"
        if declared.NAME in best.features and self._names_outer(best.body, lang):
            return None
        fitting = [
            reading.body.id
            for reading in decided.readings
            if reading.body.id in doubted.sisters and self._fits(reading, best, level)
        ]
        return other_facts.WordsOfSister(tuple(sorted(fitting))) if fitting else None

    def elsewhere(self, doubted: Doubted) -> Facts | None:
        """The nearest word binds the title to another country."""
        bound = doubted.whose.of(doubted.decided.case.mention)
        if bound.pack is None or bound.pack == self._pack(doubted):
            return None
        return other_facts.BoundTo(bound.pack, bound.word, bound.how)

    def unbound(self, doubted: Doubted) -> Facts | None:
        """Nothing binds the title to the country, and its words are not such as only this country has."""
        pack = self._pack(doubted)
        if doubted.whose.is_phrase or pack in self._forced or self._glossary.pack(pack).presumed:
            return None
        if doubted.whose.of(doubted.decided.case.mention).pack is not None:
            return None
        return other_facts.BoundToNothing(pack)

    def _pack(self, doubted: Doubted) -> str:
        return doubted.best.office[0].split("/")[0]

    def _fits(self, sister: Reading, best: Reading, level: str | None) -> bool:
        """Whether nothing but the word for its kind tells a sister from the body that was taken."""
        if declared.COMPLETE not in sister.features or not _AGAINST.isdisjoint(sister.features):
            return False
        same_levels = level is not None or set(best.body.levels) <= set(sister.body.levels)
        return same_levels and _TELLING & best.features.keys() <= sister.features.keys()

    def _may_be_office_of(self, doubted: Doubted) -> bool:
        said = self._glossary.ranks.by_id[doubted.parsed.ranks[0]]
        return said.habit == _OF_AN_OFFICE and self._has_office(doubted.best.office[0])

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


CONTRADICTIONS = frozenset(
    {
        declared.LAYER_LOST,
        declared.SISTER_RANK,
        declared.SISTER_NAMED,
        declared.SISTER_FITS,
        declared.UNREAD,
        declared.ELSEWHERE,
        declared.UNBOUND,
    }
)
"""Doubts with which a title is never rewritten, however sure the decision: another body may well be meant."""
DOUBT_FEATURES: Mapping[Feature, Callable[[Doubts, Doubted], Facts | None]] = {
    declared.UNREAD: Doubts.unread,
    declared.LAYER_LOST: Doubts.layer_lost,
    declared.SISTER_RANK: Doubts.sister_rank,
    declared.SISTER_NAMED: Doubts.sister_named,
    declared.SISTER_FITS: Doubts.sister_fits,
    declared.STARTS_BEFORE: Doubts.starts_before,
    declared.GOES_ON: Doubts.goes_on,
    declared.READ_AS_ANOTHER: Doubts.read_as_another,
    declared.READ_AS_NONE: Doubts.read_as_none,
    declared.ELSEWHERE: Doubts.elsewhere,
    declared.UNBOUND: Doubts.unbound,
}
"""Each doubt with what finds it."""


def surely_named(titles: Sequence[Decided]) -> frozenset[str]:
    """The bodies that a document names surely, and without any error."""
    return frozenset(
        decided.best.office[0]
        for decided in titles
        if decided.best is not None and decided.best.probability >= SURE and not decided.best.reading.errors
    )
