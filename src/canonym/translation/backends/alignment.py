"""From the attention between tokens to links between words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from canonym.translation.protocol import Link

SPACE = "▁"
"""How SentencePiece writes the space before a word."""


class _Word(NamedTuple):
    tokens: range
    start: int
    end: int


def links(
    sentence: str, source: Sequence[str], text: str, target: Sequence[str], attention: Sequence[Sequence[float]]
) -> tuple[Link, ...]:
    """For each word of the translation the word of the sentence that it looks at most.

    `sentence` and `text` are the sentence and its translation, `source` and `target` their SentencePiece tokens,
    `attention` has a row for each target token and a column for each source token. Words that the tokenizer rewrote so
    that they do not stand in the text letter by letter have no link.
    """
    theirs = _words(sentence, source)
    found = []
    for word in _words(text, target):
        rows = attention[word.tokens.start : word.tokens.stop]
        if rows and theirs:
            looks = rows[0] if len(rows) == 1 else [sum(column) for column in zip(*rows, strict=True)]
            weights = [sum(looks[other.tokens.start : other.tokens.stop]) for other in theirs]
            # The first of equals: the same answer on every machine.
            best = theirs[weights.index(max(weights))]
            found.append(Link(best.start, best.end, word.start, word.end))
    return tuple(found)


def _words(text: str, tokens: Sequence[str]) -> list[_Word]:
    """The words of a text that its tokens spell, with offsets."""
    starts = [index for index, token in enumerate(tokens) if token.startswith(SPACE) or index == 0]
    words = []
    position = 0
    for start, stop in zip(starts, [*starts[1:], len(tokens)], strict=True):
        spelt = "".join(tokens[start:stop]).replace(SPACE, "")
        place = text.find(spelt, position) if spelt else -1
        if place >= 0:
            position = place + len(spelt)
            words.append(_Word(range(start, stop), place, position))
    return words
