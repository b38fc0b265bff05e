"""What holds for every corpus: order and repetition change nothing, and a pack takes away only its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canonym.config import Config
from canonym.glossary import Glossary, load_glossary
from canonym.model import Document, DocumentTitles, Resolution
from canonym.resolution import resolve
from canonym.texts.language import paragraphs
from canonym.texts.segments import split
from canonym.titles import find_titles

SAMPLES = Path(__file__).parents[1] / "samples"
NAMES = tuple(sorted(path.name for path in SAMPLES.glob("*.txt")))
CONFIG = Config(embedding="none")


@cache
def glossary() -> Glossary:
    return load_glossary()


@cache
def titles(name: str) -> DocumentTitles:
    document = Document(name, (SAMPLES / name).read_bytes().decode("utf-8"), "", "txt")
    language, found = paragraphs(document)
    return find_titles(document, language.code, split(document, found), glossary())


def decide(names: Sequence[str], config: Config = CONFIG) -> list[Resolution]:
    return resolve([titles(name) for name in names], glossary(), config, None)


@cache
def everything() -> tuple[Resolution, ...]:
    return tuple(decide(NAMES))


orders = st.lists(st.sampled_from(NAMES), min_size=2, max_size=5, unique=True)


@settings(max_examples=10, deadline=None)
@given(orders, st.randoms(use_true_random=False))
def test_the_order_of_documents_does_not_matter(names: list[str], random: object) -> None:
    shuffled = list(names)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert decide(shuffled) == decide(names)


@settings(max_examples=5, deadline=None)
@given(orders)
def test_resolving_twice_changes_nothing(names: list[str]) -> None:
    assert decide(names) == decide(names)


def test_resolving_all_samples_again_changes_nothing() -> None:
    assert tuple(decide(NAMES[::-1])) == everything()


@cache
def forbidding(pack: str) -> dict[tuple[str, int, str], Resolution]:
    return {key(each): each for each in decide(NAMES, replace(CONFIG, forbid=(pack,)))}


PACKS = [pack.id for pack in load_glossary().packs]


def belongs(resolution: Resolution, pack: str) -> bool:
    """Whether a decision is one about an office or a term of a pack."""
    if resolution.mention.kind == "term":
        return resolution.mention.parsed.names[0].startswith(f"{pack}/")
    return resolution.body is not None and resolution.body.startswith(f"{pack}/")


def rivalled(pack: str) -> set[str]:
    """Documents in which a pack has more than a trace of a share in some mention, or a decision."""
    return {
        each.mention.doc
        for each in everything()
        if belongs(each, pack)
        or any(rival.body.startswith(f"{pack}/") and rival.probability > 0.02 for rival in each.candidates)
    }


@pytest.mark.parametrize("pack", PACKS)
def test_a_pack_that_is_removed_has_no_say(pack: str) -> None:
    assert [each for each in forbidding(pack).values() if belongs(each, pack) and each.action != "leave"] == []


@pytest.mark.parametrize("pack", PACKS)
def test_removing_a_pack_changes_nothing_where_it_was_no_rival(pack: str) -> None:
    for before in everything():
        if before.body is not None and before.mention.doc not in rivalled(pack):
            assert office(forbidding(pack)[key(before)]) == office(before), before.mention


def test_most_packs_are_no_rivals_in_most_samples() -> None:
    """Otherwise the test before this one would have nothing to look at."""
    assert sum(len(NAMES) - len(rivalled(pack)) for pack in PACKS) > len(NAMES) * len(PACKS) / 2


@pytest.mark.parametrize("pack", PACKS)
def test_removing_a_pack_keeps_what_was_accepted_for_another(pack: str) -> None:
    """A rival less: another pack's office that was sure enough to be rewritten stays what it was."""
    accepted = [each for each in everything() if each.action == "accept" and not belongs(each, pack)]
    assert accepted or pack == "vn"
    for before in accepted:
        assert office(forbidding(pack)[key(before)]) == office(before), before.mention


def office(resolution: Resolution) -> tuple[str | None, str | None, str | None]:
    return resolution.rank, resolution.body, resolution.level


def key(resolution: Resolution) -> tuple[str, int, str]:
    return resolution.mention.doc, resolution.mention.start, resolution.mention.kind
