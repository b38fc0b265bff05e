"""Which packs a document speaks of. A pack is silent without evidence: that keeps a Cuban committee Cuban."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from canonym.config import Config
from canonym.glossary import Glossary
from canonym.glossary.packs import Pack
from canonym.model import DocumentTitles, Mention, Signal
from canonym.resolution.evidence.document_words import DocumentWords

_HEARD = 0.4
"""Activity from which a pack is heard: one place name, 1 - exp(-0.7 / 1.2), is 0.44."""
_TELLING = 1.5
"""Weight of a title whose words belong together only in a pack."""
_TELLING_BESIDE_OTHERS = 0.5
"""Its weight where another country is named, which may have had such a body too."""
_BEHIND = 20
"""Code points behind a mention within which another country's name counts against it."""
_RIGHT_BEHIND = 4
_BESIDE = 0.75
"""What another country's name counts for behind a mention, where 1 is one inside it."""


@dataclass(frozen=True, slots=True)
class Activity:
    """How sure it is that a document speaks of a pack's country, 0 to 1, and by which words."""

    value: float
    words: tuple[str, ...]
    against: tuple[Signal, ...]
    places_elsewhere: tuple[Signal, ...] = ()
    """Places of other countries, for a pack that has places of its own."""
    is_presumed: bool = False
    """Whether the pack is presumed: all countries speak against it, so that only one right behind a title counts."""

    def foreign(self, mention: Mention) -> tuple[float, str]:
        """How surely a mention belongs to another country, 0 to 1, and the word that says so.

        Surely where the word stands in the mention, less so where it stands right behind it.
        """
        behind = mention.end + (_RIGHT_BEHIND if self.is_presumed else _BEHIND)
        for signals, end, value in (
            (self.against, mention.end, 1.0),
            (self.places_elsewhere, mention.end, 1.0),
            (self.against, behind, _BESIDE),
        ):
            for signal in signals:
                if mention.start <= signal.start < end:
                    return value, signal.text
        for signal in self.against if self.is_presumed else ():
            if mention.start - _RIGHT_BEHIND <= signal.start + len(signal.text) <= mention.start:
                return 1.0, signal.text  # "Kenya's | Minister", "das kenianische | Ministerium"
        return 0.0, ""


NOTHING = Activity(0.0, (), ())
"""Of a pack of which a document says nothing at all."""


PRESUMED = Activity(0.7, ("the pack is presumed",), ())
"""Of a presumed pack where nothing speaks of any country."""


_OVERRULED = 2
"""Names of other countries up to which a presumed pack is heard in a text that never names its own."""


def _presumed(found: Activity, speaking: Sequence[Signal]) -> Activity:
    """The activity of a presumed pack: what speaks against it counts where nothing speaks of it at all."""
    if len(found.against) > _OVERRULED and not speaking:
        return replace(found, is_presumed=True)
    value = max(found.value, PRESUMED.value)
    return replace(found, value=value, words=found.words or PRESUMED.words, is_presumed=True)


def activities(
    document: DocumentTitles, said: DocumentWords, glossary: Glossary, config: Config
) -> dict[str, Activity]:
    """The activity of each pack in a document; `said` are the words of its titles."""
    by_pack: dict[tuple[str, bool], list[Signal]] = {}
    for signal in document.signals:
        if signal.kind in ("country", "side"):
            continue  # what a pack lists speaks for it; these say only whose a single title is
        by_pack.setdefault((signal.pack, signal.is_against), []).append(signal)
    places = tuple(signal for signal in document.signals if signal.kind == "place")
    telling = _telling_names(document.mentions, said, glossary)
    found = {}
    for pack in glossary.packs:
        speaking, against = by_pack.get((pack.id, False), ()), tuple(by_pack.get((pack.id, True), ()))
        if pack.id in config.forbid:
            found[pack.id] = Activity(0.0, (), against)
        elif pack.id in config.force:
            found[pack.id] = Activity(1.0, ("forced by the user",), ())
        elif speaking or against or places or telling.get(pack.id):
            elsewhere = _places_elsewhere(places, speaking) if pack.places else ()
            own = _activity(speaking, against, telling.get(pack.id, ()), elsewhere)
            found[pack.id] = _presumed(own, speaking) if pack.presumed else own
        else:
            found[pack.id] = PRESUMED if pack.presumed else NOTHING
    return found


def _activity(
    speaking: Sequence[Signal], against: tuple[Signal, ...], telling: Sequence[str], elsewhere: tuple[Signal, ...]
) -> Activity:
    """The activity of one pack.

    Each different word counts once: a name repeated ten times is no more proof than once. 1 - exp(-sum / 1.2) makes
    one strong signal 0.57 and three 0.92.
    """
    by_word: dict[str, float] = {}
    for signal in speaking:
        word = signal.text.casefold()
        by_word[word] = max(by_word.get(word, 0.0), signal.weight)
    for name in telling:
        by_word.setdefault(name, _TELLING_BESIDE_OTHERS if against else _TELLING)
    opposed = len({signal.text.casefold() for signal in against}) * 0.5
    total = max(0.0, sum(by_word.values()) - opposed)
    return Activity(1 - math.exp(-total / 1.2), tuple(sorted(by_word)), against, elsewhere)


def _places_elsewhere(places: tuple[Signal, ...], speaking: Sequence[Signal]) -> tuple[Signal, ...]:
    """The places that a document names which are another pack's and none of this one's (namesakes prove nothing)."""
    own = {signal.start for signal in speaking if signal.kind == "place"}
    return tuple(signal for signal in places if signal.start not in own) if own else places


def silent(value: float) -> float:
    """How silent a pack is at an activity: 1 where nothing speaks of it, 0 from one place name on."""
    return max(0.0, 1 - value / _HEARD)


def _telling_names(mentions: Sequence[Mention], said: DocumentWords, glossary: Glossary) -> dict[str, list[str]]:
    """Pack -> surfaces whose words belong together only in it (the emulation and commendation of vn), two at most."""
    found = {}
    for pack in glossary.packs:
        groups = [Counter(group) for group in pack.telling if said.meanings.issuperset(group)]
        if groups:
            names = (mention.surface.casefold() for mention in mentions if _says_one(mention, pack, groups))
            found[pack.id] = list(islice(names, 2))
    return found


def _says_one(mention: Mention, pack: Pack, groups: Sequence[Counter[str]]) -> bool:
    """Whether the words of a mention, and those that its names in a pack stand for, hold one of the groups."""
    meanings = [meaning for sense in mention.parsed.senses for meaning in sense.meanings]
    for name in mention.parsed.names:
        if name in pack.bodies:
            meanings += (pack.bodies[name].kind, *pack.bodies[name].senses)
    said = set(meanings)  # most titles say no group at all, which a set tells sooner
    return any(said.issuperset(group) and group <= Counter(meanings) for group in groups)
