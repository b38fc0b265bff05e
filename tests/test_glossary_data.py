"""The shipped data: complete, without contradictions, and every name with where it comes from."""

from __future__ import annotations

from functools import cache
from itertools import takewhile
from pathlib import Path

import pytest

from canonym.glossary import Glossary, check_glossaries, load_glossary
from canonym.resources import glossaries_folder

TEN = ("tr", "es", "en", "pt", "fr", "de", "vi", "ru", "zh", "ja")
FILES = sorted(glossaries_folder().rglob("*.yaml"))


@cache
def glossary() -> Glossary:
    return load_glossary()


def header_of(path: Path) -> str:
    """The comment with which a file begins."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return "\n".join(takewhile(lambda line: line.startswith("#"), lines))


def test_the_lint_has_nothing_to_say() -> None:
    assert [str(problem) for problem in check_glossaries()] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(glossaries_folder())))
def test_a_data_file_begins_with_a_comment_and_has_no_tabs_or_odd_spaces(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(header_of(path)) > 20, "say what the file holds and what its fields mean"
    for number, line in enumerate(text.splitlines(), 1):
        assert line == line.rstrip(), f"line {number} ends in blanks"
        assert not any(char in line for char in "\t\u00a0\u200b\ufeff"), f"line {number} has an invisible character"


def test_the_pack_is_large_enough_and_covers_ten_languages() -> None:
    vn = glossary().pack("vn")
    assert len(vn.bodies) >= 60
    assert set(TEN) <= set(glossary().languages)
    for body in vn.bodies.values():
        wanted = {"vi", "en"} if body.provisional else set(TEN)
        assert wanted <= set(body.names), body.id


def test_every_name_of_a_body_has_a_source() -> None:
    without = [
        f"{body.id} ({language})"
        for body in glossary().bodies.values()
        for language, names in body.names.items()
        if not names.source.strip()
    ]
    assert without == []


def test_terms_have_a_wording_in_all_ten_languages() -> None:
    for term in glossary().terms:
        assert set(TEN) <= {language for language, name in term.names.items() if name.strip()}, term.id


def test_bodies_that_must_not_be_merged_say_so_on_both_sides_or_one_and_never_of_themselves() -> None:
    for body in glossary().bodies.values():
        assert body.id not in body.distinct_from
        assert set(body.distinct_from) <= set(glossary().bodies), body.id
    council = glossary().bodies["vn/emulation-commendation-council"]
    assert "vn/emulation-commendation-board" in council.distinct_from


def test_two_bodies_never_have_one_canonical_name_at_one_level() -> None:
    """Whoever reads the canonical text could not tell which one is meant."""
    for language in TEN:
        seen: dict[str, tuple[str, str]] = {}
        clashes = []
        for body in glossary().bodies.values():
            for level in body.levels:
                name = glossary().name(body.id, level, language)
                if name is None and body.provisional:
                    continue
                assert name, (body.id, language)
                other = seen.setdefault(name.casefold(), (body.id, level))
                if other[0] != body.id and other[1] == level:
                    clashes.append((name, other[0], body.id))
        assert clashes == [], language


def test_error_models_explain_themselves_and_give_shares() -> None:
    for pack in glossary().packs:
        ids = [error.id for error in pack.sense_errors]
        assert len(ids) == len(set(ids))
        for error in pack.sense_errors:
            assert error.cause.strip(), error.id
            assert error.verdict in {"variant", "mistranslated"}, error.id
            assert 0 < error.likelihood <= 1, error.id
            assert 0 < error.elsewhere <= 1, error.id
            assert error.intended, error.id
            assert error.read_as, error.id
            assert not error.intended & error.read_as, error.id


def test_ex_officio_links_name_ranks_that_the_other_body_has() -> None:
    for body in glossary().bodies.values():
        for rank, other_id, other_rank in body.ex_officio:
            other = glossary().bodies[other_id]
            assert rank in glossary().ranks.by_id, body.id
            has = {other.leader, other.member, *other.ranks, *other.roles}
            assert other_rank in has or glossary().ranks.by_id[other_rank].base == other.leader, (body.id, other_rank)


def test_places_have_a_level_and_share_a_form_only_with_the_place_that_bears_it() -> None:
    """Vũng Tàu is a city and the usual short form of the former province; anything else would be a slip."""
    for pack in glossary().packs:
        names = {place.name for place in pack.places}
        owner: dict[str, str] = {}
        for place in pack.places:
            assert place.level in {"provincial", "municipal", "district", "commune", "regional"}, place.name
            for form in dict.fromkeys(place.forms):
                other = owner.setdefault(form.casefold(), place.name)
                assert other == place.name or form in names, (form, other, place.name)


def test_a_kind_of_body_never_swallows_its_level() -> None:
    """“Provincial department” as one word would leave a title without its level."""
    swallowed = []
    for code in TEN:
        language = glossary().language(code)
        assert language is not None
        below = {
            word.casefold() for level in ("provincial", "municipal", "district") for word in language.levels[level]
        }
        for sense, forms in language.words.items():
            if not glossary().senses.is_kind(sense) or sense == "command":
                continue  # a military zone is that of no province
            for form in forms:
                words = form.casefold().split()
                if len(words) > 1 and below & set(words):
                    swallowed.append((code, form))
    assert swallowed == []
