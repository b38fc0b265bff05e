"""From the attention between tokens to links between words."""

from __future__ import annotations

from collections.abc import Sequence

from canonym.translation.engines.translator import WordLink

SPACE = "▁"
"""How SentencePiece writes the space before a word."""


def links(
    sentence: str, source: Sequence[str], text: str, target: Sequence[str], attention: Sequence[Sequence[float]]
) -> tuple[WordLink, ...]:
    """Return for each word of the translation the word of the sentence that it looks at most.

    `sentence` and `text` are the sentence and its translation, `source` and `target` their SentencePiece tokens,
    `attention` has a row for each target token and a column for each source token. Words that the tokenizer rewrote so
    that they do not stand in the text letter by letter have no link.
    """
    import numpy as np  # noqa: PLC0415 - heavy, and already there where a model runs

    if not attention or not attention[0]:
        return ()
    looks = np.asarray(attention, dtype=float)
    theirs, ours = _starts(source), _starts(target)
    places, own = _places(sentence, source, theirs), _places(text, target, ours)
    # An engine reads no further than its limit: there are no columns for what lies behind.
    theirs = [start for start in theirs if start < looks.shape[1]]
    found = [number for number, place in enumerate(places[: len(theirs)]) if place]
    if not found:
        return ()
    looks = np.add.reduceat(np.add.reduceat(looks, ours, axis=0), theirs, axis=1)
    # The first of equals: the same answer on every machine.
    best = looks[:, found].argmax(axis=1).tolist()
    chosen = (places[found[column]] for column in best)
    return tuple(
        WordLink(place[0], place[1], word[0], word[1])
        for place, word in zip(chosen, own, strict=True)
        if place and word
    )


def _starts(tokens: Sequence[str]) -> list[int]:
    """Return numbers of the tokens that begin a word."""
    return [number for number, token in enumerate(tokens) if token.startswith(SPACE) or number == 0]


def _places(text: str, tokens: Sequence[str], starts: Sequence[int]) -> list[tuple[int, int] | None]:
    """Return for each word that its tokens spell, where it stands in the text; None where it does not."""
    places: list[tuple[int, int] | None] = []
    position = 0
    for start, stop in zip(starts, [*starts[1:], len(tokens)], strict=True):
        spelt = "".join(tokens[start:stop]).replace(SPACE, "")
        place = text.find(spelt, position) if spelt else -1
        if place >= 0:
            position = place + len(spelt)
        places.append((place, position) if place >= 0 else None)
    return places
