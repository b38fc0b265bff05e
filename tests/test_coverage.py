"""Bodies that no official list confirms, names by language, abbreviations, and what the lint finds in the inventory."""

from __future__ import annotations

from pathlib import Path

import pytest

from canonym.errors import GlossaryError
from canonym.glossary import check_glossaries, load_glossary
from canonym.glossary.language_data import load_language
from canonym.glossary.lint import told_by_stem, unused_senses
from canonym.glossary.senses_and_ranks import load_senses
from canonym.resources import glossaries_folder
from deciding import decide, glossary, kinds, phrase, the
from test_glossary import GUILD, load, write_pack

# bodies that no official list confirms


def test_a_provisional_body_is_named_and_never_rewritten_alone() -> None:
    text = "Hanoi, Vietnam. Nguyen Van Binh, Director of the Provincial Library, spoke in Vinh Phuc, Vietnam."
    found = the(decide(text, "en"), "Provincial Library")
    assert (found.body, found.rank, found.action) == ("vn/provincial-library", "director", "review")
    assert "provisional" in kinds(found)
    detail = next(item.detail for item in found.evidence if item.kind == "provisional")
    assert "no official list confirms the name of vn/provincial-library" in detail


def test_a_provisional_body_needs_its_whole_name() -> None:
    found = phrase("en", "Chairman of the Provincial Defence Council", "Vietnam; Lang Son")
    assert found.body != "vn/national-defence-and-security-council"
    whole = phrase("en", "Chairman of the National Defence and Security Council", "Vietnam; Lang Son")
    assert (whole.body, whole.action) == ("vn/national-defence-and-security-council", "review")


@pytest.mark.parametrize(
    ("text", "body"),
    [
        ("Director of the Provincial Department of Health", "vn/department-of-health"),
        ("Chairman of the Provincial People's Council", "vn/peoples-council"),
        ("Head of the Provincial Steering Committee", "vn/steering-committee"),
        ("Chairman of the Provincial Fatherland Front Committee", "vn/fatherland-front-committee"),
    ],
)
def test_a_provisional_body_takes_no_title_from_an_established_one(text: str, body: str) -> None:
    assert phrase("en", text, "Vietnam; Lang Son").body == body


def test_a_pack_can_mark_its_bodies_as_provisional(tmp_path: Path) -> None:
    write_pack(tmp_path, GUILD.replace("  guild:\n", "  guild:\n    provisional: true\n"))
    assert load(tmp_path).bodies["xx/guild"].provisional
    assert not glossary().bodies["vn/peoples-committee"].provisional


# names by language


def names_of(folder: Path, text: str) -> None:
    (folder / "xx" / "bodies" / "names").mkdir()
    (folder / "xx" / "bodies" / "names" / "it.yaml").write_text(text, encoding="utf-8")


def test_names_may_stand_in_one_file_for_each_language(tmp_path: Path) -> None:
    write_pack(tmp_path)
    names_of(tmp_path, "names:\n  guild: {preferred: Gilda della Pace, admitted: [Lega della Pace], source: usage}\n")
    loaded = load(tmp_path)
    assert [name.text for name in loaded.bodies["xx/guild"].names["it"].fixed] == ["Lega della Pace"]
    assert loaded.name("xx/guild", "provincial", "it") is None  # it says no level, so that it is found and not written
    assert check_glossaries([tmp_path]) == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("names:\n  gild: {preferred: Gilda}\n", "which the pack has not got"),
        ("names:\n  guild: {admitted: [Gilda]}\n", "no preferred name in language 'it'"),
    ],
)
def test_a_broken_file_of_names_is_told(tmp_path: Path, text: str, complaint: str) -> None:
    write_pack(tmp_path)
    names_of(tmp_path, text)
    with pytest.raises(GlossaryError, match=complaint):
        load(tmp_path)


# abbreviations


@pytest.mark.parametrize(
    ("lang", "written", "otherwise", "body"),
    [
        ("en", "NA", "na", "vn/national-assembly"),
        ("ru", "НС", "нс", "vn/national-assembly"),
        ("fr", "FPV", "fpv", "vn/fatherland-front"),
        ("es", "UMV", "umv", "vn/womens-union"),
        ("id", "MN", "mn", "vn/national-assembly"),
    ],
)
def test_an_abbreviation_counts_with_its_capitals_only(lang: str, written: str, otherwise: str, body: str) -> None:
    lexicon = glossary().lexicon(lang)
    assert lexicon is not None
    assert body in {tag.value for tag in lexicon.longest_match([written], 0).tags}
    assert body not in {tag.value for tag in lexicon.longest_match([otherwise], 0).tags}


# the inventory


def test_the_lint_finds_senses_that_no_pack_uses() -> None:
    path = glossaries_folder() / "senses.yaml"
    problems = [str(problem) for problem in unused_senses(load_senses(path), [], path)]
    assert any("no pack uses the sense 'emulation'" in problem for problem in problems)
    assert not any("'voters'" in problem or "'ethnic-affairs'" in problem for problem in problems)
    assert unused_senses(load_senses(path), load_glossary().packs, path) == []


@pytest.mark.parametrize(
    ("lang", "word"), [("es", "responsabilidad"), ("ru", "председательством"), ("de", "leitete"), ("pt", "premiou")]
)
def test_an_everyday_word_with_the_stem_of_a_rank_is_none(lang: str, word: str) -> None:
    lexicon = glossary().lexicon(lang)
    assert lexicon is not None
    assert "rank" not in {tag.kind for tag in lexicon.longest_match([word], 0).tags}


def test_running_text_shows_words_that_are_told_by_their_stem_alone() -> None:
    language = load_language(glossaries_folder() / "languages" / "es.yaml")
    assert told_by_stem("Los jefes asumen la responsabilidad.", language) == []
    assert told_by_stem("Hablan con responsables y miembras.", language) == ["miembras"]
