"""What a body's readings need to know of it and of its pack, gathered once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from canonym.features import declared, word_facts
from canonym.features.facts import Facts
from canonym.features.feature import Feature
from canonym.glossary import Glossary
from canonym.glossary.packs import Body, KindError, Pack, SenseError, Wandering

_DEPUTY_LOST = "only a deputy is standing, so that the word for deputy was lost"
_RANK_HABITS = frozenset({"presiding", "heading"})
_HOLDING = frozenset({"presiding", "heading", "governing"})
_LEADING = frozenset(
    {"presiding", "heading", "secretary", "minister", "prime-minister", "commander", "governing", "clerk"}
)


@dataclass(frozen=True, slots=True)
class RankFit:
    """The rank that a body really has where a title says certain ranks."""

    rank: str
    feature: Feature
    """How it fits."""
    facts: Facts
    first: bool
    """Whether the rank is what the rank words mean first of all."""
    sister: bool
    """Whether the body lacks this rank, and one of the same words has it: a council has a chair, its board a head."""


@dataclass(frozen=True, slots=True)
class LevelFit:
    """Whether a body exists at the level that a title says."""

    feature: Feature
    """How it fits."""
    facts: Facts


class BodyProfile:
    """A body with the error models, sister bodies and ranks that concern it."""

    def __init__(self, body: Body, pack: Pack, glossary: Glossary) -> None:
        """Everything else is worked out when it is first asked for."""
        self.body = body
        self._pack = pack
        self._glossary = glossary
        self._fits: dict[tuple[str, ...], RankFit] = {}
        self._level_fits: dict[str | None, LevelFit | None] = {}

    @cached_property
    def sense_errors(self) -> tuple[SenseError, ...]:
        """The error models that can explain a sense of the body, the likeliest first."""
        senses, kind = set(self.body.senses), self.body.kind
        return tuple(
            error
            for error in self._pack.sense_errors
            if error.intended <= senses and (not error.kinds or kind in error.kinds)
        )

    @cached_property
    def kind_errors(self) -> Mapping[str, KindError]:
        """Kinds of body that are read for this one's."""
        errors: dict[str, KindError] = {}
        for error in self._pack.kind_errors:
            if error.intended == self.body.kind:
                errors.setdefault(error.read, error)
        return errors

    @property
    def wanderings(self) -> tuple[Wandering, ...]:
        """Modifiers of a rank that the pack's translators read as a body."""
        return self._pack.wanderings

    @cached_property
    def only_of_its_kind(self) -> bool:
        """Whether the pack has no other body of this kind, or none that is called by its kind alone."""
        own = self.body
        if self._pack.presumed and not own.by_kind:
            return False  # a list of names is hardly all bodies that there are
        alike = [body for body in self._pack.bodies.values() if body.kind == own.kind and not body.provisional]
        return own.by_kind or alike == [own]

    @property
    def from_list(self) -> bool:
        """Whether its pack was made from a list of names."""
        return self._pack.presumed

    @cached_property
    def outer_bodies(self) -> frozenset[str]:
        """The bodies that this one belongs to, near and far."""
        bodies = self._glossary.bodies
        pending, seen = list(self.body.within), set[str]()
        while pending:
            other = pending.pop()
            if other not in seen and other in bodies:
                seen.add(other)
                pending += bodies[other].within
        return frozenset(seen)

    @cached_property
    def outer(self) -> frozenset[str]:
        """The senses and kinds of the bodies that this one belongs to."""
        outer = [self._glossary.bodies[body] for body in self.outer_bodies]
        return frozenset(meaning for body in outer for meaning in (body.kind, *body.other_kinds, *body.senses))

    @cached_property
    def near_kinds(self) -> frozenset[str]:
        """Kinds of the same family: translators swap them."""
        families = self._glossary.senses.families
        own = families.get(self.body.kind)
        return frozenset(kind for kind, family in families.items() if family == own)

    @cached_property
    def sister_kinds(self) -> frozenset[str]:
        """Kinds of the bodies that have the same words and must not be confused with this one."""
        return frozenset(kind for sister in self.sisters for kind in (sister.kind, *sister.other_kinds))

    @cached_property
    def sisters(self) -> tuple[Body, ...]:
        """Bodies of the same words that the pack keeps apart from this one (a council and a board of emulation)."""
        bodies = self._glossary.bodies
        others = [bodies[other] for other in self.body.distinct_from if other in bodies]
        return tuple(other for other in others if set(other.senses) == set(self.body.senses))

    @cached_property
    def taken_ranks(self) -> frozenset[str]:
        """Ranks of the body that are concepts of their own: the speaker of a house beside the house."""
        own = self._pack.offices_of.get(self.body.id, ())
        return frozenset(office for body in own if (office := self._glossary.bodies[body].office))

    def implied(self, missing: Sequence[str], bases: Collection[str]) -> dict[str, str]:
        """Senses that the rank says by itself, with the reason."""
        found = self._pack.implied
        return {each.sense: each.cause for each in found if each.base in bases and each.sense in missing}

    def fit_level(self, level: str | None) -> LevelFit | None:
        """How a level fits the body; None where that says nothing."""
        if level not in self._level_fits:
            self._level_fits[level] = self._fitting_level(level)
        return self._level_fits[level]

    def _fitting_level(self, level: str | None) -> LevelFit | None:
        levels = self.body.levels
        if level is None or (not levels and level in ("central", "regional")):
            return None
        if "levels" in self.body.unlisted and level not in levels:
            return None
        if not levels:
            return LevelFit(declared.LEVEL_WRONG, word_facts.AboveLevels(level))
        if level in levels:
            return LevelFit(declared.LEVEL, word_facts.OwnLevel(level))
        if level == "regional" and "provincial" in levels:
            return None
        return LevelFit(declared.LEVEL_WRONG, word_facts.OtherLevel(level))

    def fit_rank(self, ranks: tuple[str, ...]) -> RankFit:
        """The rank that the body really has; `ranks` are those that the title can mean, the usual one first.

        The degree (deputy, standing, first) stays; the base becomes that of the body's own leading rank.
        """
        if ranks not in self._fits:
            lost = next(((rank, deputy) for rank in ranks if (deputy := self._lost_deputy(rank))), None)
            if self.body.office:
                rank, feature, facts = self._fitting_office(ranks)
            elif lost:
                facts = word_facts.MisreadRank(*lost, _DEPUTY_LOST)
                rank, feature = lost[1], declared.RANK_MISREAD
            elif ranks[0] in self.taken_ranks:
                rank, feature, facts = ranks[0], declared.RANK_WRONG, word_facts.NoSuchRank(self.body.id, ranks[0])
            elif "ranks" in self.body.unlisted:
                rank, feature, facts = self._fitting_unlisted(ranks[0])
            else:
                rank, feature, facts = self._fitting(ranks)
            table = self._glossary.ranks.by_id
            said = table[ranks[0]].base if ranks else ""
            sister = feature is declared.RANK_MAPPED and any(other.leader == said for other in self.sisters)
            self._fits[ranks] = RankFit(rank, feature, facts, table[rank].base == said, sister)
        return self._fits[ranks]

    def _fitting_unlisted(self, rank: str) -> tuple[str, Feature, Facts]:
        """The same for a body whose ranks nobody has listed: each is kept, but no assembly has a governor."""
        said, body = self._glossary.ranks.by_id[rank], self.body
        kinds = {body.kind, *body.other_kinds}
        is_elsewhere = said.body_kind is not None and said.body_kind not in kinds
        if is_elsewhere or (said.habit == "governing" and "administration" not in kinds):
            return rank, declared.RANK_WRONG, word_facts.NoSuchRank(body.id, rank)
        return rank, declared.RANK, word_facts.OwnRank(body.id, rank)

    def _lost_deputy(self, rank: str) -> str | None:
        """The standing deputy of the body where a rank is standing and no deputy: "standing secretary"."""
        entry = self._glossary.ranks.by_id[rank]
        if entry.modifiers != {"standing"} or entry.base != self.body.leader:
            return None
        deputy = self._glossary.ranks.compose(entry.base, frozenset({"deputy", "standing"}))
        return deputy if deputy in self.body.ranks else None

    def _fitting_office(self, ranks: Sequence[str]) -> tuple[str, Feature, Facts]:
        """The same for a concept that is one office: deputies of its holder, and bodies, are something else."""
        office, table = self.body.office or "", self._glossary.ranks.by_id
        own = table[office]
        alike = [table[rank] for rank in ranks if table[rank].modifiers == own.modifiers and not table[rank].weak]
        if any(rank.base == own.base for rank in alike):
            return office, declared.RANK, word_facts.OwnRank(self.body.id, office)
        for rank in alike:
            if rank.habit == own.habit:
                return office, declared.RANK_HABIT, word_facts.RankByHabit(rank.id, office)
        for rank in alike:
            if {rank.habit, own.habit} <= _HOLDING:
                return office, declared.RANK_MAPPED, word_facts.MappedRank(self.body.id, rank.id, office)
        return office, declared.RANK_WRONG, word_facts.NoSuchRank(self.body.id, ranks[0] if ranks else office)

    def _fitting(self, ranks: Sequence[str]) -> tuple[str, Feature, Facts]:
        body, table = self.body, self._glossary.ranks
        own = {*body.ranks, body.member}
        for rank in ranks:
            if rank in own:
                return rank, declared.RANK, word_facts.OwnRank(body.id, rank)
            if rank == "member" or (rank == "standing-member" and body.member != "member"):
                return body.member, declared.RANK, word_facts.HasMembers(body.id)
            if table.by_id[rank].base == body.leader:
                return rank, declared.RANK, word_facts.LedBy(body.id, body.leader)
        for rank in ranks:
            if table.by_id[rank].weak:
                return rank, declared.RANK_WEAK, word_facts.RankOfAll(rank)
        readings = {
            reading.read: reading
            for reading in self._pack.rank_errors
            if reading.intended == body.leader and (not reading.kinds or body.kind in reading.kinds)
        }
        for rank in ranks:
            entry = table.by_id[rank]
            meant = table.compose(body.leader, entry.modifiers)
            if entry.body_kind and entry.body_kind != body.kind and entry.base not in readings:
                continue
            if entry.habit == table.habit(body.leader):
                return meant, declared.RANK_HABIT, word_facts.RankByHabit(rank, meant)
            if {entry.habit, table.habit(body.leader)} <= _RANK_HABITS:
                return meant, declared.RANK_MAPPED, word_facts.MappedRank(body.id, rank, meant)
        for rank in ranks[:1]:
            entry = table.by_id[rank]
            meant = table.compose(body.leader, entry.modifiers)
            if entry.base in readings:
                return meant, declared.RANK_MISREAD, word_facts.MisreadRank(rank, meant, readings[entry.base].cause)
        for rank in ranks:
            entry = table.by_id[rank]
            if entry.habit in _LEADING:
                return (
                    table.compose(body.leader, entry.modifiers),
                    declared.RANK_WRONG,
                    word_facts.NoSuchRank(body.id, rank),
                )
        return ranks[0], declared.RANK_WRONG, word_facts.NoSuchRank(body.id, ranks[0])
