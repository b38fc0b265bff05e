"""What stands right beside a title or body: whether its phrase was read whole, or is a piece of a larger one."""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Literal, get_args

from canonym.titles.tokens import Token

Edge = Literal[
    "end", "break", "comma", "dash", "person", "conjunction", "connective", "article", "rank", "modifier", "body",
    "level", "place", "term", "capital", "word", "glued",
]  # fmt: skip
"""What a phrase meets at its edge, in plain words:

end         the sentence ends
break       a full stop, colon, bracket or quotation mark
comma, dash
person      the name of who holds the office
conjunction, connective, article    "and", "of", "the"
rank, modifier                      a rank word, "vice", "former"
body, level, place                  a word that bodies are named with, "provincial", a place
term        any other word that data files know
capital     an unknown word with a capital letter
word        an unknown word without one
glued       an unknown part of the same word
"""
EDGES: tuple[Edge, ...] = get_args(Edge)

_BY_KIND: tuple[tuple[tuple[str, ...], Edge], ...] = (
    (("rank", "office"), "rank"),
    (("modifier", "tenure"), "modifier"),
    (("name", "sense"), "body"),
    (("level",), "level"),
    (("place", "country"), "place"),
    (("conjunction",), "conjunction"),
    (("connective",), "connective"),
    (("article",), "article"),
)


def edges(tokens: Sequence[Token], first: int, last: int, people: Set[int]) -> tuple[Edge, Edge]:
    """What stands before and behind the tokens from `first` to before `last`; `people` are the tokens of names."""
    before = _edge(tokens, first - 1, tokens[first], people) if first > 0 else "end"
    behind = _edge(tokens, last, tokens[last], people) if last < len(tokens) else "end"
    return before, behind


def _edge(tokens: Sequence[Token], at: int, right: Token, people: Set[int]) -> Edge:
    """What a token is for the phrase beside it; `right` is the token behind the gap between the two."""
    if right.breaks:
        return "break"
    if right.dashed:
        return "dash"
    if right.comma:
        return "comma"
    if at in people:
        return "person"
    token = tokens[at]
    if not token.known:
        return "glued" if right.gap == "" else ("capital" if token.capital else "word")
    return next((edge for kinds, edge in _BY_KIND if token.has(*kinds)), "term")
