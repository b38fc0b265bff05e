"""Domain terms: runs of words whose senses are those of a term of some pack ("movimiento de emulación")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from canonym.glossary import Glossary
from canonym.glossary.packs import Pack, SenseError, Term
from canonym.titles.tokens import Token

_LONGEST = 8
_RAREST = 0.03
"""Likelihood below which an error is not looked for in common words: it would find itself everywhere."""
_TELLING = 10
"""How many times likelier than a true name an error must be to stand for a term all by itself."""


_NO_MEANING: frozenset[str] = frozenset()

TermReading = tuple[Term, tuple[SenseError, ...]]

_READINGS: WeakKeyDictionary[Glossary, dict[tuple[tuple[frozenset[str], ...], bool], TermReading | None]] = (
    WeakKeyDictionary()
)
"""What rows of meanings, with or without a comma among them, are read as, for each glossary in use."""


@dataclass(frozen=True, slots=True)
class TermSpan:
    """A term found: token numbers, the term, and the errors under which it was read (none where it is said plainly)."""

    first: int
    last: int
    term: Term
    errors: tuple[SenseError, ...]


def find_terms(tokens: Sequence[Token], taken: Sequence[bool], glossary: Glossary) -> Iterator[TermSpan]:
    """The terms among tokens that no title has taken, longest first from the left."""
    meanings = [term_meanings(token, glossary) for token in tokens]
    at = 0
    while at < len(tokens):
        best = None
        if not taken[at] and meanings[at]:
            for last in range(min(len(tokens), at + _LONGEST), at, -1):
                if not _is_run(tokens, meanings, taken, at, last):
                    continue
                comma = any(token.comma for token in tokens[at + 1 : last])
                best = _best(tuple(meanings[at:last]), comma, glossary)
                if best and _is_doing(tokens[at:last], meanings[at], best[0], glossary):
                    best = None
                if best:
                    break
        if best:
            yield TermSpan(at, last, *best)
            at = last
        else:
            at += 1


def _is_doing(tokens: Sequence[Token], first: frozenset[str], term: Term, glossary: Glossary) -> bool:
    """Whether words put the parts of a term of equals together otherwise than side by side: "praises emulation".

    The parts of "emulation and commendation" are terms themselves. Said in this order they need nothing between;
    the other way round, without "and" or a comma, the first is what somebody does to the second.
    """
    if len(term.senses) < 2 or term.senses[0] in first:
        return False
    alone = {each.senses[0] for pack in glossary.packs for each in pack.terms if each.alone and len(each.senses) == 1}
    if not alone.issuperset(term.senses):
        return False
    return not any(token.has("conjunction") or token.comma or set(token.gap) & set("-–/・·&") for token in tokens[1:])


def _is_run(
    tokens: Sequence[Token], meanings: Sequence[frozenset[str]], taken: Sequence[bool], first: int, last: int
) -> bool:
    if any(taken[first:last]) or not meanings[last - 1]:
        return False
    return all(
        (tokens[at].joined or tokens[at].comma) and (tokens[at].glue or meanings[at]) for at in range(first + 1, last)
    )


def term_meanings(token: Token, glossary: Glossary) -> frozenset[str]:
    """What a word or name can mean in a term; a fixed name of a body means its kind and senses."""
    if not token.has("sense", "name"):
        return _NO_MEANING
    named = [glossary.bodies[name] for name in token.values("name")]
    return frozenset((*token.values("sense"), *(sense for body in named for sense in (body.kind, *body.senses))))


def _best(meanings: tuple[frozenset[str], ...], comma: bool, glossary: Glossary) -> TermReading | None:
    """The term that words say, and the errors under which they say it; the same words are read once."""
    words = tuple(item for item in meanings if item)
    known = _READINGS.setdefault(glossary, {})
    key = (words, comma)
    if key not in known:
        known[key] = _read(words, comma, glossary)
    return known[key]


def _read(words: tuple[frozenset[str], ...], comma: bool, glossary: Glossary) -> TermReading | None:
    found: list[tuple[tuple[int, int, str], TermReading]] = []
    for pack in glossary.packs:
        for term in pack.terms:
            if len(term.senses) == 1 and not (term.alone and len(words) == 1):
                continue
            errors = read_term(words, term, pack)
            if errors is not None and not (errors and comma):
                found.append(((len(errors), -len(term.senses), term.id), (term, errors)))
    return min(found, key=lambda item: item[0])[1] if found else None


def read_term(words: Sequence[frozenset[str]], term: Term, pack: Pack) -> tuple[SenseError, ...] | None:
    """The errors under which words say a term; empty where they say it plainly, None where they do not.

    Without any word that says part of the term plainly, only errors count whose words hardly ever stand in anything
    else (imitation, reward): "economic work" alone is no emulation.
    """
    missing = [sense for sense in term.senses if not any(sense in meanings for meanings in words)]
    used = set(term.senses) | term.also
    errors: list[SenseError] = []
    exact = len(term.senses) - len(missing)
    for error in pack.sense_errors:
        if not missing:
            break
        if error.likelihood < _RAREST or (error.kinds and "term" not in error.kinds):
            continue
        if not error.intended & set(missing) or not any(meanings & error.read_as for meanings in words):
            continue
        if not exact and error.likelihood < _TELLING * error.elsewhere:
            continue
        errors.append(error)
        used |= error.read_as | error.also
        missing = [sense for sense in missing if sense not in error.intended]
    if missing or not all(meanings & used for meanings in words):
        return None
    return tuple(errors)
