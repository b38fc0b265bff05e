"""What an abbreviation in a bracket says of the title before it: "Comité Provincial del Partido (MTTQ)"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from canonym.glossary import Glossary
from canonym.model import NameUse, ParsedTitle, Sense
from canonym.titles.gaps import closes_bracket, opens_bracket
from canonym.titles.grammar import Span
from canonym.titles.tokens import Token

_LONGEST_ABBREVIATION = 6


def told_by_bracket(parsed: ParsedTitle, tokens: Sequence[Token], span: Span, glossary: Glossary) -> ParsedTitle:
    """The title as the abbreviation behind it has it, where that names another body than the words.

    The translator left the abbreviation as it was, so that it goes before the translated words.
    """
    abbreviation = _in_bracket(tokens, span.last)
    if abbreviation is None or not parsed.names:
        return parsed
    told = tuple(name for name in abbreviation.values("name") if name in glossary.bodies)
    if not told or any(_related(name, other, glossary) for name in told for other in parsed.names):
        return parsed
    kinds = tuple(dict.fromkeys(glossary.bodies[name].kind for name in parsed.names if name in glossary.bodies))
    own = [sense for sense in parsed.senses if sense.names]
    senses = [replace(sense, meanings=kinds, names=()) if sense in own[:1] else sense for sense in parsed.senses]
    senses = [sense for sense in senses if not sense.names]
    named = Sense((), abbreviation.start, abbreviation.end, abbreviation.text, tuple(NameUse(name) for name in told))
    return replace(parsed, senses=(*senses, named), names=told)


def _in_bracket(tokens: Sequence[Token], at: int) -> Token | None:
    """The abbreviation that stands alone in a bracket before which a title ends."""
    if at >= len(tokens) or not opens_bracket(tokens[at].gap) or not tokens[at].has("name"):
        return None
    text = tokens[at].text
    if not text.isupper() or len(text) > _LONGEST_ABBREVIATION:
        return None
    closed = at + 1 == len(tokens) or closes_bracket(tokens[at + 1].gap) or tokens[at + 1].breaks
    return tokens[at] if closed else None


def _related(name: str, other: str, glossary: Glossary) -> bool:
    """Whether two bodies are the same, one is part of the other, or their names share a word beside the kind."""
    if other not in glossary.bodies:
        return True
    one, two = glossary.bodies[name], glossary.bodies[other]
    if name == other or name in two.within or other in one.within or one.pack != two.pack:
        return True
    return not {one.kind, *one.senses}.isdisjoint({two.kind, *two.senses})
