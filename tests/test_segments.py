"""Sentences: where they end, where they do not, and that their offsets are exact."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canonym.model import Document, Language, Paragraph, Segment
from canonym.texts.language import paragraphs
from canonym.texts.segments import LONGEST, split

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


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("es", ["La Directiva No. 34 del 7 de abril sigue vigente.", "El Sr. Gil y la Sra. Paz la leyeron."]),
        ("es", ["Llegó el art. 5 del decreto núm. 12; además, el 3.", "Subió un 7,0% en 1.200 casas."]),
        ("tr", ["Prof. Dr. Ayşe Kaya konuştu.", "Lale Sok. No. 34 kapalı.", "15. madde kabul edildi."]),
        ("en", ["Dr. Hall of the U.S. office came at 5 p.m. on Monday.", "See No. 34, e.g. the map."]),
        ("pt", ["O Sr. Lima falou na Av. Central n.º 34.", "O art. 5 vale."]),
        ("fr", ["M. Petit est venu avec Mme Roux.", "L'art. 5 ne change rien."]),
        ("de", ["Am 3. Mai kam Dr. Weiß, z. B. aus Bonn.", "Haus Nr. 34 ist zu."]),
        ("de", ["Der 18. Rat eröffnete seine 25. Sitzung.", "2022 wuchs alles um 9 %.", "15 Ziele wurden erreicht."]),
        ("vi", ["UBND TP. Hồ Chí Minh họp sáng nay.", "PGS. TS. Lê Bình và ThS. Vũ Hoa phát biểu."]),
        ("ru", ["В г. Туле живёт А. С. Орлов.", "Дом стоит на ул. Садовой, д. 5.", "Там тихо."]),
        ("zh", ["主席今天发表讲话。", "会议随后结束！", "第3.5号文件；附件两份。"]),
        ("ja", ["委員長は昨日話した。", "2022年は増えた。", "会議は終わった！"]),
    ],
)
def test_sentences_of_each_language(code: str, expected: list[str]) -> None:
    joint = "" if code in {"zh", "ja"} else " "
    assert sentences(joint.join(expected), code) == expected


def test_a_semicolon_does_not_end_a_sentence() -> None:
    text = "Asistieron: Gil, presidente del consejo; Paz, jefa de la oficina; Sol, vocal."
    assert sentences(text, "es") == [text]


def test_the_number_of_a_list_item_stays_with_it() -> None:
    assert (
        sentences("1. El consejo aprobó el plan. 2. El plan empieza hoy.", "es")[0] == "1. El consejo aprobó el plan."
    )


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
