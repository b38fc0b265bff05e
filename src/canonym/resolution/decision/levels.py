"""The rule of levels: what a title's words, the bodies and places named in it, and what is around it say, in an order.

level_choice.py weighs it with everything else that speaks for a level.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from canonym.glossary import Glossary
from canonym.glossary.packs import Body, Pack, Place
from canonym.letters import strip_marks
from canonym.model import Mention
from canonym.resolution.candidates.mention_case import usual_level

_USUAL = ("provincial", "municipal", "central")


def ruled_level(mention: Mention, said: str | None, body: Body, around: str | None, glossary: Glossary) -> str | None:
    """The level of a body that a mention names.

    `said` is the level that its words, or other versions, say; `around` that of its list or document.

    In order: a level word; a body in the phrase that exists centrally only ("... of the Central Committee"); the
    country in a phrase without a place ("Vietnam Fatherland Front"), unless its list is a local one; the surroundings.
    """
    if not body.levels:
        return None
    said = _of_province(said, mention, body, glossary)
    if said in body.levels:
        return said
    if len(body.levels) == 1:
        return body.levels[0]
    if "central" in body.levels and (
        _within_central(mention, said, body, glossary) or (said is None and names_country(mention))
    ):
        return "central"
    if around in body.levels:
        return around
    return next((level for level in _USUAL if level in body.levels), body.levels[0])


def _of_province(level: str | None, mention: Mention, body: Body, glossary: Glossary) -> str | None:
    """The level, where a city that is no province of its own counts as a district."""
    place = mention.parsed.place
    pack = glossary.pack(body.pack)
    if level != "municipal" or not place or not pack.city_of_province or pack.city_of_province not in body.levels:
        return level
    return level if _has_city(pack, place) else pack.city_of_province


def _has_city(pack: Pack, place: str) -> bool:
    """Whether a place's name holds that of a city which stands beside the provinces."""
    named = _folded(place)
    return any(city in named for city in _cities(pack.places))


@lru_cache(maxsize=64)
def _cities(places: tuple[Place, ...]) -> frozenset[str]:
    cities = (place for place in places if place.level == "municipal")
    return frozenset(_folded(form) for place in cities for form in (place.name, *place.forms))


def _folded(name: str) -> str:
    return strip_marks(name.casefold()).replace("-", " ").replace(".", " ")


def _within_central(mention: Mention, said: str | None, body: Body, glossary: Glossary) -> bool:
    """Whether the full name of another body in the phrase is that of one which exists centrally only."""
    if said not in (None, "central"):
        return False
    others = (glossary.bodies[name] for name in mention.parsed.names if name != body.id and name in glossary.bodies)
    return any(other.levels == ("central",) and other.id in body.within for other in others)


def names_country(mention: Mention) -> bool:
    """Whether the phrase names the country and no part of it: "Vietnam Fatherland Front" is the central one."""
    parsed = mention.parsed
    return parsed.place is None and any("country" in sense.meanings for sense in parsed.senses)


def surrounding_levels(mentions: Sequence[Mention], default: str | None) -> list[str | None]:
    """For each mention of one document, the level that its list or its document speaks of.

    The nearest title of the same list that says a level counts first, then the most frequent level below "central".
    """
    usual = usual_level(mentions) or default
    said: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for mention in mentions:
        level = mention.parsed.level
        if mention.list_id >= 0 and level and level not in ("central", "cluster"):
            said[mention.list_id].append((mention.slot, level))
    return [
        min((abs(slot - each.slot), level) for slot, level in said[each.list_id])[1] if each.list_id in said else usual
        for each in mentions
    ]
