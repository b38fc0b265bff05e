"""Which packs a document speaks of. A pack is silent without evidence: that keeps a Cuban committee Cuban."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from canonym.config import Config
from canonym.glossary import Glossary
from canonym.model import DocumentTitles, Mention, Signal

_HEARD = 0.4
"""Activity from which a pack is heard: one place name, 1 - exp(-0.7 / 1.2), is 0.44."""
_BEHIND = 20
"""Code points behind a mention within which another country's name counts against it."""
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

    def foreign(self, mention: Mention) -> tuple[float, str]:
        """How surely a mention belongs to another country, 0 to 1, and the word that says so.

        Surely where the word stands in the mention, less so where it stands right behind it.
        """
        behind = mention.end + _BEHIND
        for signals, end, value in (
            (self.against, mention.end, 1.0),
            (self.places_elsewhere, mention.end, 1.0),
            (self.against, behind, _BESIDE),
        ):
            for signal in signals:
                if mention.start <= signal.start < end:
                    return value, signal.text
        return 0.0, ""


def activity(document: DocumentTitles, pack_id: str, glossary: Glossary, config: Config) -> Activity:
    """The activity of a pack in a document.

    Each different word counts once: a name repeated ten times is no more proof than once. 1 - exp(-sum / 1.2) makes
    one strong signal 0.57 and three 0.92.
    """
    against = tuple(signal for signal in document.signals if signal.pack == f"-{pack_id}")
    elsewhere = _places_elsewhere(document, pack_id, glossary)
    if pack_id in config.forbid:
        return Activity(0.0, (), against)
    if pack_id in config.force:
        return Activity(1.0, ("forced by the user",), ())
    by_word: dict[str, float] = {}
    for signal in document.signals:
        if signal.pack == pack_id:
            word = signal.text.casefold()
            by_word[word] = max(by_word.get(word, 0.0), signal.weight)
    telling = _telling_names(document.mentions, pack_id, glossary)
    for name in telling:
        by_word.setdefault(name, 1.5)
    opposed = len({signal.text.casefold() for signal in against}) * 0.5
    total = max(0.0, sum(by_word.values()) - opposed)
    return Activity(1 - math.exp(-total / 1.2), tuple(sorted(by_word)), against, elsewhere)


def _places_elsewhere(document: DocumentTitles, pack_id: str, glossary: Glossary) -> tuple[Signal, ...]:
    """The places that a document names which are another pack's and none of this one's (namesakes prove nothing)."""
    if not glossary.pack(pack_id).places:
        return ()
    places = [signal for signal in document.signals if signal.kind == "place"]
    own = {signal.start for signal in places if signal.pack == pack_id}
    return tuple(signal for signal in places if signal.start not in own)


def silent(value: float) -> float:
    """How silent a pack is at an activity: 1 where nothing speaks of it, 0 from one place name on."""
    return max(0.0, 1 - value / _HEARD)


def _telling_names(mentions: Sequence[Mention], pack_id: str, glossary: Glossary) -> list[str]:
    """Surfaces whose words belong together only in this pack (the emulation and commendation of vn)."""
    telling = glossary.pack(pack_id).telling
    if not telling:
        return []
    found = []
    for mention in mentions:
        meanings = {meaning for sense in mention.parsed.senses for meaning in sense.meanings}
        for name in mention.parsed.names:
            body = glossary.bodies.get(name)
            if body is not None and body.pack == pack_id:
                meanings |= set(body.senses)
        if any(group <= meanings for group in telling):
            found.append(mention.surface.casefold())
    return found[:2]
