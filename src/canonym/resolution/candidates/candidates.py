"""Candidate offices of a mention: which bodies are worth comparing with its words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from canonym.embedding import Embedder
from canonym.embedding.embedded import NAME as BUILT_IN
from canonym.embedding.phrase_reader import KnownRendering, PhraseReader
from canonym.features.declared import (
    ABSENT,
    EXTRA,
    KIND_MISREAD,
    KIND_NEAR,
    KIND_NONE,
    KIND_WRONG,
    MISREADING,
    MISSING,
    OMISSION,
    PHRASE_READER,
    PROPOSED,
    SILENT,
    UNKNOWN,
)
from canonym.features.other_facts import ProposedByReader
from canonym.features.word_facts import BodyLeftOut, OnlyLeader
from canonym.glossary import Glossary
from canonym.glossary.feature_weights import Weights, weights_without
from canonym.glossary.packs import Pack
from canonym.model import Evidence, Mention, ParsedTitle
from canonym.resolution.candidates.body_reader import BodyReader
from canonym.resolution.candidates.body_words import FREE, BodyWord, items_of
from canonym.resolution.candidates.guesses import AskedTitle
from canonym.resolution.candidates.local_doubles import taken_for
from canonym.resolution.candidates.mention_case import PLACES, Case, Ranked, Rendering, in_order, ranked, words_of
from canonym.resolution.candidates.reading import Reading, ReadingDraft
from canonym.resolution.candidates.reading_table import ReadingTable
from canonym.resolution.candidates.similar_words import SimilarWords

_KEPT_EVIDENCE = 100_000
"""Candidates whose evidence is kept, so that it need not be worked out again for the next mention."""


class Candidates:
    """Finds and reads candidate bodies; equal phrases are read once."""

    def __init__(
        self,
        glossary: Glossary,
        embedder: Embedder | None,
        without: Sequence[str] = (),
        known: Sequence[KnownRendering] = (),
    ) -> None:
        """`embedder` may be None: then unknown words are compared by spelling only.

        `without` names features and groups of features that count as 0. `known` are renderings beside the names of the
        packs from which the learned reader learns at once.
        """
        self.glossary = glossary
        self._known = tuple(known)
        self.weights: Weights = weights_without(without)
        self._guesses = SimilarWords(glossary, embedder, self.weights).guesses()
        self.table = ReadingTable(self.weights, glossary, self.taken_for)
        self._bodies = BodyReader(glossary, self.weights, self._guesses, self.table.shared)
        self._renderings: dict[tuple[object, ...], Rendering] = {}
        self._items: dict[BodyWord, BodyWord] = {}
        """One object for equal ones, as for `_words`: most renderings are other mixtures of the same words."""
        self._words: dict[frozenset[object], frozenset[object]] = {}
        self._proposed: dict[tuple[Rendering, str], Reading] = {}
        self._embedder = embedder
        self._suggested: dict[tuple[Rendering, str], Reading] = {}
        self._without_body: dict[tuple[Rendering, bool], tuple[Reading, ...]] = {}
        self._evidence: dict[tuple[Rendering, str], list[Ranked]] = {}
        self._equal_evidence: dict[Ranked, Ranked] = {}
        """One object for all that say the same, as most do."""

    def of(self, mention: Mention) -> Rendering:
        """The body words of a mention and its candidates."""
        parsed = mention.parsed
        said: list[object] = [mention.lang, parsed.ranks, parsed.level, parsed.names]
        for sense in parsed.senses:
            said.append(sense.meanings)
            said.append(sense.names)
            said.append(sense.text)
        key = tuple(said)  # in one piece: a corpus may have a hundred thousand of them
        found = self._renderings.get(key)
        if found is None:
            found = self._renderings[key] = self._rendering(mention)
        return found

    def _rendering(self, mention: Mention) -> Rendering:
        parsed = mention.parsed
        items = tuple(self._items.setdefault(item, item) for item in items_of(parsed, self.glossary))
        words, families = words_of(mention, items), self.glossary.senses.families
        return Rendering(
            items=items,
            own=self._bodies.best(mention, items),
            words=self._words.setdefault(words, words),
            is_short=bool(items)
            and all(not item.named and any(meaning in families for meaning in item.meanings) for item in items),
            is_bare=bool(parsed.ranks) and parsed.level is None and not items,
            leaves_body_out=bool(parsed.ranks) and all(item.meanings & FREE for item in items),
        )

    def heard(self, readings: Sequence[Reading], packs: frozenset[str]) -> Sequence[Reading]:
        """The readings of packs that a document speaks of, and the best one of the others.

        An office of a pack of which nothing speaks is never taken, but where one fits better than all others, no other
        must be taken instead: one of them is enough for that.
        """
        if not self.weights[SILENT]:
            return readings
        others = [reading for reading in readings if reading.body.pack not in packs]
        best = max(others, key=lambda reading: reading.worth(self.weights), default=None)
        return tuple(reading for reading in readings if reading is best or reading.body.pack in packs)

    def reading_of(self, case: Case, body_id: str) -> ReadingDraft:
        """A reading of a mention as a body that its words alone do not suggest; it may be changed."""
        return self.read(case.mention.parsed, case.items, body_id)

    def suggested(self, case: Case, body_id: str) -> Reading:
        """As `reading_of`, without facts: the same object each time."""
        key = (case.rendering, body_id)
        if key not in self._suggested:
            self._suggested[key] = self.table.shared(self.reading_of(case, body_id))
        return self._suggested[key]

    def proposed(self, case: Case, body_id: str) -> Reading:
        """A reading as a body that only the learned reader of phrases suggests; the same object each time."""
        key = (case.rendering, body_id)
        if key not in self._proposed:
            reading = self.reading_of(case, body_id)
            reading.forgive(ABSENT, MISSING, KIND_NONE, KIND_WRONG, KIND_NEAR, KIND_MISREAD, MISREADING, EXTRA, UNKNOWN)
            reading.add(PROPOSED, 1, ProposedByReader)
            reading.variant = True
            self._proposed[key] = self.table.shared(reading)
        return self._proposed[key]

    @cached_property
    def reader(self) -> PhraseReader | None:
        """The learned reader of phrases, or None where it is switched off."""
        if not self.weights[PHRASE_READER]:
            return None
        embedders = {"embedded": self._embedder} if self._embedder and self._embedder.name == BUILT_IN else {}
        return PhraseReader(self.glossary, embedders, more=self._known)

    def evidence(self, case: Case, reading: Reading) -> list[Ranked]:
        """What the words of a mention say for and against a candidate, in order."""
        if reading.features.keys() == reading.said.keys():
            return self._explained(reading, reading)
        if reading.said:
            again = self.reading_of(case, reading.body.id)
            again.said.update(reading.said)
            return self._explained(reading, again)
        key = (case.rendering, reading.body.id)
        if key not in self._evidence:
            if len(self._evidence) >= _KEPT_EVIDENCE:
                self._evidence.clear()
                self._equal_evidence.clear()
            again = self.reading_of(case, reading.body.id)
            if PROPOSED in reading.features:
                again.add(PROPOSED, 1, ProposedByReader)
            title = AskedTitle(case.mention.lang, case.mention.parsed, case.items)
            for guess in self._guesses:
                if guess.feature in reading.features:
                    again.add(guess.feature, reading.features[guess.feature], guess.facts, title, reading.body.id)
            said = self._explained(reading, again)
            self._evidence[key] = [self._equal_evidence.setdefault(each, each) for each in said]
        return self._evidence[key]

    def _explained(self, reading: Reading, explained: Reading) -> list[Ranked]:
        return in_order(
            ranked(Evidence(feature, explained.said[feature](), round(self.weights[feature] * value, PLACES)))
            for feature, value in reading.features.items()
        )

    def read(self, parsed: ParsedTitle, items: Sequence[BodyWord], body_id: str) -> ReadingDraft:
        """The reading of a phrase as one body."""
        return self._bodies.read(parsed, items, body_id)

    @cached_property
    def taken_for(self) -> Mapping[str, str]:
        """Central bodies of all packs whose name is often given to a local one, with the kind of that one."""
        return {body: kind for pack in self.glossary.packs for body, kind in taken_for(pack).items()}

    # titles that leave their body out

    def with_body_left_out(self, case: Case) -> tuple[Reading, ...]:
        """Readings of a title that says a rank only, as bodies that are usually left out beside it."""
        if not case.rendering.leaves_body_out or not self.weights[OMISSION]:
            return ()
        key = (case.rendering, bool(case.mention.parsed.level or case.mention.parsed.place))
        if key not in self._without_body:
            self._without_body[key] = tuple(self._omissions(case.mention.parsed, case.items, said=key[1]))
        return self._without_body[key]

    def _omissions(self, parsed: ParsedTitle, items: Sequence[BodyWord], *, said: bool) -> Iterator[Reading]:
        for pack in self.glossary.packs:
            for omission in pack.omissions:
                if omission.level != "any" and (omission.level == "said") != said:
                    continue
                if not self._has_base(parsed, omission.base, pack):
                    continue
                reading = self.read(parsed, items, omission.body)
                reading.forgive(ABSENT, MISSING)
                reading.add(OMISSION, 2 if said else 1, BodyLeftOut, omission.cause)
                reading.variant = True
                yield reading
            yield from self._only_leaders(parsed, items, pack)

    def _has_base(self, parsed: ParsedTitle, base: str, pack: Pack) -> bool:
        """Whether a title has a rank of a base, or one that is known to be read for it (governor: chair)."""
        bases = {self.glossary.ranks.by_id[rank].base for rank in parsed.ranks}
        read = {reading.read for reading in pack.rank_errors if reading.intended == base and reading.always}
        return base in bases or bool(bases & read)

    def _only_leaders(self, parsed: ParsedTitle, items: Sequence[BodyWord], pack: Pack) -> Iterator[Reading]:
        """Bodies that alone have such a leader: a prime minister needs no "of the Government"."""
        for base in dict.fromkeys(self.glossary.ranks.by_id[rank].base for rank in parsed.ranks):
            led = [body for body in pack.bodies.values() if body.leader == base and not body.provisional]
            if len(led) == 1 and (parsed.level is None or parsed.level in led[0].levels):
                reading = self.read(parsed, items, led[0].id)
                reading.forgive(ABSENT, MISSING, KIND_NONE)
                reading.add(OMISSION, 2, OnlyLeader, led[0].id, base)
                yield reading
