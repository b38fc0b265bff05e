"""A report in the pivot language: titles under their canonical names, names and numbers unchanged, steps replayable."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canonym.config import Config
from canonym.glossary import language_known
from canonym.glossary.language_data import LanguageData
from canonym.model import Action, Document, Kind, Mention, ParsedTitle, Resolution, Segment, Tenure
from canonym.resources import default_models_folder
from canonym.translation import TranslatedDocument, Translation, find_translator, translate_document
from canonym.translation.checks.sentence_checks import runs_in_circles
from canonym.translation.protection import FORMS

CHAIR = "Chairman of the Provincial People's Committee"
BODY = "Provincial People's Committee"
COUNCIL = "Provincial Emulation and Commendation Council"
SECRETARY = "Secretary of the Provincial Party Committee"

SPANISH = """\
– El Comité Popular Provincial celebró ayer una reunión.
Asistieron los camaradas: Lo Thi Mai, presidenta del Comité Popular Provincial, jefa del Consejo Económico Provincial; \
Vang A Su, secretario del Comité Provincial del Partido.
Según el secretario del Comité Provincial del Partido, los ingresos llegaron a 13 billones de VND y 17.000 familias \
recibieron ayuda, un 9,27 % más que en 2023.
Comentario (0)
"""
Found = dict[str, tuple[Kind, str, str | None]]
SPANISH_TITLES: Found = {
    "presidenta del Comité Popular Provincial": ("role", CHAIR, "Lo Thi Mai"),
    "jefa del Consejo Económico Provincial": ("role", f"Chairman of the {COUNCIL}", "Lo Thi Mai"),
    "secretario del Comité Provincial del Partido": ("role", SECRETARY, "Vang A Su"),
    "Comité Popular Provincial": ("body", BODY, None),
}
PORTUGUESE = """\
O presidente do Comité Popular Provincial, Lo Van Mai, visitou na terça-feira 1.284 casas.
O Conselho Económico Provincial entregou prémios de 37,5 milhões de VND ao secretário do Comité Provincial do Partido.
"""
PORTUGUESE_TITLES: Found = {
    "presidente do Comité Popular Provincial": ("role", CHAIR, "Lo Van Mai"),
    "secretário do Comité Provincial do Partido": ("role", SECRETARY, None),
    "Conselho Económico Provincial": ("body", COUNCIL, None),
}


ENGLISH = {
    "El": "The", "En": "In", "la": "the", "el": "the", "de": "of", "del": "of the", "reunión": "meeting",
    "habló": "spoke", "luego": "then", "trabajo": "work", "obra": "work", "siguió": "went on", "sin": "without",
    "durante": "during", "año": "year",
}  # fmt: skip


def in_english(text: str) -> str:
    """Word for word, so that the result does not count as left in Spanish."""
    return re.sub(r"\w+", lambda match: ENGLISH.get(match.group(), match.group()), text)


class Engine:
    """A stand-in for a model: upper case is its translation, and it can be told to misbehave."""

    name, model, settings, source, target = "fake", "fake 1", "", "es", "en"
    has_careful = False

    def __init__(self, misbehave: Callable[[str], str] = lambda answer: answer) -> None:
        self.misbehave = misbehave
        self.asked: list[str] = []

    def translate(self, sentences: Sequence[str], *, careful: bool = False) -> list[Translation]:
        self.asked += sentences
        return [Translation(self.misbehave(sentence), self.name) for sentence in sentences]


class CarefulEngine(Engine):
    """An engine that does better when asked again."""

    has_careful = True

    def translate(self, sentences: Sequence[str], *, careful: bool = False) -> list[Translation]:
        if careful:
            return [Translation(in_english(each), self.name) for each in sentences]
        return super().translate(sentences)


def titles(
    text: str,
    found: Found,
    *,
    action: Action = "accept",
    lang: str = "es",
    place: str | None = None,
    tenure: Tenure = "current",
) -> list[Resolution]:
    result: list[Resolution] = []
    taken: list[tuple[int, int]] = []
    for surface, (kind, canonical, person) in found.items():
        for match in re.finditer(re.escape(surface), text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            parsed = ParsedTitle(place=place, tenure=tenure)
            mention = Mention("a.txt", match.start(), match.end(), surface, lang, kind, parsed, person)
            result.append(Resolution(mention, None, None, None, canonical, "correct", 0.95, action))
    return sorted(result, key=lambda resolution: resolution.mention.start)


def sentences(text: str, language: str = "es") -> list[Segment]:
    return [
        Segment(match.start(), match.end(), match.group(), language, furniture=match.group().startswith("Comentario"))
        for match in re.finditer(r"[^\r\n]+", text)
    ]


def document(text: str) -> Document:
    return Document("a.txt", text, "0" * 64, "txt")


def replayed(text: str, result: TranslatedDocument) -> str:
    for step in reversed(result.steps):
        assert text[step.start : step.end] == step.before
        text = text[: step.start] + step.after + text[step.end :]
    return text


@cache
def spanish() -> LanguageData | None:
    return language_known("es", Config())


def translate(text: str, found: list[Resolution], engine: Engine | None = None) -> TranslatedDocument:
    result = translate_document(
        document(text), sentences(text), found, engine or Engine(), pivot="en", forms=FORMS, language=spanish()
    )
    assert replayed(text, result) == result.text
    return result


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [("es", SPANISH, SPANISH_TITLES), ("pt", PORTUGUESE, PORTUGUESE_TITLES)],
)
def test_every_accepted_title_stands_in_a_real_translation(
    language: str,
    text: str,
    found: Found,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "home" / "cache"))
    models = default_models_folder()
    assert models is not None
    accepted = titles(text, found, lang=language)
    translator = find_translator(language, "en", [models])
    result = translate_document(document(text), sentences(text, language), accepted, translator, pivot="en")
    assert replayed(text, result) == result.text
    assert [title.resolution for title in result.titles] == accepted
    for title in result.titles:
        assert str(title.resolution.canonical) in result.text[title.start : title.end]
    for person in {resolution.mention.person for resolution in accepted} - {None}:
        assert str(person) in result.text
    assert "the the" not in result.text.lower()
    assert not re.search(r"XQ\d|Zyx\d|TERM\d", result.text)
    assert not any("numbers-changed" in sentence.flags for sentence in result.sentences)
    expected = ("13 trillion", "17,000", "9.27", "2023") if language == "es" else ("1,284", "37.5 million")
    for number in expected:
        assert number in result.text


def test_what_stands_between_sentences_and_furniture_is_copied() -> None:
    text = "Uno dos.\r\n\r\n\t  Tres cuatro.\nComentario (0)\n"
    result = translate(text, [], Engine(str.upper))
    assert result.text == "UNO DOS.\r\n\r\n\t  TRES CUATRO.\nComentario (0)\n"
    assert [sentence.protection for sentence in result.sentences] == ["plain", "plain", "copied"]
    assert [step.reason for step in result.steps] == ["translated", "translated"]


def test_an_accepted_title_is_hidden_from_the_engine_and_one_for_review_is_not() -> None:
    text = "Habló la jefa del Consejo Económico Provincial en la sala."
    engine = Engine()
    result = translate(text, titles(text, SPANISH_TITLES), engine)
    assert result.text == f"Habló la the Chairman of the {COUNCIL} en la sala."
    # The whole sentence is asked for once, in case that the engine knows the name; then with each placeholder.
    assert engine.asked == [text, "Habló la XQ1 en la sala.", "Habló la Zyx1 en la sala."]
    engine = Engine()
    assert translate(text, titles(text, SPANISH_TITLES, action="review"), engine).text == text
    assert engine.asked == [text]


@pytest.mark.parametrize(
    ("plain", "text", "step"),
    [
        (f"The {CHAIR.lower()} spoke.", f"The {CHAIR} spoke.", "plain, names right"),
        ("The president of the Provincial People's Committee spoke.", f"The {CHAIR} spoke.", "plain, names right"),
        ("The chairman of the People's Committee Provincial spoke.", f"The {CHAIR} spoke.", "plain, names right"),
        ("The provincial committee of the chairman spoke.", f"The {CHAIR} spoke.", "placeholders"),
        (f"The {CHAIR} of the {CHAIR} of the {CHAIR} spoke.", f"The {CHAIR} spoke.", "placeholders"),
    ],
)
def test_a_whole_sentence_whose_names_are_surely_right_is_taken(plain: str, text: str, step: str) -> None:
    source = "La presidenta del Comité Popular Provincial habló."
    surface = "presidenta del Comité Popular Provincial"
    answers = {source: plain, "La XQ1 habló.": "The XQ1 spoke.", "La Zyx1 habló.": "The Zyx1 spoke."}
    found = titles(source, {surface: ("role", CHAIR, None)})
    result = translate(source, found, Engine(lambda asked: answers.get(asked, asked)))
    assert (result.text, result.sentences[0].protection) == (text, step)


def test_of_two_placeholders_the_one_with_the_more_likely_words_is_taken() -> None:
    source = "La presidenta del Comité Popular Provincial visitó ayer tres escuelas."
    answers = {
        source: "The head of the committee visited three schools yesterday.",
        "La XQ1 visitó ayer tres escuelas.": "The XQ1 yesterday three schools.",
        "La Zyx1 visitó ayer tres escuelas.": "The Zyx1 visited three schools yesterday.",
    }
    found = titles(source, {"presidenta del Comité Popular Provincial": ("role", CHAIR, None)})
    assert translate(source, found, Engine(answers.__getitem__)).text == f"The {CHAIR} visited three schools yesterday."


def test_a_number_with_the_right_digits_gets_the_right_scale() -> None:
    result = translate("Costó 13 billones de VND.", [], Engine(lambda asked: "It cost 13 billion VND."))
    assert result.text == "It cost 13 trillion VND."
    assert result.sentences[0].protection == "number corrected"
    assert result.sentences[0].flags == ()


def test_a_sentence_of_which_only_the_titles_are_left_is_flagged() -> None:
    source = "Participaron también la presidenta del Comité Popular Provincial."
    found = titles(source, {"presidenta del Comité Popular Provincial": ("role", CHAIR, None)})
    result = translate(source, found, Engine(lambda asked: "The " + (re.findall(r"\w+\d", asked) or ["by"])[0] + "."))
    assert "incomplete" in result.sentences[0].flags
    assert CHAIR in result.text


def _drop(form: str) -> Callable[[str], str]:
    return lambda answer: re.sub(rf"{form}\d+", "", answer)


@pytest.mark.parametrize(
    ("misbehave", "step"),
    [
        (lambda answer: answer, "placeholders"),
        (_drop("XQ"), "placeholders, second form"),
        (lambda answer: re.sub(r"(XQ\d)", r"\1 y \1", answer), "placeholders, second form"),
        (lambda answer: answer.replace("XQ1", "XQ7"), "placeholders, second form"),
        (lambda answer: re.sub(r"(XQ|Zyx)(\d+)", r"\1 \2", answer), "split at the title"),
        (lambda answer: answer if "XQ2" not in answer and "Zyx2" not in answer else "nada", "split at a comma"),
        (lambda answer: "" if "reunión" not in answer or "Comité" not in answer else answer, "names in brackets"),
    ],
)
def test_titles_survive_an_engine_that_loses_placeholders(misbehave: Callable[[str], str], step: str) -> None:
    text = "En la reunión habló el Comité Popular Provincial, luego el secretario del Comité Provincial del Partido."
    if step in ("split at the title", "names in brackets"):
        text = text.replace(",", "")
    accepted = titles(text, SPANISH_TITLES)
    result = translate(text, accepted, Engine(lambda asked: in_english(misbehave(asked))))
    assert len(result.titles) == len(accepted) == 2
    for title in result.titles:
        assert str(title.resolution.canonical) in result.text[title.start : title.end]
        assert title.protection == step
    assert result.sentences[0].protection == step
    assert step in result.steps[0].reason
    if step == "names in brackets":
        assert result.text.endswith(f"[{BODY}] [{SECRETARY}]")


def test_a_loop_is_asked_again_and_flagged_where_that_does_not_help() -> None:
    text = "El trabajo de la provincia siguió sin pausa durante el año."

    def loop(asked: str) -> str:
        return in_english(asked.replace("trabajo", "trabajo de la obra de la obra de la obra"))

    mended = translate_document(document(text), sentences(text), [], CarefulEngine(loop), pivot="en")
    assert mended.text == in_english(text)
    assert mended.sentences[0].flags == ()
    flagged = translate(text, [], Engine(loop))
    assert flagged.sentences[0].flags == ("repetition",)


def test_an_empty_answer_is_flagged() -> None:
    result = translate("El trabajo siguió.", [], Engine(lambda answer: ""))
    assert "empty" in result.sentences[0].flags


def test_a_changed_name_or_number_is_protected_and_asked_again() -> None:
    text = "Lo Thi Mai saludó hoy 17.000 familias."
    found = titles("presidenta", {"presidenta": ("role", CHAIR, "Lo Thi Mai")}, action="review")

    def spoil(answer: str) -> str:
        return answer.replace("Lo Thi Mai", "Lo Thi May").replace("17.000", "17 billion")

    result = translate(text, found, Engine(spoil))
    assert result.text == "Lo Thi Mai saludó hoy 17,000 familias."
    assert result.sentences[0].flags == ()
    assert result.sentences[0].protection == "placeholders"


@pytest.mark.parametrize(
    ("sentence", "answer", "kept"),
    [
        (
            "Ayer habló Amparo Tejedor Rubio en Soria.",
            "Yesterday spoke Support Tejedor Rubio in Soria.",
            "Amparo Tejedor Rubio",
        ),
        ("Es la alcaldesa de Vinuesa.", "It is the mayor of Vinu.", "Vinuesa"),
        ("Se reunió el Consejo Provincial de Soria.", "The Provincial Council of Soria met.", None),
        ("Amparo habló ayer.", "Support spoke yesterday.", None),
        ("Fue al Banco Mundial ayer.", "It went to the World Bank yesterday.", None),
    ],
)
def test_a_name_that_came_through_in_part_is_protected(sentence: str, answer: str, kept: str | None) -> None:
    engine = Engine(lambda asked: answer if asked == sentence else asked)
    result = translate(sentence, [], engine)
    if kept is None:
        assert result.text == answer
    else:
        assert kept in result.text
        assert len(engine.asked) == 2


def test_further_names_can_be_given() -> None:
    text = "La gente de Lang Son aplaudió."
    engine = Engine(lambda answer: answer.replace("Lang Son", "Long Sound"))
    result = translate_document(document(text), sentences(text), [], engine, pivot="en", names=["Lang Son"])
    assert result.text == text


def test_a_number_that_stays_wrong_is_flagged() -> None:
    result = translate("La provincia creció mucho.", [], Engine(lambda answer: answer.replace("mucho", "40 %")))
    assert result.sentences[0].flags == ("numbers-changed",)


def test_place_and_tenure_of_the_phrase_are_kept() -> None:
    text = "Habló el ex presidente del Comité Popular de Lang Son en la sala."
    surface = "ex presidente del Comité Popular de Lang Son"
    found = titles(text, {surface: ("role", CHAIR, None)}, place="Lang Son", tenure="former")
    assert f"former {CHAIR} of Lang Son" in translate(text, found).text


def test_other_languages_are_copied_with_their_titles_replaced_and_flagged() -> None:
    text = "Der Vorsitzende des Volkskomitees sprach. Habló el Comité Popular Provincial."
    middle = text.index("Habló")
    segments = [
        Segment(0, middle - 1, text[: middle - 1], "de"),
        Segment(middle, len(text), text[middle:], "es"),
    ]
    found = titles(text, {"Vorsitzende des Volkskomitees": ("role", CHAIR, None)}, lang="de")
    result = translate_document(document(text), segments, found, Engine(str.upper), pivot="en")
    assert result.text == f"Der {CHAIR} sprach. HABLÓ EL COMITÉ POPULAR PROVINCIAL."
    assert [sentence.flags for sentence in result.sentences] == [("not-translated",), ()]


def test_text_in_the_pivot_language_is_not_sent_to_the_engine_and_a_full_name_stays() -> None:
    text = f"The President of the People's Committee met the {BODY}."
    found = titles(text, {"President of the People's Committee": ("role", CHAIR, None)}, lang="en")
    start = text.index("People's Committee", 40)
    mention = Mention("a.txt", start, start + 18, "People's Committee", "en", "body", ParsedTitle())
    found.append(Resolution(mention, None, None, None, BODY, "variant", 0.9, "accept"))
    engine = Engine()
    result = translate_document(document(text), sentences(text, "en"), found, engine, pivot="en")
    assert result.text == f"The {CHAIR} met the {BODY}."
    assert engine.asked == []
    assert [result.text[title.start : title.end] for title in result.titles] == [CHAIR, BODY]


def test_without_a_translator_only_titles_are_replaced() -> None:
    result = translate_document(
        document(SPANISH), sentences(SPANISH), titles(SPANISH, SPANISH_TITLES), None, pivot="en"
    )
    assert f"Lo Thi Mai, {CHAIR}, Chairman of the {COUNCIL};" in result.text
    assert "Asistieron los camaradas" in result.text
    assert [sentence.flags for sentence in result.sentences][-1] == ()
    assert all(sentence.flags == ("not-translated",) for sentence in result.sentences[:-1])


def test_a_title_across_two_sentences_or_outside_of_all_is_not_lost() -> None:
    text = "Habló el Comité. Popular Provincial ayer. Comité Popular Provincial"
    segments = [Segment(0, 16, text[:16], "es"), Segment(17, 41, text[17:41], "es")]
    found = titles(text, {"Comité. Popular Provincial": ("body", BODY, None), **SPANISH_TITLES})
    result = translate_document(document(text), segments, found, Engine(), pivot="en")
    assert replayed(text, result) == result.text
    assert result.text.count(BODY) == 2
    assert len(result.sentences) == 1


def test_a_very_long_line_is_cut_into_pieces_the_engine_can_read() -> None:
    text = "palabra " * 3000 + "Comité Popular Provincial fin."
    engine = Engine()
    result = translate(text, titles(text, SPANISH_TITLES), engine)
    assert max(len(sentence) for sentence in engine.asked) <= 900
    assert result.text.count("palabra") == 3000
    assert BODY in result.text


@pytest.mark.parametrize(
    ("source", "target", "circles"),
    [
        ("el trabajo de la obra", "of the work of the work of the work", True),
        ("una frase corriente", "an ordinary sentence that says it once", False),
        ("no, no, no", "no, no, no", False),
        ("en todos", "the laws and the laws and the laws", True),
        ("bien", "sosososososo", True),
    ],
)
def test_running_in_circles(source: str, target: str, circles: bool) -> None:
    assert runs_in_circles(source, target) is circles


WORDS = st.sampled_from(
    ["habló", "XQ1", "2.514", "«sí»", "en", "Lo Thi Mai", "Zyx2", "...", ";", ",", "😀", "İ", "15/18"]
)
PIECES = st.lists(st.one_of(WORDS, st.sampled_from(list(SPANISH_TITLES)), st.just("\n")), max_size=25)
ENGINES = st.sampled_from(
    [
        str,
        str.upper,
        _drop("XQ"),
        _drop("XQ|Zyx"),
        lambda answer: "",
        lambda answer: answer + " XQ1",
        lambda a: a[::-1],
    ]
)


@given(PIECES, ENGINES)
def test_whatever_the_engine_does_titles_stand_and_steps_replay(
    words: list[str], misbehave: Callable[[str], str]
) -> None:
    text = " ".join(words)
    accepted = titles(text, SPANISH_TITLES)
    result = translate(text, accepted, Engine(misbehave))
    assert sorted(id(title.resolution) for title in result.titles) == sorted(id(each) for each in accepted)
    for title in result.titles:
        assert str(title.resolution.canonical) in result.text[title.start : title.end]
    again = translate(text, accepted, Engine(misbehave))
    assert again == result
