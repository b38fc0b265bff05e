"""Domain terms: runs of words whose senses are those of a term of some pack ("movimiento de emulación")."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from canonym.glossary import Glossary
from canonym.glossary.packs import Pack, SenseError, Term
from canonym.titles.tokens import Token

_LONGEST = 8


@dataclass(frozen=True, slots=True)
class TermSpan:
    """A term found: token numbers, the term, and the errors under which it was read (empty where it says it plainly)."""

    first: int
    last: int
    term: Term
    errors: tuple[SenseError, ...]


def find_terms(tokens: Sequence[Token], taken: Sequence[bool], glossary: Glossary) -> Iterator[TermSpan]:
    """The terms among tokens that no title has taken, longest first from the left."""
    meanings = [_meanings(token, glossary) for token in tokens]
    at = 0
    while at < len(tokens):
        best = None
        if not taken[at] and meanings[at]:
            for last in range(min(len(tokens), at + _LONGEST), at, -1):
                if not _is_run(tokens, meanings, taken, at, last):
                    continue
                best = _best(meanings, at, last, glossary.packs)
                if best:
                    break
        if best:
            yield best
            at = best.last
        else:
            at += 1


def _is_run(
    tokens: Sequence[Token], meanings: Sequence[frozenset[str]], taken: Sequence[bool], first: int, last: int
) -> bool:
    if any(taken[first:last]) or not meanings[last - 1]:
        return False
    return all(
        (tokens[at].joined or tokens[at].comma) and (tokens[at].glue or meanings[at]) for at in range(first + 1, last)
    )


def _meanings(token: Token, glossary: Glossary) -> frozenset[str]:
    named = [glossary.bodies[name] for name in token.values("name")]
    return frozenset((*token.values("sense"), *(sense for body in named for sense in (body.kind, *body.senses))))


def _best(
    meanings: Sequence[frozenset[str]], first: int, last: int, packs: Sequence[Pack]
) -> TermSpan | None:
    words = [item for item in meanings[first:last] if item]
    found: list[tuple[tuple[int, int, str], TermSpan]] = []
    for pack in packs:
        for term in pack.terms:
            if len(term.senses) == 1 and len(words) == 1 and not term.alone:
                continue
            errors = _reading(words, term, pack)
            if errors is not None:
                order = (len(errors), -len(term.senses), term.id)
                found.append((order, TermSpan(first, last, term, errors)))
    return min(found, key=lambda item: item[0])[1] if found else None


def _reading(words: Sequence[frozenset[str]], term: Term, pack: Pack) -> tuple[SenseError, ...] | None:
    """The errors under which the words say a term; empty where they say it plainly, None where they do not."""
    missing = [sense for sense in term.senses if not any(sense in meanings for meanings in words)]
    used = set(term.senses) | term.also
    errors: list[SenseError] = []
    if missing:
        exact = len(term.senses) - len(missing)
        for error in pack.sense_errors:
            if error.kinds and "term" not in error.kinds:
                continue
            covered = [sense for sense in missing if sense in error.intended]
            if covered and any(meanings & error.read_as for meanings in words):
                errors.append(error)
                used |= error.read_as | error.also
                missing = [sense for sense in missing if sense not in error.intended]
        if missing or (errors and not exact):
            return None
    return tuple(errors) if all(meanings & used for meanings in words) else None
