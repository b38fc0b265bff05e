"""A name taken apart: rank, kind of body, senses, level, and the words that nobody knows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from canonym.glossary.countries_named import country_name, is_made_from, stem
from canonym.glossary.lexicon import Lexicon, bare
from canonym.glossary.lint import FREE_SENSES
from canonym.glossary.name_patterns import PLACE
from canonym.termbase.vocabulary import VOCABULARY, KnownWords
from canonym.titles.tokens import Token, tokenize

_TERRITORIES = frozenset({"region", "state", "zone", "county", "governorate", "oblast"})
"""Senses of words for territories: they name a body where nothing else does, and are often left out."""


@dataclass(frozen=True, slots=True)
class NameParts:
    """What a name says."""

    rank: str | None = None
    """Its rank, where it names an office."""
    kind: str | None = None
    kinds: tuple[str, ...] = ()
    """All kinds of body that the word for its kind can mean."""
    senses: tuple[str, ...] = ()
    level: str | None = None
    unknown: tuple[str, ...] = ()
    """Words that no file knows; words with a capital that stand together are one."""
    has_place: bool = False
    is_abbreviation: bool = False
    rank_words: tuple[str, ...] = ()
    """Ranks whose words stand in the name of a body ("Office of the Ombudsman")."""
    head: str | None = None
    """Where no word says a kind: the sense or unknown word that stands in its place."""


def parts_of_name(name: str, code: str, known: KnownWords, country: str | None) -> NameParts:
    """Take a name apart by the words that are known in its language."""
    lexicon = known.lexicon(code)
    text = " ".join(name.replace(PLACE, " ").split())
    if is_abbreviation(name):
        return NameParts(is_abbreviation=True)
    tokens = tokenize(text, 0, lexicon)
    rank_at = _rank_at(tokens, lexicon, known)
    rank = _rank(tokens, rank_at, known) if rank_at is not None else None
    body = [token for at, token in enumerate(tokens) if not _of_rank(tokens, at, rank_at)]
    head = _head(body, lexicon, known)
    kinds = tuple(value for value in _senses(head) if known.senses.is_kind(value))
    senses: list[str] = []
    unknown: list[str] = []
    ranked: list[str] = []
    run: list[Token] = []
    for token in [*body, None]:
        if token is not None and not token.known and not _is_country(token.text, code, country, lexicon):
            if run and not token.joined:
                unknown.append(_written(run))
                run = []
            run.append(token)
            continue
        if (run and (token is None or not token.glue or not token.joined)) or run:
            unknown.append(_written(run))
            run = []
        if token is None or token is head or token.glue or not token.known:
            continue
        if token.has("rank") and not token.has("sense", "level"):
            ranked.append(" ".join(token.values("rank")).split()[0])
            continue
        meaning = _meaning(token, known)
        if meaning and meaning not in senses:
            senses.append(meaning)
    fields = [sense for sense in senses if sense not in _TERRITORIES] or senses
    if unknown or fields != senses:
        fields = senses
    return NameParts(
        rank,
        next(iter(kinds), None),
        kinds,
        tuple(fields),
        _level(tokens, head),
        tuple(dict.fromkeys(unknown)),
        PLACE in name,
        rank_words=tuple(dict.fromkeys(ranked)),
        head=None if kinds or rank else _head_word(body, lexicon, known),
    )


def is_abbreviation(name: str) -> bool:
    """Whether a name is one word with at least two capitals ("NEBE", "HoPR")."""
    return re.fullmatch(r"[\w.&-]{2,12}", name) is not None and sum(map(str.isupper, name)) > 1


def _written(run: Sequence[Token]) -> str:
    return "".join((token.gap if at else "") + token.text for at, token in enumerate(run))


def _is_country(word: str, code: str, country: str | None, lexicon: Lexicon) -> bool:
    if country is None:
        return False
    form = bare(word, lexicon.language)
    names = (country_name(country, code) or "", country_name(country, "en") or "")
    return any(
        form == bare(name, lexicon.language)
        or ((beginning := stem(name)) is not None and is_made_from(form, beginning))
        for name in names
        if name
    )


def _rank_at(tokens: Sequence[Token], lexicon: Lexicon, known: KnownWords) -> int | None:
    """Where the word for the rank stands, if the name is that of an office."""
    content = [at for at, token in enumerate(tokens) if not token.glue]
    order = lexicon.language.order
    if not content:
        return None
    if order != "rank-last":
        first = 0
        while (
            first < len(content) - 1 and tokens[content[first]].has("modifier") and not _is_rank(tokens[content[first]])
        ):
            first += 1
        at = content[first]
        behind = tokens[at + 1] if at + 1 < len(tokens) else None
        opens = behind is None or behind.glue or (order == "rank-first" and not _is_kind(behind, known))
        if _is_rank(tokens[at]) and opens and not (behind is not None and behind.behind_clitic):
            return at
    at = content[-1]
    if order == "rank-first" or at == 0 or tokens[at - 1].glue or not _is_rank(tokens[at]):
        return None
    return None if _is_weak(tokens[at], known) else at


def _is_rank(token: Token) -> bool:
    return token.has("rank") and not any(tag.kind == "sense" and tag.pack == VOCABULARY for tag in token.tags)


def _is_weak(token: Token, known: KnownWords) -> bool:
    ranks = " ".join(token.values("rank")).split()
    return bool(ranks) and known.ranks.by_id[ranks[0]].weak


def _is_kind(token: Token, known: KnownWords) -> bool:
    return any(known.senses.is_kind(value) for value in token.values("sense"))


def _of_rank(tokens: Sequence[Token], at: int, rank_at: int | None) -> bool:
    """Whether a token belongs to the rank: its word, and the modifiers beside it."""
    if rank_at is None:
        return False
    if at == rank_at:
        return True
    between = tokens[min(at, rank_at) : max(at, rank_at) + 1]
    return all(token.has("modifier", "tenure", "rank") for token in between)


def _rank(tokens: Sequence[Token], at: int, known: KnownWords) -> str:
    own = [tag.value for tag in tokens[at].tags if tag.kind == "rank" and tag.pack is not None]
    values = (own or list(tokens[at].values("rank")))[0].split()
    modifiers = {
        value
        for number, token in enumerate(tokens)
        if number != at and _of_rank(tokens, number, at)
        for value in token.values("modifier")
    }
    rank = known.ranks.by_id[values[0]]
    return known.ranks.compose(rank.base, rank.modifiers | modifiers)


def _head(body: Sequence[Token], lexicon: Lexicon, known: KnownWords) -> Token | None:
    """The word for the kind of body: the first, or where the language puts it last, the last of the first phrase."""
    kinds = [token for token in body if _is_kind(token, known) and not (token.has("level") and len(body) > 1)]
    if not kinds:
        return None
    if lexicon.language.order == "rank-first":
        return kinds[0]
    if lexicon.language.order == "rank-last":
        return kinds[-1]
    first = next((at for at, token in enumerate(body) if token.has("connective") and at), len(body))
    before = [token for token in body[:first] if token in kinds]
    return before[-1] if before else kinds[0]


def _head_word(body: Sequence[Token], lexicon: Lexicon, known: KnownWords) -> str | None:
    """The sense, or the unknown word, at the place where the language puts the kind of body."""
    content = [token for token in body if not token.glue]
    if not content:
        return None
    order = lexicon.language.order
    first = next((at for at, token in enumerate(body) if token.has("connective") and at), len(body))
    if order == "rank-first":
        head = content[0]
    elif order == "rank-last":
        head = content[-1]
    else:
        head = next((token for token in reversed(body[:first]) if not token.glue), content[0])
    return _meaning(head, known) if head.known else head.text


def _senses(token: Token | None) -> list[str]:
    """What a word can mean, the shipped meanings first."""
    if token is None:
        return []
    tags = [tag for tag in token.tags if tag.kind == "sense"]
    return list(dict.fromkeys(tag.value for tag in sorted(tags, key=lambda tag: tag.pack is not None)))


def _meaning(token: Token, known: KnownWords) -> str | None:
    """The sense that a word beside the kind adds to a name, or None where it says nothing of its own."""
    shipped = [tag.value for tag in token.tags if tag.kind == "sense" and tag.pack is None]
    own = [tag.value for tag in token.tags if tag.kind == "sense" and tag.pack == VOCABULARY]
    plain = [value for value in (*shipped, *own) if value not in FREE_SENSES and not known.senses.is_kind(value)]
    if plain:
        return plain[0]
    kinds = [value for value in (*shipped, *own) if known.senses.is_kind(value)]
    return kinds[0] if kinds and not token.has("level", "modifier") else None


def _level(tokens: Sequence[Token], head: Token | None) -> str | None:
    levels = [value for token in tokens if token is not head for value in token.values("level")]
    lower = [level for level in levels if level != "central"]
    return next(iter(lower or levels), None)
