"""What is found in single sentences, case by case (tests/cases/titles/<language>.yaml), and what holds for any text."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from canonym.glossary import Glossary, load_glossary
from canonym.model import Document, Mention, Segment
from canonym.texts.flow import reading
from canonym.titles import find_titles

CASES = Path(__file__).parent / "cases" / "titles"
LANGUAGES = tuple(sorted(path.stem for path in (Path(__file__).parent / "cases" / "titles").glob("*.yaml")))
Case = dict[str, Any]


@cache
def glossary(copy: int = 0) -> Glossary:
    """The shipped glossary; each copy has caches of its own."""
    return load_glossary()


def load_cases(language: str, section: str) -> list[Case]:
    data = YAML(typ="safe").load(CASES / f"{language}.yaml")
    return [case | {"language": language} for case in data.get(section) or ()]


def all_cases(section: str) -> list[Any]:
    return [
        pytest.param(case, id=f"{language}-{number}")
        for language in LANGUAGES
        for number, case in enumerate(load_cases(language, section), 1)
    ]


def read(text: str, language: str) -> tuple[Mention, ...]:
    segment = Segment(0, len(text), text, language)
    return find_titles(Document("case.txt", text, "", "txt"), language, [segment], glossary()).mentions


def level_of_names(names: tuple[str, ...]) -> str | None:
    """The level of bodies that exist at one level only ("Party Central Committee")."""
    levels = {level for name in names if name in glossary().bodies for level in glossary().bodies[name].levels}
    return levels.pop() if len(levels) == 1 else None


def described(mention: Mention, wanted: Case | None) -> Case:
    """A mention in the fields of the case files; the place only where the case states it."""
    parsed = mention.parsed
    fields: Case = {mention.kind: mention.surface}
    if mention.kind == "role":
        fields["rank"] = parsed.ranks[0]
    level = parsed.level or level_of_names(parsed.names)
    if level:
        fields["level"] = level
    if mention.person:
        fields["person"] = mention.person
    if parsed.tenure != "current":
        fields["tenure"] = parsed.tenure
    if wanted is not None and "place" in wanted:
        fields["place"] = parsed.place
    return fields


def found_in(case: Case) -> list[Case]:
    mentions = read(case["text"], case["language"])
    wanted: list[Case | None] = [*case["found"], *[None] * len(mentions)]
    return [described(mention, expected) for mention, expected in zip(mentions, wanted, strict=False)]


@pytest.mark.parametrize("case", all_cases("cases"))
def test_a_sentence_is_read_as_a_careful_reader_reads_it(case: Case) -> None:
    assert found_in(case) == case["found"], case["text"]


@pytest.mark.parametrize("case", all_cases("known_failures"))
def test_a_known_failure_still_fails(case: Case) -> None:
    assert found_in(case) != case["found"], "this sentence is read rightly now: move it up to `cases`"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_of_cases_has_enough_sentences_and_few_known_failures(language: str) -> None:
    good, bad = load_cases(language, "cases"), load_cases(language, "known_failures")
    assert len(good) >= 8
    assert 4 * len(bad) <= len(good) + len(bad)
    assert [case for case in good if not case["found"]]
    assert all(case["why"] for case in bad)


def test_every_field_of_a_case_has_a_meaning() -> None:
    """A misspelt field would silently state nothing."""
    for language in LANGUAGES:
        for case in load_cases(language, "cases") + load_cases(language, "known_failures"):
            assert set(case) <= {"text", "found", "why", "language"}
            for wanted in case["found"]:
                kinds = [kind for kind in ("role", "body", "term") if kind in wanted]
                assert len(kinds) == 1
                assert wanted[kinds[0]] in case["text"]
                assert set(wanted) <= {*kinds, "rank", "level", "person", "tenure", "place"}
                assert ("rank" in wanted) == (kinds == ["role"])


TEXTS = {language: [case["text"] for case in load_cases(language, "cases")] for language in LANGUAGES}
NOISE = st.text(alphabet=" ,;-–()\"'’“”.!?\n\t\u00a0\u200bİßǅ\u0301𝄞・、。0aX", max_size=6)


@st.composite
def noisy_texts(draw: st.DrawFn) -> tuple[str, str]:
    """A language and a text of its sentences, whole or torn, with odd characters between."""
    language = draw(st.sampled_from(LANGUAGES))
    parts = []
    for _ in range(draw(st.integers(1, 3))):
        sentence = draw(st.sampled_from(TEXTS[language]))
        cut = draw(st.integers(0, len(sentence)))
        parts += [sentence[:cut], draw(NOISE), sentence[cut:], draw(NOISE)]
    return language, "".join(parts)


@settings(max_examples=150, deadline=None)
@given(noisy_texts())
def test_mentions_are_exact_slices_in_order_without_overlap(drawn: tuple[str, str]) -> None:
    language, text = drawn
    before = "𝄞 "
    segment = Segment(len(before), len(before) + len(text), text, language)
    document = Document("noisy.txt", before + text, "", "txt")
    found = find_titles(document, language, [segment], glossary())
    end = 0
    for mention in found.mentions:
        assert end <= mention.start < mention.end
        end = mention.end
        assert document.text[mention.start : mention.end] == mention.surface
        assert mention.surface == mention.surface.strip() != ""
        read = reading(document.text).text
        assert all(name in read for name in (mention.person or "").split(", "))  # several people may hold it
        for sense in mention.parsed.senses:
            # Titles of one list may share the body that stands behind the last one.
            # A rank that shares another one's body has the words of that one.
            shared = any(
                other is not mention and other.list_id == mention.list_id >= 0 and sense in other.parsed.senses
                for other in found.mentions
            )
            assert shared or mention.start <= sense.start < sense.end <= mention.end
            assert reading(document.text[sense.start : sense.end]).text == sense.text
    assert found == find_titles(document, language, [segment], glossary(copy=1))


def test_slots_count_the_offices_of_one_list() -> None:
    case = load_cases("es", "cases")[0]
    mentions = read(case["text"], "es")
    assert {mention.list_id for mention in mentions} == {0}
    assert [mention.slot for mention in mentions] == [0, 1, 2]


def test_a_language_without_data_and_page_furniture_are_passed_over() -> None:
    text = "Tran Thi Lan, presidenta del Comité Popular Provincial."
    document = Document("a.txt", text, "", "txt")
    for segment in (Segment(0, len(text), text, "sw"), Segment(0, len(text), text, "es", furniture=True)):
        found = find_titles(document, segment.language, [segment], glossary())
        assert (found.mentions, found.signals) == ((), ())


def test_lists_of_different_sentences_stay_apart() -> None:
    sentence = "Tran Thi Lan, presidenta del Comité Popular Provincial."
    text = f"{sentence} {sentence}"
    at = len(sentence) + 1
    segments = [Segment(0, len(sentence), sentence, "es"), Segment(at, len(text), sentence, "es")]
    mentions = find_titles(Document("a.txt", text, "", "txt"), "es", segments, glossary()).mentions
    assert len(mentions) == 2
    assert len({mention.list_id for mention in mentions}) == 2


def test_names_and_places_are_signals_for_their_country() -> None:
    text = "Tran Thi Lan, presidenta del Comité Popular de la Provincia de Lang Son, volvió de La Habana."
    document = Document("a.txt", text, "", "txt")
    signals = find_titles(document, "es", [Segment(0, len(text), text, "es")], glossary()).signals
    assert {"Tran", "Lang Son"} <= {signal.text for signal in signals if signal.pack == "vn"}
    assert all(text[signal.start : signal.start + len(signal.text)] == signal.text for signal in signals)
