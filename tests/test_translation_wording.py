"""Canonical names stand in an English sentence as a writer would put them."""

from __future__ import annotations

import pytest

from canonym.model import Kind, Mention, ParsedTitle, Resolution
from canonym.translation.language_rules import language_rules
from canonym.translation.protection import Parts, ProtectedText
from canonym.translation.sentences.wording import write

EN = language_rules("en").pivot
CHAIR = "Chairman of the Provincial People's Committee"
VICE = "Vice Chairman of the Provincial People's Committee"
BODY = "Provincial People's Committee"
MOVEMENT = "emulation movement"
MERIT = "certificate of merit"
HOME = "Ministry of Home Affairs"
PERSON = "Ho Tien Thieu"


def item(name: str, *, person: str | None = None, plural: bool = False) -> ProtectedText:
    kind: Kind = "term" if name[0].islower() else "role" if " Chairman " in f" {name}" else "body"
    mention = Mention("", 0, 1, "x", "es", kind, ParsedTitle(), person=person)
    return ProtectedText(
        0, 1, "title", name, Resolution(mention, None, None, None, name, "correct", 0.9, "accept"), plural
    )


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (["The ", item(CHAIR), " spoke."], f"The {CHAIR} spoke."),
        ([item(CHAIR), " spoke."], f"The {CHAIR} spoke."),
        ([item(BODY), " met."], f"The {BODY} met."),
        ([item(BODY)], BODY),
        ([item(CHAIR)], CHAIR),
        (["Comrades of ", item(BODY), "."], f"Comrades of the {BODY}."),
        (["They asked ", item(BODY), " to act."], f"They asked the {BODY} to act."),
        (["gave 54 ", item(BODY), " certificates"], f"gave 54 {BODY} certificates"),
        (["the entire ", item(BODY), " met"], f"the entire {BODY} met"),
        (["certificates from ", item(CHAIR), "."], f"certificates from the {CHAIR}."),
        (["He was elected ", item(CHAIR), "."], f"He was elected {CHAIR}."),
        ([f"Comrade {PERSON}, ", item(CHAIR, person=PERSON), ", spoke."], f"Comrade {PERSON}, {CHAIR}, spoke."),
        (
            [f"{PERSON}, ", item(CHAIR, person=PERSON), ", ", item(VICE, person=PERSON), " and ", item(VICE), "."],
            f"{PERSON}, {CHAIR}, {VICE} and {VICE}.",
        ),
        (["the ", item(CHAIR, person=PERSON), f" {PERSON} spoke"], f"{CHAIR} {PERSON} spoke"),
        (["the ", item(CHAIR, person=PERSON), f", {PERSON}, spoke"], f"the {CHAIR}, {PERSON}, spoke"),
        (["by ", item(CHAIR, person=PERSON), f" {PERSON}"], f"by {CHAIR} {PERSON}"),
        (["He is chairman of the ", item(CHAIR), "."], f"He is the {CHAIR}."),
        (["the vice chairman ", item(VICE), " came"], f"the {VICE} came"),
        (["the deputy of the ", item(CHAIR), " came"], f"the deputy of the {CHAIR} came"),
        (["In Soria, ", item(CHAIR, person=PERSON), f", {PERSON}, spoke."], f"In Soria, the {CHAIR}, {PERSON}, spoke."),
        (["the ", item(HOME), "'s plan"], f"the {HOME}' plan"),
        (["The ", item(MOVEMENT, plural=True), " grew."], "The emulation movements grew."),
        (["They launched ", item(MOVEMENT), "."], "They launched the emulation movement."),
        (
            ["They launched an ", item("patriotic emulation movement"), "."],
            "They launched a patriotic emulation movement.",
        ),
        (["a vibrant ", item("emulation atmosphere"), "."], "a vibrant emulation atmosphere."),
        (["and ", item("commendation work"), " in 2023"], "and commendation work in 2023"),
        ([item(MOVEMENT), " began."], "The emulation movement began."),
        (["26 got ", item(MERIT, plural=True), "."], "26 got certificates of merit."),
        (["the ", item(BODY, plural=True), " of two districts"], f"the {BODY}s of two districts"),
        (["the ", item(CHAIR, plural=True), " of two districts"], f"the {CHAIR} of two districts"),
        (["It ended. ", item(BODY), " met."], f"It ended. The {BODY} met."),
        (["by", item(BODY), "and others"], f"by the {BODY} and others"),
    ],
)
def test_english(parts: Parts, text: str) -> None:
    written, placed = write(parts, EN)
    assert written == text
    for entry in placed:
        assert entry.item.text.split()[0].lower() == written[entry.start : entry.end].split()[0].lower().rstrip("s")


def test_a_language_without_rules_gets_the_bare_name() -> None:
    written, placed = write(["le ", item("Comité populaire"), " a parlé"], language_rules("xx").pivot)
    assert written == "le Comité populaire a parlé"
    assert written[placed[0].start : placed[0].end] == "Comité populaire"


def test_a_number_in_a_placeholder_takes_no_article() -> None:
    people = ProtectedText(0, 1, "number", "17,000")
    share = ProtectedText(0, 1, "number", "18%")
    assert write(["jobs for a ", people, " people"], EN)[0] == "jobs for 17,000 people"
    assert write(["a ", share, " rise"], EN)[0] == "an 18% rise"
