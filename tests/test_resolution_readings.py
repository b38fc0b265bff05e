"""What is remembered of the words of earlier titles changes nothing about how a title is read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from canonym.features.declared import FUZZY
from canonym.model import Mention, Sense
from canonym.resolution.candidates.candidates import Candidates
from canonym.resolution.candidates.reading import Reading
from canonym.titles.finder import read_sentence, whole_phrase
from deciding import glossary, load_cases

RANKS = [(rank,) for rank in glossary().ranks.by_id]
LEVELS = [None, "central", "regional", "provincial", "district"]
SPELLINGS = ["", "x", "Amanuensis"]


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


@cache
def mentions() -> tuple[Mention, ...]:
    """The titles of the cases of all languages, a few of each."""
    found: list[Mention] = []
    for path in sorted((Path(__file__).parent / "cases" / "titles").glob("*.yaml")):
        lexicon = glossary().lexicon(path.stem)
        assert lexicon is not None
        texts = list(_texts(load_cases(f"../titles/{path.name}")))[:40]
        read = [mention for text in texts for mention in read_sentence(text, 0, "case", lexicon, glossary()).mentions]
        found += [mention for mention in read if mention.kind != "term" and mention.parsed.senses][:12]
    found += [standing_committee()]
    return tuple(found)


def standing_committee() -> Mention:
    """A title in which a modifier of the rank stands in the body."""
    lexicon = glossary().lexicon("en")
    assert lexicon is not None
    text = "Deputy Secretary of the Standing Committee of the Provincial Party Committee"
    return read_sentence(text, 0, "case", lexicon, glossary()).mentions[0]


@cache
def used_before() -> Candidates:
    return Candidates(glossary(), None)


@st.composite
def renderings(draw: st.DrawFn) -> Mention:
    """The body words of one title with any rank and level, perhaps spelt in another way or with an unknown word."""
    mention = draw(st.sampled_from(mentions()))
    parsed, ending = mention.parsed, draw(st.sampled_from(SPELLINGS))
    senses = tuple(replace(sense, text=sense.text + ending) for sense in parsed.senses)
    if draw(st.booleans()):
        senses = (*senses, Sense((), 0, 0, draw(st.sampled_from(["Bancorak", "Emulaton", "Comite"]))))
    ranks, level = draw(st.sampled_from([parsed.ranks, *RANKS])), draw(st.sampled_from([parsed.level, *LEVELS]))
    return replace(mention, parsed=replace(parsed, ranks=ranks, level=level, senses=senses))


def content(reading: Reading) -> tuple[object, ...]:
    return (
        reading.body.id, reading.rank, reading.features, [error.id for error in reading.errors], reading.blame,
        reading.variant, reading.worth(used_before().weights),
    )  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(renderings())
def test_a_candidate_is_what_reading_its_words_alone_gives(mention: Mention) -> None:
    found = used_before().of(mention)
    for reading in found.readings:
        if FUZZY not in reading.features:
            assert content(reading) == content(used_before().read(mention.parsed, found.items, reading.body.id))


@settings(max_examples=25, deadline=None)
@given(renderings())
def test_titles_read_before_do_not_change_the_candidates(mention: Mention) -> None:
    fresh = Candidates(glossary(), None).of(mention)
    assert [content(reading) for reading in used_before().of(mention).readings] == [*map(content, fresh.readings)]


@settings(max_examples=50, deadline=None)
@given(renderings())
def test_no_body_of_the_same_pack_that_its_words_say_fits_better_than_the_candidates(mention: Mention) -> None:
    found = used_before().of(mention)
    weights = used_before().weights
    said = {meaning for item in found.items for meaning in item.meanings}
    for pack in glossary().packs:
        own = [reading for reading in found.readings if reading.body.pack == pack.id]
        if len(own) < 6:
            continue
        worst = min(reading.worth(weights) for reading in own)
        others = [each.id for each in pack.bodies.values() if said & set(each.senses) and not each.provisional]
        for body in set(others) - {reading.body.id for reading in own}:
            assert used_before().read(mention.parsed, found.items, body).worth(weights) <= worst + 1e-9


def test_how_near_a_misspelt_name_is_does_not_depend_on_the_order_of_its_words() -> None:
    lexicon, likeness = glossary().lexicon("es"), []
    for text in ("el Cmité Popular", "el Popular Cmité"):
        assert lexicon is not None
        mention = whole_phrase(text, "case", lexicon, glossary())
        assert mention is not None
        [found] = [r for r in used_before().of(mention).readings if r.body.id == "vn/peoples-committee"]
        likeness.append(found.features[FUZZY])
    assert likeness[0] == likeness[1] > 0.5
