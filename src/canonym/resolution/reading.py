"""One mention read as one body: which words fit, which are missing, which are explained by an error."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from canonym.glossary import Glossary
from canonym.glossary.packs import Body, Pack, SenseError
from canonym.model import ParsedTitle

FREE = frozenset({"country", "nation", "central", "affairs", "general", "public", "executive"})
_RANK_HABITS = frozenset({"presiding", "heading"})
_LEADING = frozenset(
    {"presiding", "heading", "secretary", "minister", "prime-minister", "commander", "governing", "clerk"}
)


@dataclass(frozen=True, slots=True)
class Item:
    """A body word of a mention: what it can mean, and the body whose fixed name it is part of."""

    meanings: frozenset[str]
    text: str
    named: str | None = None
    token: int = 0
    """Number of the word or phrase in the mention; the words of a spelt-out name share it."""
    office: bool = False
    """True where it is a fixed name of an office that says the body."""
    status: str = ""
    """"deprecated" or "error" where the glossary lists the name as such."""


@dataclass
class Reading:
    """A mention read as one body: feature values, words for people, and what is wrong with the rendering."""

    body: Body
    features: dict[str, float] = field(default_factory=dict)
    details: dict[str, str] = field(default_factory=dict)
    rank: str | None = None
    errors: tuple[SenseError, ...] = ()
    blame: set[str] = field(default_factory=set)
    """Features that make the rendering a wrong one."""
    variant: bool = False
    antecedent: int | None = None
    """Number of the mention whose body this one names in short, where that is how it was read."""

    @property
    def wrong(self) -> bool:
        """Whether readers of the rendering would think of another rank or body."""
        return bool(self.blame & self.features.keys())

    def forgive(self, *features: str) -> None:
        """Drop features that the surroundings explain ("the Council" need not say which)."""
        for feature in features:
            self.features.pop(feature, None)

    def add(self, feature: str, value: float, detail: str) -> None:
        """Set a feature with the words that explain it."""
        if value:
            self.features[feature] = value
            self.details[feature] = detail


def items_of(parsed: ParsedTitle, glossary: Glossary) -> tuple[Item, ...]:
    """The body words of a title; a fixed name is spelt out into the senses of its body."""
    items: list[Item] = []
    for token, sense in enumerate(parsed.senses):
        named = [meaning[1:] for meaning in sense.meanings if meaning[0] in "@!"]
        plain = frozenset(meaning for meaning in sense.meanings if meaning[0] not in "@!")
        if named:
            name, _, status = named[0].partition("#")
            body = glossary.bodies[name]
            office = any(meaning.partition("#")[0] == f"!{body.id}" for meaning in sense.meanings)
            spelt = (body.kind, *body.senses)
            items += [Item(frozenset({meaning}), sense.text, body.id, token, office, status) for meaning in spelt]
        else:
            items.append(Item(plain, sense.text, None, token))
    return tuple(items)


def read_as(parsed: ParsedTitle, items: Sequence[Item], body: Body, pack: Pack, glossary: Glossary) -> Reading:
    """How well a title's words fit a body, without looking at anything else."""
    reading = Reading(body)
    used: set[int] = set()
    exact = _match_senses(items, body, used)
    missing = [sense for sense in body.senses if sense not in exact]
    implied = _implied(missing, parsed, pack, glossary) if exact else {}
    missing = [sense for sense in missing if sense not in implied]
    kind = _take_kind(items, body, used) or _kind_of_rank(parsed, body, glossary)
    errors, explained = _explain(items, missing, body, pack, used)
    missing = [sense for sense in missing if sense not in explained]
    outer = _take_outer(items, body, glossary, used)
    reading.errors = errors
    _name_features(reading, parsed, items)
    whole = [f"“{item.text}”" for index, item in enumerate(items) if index in used]
    if exact:
        reading.add("sense", 1 + 0.5 * (len(exact) - 1), f"says {', '.join(exact)}")
    alone = kind == "kind" and bool(items) and _only_of_its_kind(body, pack)
    if alone and not exact and not errors:
        reading.add("sense", 1, f"{pack.id} has no other {body.kind}")
        reading.variant = True
    elif body.senses and not exact and not errors:
        reading.add("absent", 1, f"says none of {', '.join(body.senses)}")
        reading.blame.add("absent")
    elif missing:
        reading.add("missing", len(missing), f"does not say {', '.join(missing)}")
        reading.blame |= set() if set(missing) <= body.may_lack else {"missing"}
        reading.variant = True
    for error in errors:
        value = math.log10(error.likelihood / error.elsewhere)
        reading.add("misreading", max(-1.5, min(2.2, value)), f"{error.id}: {error.cause}")
        reading.blame |= {"misreading"} if error.verdict == "mistranslated" else set()
        reading.variant |= error.verdict == "variant"
    for sense, cause in implied.items():
        reading.add("implied", 1, f"{sense}: {cause}")
        reading.variant = True
    _kind_features(reading, parsed, items, kind, pack, glossary, used)
    touched = {items[index].token for index in used if items[index].named}
    rest = [
        item
        for index, item in enumerate(items)
        if index not in used
        and not item.meanings & FREE
        and body.kind not in item.meanings
        and not (item.named and item.token in touched)
    ]
    extra = [item for item in rest if item.meanings]
    unknown = [item for item in rest if not item.meanings]
    reading.add("extra", len(extra), "other words: " + ", ".join(item.text for item in extra))
    reading.add("unknown", min(len(unknown), 3), "unknown words: " + ", ".join(item.text for item in unknown))
    if outer:
        reading.add("outer", 1, "names the body to which it belongs")
    if exact and not missing and not errors and not extra and not unknown and kind:
        reading.add("complete", 1, f"nothing is missing or added: {' '.join(dict.fromkeys(whole))}")
    if extra:
        reading.variant = True
    _level_features(reading, parsed)
    _rank_features(reading, parsed, pack, glossary)
    return reading


def _match_senses(items: Sequence[Item], body: Body, used: set[int]) -> list[str]:
    exact = []
    for sense in body.senses:
        fitting = [index for index, item in enumerate(items) if index not in used and sense in item.meanings]
        if fitting:
            used.add(min(fitting, key=lambda index: (len(items[index].meanings), index)))
            exact.append(sense)
        elif any(sense in item.meanings for item in items):
            exact.append(sense)
    return exact


def _take_kind(items: Sequence[Item], body: Body, used: set[int]) -> str | None:
    for status, kinds in (("kind", {body.kind}), ("other", body.other_kinds)):
        for index, item in enumerate(items):
            if index not in used and item.meanings & kinds:
                used.add(index)
                return status
        if any(item.meanings & kinds for item in items):
            return status
    return None


def _implied(missing: Sequence[str], parsed: ParsedTitle, pack: Pack, glossary: Glossary) -> dict[str, str]:
    """Senses that the rank says by itself, with the reason."""
    bases = {glossary.ranks.by_id[rank].base for rank in parsed.ranks}
    return {item.sense: item.cause for item in pack.implied if item.base in bases and item.sense in missing}


def _kind_of_rank(parsed: ParsedTitle, body: Body, glossary: Glossary) -> str | None:
    return "rank" if any(glossary.ranks.by_id[rank].body_kind == body.kind for rank in parsed.ranks) else None


def _only_of_its_kind(body: Body, pack: Pack) -> bool:
    return sum(other.kind == body.kind for other in pack.bodies.values()) == 1


def _explain(
    items: Sequence[Item], missing: Sequence[str], body: Body, pack: Pack, used: set[int]
) -> tuple[tuple[SenseError, ...], set[str]]:
    """Error models that explain missing senses by words that stand there instead."""
    errors: list[SenseError] = []
    explained: set[str] = set()
    for error in pack.sense_errors:
        open_senses = error.intended & set(missing) - explained
        if not open_senses or (error.kinds and body.kind not in error.kinds):
            continue
        if not error.intended <= set(body.senses):
            continue
        index = next((i for i, item in enumerate(items) if i not in used and item.meanings & error.read_as), None)
        if index is None:
            continue
        used.add(index)
        used.update(i for i, item in enumerate(items) if item.meanings & (error.also | error.read_as) and i not in used)
        errors.append(error)
        explained |= error.intended
    return tuple(errors), explained


def _take_outer(items: Sequence[Item], body: Body, glossary: Glossary, used: set[int]) -> bool:
    meanings: set[str] = set()
    pending = list(body.within)
    seen: set[str] = set()
    while pending:
        other = pending.pop()
        if other in seen or other not in glossary.bodies:
            continue
        seen.add(other)
        outer = glossary.bodies[other]
        meanings |= {outer.kind, *outer.other_kinds, *outer.senses}
        pending += outer.within
    found = [index for index, item in enumerate(items) if index not in used and item.meanings & meanings]
    used.update(found)
    return bool(found)


def _name_features(reading: Reading, parsed: ParsedTitle, items: Sequence[Item]) -> None:
    body = reading.body.id
    if body not in parsed.names:
        return
    if items and all(item.named == body and item.office for item in items):
        reading.add("office_name", 1, f"“{items[0].text}” is a fixed name of an office of {body}")
    elif items and all(item.named == body for item in items):
        reading.add("name", 1, f"“{items[0].text}” is a name of {body}")
    else:
        return
    reading.blame |= {"name", "office_name"} if items[0].status == "error" else set()
    reading.variant |= items[0].status == "deprecated"


def _kind_features(
    reading: Reading,
    parsed: ParsedTitle,
    items: Sequence[Item],
    kind: str | None,
    pack: Pack,
    glossary: Glossary,
    used: set[int],
) -> None:
    body = reading.body
    if kind:
        how = f"the rank is that of a {body.kind}" if kind == "rank" else f"is a {body.kind}"
        reading.add("kind", 1 if kind == "kind" else 0.8, how)
        return
    families = glossary.senses.families
    found = [
        (index, meaning)
        for index, item in enumerate(items)
        if index not in used
        for meaning in sorted(item.meanings)
        if meaning in families
    ]
    if not found:
        by_rank = {glossary.ranks.by_id[rank].body_kind for rank in parsed.ranks} - {None}
        if not any(error.read in by_rank and error.intended == body.kind for error in pack.kind_errors):
            reading.add("kind_none", 1, "says no kind of body")
        return
    for index, meaning in found:
        error = next((e for e in pack.kind_errors if e.read == meaning and e.intended == body.kind), None)
        if error:
            used.add(index)
            reading.add("kind_misread", 3 if error.rare else 1, f"{meaning} for {body.kind}: {error.cause}")
            reading.blame |= {"kind_misread"} if error.verdict == "mistranslated" else set()
            reading.variant |= error.verdict == "variant"
            return
    for index, meaning in found:
        if families[meaning] == families.get(body.kind):
            used.add(index)
            reading.add("kind_near", 1, f"says {meaning}, the body is a {body.kind}")
            reading.variant = True
            if any(
                meaning in (glossary.bodies[other].kind, *glossary.bodies[other].other_kinds)
                for other in body.distinct_from
                if other in glossary.bodies and set(glossary.bodies[other].senses) == set(body.senses)
            ):
                reading.blame.add("kind_near")
            return
    used.add(found[0][0])
    reading.add("kind_wrong", 1, f"says {found[0][1]}, the body is a {body.kind}")
    reading.blame.add("kind_wrong")


def _level_features(reading: Reading, parsed: ParsedTitle) -> None:
    if parsed.level is None:
        return
    if not reading.body.levels:
        if parsed.level not in ("central", "regional"):
            reading.add("level_wrong", 1, f"stands above all levels, not at the {parsed.level} one")
        return
    if parsed.level in reading.body.levels:
        reading.add("level", 1, f"exists at {parsed.level} level")
    elif parsed.level == "regional" and "provincial" in reading.body.levels:
        return
    else:
        reading.add("level_wrong", 1, f"does not exist at {parsed.level} level")


def _rank_features(reading: Reading, parsed: ParsedTitle, pack: Pack, glossary: Glossary) -> None:
    if not parsed.ranks:
        return
    rank, status, why = fit_rank(parsed.ranks, reading.body, pack, glossary)
    reading.rank = rank
    reading.add(status, 1 if _is_first(rank, parsed, glossary) or status != "rank" else 0.7, why)
    if status in ("rank_misread", "rank_wrong"):
        reading.blame.add(status)
    elif status in ("rank_habit", "rank_mapped"):
        reading.variant = True


def _is_first(rank: str, parsed: ParsedTitle, glossary: Glossary) -> bool:
    """Whether the rank is what the rank words mean first of all."""
    table = glossary.ranks.by_id
    return table[rank].base == table[parsed.ranks[0]].base


def fit_rank(ranks: Sequence[str], body: Body, pack: Pack, glossary: Glossary) -> tuple[str, str, str]:
    """The rank that a body really has, the feature that says how it fits, and why.

    The degree (deputy, standing, first) stays; the base becomes that of the body's own leading rank.
    """
    table = glossary.ranks
    own = {*body.ranks, body.member}
    for rank in ranks:
        if rank in own:
            return rank, "rank", f"{body.id} has the rank {rank}"
        if rank == "member" or (rank == "standing-member" and body.member != "member"):
            return body.member, "rank", f"{body.id} has members"
        if table.by_id[rank].base == body.leader:
            return rank, "rank", f"{body.id} is led by a {body.leader}"
    for rank in ranks:
        if table.by_id[rank].weak:
            return rank, "rank_weak", f"every body has a {rank}"
    readings = {
        reading.read: reading
        for reading in pack.rank_errors
        if reading.intended == body.leader and (not reading.kinds or body.kind in reading.kinds)
    }
    for rank in ranks:
        entry = table.by_id[rank]
        meant = table.compose(body.leader, entry.modifiers)
        if entry.body_kind and entry.body_kind != body.kind and entry.base not in readings:
            continue
        if entry.habit == table.habit(body.leader):
            return meant, "rank_habit", f"{rank} for {meant}: another habit of naming"
        if {entry.habit, table.habit(body.leader)} <= _RANK_HABITS:
            return meant, "rank_mapped", f"{body.id} has no {rank}; {meant} is the rank of this degree"
    for rank in ranks[:1]:
        entry = table.by_id[rank]
        meant = table.compose(body.leader, entry.modifiers)
        if entry.base in readings:
            return meant, "rank_misread", f"{rank} for {meant}: {readings[entry.base].cause}"
    for rank in ranks:
        entry = table.by_id[rank]
        if entry.habit in _LEADING:
            return table.compose(body.leader, entry.modifiers), "rank_wrong", f"{body.id} has no {rank}"
    return ranks[0], "rank_wrong", f"{body.id} has no {ranks[0]}"
