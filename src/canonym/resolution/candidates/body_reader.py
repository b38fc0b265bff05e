"""Titles read as the bodies that their words can speak for, and the few readings that are worth keeping.

Most of that depends neither on rank and level nor on how the words are spelt: it is worked out once for all titles
whose words mean the same, in whatever language.
"""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from canonym.features.declared import COMPLETE, NAME, OFFICE_NAME
from canonym.glossary import Glossary
from canonym.glossary.feature_weights import Weights
from canonym.model import Mention, ParsedTitle
from canonym.resolution.candidates.body_profiles import BodyProfile
from canonym.resolution.candidates.body_words import FREE, BodyWord, Phrase
from canonym.resolution.candidates.guesses import AskedTitle, Guess, GuessedFeatures, guessed_features
from canonym.resolution.candidates.mention_case import OwnCandidates
from canonym.resolution.candidates.office_reading import add_office, read_office, wandered, worth_with_office
from canonym.resolution.candidates.reading import Reading, ReadingDraft, read_body

_MOST = 24
"""Candidates of a phrase that are kept; surroundings may still suggest others."""
_MOST_OF_PACK = 6
"""Candidates of one pack among them."""
_MOST_WORDS = 1_000
"""Body words whose readings are remembered, those used last."""


@dataclass(slots=True)
class _BodyWords:
    """The body words of a title, read as every body that they can speak for."""

    readings: Mapping[str, Reading]
    """By body, without rank and level."""
    wandered: frozenset[str]
    """Further bodies, to be read anew with each rank: a modifier of the rank may stand in them."""
    chosen: dict[tuple[tuple[str, ...], str | None], OwnCandidates] = field(default_factory=dict)
    """Ranks and level -> the readings that are worth keeping."""


class _Draft(NamedTuple):
    """A reading that may be kept."""

    worth: float
    """With level, rank and what is guessed."""
    reading: Reading
    is_whole: bool
    """Whether it has level and rank; else they are added if it is kept."""


class BodyReader:
    """Reads titles as bodies."""

    def __init__(
        self,
        glossary: Glossary,
        weights: Weights,
        guesses: Sequence[Guess],
        shared: Callable[[Reading], Reading],
    ) -> None:
        """`shared` gives one object, without the facts that explain it, for all equal readings."""
        self._glossary = glossary
        self._weights = weights
        self._guesses = guesses
        self._asks_about_all = not all(guess.of_unknown for guess in guesses)
        self._shared = shared
        self._profiles: dict[str, BodyProfile] = {}
        self._known: OrderedDict[tuple[object, ...], _BodyWords] = OrderedDict()

    def read(self, parsed: ParsedTitle, items: Sequence[BodyWord], body_id: str) -> ReadingDraft:
        """The reading of a title as one body, with the facts that explain it."""
        return self._read(Phrase(parsed, items, self._glossary), parsed, body_id)

    def _read(self, phrase: Phrase, parsed: ParsedTitle, body_id: str) -> ReadingDraft:
        return read_office(phrase, parsed, self._profile(body_id), self._glossary, self._weights)

    def _profile(self, body_id: str) -> BodyProfile:
        if body_id not in self._profiles:
            body = self._glossary.bodies[body_id]
            self._profiles[body_id] = BodyProfile(body, self._glossary.pack(body.pack), self._glossary)
        return self._profiles[body_id]

    def best(self, mention: Mention, items: Sequence[BodyWord]) -> OwnCandidates:
        """The readings of a title that are worth keeping, in the order of body ids, each the same object as its equals.

        `items` are its body words.
        """
        parsed = mention.parsed
        words = self._body_words(parsed, items)
        is_asked = self._asks_about_all or not all(item.meanings for item in items)
        guessed = self._guess(words, mention, items) if is_asked else {}
        key = parsed.ranks, parsed.level
        if not guessed and key in words.chosen:
            return words.chosen[key]
        drafts = self._drafts(words, parsed, items, guessed)
        chosen = [self._finished(draft, parsed, guessed) for draft in _best_of_packs(drafts)]
        found = OwnCandidates(tuple(sorted(chosen, key=lambda reading: reading.body.id)))
        if not guessed:
            words.chosen[key] = found
        return found

    def _body_words(self, parsed: ParsedTitle, items: Sequence[BodyWord]) -> _BodyWords:
        phrase = Phrase(parsed, items, self._glossary)
        implying = phrase.rank_bases & self._implied.keys()
        key = (
            tuple((item.meanings, item.named, item.token, item.offices, item.statuses) for item in items),
            parsed.names,
            frozenset(implying),
            frozenset(phrase.rank_kinds),
        )
        words = self._known.get(key)
        if words is None:
            words = self._known[key] = self._read_as_all(phrase, implying)
            if len(self._known) > _MOST_WORDS:
                self._known.popitem(last=False)
        else:
            self._known.move_to_end(key)
        return words

    def _read_as_all(self, phrase: Phrase, implying: Iterable[str]) -> _BodyWords:
        said = set(phrase.by_meaning)
        if phrase.items:
            said.update(*(self._implied[base] for base in implying))
        wanted = set(phrase.names).union(*(self._by_sense.get(sense, ()) for sense in said))
        profiles = [self._profile(body) for body in sorted(wanted)]
        wandering = frozenset(each.body.id for each in profiles if any(wandered(phrase, each)))
        fixed = [profile for profile in profiles if profile.body.id not in wandering]
        return _BodyWords({each.body.id: read_body(phrase, each).without_facts() for each in fixed}, wandering)

    def _guess(self, words: _BodyWords, mention: Mention, items: Sequence[BodyWord]) -> GuessedFeatures:
        parsed = mention.parsed
        readings = {**words.readings, **{body: self.read(parsed, items, body) for body in words.wandered}}
        title = AskedTitle(mention.lang, parsed, items)
        return guessed_features(self._guesses, title, readings, lambda body: self.read(parsed, items, body))

    def _drafts(
        self, words: _BodyWords, parsed: ParsedTitle, items: Sequence[BodyWord], guessed: GuessedFeatures
    ) -> Iterator[_Draft]:
        """All readings of a title with what they are worth."""
        weights = self._weights
        is_said = any(_is_whole(reading) and not reading.body.provisional for reading in words.readings.values())
        for body in {**words.readings, **dict.fromkeys((*words.wandered, *guessed))}:
            reading = words.readings.get(body)
            is_whole = reading is None
            if reading is None:
                reading = self.read(parsed, items, body)
                worth = reading.worth(weights)
            else:
                worth = worth_with_office(reading, parsed, self._profiles[body], weights)
            if reading.body.provisional and not _is_named(reading) and (is_said or not self._spells(reading, items)):
                continue
            for feature, value in guessed.get(body, {}).items():
                worth += weights[feature] * value
            yield _Draft(worth, reading, is_whole)

    def _spells(self, reading: Reading, items: Sequence[BodyWord]) -> bool:
        """Whether a phrase says all words of a body, and not only kinds of body ("office of the department")."""
        kinds, senses = self._glossary.senses.families, reading.body.senses
        if COMPLETE not in reading.features:
            return False
        if sum(sense not in kinds and sense not in FREE for sense in senses) > 1:
            return True
        own = {*kinds, *senses, *FREE}
        return any(item.meanings and own.isdisjoint(item.meanings) for item in items)

    def _finished(self, draft: _Draft, parsed: ParsedTitle, guessed: GuessedFeatures) -> Reading:
        reading = draft.reading.without_facts()
        if not draft.is_whole:
            add_office(reading, parsed, self._profiles[reading.body.id])
        for feature, value in guessed.get(reading.body.id, {}).items():
            reading.guess(feature, value)
        return self._shared(reading)

    @cached_property
    def _implied(self) -> Mapping[str, set[str]]:
        """Base of a rank -> senses that it says by itself, in some pack."""
        implied: dict[str, set[str]] = defaultdict(set)
        for pack in self._glossary.packs:
            for item in pack.implied:
                implied[item.base].add(item.sense)
        return implied

    @cached_property
    def _by_sense(self) -> Mapping[str, set[str]]:
        """Sense -> bodies that it can speak for, plainly or by an error; a kind for the body that it names alone."""
        index: dict[str, set[str]] = defaultdict(set)
        for pack in self._glossary.packs:
            for body in pack.bodies.values():
                for sense in (
                    *body.senses,
                    *([body.kind] if body.by_kind or (pack.presumed and not body.senses) else []),
                ):
                    index[sense].add(body.id)
                for error in pack.sense_errors:
                    if error.intended <= set(body.senses) and (not error.kinds or body.kind in error.kinds):
                        for sense in error.read_as:
                            index[sense].add(body.id)
        return index


def _is_named(reading: Reading) -> bool:
    return NAME in reading.features or OFFICE_NAME in reading.features


def _is_whole(reading: Reading) -> bool:
    """Whether the phrase says the whole name of the body: one that no official list confirms must be said so."""
    return COMPLETE in reading.features or _is_named(reading)


def _best_of_packs(drafts: Iterable[_Draft]) -> list[_Draft]:
    """The best few of each pack: which packs are heard is not known yet, so none may crowd out another."""
    kept: Counter[str] = Counter()
    best: list[_Draft] = []
    for draft in sorted(drafts, key=lambda draft: (-draft.worth, draft.reading.body.id)):
        pack = draft.reading.body.pack
        kept[pack] += 1
        if kept[pack] <= _MOST_OF_PACK:
            best.append(draft)
    return best[:_MOST]
