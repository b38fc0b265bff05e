"""Sentences: where they end, where they do not, and that their offsets are exact."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from canonym.model import Document, Language, Paragraph, Segment
from canonym.texts.language import paragraphs
from canonym.texts.segments import LONGEST, split

CASES = YAML(typ="safe").load(Path(__file__).parent / "cases" / "texts" / "sentences.yaml")
SHARED = Path(__file__).parents[1].parent / "shared"


def sentences(text: str, code: str, *, furniture: bool = False) -> list[str]:
    document = Document("report.txt", text, "", "txt")
    whole = Paragraph(0, len(text), Language(code, "Latn", 1.0, "given"), furniture)
    return [segment.text for segment in split(document, [whole])]


def check(text: str, found: list[Segment]) -> None:
    """The promise of `split`: slices, in order, without overlap, that hold everything but blanks."""
    covered = 0
    for segment in found:
        assert segment.start >= covered
        assert not text[covered : segment.start].strip()
        assert segment.text == text[segment.start : segment.end]
        assert segment.text == segment.text.strip() != ""
        assert len(segment.text) <= LONGEST
        covered = segment.end
    assert not text[covered:].strip()


@pytest.mark.parametrize(("code", "expected"), [(code, case) for code, cases in CASES.items() for case in cases])
def test_sentences_end_where_they_should(code: str, expected: list[str]) -> None:
    joint = "" if code in {"zh", "ja"} else " "
    assert sentences(joint.join(expected), code) == expected


def test_a_wrapped_sentence_is_one_segment() -> None:
    text = "El presidente del Consejo\r\nProvincial habló. Después salió."
    assert sentences(text, "es") == ["El presidente del Consejo\r\nProvincial habló.", "Después salió."]


def test_page_furniture_is_not_split() -> None:
    assert sentences("Foto: A. Gil. B. Paz", "es", furniture=True) == ["Foto: A. Gil. B. Paz"]


def test_a_text_without_an_end_is_cut_at_spaces() -> None:
    text = "palabra " * 5000
    pieces = sentences(text, "es")
    assert all(len(piece) <= LONGEST for piece in pieces)
    assert {word for piece in pieces for word in piece.split()} == {"palabra"}


def test_a_long_list_is_cut_after_a_semicolon() -> None:
    item = "Tran Van Minh, presidente del Comité Popular; "
    assert all(piece.endswith("Popular;") for piece in sentences(item * 100, "es"))


def test_a_long_paragraph_has_the_sentences_of_its_parts() -> None:
    sentence = "El camarada visitó la Av. Sur No. 34 y habló con el Sr. Gil."
    assert sentences(" ".join([sentence] * 900), "es") == [sentence] * 900


@given(
    st.text()
    | st.text("aBñ.。;…!?\"'») \n\r\u2028\u0301中の12😀")
    | st.lists(st.sampled_from(["Dr. ", "a", "No. 3", "\n"]), max_size=40).map("".join),
    st.sampled_from(["es", "tr", "ja", "th", "und", "xx"]),
)
@settings(deadline=None, max_examples=300)
def test_offsets_are_exact_for_any_text(text: str, code: str) -> None:
    document = Document("report.txt", text, "", "txt")
    _, found = paragraphs(document)
    check(text, split(document, found))
    whole = [Paragraph(0, len(text), Language(code, "Latn", 1.0, "given"))]
    check(text, split(document, whole))
    assert split(document, whole) == split(document, whole)


@given(st.text("ab.;, \u0301", min_size=1, max_size=40), st.integers(300, 900))
@settings(deadline=None, max_examples=15)
def test_offsets_are_exact_for_long_text(unit: str, times: int) -> None:
    document = Document("report.txt", unit * times, "", "txt")
    check(document.text, split(document, paragraphs(document)[1]))


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared reports are not beside this checkout")
def test_the_seed_reports_split_into_whole_sentences() -> None:
    for path in sorted((SHARED / "seeds").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        document = Document(path.name, text, "", "txt")
        main, found = paragraphs(document)
        segments = split(document, found)
        check(text, segments)
        prose = [segment for segment in segments if not segment.furniture]
        assert all(segment.language == main.code for segment in prose)
        assert [segment.text for segment in prose if segment.text[0].islower()] == []
