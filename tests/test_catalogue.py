"""Packs as something to look things up in: list, show, search, stats and diff."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from canonym.catalogue.name_lookup import NameLookup
from canonym.cli.plain_table import table_lines
from canonym.glossary import load_glossary
from canonym.resources import glossaries_folder

FAST = ("--no-translate", "--embedding", "none")

Canonym = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def lookup() -> NameLookup:
    return NameLookup(load_glossary(), "en")


@pytest.mark.parametrize(
    ("words", "concept"),
    [
        ("Volkskomitee", "vn/peoples-committee"),
        ("comite popular", "vn/peoples-committee"),
        ("Politbüro", "vn/politburo"),
        ("Peoples Comittee", "vn/peoples-committee"),
        ("人民委员会", "vn/peoples-committee"),
        ("emulation movement", "vn/emulation-movement"),
    ],
)
def test_a_concept_is_found_in_any_language_and_spelling(lookup: NameLookup, words: str, concept: str) -> None:
    assert concept in [each.concept for each in lookup.look_up(words)][:3]


def test_a_name_of_an_office_says_its_rank(lookup: NameLookup) -> None:
    found = lookup.look_up("Chairman of the People's Committee", limit=1)[0]
    assert (found.concept, found.rank) == ("vn/peoples-committee", "chair")
    assert found.name == "Chairman of the People's Committee"


def test_letters_of_an_abbreviation_inside_a_word_are_no_answer(lookup: NameLookup) -> None:
    assert all(len(each.matched) > 3 for each in lookup.look_up("Volkskomitee"))


def test_search_counts_what_a_run_has(canonym: Canonym, reports: Path, tmp_path: Path) -> None:
    canonym("run", reports, "--out", tmp_path / "out", *FAST)
    answer = canonym("glossary", "search", "people's committee", "--run", tmp_path / "out", "--json", "--pack", "vn")
    first = json.loads(answer.stdout.splitlines()[0])
    mentions = [json.loads(line) for line in (tmp_path / "out/mentions.jsonl").read_text("utf-8").splitlines()]
    own = [each for each in mentions if each["body"] == first["concept"] == "vn/peoples-committee"]
    assert first["run"]["mentions"] == len(own) > 0
    assert first["run"]["documents"] == len({each["doc"] for each in own})


def test_a_search_for_nothing_known_says_so(canonym: Canonym) -> None:
    outcome = canonym("glossary", "search", "qqqq zzzz")
    assert outcome.returncode == 2
    assert "no name is like" in outcome.stderr


def test_the_list_is_plain_text_of_80_columns_one_concept_a_line(canonym: Canonym) -> None:
    lines = canonym("glossary", "list", "--pack", "vn").stdout.splitlines()
    assert max(len(line) for line in lines) <= 80
    concepts = [line.split()[0] for line in lines if not line.startswith(" ")]
    assert concepts == sorted(concepts)
    assert set(load_glossary().pack("vn").bodies) < set(concepts)
    assert any(line.split(maxsplit=1) == ["vn/politburo", "Politburo"] for line in lines)


def test_a_table_cuts_no_word() -> None:
    rows = [("a", "one two three four five six seven"), ("bb", "x" * 30)]
    lines = list(table_lines(rows, width=24))
    assert lines == ["a   one two three four", "    five six seven", "bb  " + "x" * 30]


def test_show_finds_a_concept_without_its_pack_and_guesses(canonym: Canonym) -> None:
    assert "vn/politburo" in canonym("glossary", "show", "politburo", "--pack", "vn").stdout
    rows = canonym("glossary", "show", "vn/politburo", "--lang", "es", "--json").stdout.splitlines()
    assert {json.loads(row)["language"] for row in rows} == {"es"}
    assert "did you mean vn/politburo?" in canonym("glossary", "show", "vn/politbureau").stderr
    assert "in several packs" in canonym("glossary", "show", "national-assembly").stderr


def test_stats_count_and_draw(canonym: Canonym, tmp_path: Path) -> None:
    picture = tmp_path / "cu.svg"
    figures = json.loads(canonym("glossary", "stats", "--pack", "cu", "--svg", picture, "--json").stdout)
    pack = load_glossary().pack("cu")
    assert figures["bodies"] == len(pack.bodies)
    assert figures["kinds"]["ministry"] == sum(body.kind == "ministry" for body in pack.bodies.values())
    spanish = next(each for each in figures["languages"] if each["language"] == "es")
    assert spanish["preferred"] == sum("es" in body.names for body in pack.bodies.values())
    drawn = ElementTree.parse(picture).getroot()
    texts = [each.text for each in drawn.iter("{http://www.w3.org/2000/svg}text")]
    assert f"{pack.title} (cu): {len(pack.bodies)} bodies, 0 terms" in texts
    assert "es" in texts


def test_diff_names_what_was_changed_and_nothing_else(canonym: Canonym, tmp_path: Path) -> None:
    changed = tmp_path / "cu"
    shutil.copytree(glossaries_folder() / "cu", changed)
    assert canonym("glossary", "diff", "cu", changed).stdout == "no differences\n"
    file = changed / "pack.yaml"
    file.write_text(file.read_text("utf-8").replace("Granma", "Granma, Juventud Rebelde"), encoding="utf-8")
    (changed / "names.yaml").write_text(
        "- {pack: cu, concept: council-of-ministers, language: es, name: Gabinete Cubano, status: proposed}\n",
        encoding="utf-8",
    )
    lines = canonym("glossary", "diff", "cu", changed).stdout.splitlines()
    assert "+ council-of-ministers name es: “Gabinete Cubano” (proposed)" in lines
    assert lines[-1] == "2 differences"
    back = canonym("glossary", "diff", changed, "cu").stdout.splitlines()
    assert [line[0] for line in back[:-1]] == ["-", "-"]


def test_diff_of_a_pack_that_does_not_exist_names_those_that_do(canonym: Canonym) -> None:
    outcome = canonym("glossary", "diff", "cu", "xx")
    assert outcome.returncode == 2
    assert "no such pack" in outcome.stderr
    assert "vn" in outcome.stderr
