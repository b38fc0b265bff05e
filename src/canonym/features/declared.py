"""All features, each declared once: the table of which a decision is made.

What is declared here has a weight in glossaries/weights.yaml (but for notes) and a row in docs/evidence.md;
`python docs/generate_features.py` writes both and keeps the weights. The order is that of both tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from canonym.features.feature import Feature, Group, Stage

JUDGEMENT = Feature(
    "judgement",
    Stage.JUDGEMENT,
    "a person decided that this is the office, or (value -1) that none is; "
    "it goes before all else, whatever its weight",
)
BIAS = Feature("bias", Stage.DOCUMENT, "an office must be argued for")
NAME = Feature("name", Stage.OWN_WORDS, "the whole body phrase is a name of the concept")
OFFICE_NAME = Feature("office_name", Stage.OWN_WORDS, "the whole phrase is a fixed name of the office (Prime Minister)")
COMPLETE = Feature("complete", Stage.OWN_WORDS, "all words of the concept and its kind are there, and nothing else")
SENSE = Feature(
    "sense",
    Stage.OWN_WORDS,
    "words of the concept that are there",
    value="their number, the second and further count half",
)
MISSING = Feature(
    "missing", Stage.OWN_WORDS, "words of the concept that are not there, though others are", value="their number"
)
ABSENT = Feature("absent", Stage.OWN_WORDS, "no word of the concept is there")
IMPLIED = Feature(
    "implied",
    Stage.OWN_WORDS,
    "the rank says a word of the concept by itself (a secretary is one of the Party)",
    group="errors",
    models="implied",
)
MISREADING = Feature(
    "misreading",
    Stage.OWN_WORDS,
    "an error model explains a word",
    value="log10 of how much likelier the error is than a true name with this word",
    group="errors",
    models="sense_errors",
)
KIND = Feature("kind", Stage.OWN_WORDS, "the kind of body fits (council, committee ...)")
KIND_NEAR = Feature("kind_near", Stage.OWN_WORDS, "another kind of the same family")
KIND_MISREAD = Feature(
    "kind_misread",
    Stage.OWN_WORDS,
    "another kind, by a known error (department: ministry)",
    value="3 where the error is rare",
    group="errors",
    models="kind_errors",
)
KIND_NONE = Feature("kind_none", Stage.OWN_WORDS, "the phrase says no kind")
KIND_WRONG = Feature("kind_wrong", Stage.OWN_WORDS, "a kind of another family")
EXTRA = Feature("extra", Stage.OWN_WORDS, "words of other senses in the phrase", value="their number")
UNKNOWN = Feature("unknown", Stage.OWN_WORDS, "words that no data file knows", value="their number")
OUTER = Feature("outer", Stage.OWN_WORDS, "the phrase names the body to which the concept belongs")
OUTER_UNSAID = Feature(
    "outer_unsaid",
    Stage.OWN_WORDS,
    "the full name of the concept names the body to which it belongs, and the phrase does not",
)
WANDERING = Feature(
    "wandering",
    Stage.OWN_WORDS,
    "a modifier of the rank was read as a body of its own (standing)",
    group="errors",
    models="wanderings",
)
LEVEL = Feature("level", Stage.OWN_WORDS, "the body exists at the level that the phrase says")
LEVEL_AROUND = Feature(
    "level_around",
    Stage.DOCUMENT,
    "the phrase says no level, and the body exists at the level of which the document mostly speaks",
    group="context",
)
LEVEL_WRONG = Feature("level_wrong", Stage.OWN_WORDS, "the body does not exist at that level")
RANK = Feature("rank", Stage.OWN_WORDS, "the body has this rank")
RANK_WEAK = Feature("rank_weak", Stage.OWN_WORDS, "a rank that every body has (leader, representative)")
RANK_HABIT = Feature("rank_habit", Stage.OWN_WORDS, "a rank that differs by habit only (president: chair)")
RANK_MISREAD = Feature(
    "rank_misread",
    Stage.OWN_WORDS,
    "a rank that the body does not have, by a known error (vice-chair: deputy secretary)",
    group="errors",
    models="rank_errors",
)
RANK_MAPPED = Feature(
    "rank_mapped",
    Stage.OWN_WORDS,
    "a rank that the body does not have; its own of the same degree is meant",
    value="1.5 where a body of the same words has this rank",
)
RANK_WRONG = Feature("rank_wrong", Stage.OWN_WORDS, "a rank that cannot be one of this body")
ACTIVE = Feature("active", Stage.DOCUMENT, "the document speaks of the pack's country", value="0 to 1")
SILENT = Feature("silent", Stage.DOCUMENT, "nothing in the document speaks of the pack's country", value="0 to 1")
FOREIGN = Feature(
    "foreign",
    Stage.DOCUMENT,
    "the phrase names another country or a place of it, or its list or side does",
    value="1, or 0.75 where its neighbourhood does",
)
SLOT = Feature(
    "slot",
    Stage.OTHER_MENTIONS,
    "the same person, or the same list, holds this office in this slot elsewhere",
    value="0 to 1",
    group="slots",
)
WITNESS = Feature(
    "witness",
    Stage.VERSIONS,
    "other versions of the report say this body in this place by their own words",
    value="how sure, the second counts half, the third a third",
    group="witnesses",
    is_borrowed=True,
)
SAME_WORDS = Feature(
    "same_words",
    Stage.OTHER_MENTIONS,
    "the same words stand for this body elsewhere in the document",
    value="0 to 1",
    group="context",
    is_borrowed=True,
)
SAME_MISREADING = Feature(
    "same_misreading",
    Stage.OTHER_MENTIONS,
    "the same error is established elsewhere in the document",
    group="context",
    is_borrowed=True,
)
EX_OFFICIO = Feature("ex_officio", Stage.OTHER_MENTIONS, "who holds the neighbouring office holds this one")
CONTEXT = Feature(
    "context",
    Stage.DOCUMENT,
    "terms of the document are those of the body's field",
    value="share of the body's context senses",
)
TWIN = Feature(
    "twin",
    Stage.OTHER_MENTIONS,
    "a body of the same words and another kind is named elsewhere in the document (department, ministry)",
    group="context",
)
NAMED_HERE = Feature(
    "named_here", Stage.OTHER_MENTIONS, "another mention in the document surely names this body", group="context"
)
LIST_LEVEL = Feature("list_level", Stage.OTHER_MENTIONS, "a central office in a list of local ones", group="context")
LOCAL_ONLY = Feature(
    "local_only",
    Stage.DOCUMENT,
    "a ministry, where the document keeps to one province and never says department",
    value="0 to 1",
    group="context",
)
TAKEN = Feature(
    "taken", Stage.OTHER_MENTIONS, "the document gives this lead, which one person holds at a time, to somebody else"
)
HELD_ALREADY = Feature("held_already", Stage.OTHER_MENTIONS, "another title of the same list is this office")
ANAPHORA = Feature(
    "anaphora", Stage.OWN_WORDS, "a short form of a body named before (the council)", value="0 to 1", group="context"
)
OMISSION = Feature(
    "omission",
    Stage.OWN_WORDS,
    "the body is left out, as is usual for this rank (Hanoi chairman)",
    group="errors",
    models="omissions",
)
FUZZY = Feature(
    "fuzzy",
    Stage.OWN_WORDS,
    "the phrase is spelt almost like a name",
    value="0 to 1 above the cut-off",
    group="embedding",
)
EMBEDDING = Feature(
    "embedding",
    Stage.OWN_WORDS,
    "unknown words mean nearly what the concept's words mean",
    value="0 to 1",
    group="embedding",
)
PHRASE_READER = Feature(
    "phrase_reader",
    Stage.LEARNED,
    "the learned reader of phrases takes the words for this body",
    value="logarithm of how much likelier than no body of any pack",
    group="embedding",
)
PROPOSED = Feature(
    "proposed", Stage.OWN_WORDS, "only the learned reader of phrases suggests the body", group="embedding"
)
UNREAD = Feature(
    "unread",
    Stage.DOUBT,
    "a doubt: words of the phrase that say something of an office were not read as part of it",
    group="doubts",
)
LAYER_LOST = Feature(
    "layer_lost",
    Stage.DOUBT,
    "a doubt: the rank is that of an office of the body, which may have been left out",
    group="doubts",
)
SISTER_RANK = Feature(
    "sister_rank", Stage.DOUBT, "a doubt: the rank is that of a body of the same words, not of this one", group="doubts"
)
SISTER_NAMED = Feature(
    "sister_named",
    Stage.DOUBT,
    "a doubt: the words are garbled, and a body that they might stand for as well is named in the document",
    group="doubts",
)
SISTER_FITS = Feature(
    "sister_fits", Stage.DOUBT, "a doubt: the words are a whole name of another body of the same words", group="doubts"
)
STARTS_BEFORE = Feature(
    "starts_before", Stage.DOUBT, "a doubt: the phrase seems to begin before what was read of it", group="doubts"
)
GOES_ON = Feature(
    "goes_on", Stage.DOUBT, "a doubt: the phrase seems to go on behind what was read of it", group="doubts"
)
READ_AS_ANOTHER = Feature(
    "read_as_another", Stage.DOUBT, "a doubt: the learned reader takes the words for another body", group="doubts"
)
READ_AS_NONE = Feature(
    "read_as_none", Stage.DOUBT, "a doubt: the learned reader takes the words for no body of any pack", group="doubts"
)
ELSEWHERE = Feature(
    "elsewhere",
    Stage.DOUBT,
    "a doubt: the nearest word that says a country binds the title to another one",
    group="doubts",
)
UNBOUND = Feature(
    "unbound",
    Stage.DOUBT,
    "a doubt: nothing around the title binds it to the country; its name alone, once in a document, does not",
    group="doubts",
)
NO_CANDIDATE = Feature("no_candidate", Stage.NOTE, "no body of any pack has these words, or the words cannot be read")
SINGLE_WORD = Feature("single_word", Stage.NOTE, "a term of one word is left as its sentence has it")
PROVISIONAL = Feature("provisional", Stage.NOTE, "an office whose name no official list confirms")
NOT_REWRITTEN = Feature("not_rewritten", Stage.NOTE, "an office of a pack that is recognised only")

FEATURES: Mapping[str, Feature] = {each.name: each for each in tuple(globals().values()) if isinstance(each, Feature)}
"""Name -> feature, in the order of the declarations."""
WEIGHED: tuple[Feature, ...] = tuple(each for each in FEATURES.values() if each.stage is not Stage.NOTE)
"""Those that have a weight."""
GROUPS: Mapping[Group, tuple[Feature, ...]] = {
    group: tuple(each for each in WEIGHED if each.group == group) for group in get_args(Group)
}
"""Group -> its features."""
DOUBTS: tuple[Feature, ...] = tuple(each for each in WEIGHED if each.stage is Stage.DOUBT)


def feature_named(name: str) -> Feature:
    """The feature of a name; raises KeyError for an unknown one."""
    return FEATURES[name]
