"""Foreign names in Japanese: parts in katakana with middle dots between, which are one word for everything after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from canonym.glossary.lexicon import Tag

DOT = "・"
_CHARACTERS = frozenset(chr(code) for code in range(0x30A1, 0x3100) if chr(code) != DOT)

Found = tuple[int, int, tuple[Tag, ...], bool]
"""Where a token begins and ends, what it can mean, and whether it is known just as it is written."""


def is_katakana(text: str) -> bool:
    """Whether a text is in katakana only, middle dots apart."""
    return bool(text) and all(char in _CHARACTERS or char == DOT for char in text)


def with_dotted_names(text: str, tokens: Sequence[Found]) -> Iterator[Found]:
    """The tokens, those of a dotted name as one: "ファム", "・", "ヴァン", "・", "ハイ".

    A part that is also a place may stand in a name, one of the words of titles may not; a row of places is none.
    """
    at = 0
    while at < len(tokens):
        last = at + 1
        while (
            last + 1 < len(tokens)
            and text[tokens[last][0] : tokens[last][1]] == DOT
            and tokens[last - 1][1] == tokens[last][0]
            and tokens[last][1] == tokens[last + 1][0]
            and _is_part(text, tokens[last + 1])
        ):
            last += 2
        parts = tokens[at:last:2]
        if last > at + 1 and _is_part(text, tokens[at]) and any(not part[2] for part in parts):
            yield (tokens[at][0], tokens[last - 1][1], (), False)
            at = last
        else:
            yield tokens[at]
            at += 1


def _is_part(text: str, token: Found) -> bool:
    return is_katakana(text[token[0] : token[1]]) and all(tag.kind in ("place", "country") for tag in token[2])
