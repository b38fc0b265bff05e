"""The parts of a title: rank, level, place, tenure and the senses of its body words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from canonym.glossary.lexicon import UNTRANSLATED, Tag
from canonym.glossary.senses_and_ranks import Ranks, Senses
from canonym.model import NameUse, ParsedTitle, Sense, Tenure
from canonym.titles.grammar import Span
from canonym.titles.tokens import Token

_LEVEL_ORDER = ("central", "regional", "provincial", "municipal", "district", "commune", "cluster")


def parse(
    tokens: Sequence[Token], span: Span, ranks: Ranks, senses: Senses, prefixes: dict[str, tuple[str, ...]]
) -> ParsedTitle:
    """The parts of the title or body that a span of tokens holds."""
    rank_tokens = tokens[span.rank_first : span.rank_last]
    inner = [token for token in rank_tokens if token.content and not token.has("rank", "office", "modifier", "tenure")]
    body_tokens = [*tokens[span.first : span.rank_first], *inner, *tokens[span.rank_last : span.last]]
    head = _head(body_tokens, before_rank=span.first < span.rank_first or not span.has_rank)
    level_tokens = [token for token in tokens[span.first : span.last] if token is not head]
    offices = [tag for token in rank_tokens for tag in token.tags if tag.kind == "office"]
    named = [tag for token in body_tokens for tag in token.tags if tag.kind == "name"]
    modifiers = {
        value for token in rank_tokens for value in token.values("modifier") if not token.has("rank", "office")
    }
    found = _ranks(rank_tokens, frozenset(modifiers), ranks)
    return ParsedTitle(
        ranks=found or tuple(dict.fromkeys(tag.value for tag in offices)),
        level=_level(level_tokens, tuple(tag.level for tag in (*offices, *named) if tag.level)),
        place=next((tag.place for tag in (*offices, *named) if tag.place), None) or _place(body_tokens),
        tenure=_tenure(tokens[span.first : span.last], prefixes),
        senses=(*_office(rank_tokens), *_senses(body_tokens, head, senses)),
        names=tuple(dict.fromkeys(tag.body for tag in (*offices, *named) if tag.body)),
    )


def _ranks(tokens: Sequence[Token], modifiers: frozenset[str], ranks: Ranks) -> tuple[str, ...]:
    result: list[str] = []
    for token in tokens:
        for value in (*token.values("rank"), *token.values("office")):
            for rank_id in value.split():
                rank = ranks.by_id[rank_id]
                result.append(ranks.compose(rank.base, rank.modifiers | modifiers))
    return tuple(dict.fromkeys(result))


def _level(tokens: Sequence[Token], named: tuple[str | None, ...]) -> str | None:
    """The level that the phrase says: a level word, else the level of a fixed name, else that of a place.

    With several level words "central" counts least: "the Central Committee's office of the province" is the province's.
    """
    words = [value for token in tokens for value in _levels(token)]
    if words:
        lower = [level for level in words if level != "central"]
        return lower[0] if lower else words[0]
    places = [tag.level for token in tokens for tag in token.tags if tag.kind == "place" and tag.level]
    own = next((level for level in named if level), None)
    # "the Vietnam Fatherland Front Committee of Ho Chi Minh City": the place says more than the central name.
    return places[0] if places and own in (None, "central") else own


def _levels(token: Token) -> tuple[str, ...]:
    """What level a word says; a pack's own use of it goes before the language's."""
    own = tuple(tag.value for tag in token.tags if tag.kind == "level" and tag.pack)
    return own or token.values("level")


def _place(tokens: Sequence[Token]) -> str | None:
    run: list[Token] = []
    for token in tokens:
        if token.has("place") or (not token.known and token.capital):
            if run and not token.joined:
                break
            run.append(token)
        elif run:
            break
    if not run:
        return None
    if not any(token.has("place") for token in run) and not _beside_level(tokens, run):
        return None
    return _surface(run)


def _beside_level(tokens: Sequence[Token], run: Sequence[Token]) -> bool:
    first, last = tokens.index(run[0]), tokens.index(run[-1])
    around = [*tokens[max(0, first - 2) : first], *tokens[last + 1 : last + 2]]
    return any(token.has("level") for token in around)


def _surface(run: Sequence[Token]) -> str:
    return "".join((token.gap if at else "") + token.text for at, token in enumerate(run))


def _tenure(tokens: Sequence[Token], prefixes: dict[str, tuple[str, ...]]) -> Tenure:
    for token in tokens:
        for value in token.values("tenure"):
            if value in get_args(Tenure):
                return value  # type: ignore[return-value]
        for value, forms in prefixes.items():
            if value in get_args(Tenure) and token.text.lower() in {form.lower().rstrip("-") for form in forms}:
                return value  # type: ignore[return-value]
    return "current"


def _head(tokens: Sequence[Token], *, before_rank: bool) -> Token | None:
    """The word that is both a level and a kind of body and stands as the kind (省: province, but also ministry)."""
    if len(tokens) < 2 or not before_rank:
        return None
    last = tokens[-1]
    behind = tokens[-2].has("sense", "name") and not tokens[-2].has("level")
    return last if last.has("level") and last.has("sense") and behind else None


def _senses(tokens: Sequence[Token], head: Token | None, senses: Senses) -> list[Sense]:
    result = []
    for token in tokens:
        meanings = [tag.value for tag in token.tags if tag.kind == "sense"]
        if token.has("level") and token is not head:
            meanings = [meaning for meaning in meanings if not senses.is_kind(meaning)]
        if token.has("modifier") and not token.has("sense"):
            meanings += list(token.values("modifier"))
        names = _names(token, "name")
        if token.has("country") and not (meanings or names):
            meanings = ["country"]
        if (
            token.glue
            or token.ordinal
            or (not (meanings or names) and (token.has("level", "place") or _only_joins(token)))
        ):
            continue
        result.append(Sense(tuple(dict.fromkeys(meanings)), token.start, token.end, token.text, names))
    return result


def _office(tokens: Sequence[Token]) -> list[Sense]:
    """A fixed name of an office says its body too: "Premier ministre", "Tỉnh ủy viên"."""
    return [
        Sense((), token.start, token.end, token.text, _names(token, "office"))
        for token in tokens
        if token.has("office")
    ]


def _names(token: Token, kind: Literal["name", "office"]) -> tuple[NameUse, ...]:
    """The fixed names of bodies, or of offices, that a word is."""
    named = (tag for tag in token.tags if tag.kind == kind and tag.body)
    return tuple(dict.fromkeys(NameUse(tag.body or "", kind == "office", _status(tag)) for tag in named))


def _status(tag: Tag) -> str:
    return tag.status if tag.status in ("deprecated", "superseded", "error", UNTRANSLATED) else ""


def _only_joins(token: Token) -> bool:
    return token.known and not token.has("sense", "name", "country", "modifier")
