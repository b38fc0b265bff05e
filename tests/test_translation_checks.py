"""What is noticed in a translation: dates, units, language and length; how an engine's placeholders are measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from canonym.glossary import Glossary, load_glossary
from canonym.model import Document, Mention, ParsedTitle, Resolution, Segment
from canonym.translation import Translation, WordLink, translate_document
from canonym.translation.checks.dates_and_units import write_dates, write_units
from canonym.translation.checks.garbled_places import garbled_places
from canonym.translation.checks.sentence_checks import language_problem, length_problem
from canonym.translation.language_rules import language_rules
from canonym.translation.protection import FORMS, Form, Piece, ProtectedText, find_again, hide
from canonym.translation.sentences.locating import locate
from canonym.translation.sentences.placeholders import measure_forms

EN = language_rules("en")
ES = language_rules("es")


def test_dates_are_written_as_the_pivot_language_does() -> None:
    assert ES.dates is not None
    assert EN.dates is not None
    text = "El martes 9 de enero de 2024 y el 3 de mayo."
    written = [(text[start:end], new) for start, end, new in write_dates(text, ES.dates, EN.dates)]
    assert written == [("martes", "Tuesday"), ("9 de enero de 2024", "January 9, 2024"), ("3 de mayo", "May 3")]


def test_a_number_with_its_unit_is_written_as_the_pivot_language_does() -> None:
    assert [text for _, _, text in write_units("402,7 millones de dólares y 60 hectáreas", ES, EN)] == [
        "402.7 million dollars",
        "60 hectares",
    ]


LONG = "Los vecinos limpiaron las calles del barrio con ayuda de los soldados. Después volvieron a sus casas."


@pytest.mark.parametrize(
    ("target", "problem"),
    [
        ("The neighbours cleaned the streets of the quarter with the help of the soldiers. Then they went home.", None),
        ("The neighbours cleaned the streets.", "incomplete"),
        ("The neighbours cleaned the streets of the quarter with help.", "incomplete"),
        ("The neighbours cleaned the streets. " * 8, "added"),
        ("The " + "neighbours Mr. A and Ms. B cleaned the streets of the quarter with the help of soldiers " * 2, None),
    ],
)
def test_lost_and_added_sentences_are_noticed(target: str, problem: str | None) -> None:
    assert length_problem(LONG, target) == problem


@pytest.mark.parametrize(
    ("target", "problem"),
    [
        ("The neighbours cleaned the streets of the quarter.", None),
        (LONG, "untranslated"),
        ("Die Nachbarn haben gestern gemeinsam alle schmutzigen Straßen geputzt.", "wrong-language"),
        ("Nguyen Van A, Tran Thi Bich, Le Hong Phong, Pham Thi Lan", None),
    ],
)
def test_a_translation_in_another_language_is_noticed(target: str, problem: str | None) -> None:
    familiar = EN.pivot.openers | EN.pivot.determiners
    assert language_problem(LONG, target, ("es", "en"), familiar) == problem


class Engine:
    """Answers with what a function makes of the question."""

    name, model, source, target, has_careful = "fake", "fake 1", "es", "en", False

    def __init__(self, answer: Callable[[str], str], settings: str = "") -> None:
        self.answer, self.settings = answer, settings
        self.asked = 0

    def translate(self, sentences: Sequence[str], *, careful: bool = False) -> list[Translation]:
        self.asked += len(sentences)
        return [Translation(self.answer(sentence), self.name) for sentence in sentences]


def test_placeholders_are_measured_once_for_a_model(tmp_path: Path) -> None:
    loses_two = Engine(lambda text: text.replace("XQ", "X Q").replace("Zyx", ""), "one")
    first = measure_forms(loses_two, tmp_path)
    assert [str(each.form) for each in first if each.kept == each.asked] == ["TERM1", "[[1]]"]
    assert [str(each.form) for each in first][:2] == ["TERM1", "[[1]]"]
    assert measure_forms(loses_two, tmp_path) == first
    assert loses_two.asked == len(ES.carriers) * len(FORMS)
    other = measure_forms(Engine(lambda text: text, "two"), tmp_path)
    assert {each.kept for each in other} == {len(ES.carriers)}


@pytest.mark.parametrize("chosen", FORMS, ids=str)
def test_every_form_is_found_again_and_damage_is_noticed(chosen: Form) -> None:
    piece = Piece("El {} vio a {}.", (ProtectedText(3, 5, "name", "Ana"), ProtectedText(12, 14, "name", "Eva")))
    asked = hide(piece, chosen)
    parts = find_again(asked, piece, chosen)
    assert parts is not None
    assert [part.text for part in parts if isinstance(part, ProtectedText)] == ["Ana", "Eva"]
    for damage in (asked.replace(chosen.write(1), ""), asked.replace(chosen.write(2), chosen.write(1)), asked + asked):
        assert find_again(damage, piece, chosen) is None


def _translated(text: str, answer: Callable[[str], str], keep: Sequence[str] = ()) -> tuple[str, dict[str, object]]:
    document = Document("a.txt", text, "0" * 64, "txt")
    segments = [Segment(0, len(text), text, "es")]
    result = translate_document(document, segments, [], Engine(answer), pivot="en", keep=keep, forms=FORMS)
    return result.text, dict(result.sentences[0].findings)


def test_a_date_and_a_unit_that_changed_are_hidden_and_asked_again() -> None:
    def spoil(asked: str) -> str:
        return asked.replace("9 de enero de 2024", "June 9, 2024").replace("60 hectáreas", "60 acres")

    assert _translated("Llovió el 9 de enero de 2024.", spoil) == ("Llovió el January 9, 2024.", {})
    assert _translated("Perdió 60 hectáreas hoy.", spoil) == ("Perdió 60 hectares hoy.", {})


def test_what_stays_wrong_is_named() -> None:
    text, findings = _translated("Llovió mucho.", lambda asked: "It rained 40 days in May.")
    assert text == "It rained 40 days in May."
    assert findings == {"numbers-changed": ("+40",), "dates-changed": ("+May",)}


def test_words_to_keep_are_never_seen_by_the_engine() -> None:
    seen: list[str] = []

    def answer(asked: str) -> str:
        seen.append(asked)
        return asked

    text, _ = _translated("Salió en El Heraldo y en El Heraldo Digital.", answer, keep=["El Heraldo", "Digital"])
    assert text == "Salió en El Heraldo y en El Heraldo Digital."
    assert not any("Heraldo" in asked or "Digital" in asked for asked in seen)


def _title(start: int, end: int, name: str) -> ProtectedText:
    mention = Mention("", start, end, "x", "es", "role", ParsedTitle())
    return ProtectedText(
        start, end, "title", name, Resolution(mention, None, None, None, name, "correct", 0.9, "accept")
    )


CHAIR = "Chairman of the Provincial People's Committee"


@pytest.mark.parametrize(
    ("answer", "alignment", "found"),
    [
        (
            "The chairman of the Provincial People's Committee spoke.",
            (),
            "chairman of the Provincial People's Committee",
        ),
        (
            "The president of the Popular Provincial Committee spoke.",
            (WordLink(3, 13, 4, 13), WordLink(18, 24, 33, 42), WordLink(25, 32, 21, 28)),
            "president of the Popular Provincial Committee",
        ),
        ("The president of the Popular Provincial Committee spoke.", (), None),
        ("They spoke.", (), None),
    ],
)
def test_a_title_is_found_in_a_plain_translation_or_not_at_all(
    answer: str, alignment: tuple[WordLink, ...], found: str | None
) -> None:
    text = "El presidente del Comité Popular Provincial habló."
    piece = Piece(text, (_title(3, 43, CHAIR),))
    parts = locate(piece, Translation(answer, "fake", (), alignment))
    if found is None:
        assert parts is None
    else:
        before, after = answer.split(found)
        assert parts is not None
        assert [parts[0], parts[2]] == [before, after]


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return load_glossary()


@pytest.mark.parametrize(
    ("language", "text", "reported"),
    [
        ("es", "en la provincia de Tay Binh y en la provincia de Lang Son", ["Thái Bình"]),
        ("en", "in Lao Cay Province and Hanoi, the Provincial Party Committee", ["Lao Cay: perhaps Lào Cai"]),
        ("en", "The Kon Tum Province and Thái Bình Province", []),
        ("es", "la provincia de Soria, la Provincia del Norte", []),
        ("xx", "la provincia de Tay Binh", []),
    ],
)
def test_misspelt_provinces_are_reported(glossary: Glossary, language: str, text: str, reported: list[str]) -> None:
    mention = Mention("", 0, 1, "x", language, "body", ParsedTitle())
    speaks_of = Resolution(mention, None, "vn/peoples-committee", None, "x", "correct", 0.9, "accept")
    found = garbled_places(text, language, [speaks_of], glossary)
    assert len(found) == len(reported)
    for each, part in zip(found, reported, strict=True):
        assert part in each.detail
        assert text[each.start :].startswith(each.detail.split(":")[0])
    assert garbled_places(text, language, [], glossary) == ()
