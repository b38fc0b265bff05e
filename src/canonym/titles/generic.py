"""Phrases that are built like titles and name no office: "heads of departments", "the provincial delegation"."""

from __future__ import annotations

from canonym.glossary.language_data import LanguageData
from canonym.glossary.senses_and_ranks import Ranks, Senses
from canonym.titles.grammar import Grammar, Span
from canonym.titles.tokens import Token

_OF_ANYTHING = frozenset({"head", "director", "leader", "representative"})
"""Bases of ranks that whoever leads something has."""
_VISITORS = frozenset({"delegation", "group", "work", "united", "affairs", "labour"})
"""Senses of which the words for a visiting party are made: "working group", "joint delegation"."""
_SHORTEST_ALONE = 3
"""Letters from which a Korean word is an office by itself: 시장 is a mayor, and a market more often."""


def is_generic(span: Span, grammar: Grammar, language: LanguageData, ranks: Ranks, senses: Senses) -> bool:
    """Whether a phrase that nobody is said to hold names no office and no body of its own."""
    tokens = [token for token in grammar.tokens[span.first : span.last] if not token.glue]
    if not span.has_rank:
        return _is_visiting(tokens)
    if language.script == "Kore" and len(tokens) == 1 and len(tokens[0].text) < _SHORTEST_ALONE:
        return not (tokens[0].has("office") or any(ranks.by_id[rank].single for rank in grammar.ranks_of(span)))
    if not any(ranks.by_id[rank].base in _OF_ANYTHING for rank in grammar.ranks_of(span)[:1]):
        return False
    rank = grammar.tokens[span.rank_first : span.rank_last]
    body = [token for token in tokens if token not in rank]
    if any(token.has("office") for token in rank):
        return False
    return bool(body) and all(_is_any(token, language, senses) for token in body)


def _is_any(token: Token, language: LanguageData, senses: Senses) -> bool:
    """Whether a word says a kind of authority, or a level, and no name."""
    if token.has("name", "place", "country") or (language.has_capitals and token.capital):
        return False
    if token.has("level"):
        return "central" not in token.values("level")
    kinds = [sense for sense in token.values("sense") if senses.is_kind(sense)]
    return any(senses.families[kind] in ("administrative", "teaching") and kind != "office" for kind in kinds)


def _is_visiting(tokens: list[Token]) -> bool:
    """Whether a body is nothing but a party of visitors, perhaps that of a place."""
    words = [token for token in tokens if token.has("sense", "name")]
    if not any({"delegation", "group"} & set(token.values("sense")) for token in words):
        return False
    return all(not token.has("name") and not _VISITORS.isdisjoint(token.values("sense")) for token in words)
