"""Ranks that share one body: "the | Secretary | and the Deputy Secretaries of the Committee", "局長と | 副局長"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from itertools import pairwise

from canonym.glossary.language_data import LanguageData
from canonym.glossary.senses_and_ranks import Ranks
from canonym.titles.grammar import Grammar, Span
from canonym.titles.tokens import Token


def shared_bodies(
    spans: Sequence[Span], grammar: Grammar, language: LanguageData, ranks: Ranks, held: Set[Span], solo: Set[Span]
) -> Mapping[Span, Span]:
    """Bare ranks that nobody holds (`held`), each with the title whose body is also theirs.

    Titles of unnamed people (`solo`) share none: "commanders and leaders of the army".

    Where the body stands behind its rank, the last of several ranks carries it; where it stands before, the first one
    does, and the others must be of the same base ("chair and vice-chair").
    """
    found: dict[Span, Span] = {}
    titles = [span for span in spans if span.has_rank]
    ordered = titles[::-1] if language.order != "rank-last" else titles
    for carrier, bare in pairwise(ordered):
        if (
            bare in held
            or not solo.isdisjoint((bare, carrier))
            or bare.first != bare.rank_first
            or bare.last != bare.rank_last
        ):
            continue
        left, right = (bare, carrier) if bare.first < carrier.first else (carrier, bare)
        source = found.get(carrier, carrier if _has_body(carrier) else None)
        if source is None or not _coordinated(grammar.tokens, left, right, listed=carrier in found):
            continue
        if language.order == "rank-last" and not _same_base(grammar, ranks, bare, source):
            continue
        found[bare] = source
    return found


def _has_body(span: Span) -> bool:
    return span.last > span.rank_last or span.first < span.rank_first


def _coordinated(tokens: Sequence[Token], left: Span, right: Span, *, listed: bool) -> bool:
    """Whether only "and" stands between two ranks, or a comma where the list ends in "and" (`listed`)."""
    between = tokens[left.last : right.first]
    gaps = [token.gap for token in tokens[left.last : right.first + 1]]
    if any(token.breaks for token in tokens[left.last : right.first + 1]) or not all(token.glue for token in between):
        return False
    if "、" in gaps[0]:
        return True
    if any(token.comma for token in tokens[left.last : right.first + 1]):
        return listed
    return any(token.has("conjunction") for token in between)


def _same_base(grammar: Grammar, ranks: Ranks, bare: Span, carrier: Span) -> bool:
    bases = [{ranks.by_id[rank].base for rank in grammar.ranks_of(span)} for span in (bare, carrier)]
    return not bases[0].isdisjoint(bases[1])
