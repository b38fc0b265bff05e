"""The learned reader of phrases: what it says of titles, and what a user may rely on."""

from __future__ import annotations

import pytest

from canonym.config import Config
from canonym.embedding.phrase_reader import KnownRendering, PhraseReader, TitlePhrase
from canonym.glossary.glossary import Glossary, load_glossary
from canonym.judgements import Judgements, Office, Subject, new_judgement
from canonym.model import Resolution
from canonym.resolution import resolve_phrases


@pytest.fixture(scope="module")
def glossary() -> Glossary:
    return load_glossary()


@pytest.fixture(scope="module")
def reader(glossary: Glossary) -> PhraseReader:
    return PhraseReader(glossary, {})


@pytest.mark.parametrize(
    ("text", "lang", "body", "rank", "level"),
    [
        ("Secretary of the Lào Cai Provincial Party Committee", "en", "vn/party-committee", "secretary", "provincial"),
        ("Chủ tịch UBND tỉnh", "vi", "vn/peoples-committee", "chair", "provincial"),
        ("vicepresidenta de la Unión de Mujeres de Vietnam", "es", "vn/womens-union", "vice-president", "central"),
    ],
)
def test_reads_body_rank_and_level(
    reader: PhraseReader, text: str, lang: str, body: str, rank: str, level: str
) -> None:
    [reading] = reader.read([TitlePhrase(text, lang)])
    assert (reading.body, next(iter(reading.ranks)), next(iter(reading.levels))) == (body, rank, level)
    assert reading.bodies[body] > 0.9


def test_case_and_place_do_not_count(reader: PhraseReader) -> None:
    plain, loud, other = reader.read(
        [
            TitlePhrase("Chairman of the Lào Cai People's Committee", "en"),
            TitlePhrase("CHAIRMAN OF THE LAO CAI PEOPLE'S COMMITTEE", "en"),
            TitlePhrase("Chairman of the Nghệ An People's Committee", "en"),
        ]
    )
    assert plain.bodies == loud.bodies == other.bodies


def test_reading_does_not_depend_on_what_is_read_beside_it(glossary: Glossary, reader: PhraseReader) -> None:
    phrases = [TitlePhrase("省委书记", "zh"), TitlePhrase("", "en"), TitlePhrase("İl Halk Komitesi Başkanı", "tr")] * 2
    together = reader.read(phrases)
    alone = [PhraseReader(glossary, {}).read([phrase])[0] for phrase in phrases]
    assert together == alone


def test_probabilities_add_up_to_one(reader: PhraseReader) -> None:
    [reading] = reader.read([TitlePhrase("president of the committee", "en")])
    assert sum(reading.bodies.values()) + reading.none == pytest.approx(1.0, abs=0.01)


def test_bodies_of_other_packs_are_none_of_ours_where_only_some_are_active(reader: PhraseReader) -> None:
    [reading] = reader.read([TitlePhrase("préfet du département", "fr")])
    assert reading.body is not None
    assert reading.body.startswith("fr/")
    kept = reading.among(["vn"])
    assert all(body.startswith("vn/") for body in kept.bodies)
    assert kept.none > reading.none
    assert kept.body is None or kept.none > kept.bodies[kept.body]


def test_judgement_of_a_user_counts_at_once(glossary: Glossary, reader: PhraseReader) -> None:
    phrase = TitlePhrase("Hauptrat der vereinigten Wohlfahrt", "de")
    assert reader.read([phrase])[0].body != "vn/red-cross"
    taught = PhraseReader(glossary, {}, more=[KnownRendering(phrase.text, "de", "vn/red-cross")])
    [reading] = taught.read([phrase])
    assert reading.body == "vn/red-cross"
    rendering, similarity = taught.nearest(phrase, "vn/red-cross")[0]
    assert rendering.text == phrase.text
    assert similarity > 0.99


def test_a_judgement_says_nothing_of_renderings_that_share_half_of_its_words(
    glossary: Glossary, reader: PhraseReader
) -> None:
    more = [
        KnownRendering("Asamblea Nacional", "es", "vn/national-assembly"),
        KnownRendering("省经济委员会", "zh", "vn/emulation-commendation-council"),
    ]
    phrases = [TitlePhrase("Asamblea del condado de Kirinyaga", "es"), TitlePhrase("省经济局", "zh")]
    assert PhraseReader(glossary, {}, more=more).read(phrases) == reader.read(phrases)


def test_reason_is_the_most_similar_known_rendering(reader: PhraseReader) -> None:
    found = reader.nearest(TitlePhrase("vicepresidenta de la Unión de Mujeres", "es"), "vn/womens-union")
    assert {rendering.body for rendering, _ in found} == {"vn/womens-union"}
    assert any(rendering.text.startswith("Unión de Mujeres") for rendering, _ in found)
    assert [similarity for _, similarity in found] == sorted((s for _, s in found), reverse=True)


def test_a_judgement_teaches_the_reader_at_once(glossary: Glossary) -> None:
    """A garbled name that a person explained once is understood in other words around it, without fitting."""
    config = Config(embedding="none", force=("vn",))
    record = {"lang": "en", "text": "Vice Head of the Zorgle Frumious Board of the province"}
    body = "vn/emulation-commendation-board"
    subject = Subject("Head of the Zorgle Frumious Board", "en")
    taught = new_judgement("Ana", "choose", subject, office=Office("head", body))
    before, after = (
        next(resolve_phrases([record], glossary, config, None, judgements))
        for judgements in (Judgements(), Judgements([taught]))
    )

    def share(found: Resolution) -> float:
        return next((each.probability for each in found.candidates if each.body == body), 0.0)

    assert share(after) > share(before) + 0.1
