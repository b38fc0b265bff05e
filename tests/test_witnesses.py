"""Versions of one report as witnesses: which mentions belong together, and what their agreement decides."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache

import pytest

from canonym.alignment.counterparts import counterparts, same_person
from canonym.alignment.sentences import Aligner
from canonym.config import Config
from canonym.embedding import load_embedder
from canonym.glossary import glossary_for
from canonym.model import Counterpart, Document, Resolution
from canonym.resolution import resolve
from canonym.run.deciding import decide
from canonym.run.line_translation import cut_lines, translate_lines
from canonym.run.preparing import Prepared, prepare_documents
from canonym.run.report_versions import version_of

CONFIG = Config(packs=("vn",))

OPENING = {
    "vi": "Sáng 12/6, tại tỉnh Hà Giang, Việt Nam, hội nghị sơ kết công tác đã diễn ra. ",
    "en": "On the morning of 12 June a mid-year conference took place in Ha Giang Province, Viet Nam. ",
    "es": "En la mañana del 12 de junio se celebró en la provincia de Ha Giang, Vietnam, una conferencia de balance. ",
    "de": "Am Morgen des 12. Juni fand in der Provinz Ha Giang in Vietnam eine Konferenz zum Halbjahr statt. ",
}
"""Sets the scene in all versions."""

CHAIR = {
    "vi": OPENING["vi"] + "Ông Vàng Mí Sính, Phó Bí thư Tỉnh ủy, Chủ tịch UBND tỉnh, chủ trì hội nghị.",
    "en": OPENING["en"]
    + "Vang Mi Sinh, Deputy Secretary of the Provincial Party Committee and Chairman of the Provincial "
    "People's Committee, presided.",
    "es": OPENING["es"]
    + "Presidió Vang Mi Sinh, subsecretario del Comité Provincial del Partido y presidente del Comité "
    "Popular Provincial.",
    "de": OPENING["de"] + "Den Vorsitz führte Vang Mi Sinh, stellvertretender Sekretär des Provinzparteikomitees und "
    "Vorsitzender des Volksrates der Provinz.",
}
"""The German version calls the People's Committee a People's Council: a right name of the wrong body."""

TAKEN = {
    "en": OPENING["en"] + "Present were Ly Thi Mai, Chairwoman of the Provincial People's Committee; and Ho Quang Tu, "
    "Chairman of the Provincial People's Council.",
    "es": OPENING["es"]
    + "Asistieron Ly Thi Mai, presidenta del Comité Popular Provincial; y Ho Quang Tu, presidente del "
    "Comité Popular Provincial.",
    "de": OPENING["de"] + "Anwesend waren Ly Thi Mai, Vorsitzende des Volkskomitees der Provinz, und Ho Quang Tu, "
    "Vorsitzender des Volkskomitees der Provinz.",
}
"""Two versions of three give Ho Quang Tu an office that, by the same sentence, somebody else holds."""


@cache
def aligner() -> Aligner:
    return Aligner.of(CONFIG)


def prepared(versions: Mapping[str, str]) -> list[Prepared]:
    documents = [Document(f"report.{code}.txt", text, "0", "txt") for code, text in versions.items()]
    result = prepare_documents(documents, CONFIG)
    assert result.failures == ()
    return list(result.documents)


def pairs_of(documents: Sequence[Prepared]) -> list[Counterpart]:
    return counterparts([[version_of(each) for each in documents]], aligner(), glossary_for(CONFIG))


def decided(versions: Mapping[str, str], config: Config = CONFIG) -> list[Resolution]:
    documents = prepared(versions)
    return decide(documents, config, versions=[[version_of(each) for each in documents]])


def office(found: Sequence[Resolution], code: str, words: str) -> Resolution:
    (only,) = [each for each in found if each.mention.lang == code and words in each.mention.surface]
    return only


def test_mentions_of_one_office_are_paired_across_languages() -> None:
    documents = prepared(CHAIR)
    surfaces = {(m.doc, m.start): m.surface for each in documents for m in each.titles.mentions}
    pairs = {frozenset((surfaces[pair.a], surfaces[pair.b])) for pair in pairs_of(documents)}
    chairs = ["Chủ tịch UBND tỉnh", "Chairman of the Provincial People's Committee"]
    chairs += ["presidente del Comité Popular Provincial", "Vorsitzender des Volksrates der Provinz"]
    secretaries = ["Phó Bí thư Tỉnh ủy", "Deputy Secretary of the Provincial Party Committee"]
    for row in (chairs, secretaries):
        assert {frozenset((a, b)) for a in row for b in row if a < b} <= pairs
    assert not any(frozenset((chair, secretary)) in pairs for chair in chairs for secretary in secretaries)


def test_what_one_version_cannot_decide_the_others_do() -> None:
    alone = office(decided({"de": CHAIR["de"]}), "de", "Volksrat")
    assert alone.body == "vn/peoples-council"
    together = office(decided(CHAIR), "de", "Volksrat")
    assert (together.rank, together.body, together.level) == ("chair", "vn/peoples-committee", "provincial")
    assert together.verdict == "mistranslated"
    assert together.evidence[0].kind == "witness"
    assert "3 other versions of the report say vn/peoples-committee here" in together.evidence[0].detail


def test_switched_off_witnesses_say_nothing() -> None:
    without = Config(packs=("vn",), without=("witnesses",))
    found = decided(CHAIR, without)
    assert not any(item.kind == "witness" for each in found for item in each.evidence)
    assert office(found, "de", "Volksrat").body == "vn/peoples-council"


def test_texts_translated_together_are_witnesses_too() -> None:
    spanish = cut_lines(CHAIR["es"], "es", "report.es.txt")
    portuguese = cut_lines(
        "Na manhã de 12 de junho realizou-se na província de Ha Giang, no Vietname, uma conferência de balanço. "
        "Presidiu Vang Mi Sinh, vice-secretário do Comité Provincial do Partido e presidente do Conselho Popular "
        "Provincial.",
        "pt",
        "report.pt.txt",
    )
    config = replace(CONFIG, accept=0.5)  # which office is decided for, however sure that is
    (alone,) = translate_lines([portuguese], config)
    _, together = translate_lines([spanish, portuguese], config)
    assert "Chairman of the Provincial People's Council" in alone.translated.text
    assert "Chairman of the Provincial People's Committee" in together.translated.text


def test_a_wrong_majority_does_not_win_against_structure() -> None:
    found = decided(TAKEN)
    right = office(found, "en", "People's Council")
    assert (right.body, right.action, right.verdict) == ("vn/peoples-council", "accept", "correct")
    tu = [each for each in found if each.mention.person == "Ho Quang Tu" and each.mention.lang != "en"]
    assert len(tu) == 2
    for each in tu:
        assert (each.body, each.verdict) == ("vn/peoples-council", "mistranslated")


def test_an_echo_is_no_witness() -> None:
    """Two versions name no office that anybody knows; what they learn from the third they do not tell each other."""
    versions = {
        "en": CHAIR["en"],
        "es": OPENING["es"] + "Presidió Vang Mi Sinh, subsecretario del Comité Provincial del Partido y presidente del "
        "Consejo Deportivo de la provincia.",
        "de": OPENING["de"]
        + "Den Vorsitz führte Vang Mi Sinh, stellvertretender Sekretär des Provinzparteikomitees und "
        "Vorsitzender des Sportrates der Provinz.",
    }
    found = decided(versions)
    for code, words in (("es", "Deportivo"), ("de", "Sportrates")):
        for candidate in office(found, code, words).candidates:
            heard = [item for item in candidate.evidence if item.kind == "witness"]
            assert all(item.detail.startswith("another version of the report says") for item in heard)
        assert "witness" in {item.kind for item in office(found, code, words).evidence}


def test_the_order_of_documents_and_pairs_does_not_matter() -> None:
    documents = prepared(CHAIR)
    pairs = pairs_of(documents)

    def found(witnesses: Sequence[Counterpart]) -> list[Resolution]:
        titles = [each.titles for each in documents]
        return resolve(titles, glossary_for(CONFIG), CONFIG, load_embedder(CONFIG), None, witnesses)

    expected = found(pairs)
    shuffled = random.Random(3)
    for _ in range(3):
        shuffled.shuffle(documents)
        shuffled.shuffle(pairs)
        assert found([Counterpart(pair.b, pair.a, pair.strength) for pair in pairs]) == expected
    assert sorted(pairs, key=lambda each: (each.a, each.b)) == pairs_of(documents)


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("Vàng Mí Sính", "Vang Mi Sinh", True),
        ("Giàng Seo Vảng", "Vang", True),
        ("Лам Тан Фыок", "Lam Tan Phuoc", True),
        ("Ly Thi Mai", "Ho Quang Tu", False),
        ("Ly Thi Mai", None, None),
    ],
)
def test_one_person_is_known_in_all_scripts(a: str, b: str | None, same: bool | None) -> None:
    assert same_person(a, b) is same
    assert same_person(b, a) is same
