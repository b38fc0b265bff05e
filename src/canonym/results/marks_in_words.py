"""What the marks of a decision (glossaries/acceptance.yaml) say, for people."""

from __future__ import annotations

from collections.abc import Mapping

from canonym.features.declared import FEATURES

_EDGES: Mapping[str, str] = {
    "end": "the sentence {ends}",
    "break": "a full stop, colon, bracket or quotation mark stands right {side} it",
    "comma": "a comma stands right {side} it",
    "dash": "a dash stands right {side} it",
    "person": "a name stands right {side} it",
    "conjunction": "an “and” stands right {side} it",
    "connective": "a word that ties phrases together (of) stands right {side} it",
    "article": "an article stands right {side} it",
    "rank": "a rank stands right {side} it",
    "modifier": "a modifier of ranks (vice, former) stands right {side} it",
    "body": "a word that bodies are named with stands right {side} it",
    "level": "a word for a level stands right {side} it",
    "place": "a place stands right {side} it",
    "term": "a known word of another kind stands right {side} it",
    "capital": "an unknown word with a capital letter stands right {side} it",
    "word": "an unknown word stands right {side} it",
    "glued": "an unknown part of the same word stands right {side} it",
}
_ENDS: Mapping[str, str] = {"before": "begins with it", "behind": "ends with it"}
_KINDS: Mapping[str, str] = {"role": "title", "body": "name of a body"}
_SINGLE: Mapping[str, str] = {
    "always": "what every decision starts from",
    "country_near": "a word nearby speaks of its country",
    "document_learned": "how probable the learned reader finds the other bodies of the document",
    "document_other_packs": "how many of the document's titles are of other countries",
    "document_share": "the share of the other titles' candidates in the document",
    "document_unknown": "how many of the document's titles have unknown words",
    "errors": "error models explain its words",
    "holder_again": "the same person holds this office elsewhere in the document",
    "holder_contested": "the document gives the same office to somebody else as well",
    "holder_otherwise": "the same person has another rank in this body elsewhere in the document",
    "learned": "how probable the learned reader finds the body",
    "learned_agrees": "whether body, rank and level are those that the learned reader finds the likeliest",
    "learned_level": "how probable the learned reader finds the level",
    "learned_log": "how probable the learned reader finds the body, near 0 above all",
    "learned_none": "how probable the learned reader finds no body of any pack",
    "learned_none_log": "how probable the learned reader finds no body of any pack, near 0 above all",
    "learned_rank": "how probable the learned reader finds the rank",
    "learned_rank_first": "the learned reader finds this rank the likeliest",
    "learned_second": "how probable the learned reader finds its second body",
    "length": "how long it is",
    "level_around": "it says no level, and takes that of its list or document",
    "level_central": "it says no level, and is taken for a central body",
    "level_odds": "how probable its level is among those of the body, near 0 and 1 above all",
    "level_only": "the body exists at one level only",
    "level_ruled": "its level is the one that the rule of levels gives",
    "level_said": "it says its level",
    "level_share": "how probable its level is among those of the body",
    "listed": "it stands in a list of titles",
    "margin": "how far its score is above that of the next candidate",
    "others": "all that weighs less than these, together",
    "other_country_near": "a word nearby speaks of another country",
    "other_country_only": "words nearby speak of another country, and none of its own",
    "person": "it has the name of a person",
    "person_others": "the family name is none of its country",
    "person_ours": "the family name is one of its country",
    "place": "it names a place",
    "role": "it is a title",
    "score": "its score",
    "second_learned": "how probable the learned reader finds the next candidate",
    "second_pack": "the next candidate is of another country",
    "share": "its share among the candidates",
    "share_odds": "its share among the candidates, near 0 and 1 above all",
    "short": "it is short",
    "unlearned": "the learned reader has not read it",
    "very_short": "it is very short",
    "words": "how many words of it were read",
}


def mark_in_words(mark: str) -> str:
    """What a mark says; the mark itself where it is unknown, as in a run of another version."""
    if mark in _SINGLE:
        return _SINGLE[mark]
    kind, _, name = mark.partition("_")
    if kind in ("has", "doubt") and name in FEATURES:
        return FEATURES[name].meaning
    edge, _, of = name.rpartition("_")
    if kind in _ENDS and edge in _EDGES and of in _KINDS:
        return f"{_EDGES[edge].format(side=kind, ends=_ENDS[kind])} ({_KINDS[of]})"
    return mark
