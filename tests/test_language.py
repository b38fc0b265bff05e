"""Which language a text and its paragraphs are in, and what is page furniture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from canonym.errors import GlossaryError
from canonym.model import Document, Paragraph
from canonym.texts.furniture import furniture_language, read_furniture
from canonym.texts.identification import language_chances
from canonym.texts.language import identify, paragraphs

LINES = YAML(typ="safe").load(Path(__file__).parent / "cases" / "texts" / "lines.yaml")
DATA = YAML(typ="safe").load((Path(__file__).parent / "data" / "language-paragraphs.yaml").read_text(encoding="utf-8"))


def document(text: str) -> Document:
    return Document("report.txt", text, "", "txt")


def texts(text: str, found: list[Paragraph]) -> list[str]:
    return [text[paragraph.start : paragraph.end] for paragraph in found]


@pytest.mark.parametrize("code", DATA)
def test_a_short_paragraph_alone_is_told_right(code: str) -> None:
    assert [identify(text).code for text in DATA[code]] == [code] * len(DATA[code])


@pytest.mark.parametrize("code", DATA)
def test_a_report_is_told_right_and_surely(code: str) -> None:
    language = identify("\n".join(DATA[code]))
    assert language.code == code
    assert language.confidence > 0.6


def foreign() -> Iterator[tuple[str, str, str]]:
    codes = sorted(DATA)
    for index, code in enumerate(codes):
        for step in (1, 7):
            yield code, codes[(index + step) % len(codes)], DATA[codes[(index + step) % len(codes)]][2]


@pytest.mark.parametrize(("main", "other", "text"), list(foreign()))
def test_a_paragraph_in_another_language_is_noticed(main: str, other: str, text: str) -> None:
    language, found = paragraphs(document("\n".join([*DATA[main], text])))
    assert language.code == main
    assert [paragraph.language.code for paragraph in found] == [main] * len(DATA[main]) + [other]


@pytest.mark.parametrize("code", ["tr", "es", "en", "pt", "fr", "de", "it", "nl", "pl", "ru"])
def test_a_line_of_foreign_names_has_the_language_of_its_document(code: str) -> None:
    text = "\n".join([*DATA[code], "Фам Тхи Лан" if code == "ru" else "Pham Thi Lan"])
    assert paragraphs(document(text))[1][-1].language.code == code


@pytest.mark.parametrize("text", ["", " \n\t ", "2024", "12.03.2024 – 45 %", "Per", "!?", "\U0001f600"])
def test_undetermined_is_an_answer(text: str) -> None:
    language = identify(text)
    assert language.code == "und"
    assert language.reason


def test_many_short_lines_together_have_a_language() -> None:
    lines = ["Línea corta número", "Acta de la junta", "Sala del consejo", "Orden del día", "Lista de temas"]
    assert identify("\n".join(lines * 5)).code == "es"


def test_a_text_without_a_main_language_is_undetermined() -> None:
    language = identify("\n".join(DATA["tr"][:3] + DATA["vi"][:3] + DATA["de"][:3]))
    assert language.code == "und"
    assert "no main language" in language.reason


def test_numbers_in_a_report_have_no_language() -> None:
    found = paragraphs(document("\n".join([*DATA["es"], "2023: 45,2"])))[1]
    assert found[-1].language.code == "und"


@pytest.mark.parametrize("case", LINES["script"], ids=lambda case: case["script"])
def test_the_script_is_told(case: dict[str, str]) -> None:
    assert identify(case["text"]).script == case["script"]


def test_a_line_of_kanji_in_a_japanese_report_is_japanese() -> None:
    found = paragraphs(document("\n".join([*DATA["ja"], "省人民委員会委員長"])))[1]
    assert found[-1].language.code == "ja"


@pytest.mark.parametrize(
    ("code", "line"), [(code, line) for code, lines in LINES["furniture"].items() for line in lines]
)
def test_page_furniture_is_recognised(code: str, line: str) -> None:
    text = "\n".join([*DATA["fr"], line])
    last = paragraphs(document(text))[1][-1]
    assert last.furniture
    assert last.language.code == code
    assert text[last.start : last.end] == line


@pytest.mark.parametrize(("code", "line"), [(code, line) for code, lines in LINES["text"].items() for line in lines])
def test_what_only_looks_like_furniture_is_text(code: str, line: str) -> None:
    assert furniture_language(line, code) is None


@pytest.mark.parametrize("case", LINES["several"], ids=lambda case: case["report"])
def test_furniture_of_several_languages_takes_that_of_the_document(case: dict[str, str]) -> None:
    assert furniture_language(case["line"], case["report"]) == case["language"]


def test_no_line_of_the_sample_paragraphs_is_furniture() -> None:
    assert not [text for code in DATA for text in DATA[code] if furniture_language(text, code)]


@pytest.mark.parametrize("content", ["de: {phrases: [Teilen, teilen]}", "de: {phrase: [x]}", "de: [x]"])
def test_a_broken_furniture_file_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "furniture.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(GlossaryError, match=r"furniture\.yaml"):
        read_furniture(path)


def test_wrapped_lines_are_one_paragraph() -> None:
    text = (
        "El presidente del Comité Popular Provincial habló\r\nayer en la escuela del barrio y entregó los premios\r\n"
        "a los alumnos, a quienes acompañaban la directora\r\ndel centro y tres miembros del consejo municipal.\r\n"
        "\r\nDespués hubo una comida.\r\n"
    )
    found = texts(text, paragraphs(document(text))[1])
    assert len(found) == 2
    assert found[0].startswith("El presidente")
    assert found[0].endswith("municipal.")


def test_a_list_of_short_lines_stays_a_list() -> None:
    lines = [
        "Tran Van Minh, presidente",
        "Pham Thi Lan, directora",
        "Do Quang Huy, jefe de la oficina",
        "Le Van Ba, vocal",
    ]
    assert texts("\n".join(lines), paragraphs(document("\n".join(lines)))[1]) == lines


@given(st.text() | st.text("aş ñ.\n\r\t\u2028\u00a0中の한ขя(0)"))
@settings(deadline=None, max_examples=150)
def test_paragraphs_hold_every_character_that_is_not_blank(text: str) -> None:
    language, found = paragraphs(document(text))
    held = [index for paragraph in found for index in range(paragraph.start, paragraph.end)]
    assert len(held) == len(set(held))
    assert {index for index, char in enumerate(text) if not char.isspace()} <= set(held)
    assert all(not text[paragraph.start].isspace() and not text[paragraph.end - 1].isspace() for paragraph in found)
    assert (language, found) == paragraphs(document(text))


def test_the_chances_of_a_text_are_the_callers_own() -> None:
    text = "Todo el mundo habla de la lluvia."
    chances = language_chances(text).languages
    before = dict(chances)
    chances.clear()
    assert language_chances(text).languages == before != {}
