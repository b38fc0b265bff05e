"""The body words of a title read as one body: which fit, which are missing, which are explained by an error."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import partial
from typing import ParamSpec

from canonym.features import declared, word_facts
from canonym.features.facts import Facts
from canonym.features.feature import Feature
from canonym.glossary.feature_weights import Weights
from canonym.glossary.lexicon import UNTRANSLATED
from canonym.glossary.packs import Body, SenseError
from canonym.resolution.candidates.body_profiles import BodyProfile
from canonym.resolution.candidates.body_words import FREE, BodyWord, Phrase

Said = Callable[[], Facts]
"""Gives the facts behind a feature; asked only for what is shown."""
Arguments = ParamSpec("Arguments")

Office = tuple[str, str | None]
"""Body and rank."""


@dataclass(slots=True)
class Reading:
    """A mention read as one body: feature values, the facts behind them, and what is wrong with the rendering."""

    body: Body
    features: Mapping[Feature, float]
    said: Mapping[Feature, Said]
    rank: str | None = None
    errors: tuple[SenseError, ...] = ()
    blame: Set[Feature] = frozenset()
    """Features that make the rendering a wrong one."""
    variant: bool = False
    antecedent: int | None = None
    """Number of the mention whose body this one names in short, where that is how it was read."""
    row: int = field(default=-1, init=False, compare=False)
    """Its row in the table of readings, or -1 (columns.py)."""
    _worth: float | None = None
    _office: Office | None = None

    def worth(self, weights: Weights) -> float:
        """The sum of the weights of its features; always to be asked with the same weights."""
        if self._worth is None:
            self._worth = sum(weights[feature] * value for feature, value in self.features.items())
        return self._worth

    @property
    def office(self) -> Office:
        """The body and the rank; the same object each time."""
        if self._office is None or self._office[1] != self.rank:
            self._office = (self.body.id, self.rank)
        return self._office

    def without_facts(self) -> ReadingDraft:
        """A copy that may be changed, without the facts that explain it."""
        return ReadingDraft(
            self.body, dict(self.features), {}, self.rank, self.errors, set(self.blame), self.variant, self.antecedent
        )

    @property
    def wrong(self) -> bool:
        """Whether readers of the rendering would think of another rank or body."""
        return bool(self.blame & self.features.keys())


@dataclass(slots=True)
class ReadingDraft(Reading):
    """A reading that is still being made; what others share is a `Reading`, which nobody changes."""

    features: dict[Feature, float] = field(default_factory=dict)
    said: dict[Feature, Said] = field(default_factory=dict)
    blame: set[Feature] = field(default_factory=set)

    def forgive(self, *features: Feature) -> None:
        """Drop features that the surroundings explain ("the Council" need not say which)."""
        self._worth, self.row = None, -1
        for feature in features:
            self.features.pop(feature, None)

    def add(
        self,
        feature: Feature,
        value: float,
        facts: Callable[Arguments, Facts],
        *fields: Arguments.args,
        **named: Arguments.kwargs,
    ) -> None:
        """Set a feature with the facts that explain it: their class and its fields, since most are never asked for."""
        if value:
            self._worth, self.row = None, -1
            self.features[feature] = value
            self.said[feature] = partial(facts, *fields, **named)

    def guess(self, feature: Feature, value: float) -> None:
        """Set a feature without facts."""
        self._worth, self.row = None, -1
        self.features[feature] = value

    def add_known(self, feature: Feature, value: float, facts: Facts) -> None:
        """Set a feature whose facts are there already."""
        self.add(feature, value, lambda: facts)


def read_body(phrase: Phrase, profile: BodyProfile) -> ReadingDraft:
    """How well the body words of a title fit a body.

    Read once for all titles that have the same ones: nothing here may look at the level, at the rank (but for what
    `Phrase` keeps of it) or, but for explanations, at how the words are spelt.
    """
    body, items = profile.body, phrase.items
    reading = ReadingDraft(body)
    used: set[int] = set()
    exact = _match_senses(phrase, body, used)
    missing = [sense for sense in body.senses if sense not in exact]
    implied = profile.implied(missing, phrase.rank_bases) if missing else {}
    kind = _take_kind(phrase, profile, used)
    if not exact and (kind != "kind" or len(implied) < len(missing)):
        implied = {}  # "Secretary of the Committee" says enough, "Secretary" alone does not
    missing = [sense for sense in missing if sense not in implied]
    errors, explained = _explain(phrase, missing, profile, used) if missing else ((), set())
    missing = [sense for sense in missing if sense not in explained]
    outer = _take_outer(phrase, profile, used)
    reading.errors = errors
    _name_features(reading, phrase.names, items)
    fitting = sorted(used)
    if exact and profile.from_list and set(exact) <= body.may_lack:
        reading.add(declared.ABSENT, 1, word_facts.SaysNone, tuple(missing) or body.senses)
        reading.blame.add(declared.ABSENT)
        exact = []
    if exact:
        reading.add(declared.SENSE, 1 + 0.5 * (len(exact) - 1), word_facts.SaysSenses, tuple(exact))
    alone = kind == "kind" and bool(items) and profile.only_of_its_kind
    if alone and not exact and not errors:
        reading.add(declared.SENSE, 1, word_facts.OnlyOfItsKind, body.pack, body.kind)
        reading.variant = True
    elif body.senses and not exact and not errors and not implied:
        reading.add(declared.ABSENT, 1, word_facts.SaysNone, body.senses)
        reading.blame.add(declared.ABSENT)
    elif missing:
        reading.add(declared.MISSING, len(missing), word_facts.LacksSenses, tuple(missing))
        if not set(missing) <= body.may_lack:
            reading.blame.add(declared.MISSING)
        reading.variant = True
    _error_features(reading)
    for sense, cause in implied.items():
        reading.add(declared.IMPLIED, 1, word_facts.ImpliedSense, sense, cause)
        reading.variant = True
    _kind_features(reading, phrase, kind, profile, used)
    touched = {items[index].token for index in used if items[index].named}
    rest = [
        item
        for index, item in enumerate(items)
        if index not in used
        and not item.meanings & FREE
        and body.kind not in item.meanings
        and not (item.named and item.token in touched)
    ]
    extra = tuple([item.text for item in rest if item.meanings])
    unknown = tuple([item.text for item in rest if not item.meanings])
    reading.add(declared.EXTRA, len(extra), word_facts.OtherWords, extra)
    reading.add(declared.UNKNOWN, min(len(unknown), 3), word_facts.UnknownWords, unknown)
    _outer_features(reading, items, outer)
    if exact and not missing and not implied and not errors and not rest and kind:
        reading.add(
            declared.COMPLETE, 1, word_facts.AllWords, tuple(dict.fromkeys(items[index].text for index in fitting))
        )
    if extra:
        reading.variant = True
    return reading


def _match_senses(phrase: Phrase, body: Body, used: set[int]) -> list[str]:
    """The senses of the body that the phrase says; the least ambiguous word is used up for each."""
    exact = []
    for sense in body.senses:
        having = phrase.by_meaning.get(sense)
        if having is None:
            continue
        exact.append(sense)
        fitting = [index for index in having if index not in used]
        if fitting:
            used.add(min(fitting, key=lambda index: (len(phrase.items[index].meanings), index)))
    return exact


def _take_kind(phrase: Phrase, profile: BodyProfile, used: set[int]) -> str | None:
    """How the phrase says the kind of the body: itself ("kind"), another that it may have, by the rank, or not.

    Where words of the body stand in the fixed name of another one, the kind is that of this name, not of a further one.
    """
    body = profile.body
    foreign = _names_beside(phrase, body.id, used)
    for status, kinds in (("kind", (body.kind,)), ("other", body.other_kinds)):
        saying = [index for kind in kinds for index in phrase.by_meaning.get(kind, ()) if index not in foreign]
        if saying:
            index = min((index for index in saying if index not in used), default=None)
            if index is not None:
                used.add(index)
            return status
    return "rank" if body.kind in phrase.rank_kinds else None


def _names_beside(phrase: Phrase, body: str, used: Collection[int]) -> set[int]:
    """The words of fixed names of other bodies beside one whose words were used and which says a kind."""
    if not phrase.has_names:
        return set()
    items = phrase.items
    others = {i for i, item in enumerate(items) if item.named and body not in item.named}
    touched = {items[i].token for i in others.intersection(used)}
    if not any(index in others and items[index].token in touched for index, _ in phrase.kinds):
        return set()
    return {i for i in others if items[i].token not in touched}


def _explain(
    phrase: Phrase, missing: Sequence[str], profile: BodyProfile, used: set[int]
) -> tuple[tuple[SenseError, ...], set[str]]:
    """Error models that explain missing senses by words that stand there instead."""
    errors: list[SenseError] = []
    explained: set[str] = set()
    for error in profile.sense_errors:
        if not phrase.says(error.read_as) or not error.intended & set(missing) - explained:
            continue
        index = phrase.first(error.read_as, used)
        if index is None:
            continue
        used.add(index)
        used.update(i for meaning in error.also | error.read_as for i in phrase.by_meaning.get(meaning, ()))
        errors.append(error)
        explained |= error.intended
    return tuple(errors), explained


def _error_features(reading: ReadingDraft) -> None:
    for error in reading.errors:
        value = math.log10(error.likelihood / error.elsewhere)
        reading.add(declared.MISREADING, max(-1.5, min(2.2, value)), word_facts.Misread, error.id, error.cause)
        if error.verdict == "mistranslated":
            reading.blame.add(declared.MISREADING)
        reading.variant |= error.verdict == "variant"


def _take_outer(phrase: Phrase, profile: BodyProfile, used: set[int]) -> bool:
    """Use up the words that say a body which this one belongs to; the fixed name of a further body says that one."""
    if profile.outer.isdisjoint(phrase.by_meaning):
        return False
    touched = {phrase.items[i].token for i in used}
    found = [
        i
        for i, item in enumerate(phrase.items)
        if i not in used
        and not item.meanings.isdisjoint(profile.outer)
        and (not item.named or item.token in touched or not profile.outer_bodies.isdisjoint(item.named))
    ]
    used.update(found)
    return bool(found)


def _outer_features(reading: ReadingDraft, items: Sequence[BodyWord], outer: bool) -> None:
    if outer:
        reading.add(declared.OUTER, 1, word_facts.NamesOuterBody)
    elif reading.body.named_with and not any(reading.body.id in item.named for item in items):
        reading.add(declared.OUTER_UNSAID, 1, word_facts.LacksOuterBody)


def _name_features(reading: ReadingDraft, names: Sequence[str], items: Sequence[BodyWord]) -> None:
    body = reading.body.id
    if body not in names:
        return
    if any(body in item.named and item.statuses[item.named.index(body)] == "error" for item in items):
        # A known wrong name stays one with more words around it.
        reading.blame |= {declared.NAME, declared.OFFICE_NAME, declared.SENSE, declared.KIND, declared.KIND_NONE}
    if items and all(body in item.offices for item in items):
        reading.add(declared.OFFICE_NAME, 1, word_facts.NameOfOffice, items[0].text, body)
    elif items and all(body in item.named for item in items):
        reading.add(declared.NAME, 1, word_facts.NameOfBody, items[0].text, body)
    else:
        return
    status = items[0].statuses[items[0].named.index(body)]
    reading.variant |= status in ("deprecated", "superseded", UNTRANSLATED)


def _kind_features(
    reading: ReadingDraft, phrase: Phrase, kind: str | None, profile: BodyProfile, used: set[int]
) -> None:
    own = profile.body.kind
    if kind:
        reading.add(
            declared.KIND,
            1 if kind == "kind" else 0.8,
            word_facts.KindByRank if kind == "rank" else word_facts.OwnKind,
            own,
        )
        return
    beside = _names_beside(phrase, profile.body.id, used)
    found = [(index, meaning) for index, meaning in phrase.kinds if index not in used and index not in beside]
    if not found:
        if profile.kind_errors.keys().isdisjoint(phrase.rank_kinds):
            reading.add(declared.KIND_NONE, 1, word_facts.NoKind)
        return
    for index, meaning in found:
        error = profile.kind_errors.get(meaning)
        if error:
            used.add(index)
            reading.add(
                declared.KIND_MISREAD, 3 if error.rare else 1, word_facts.MisreadKind, meaning, own, error.cause
            )
            reading.blame |= {declared.KIND_MISREAD} if error.verdict == "mistranslated" else set()
            reading.variant |= error.verdict == "variant"
            return
    for index, meaning in found:
        if meaning in profile.near_kinds:
            used.add(index)
            reading.add(declared.KIND_NEAR, 1, word_facts.OtherKind, meaning, own)
            reading.variant = True
            if meaning in profile.sister_kinds:
                reading.blame.add(declared.KIND_NEAR)
            return
    used.add(found[0][0])
    reading.add(declared.KIND_WRONG, 1, word_facts.OtherKind, found[0][1], own)
    reading.blame.add(declared.KIND_WRONG)
