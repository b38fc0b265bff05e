"""The user's own translations: read from TMX, used before any engine, written for the next run."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from canonym.config import load_config
from canonym.errors import UsageError
from canonym.model import Document, Mention, ParsedTitle, Resolution, Segment
from canonym.resources import default_models_folder
from canonym.run.pipeline import run_folder
from canonym.translation import OwnTranslations, Translation, load_own, translate_documents
from canonym.translation.engines.language_codes import language_code
from canonym.translation.own_translations import OWN, OWN_SIMILAR, SIMILAR, UNUSED
from canonym.translation.protected_titles import Task
from canonym.translation.tmx import read_tmx, write_tmx

Canonym = Callable[..., subprocess.CompletedProcess[str]]

FOREIGN = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header srclang="ES-MX" datatype="xml" segtype="sentence" adminlang="en"/><body>
<tu><prop type="note">old</prop>
<tuv xml:lang="ES-MX"><seg>El <bpt i="1">&lt;b&gt;</bpt>maíz<ept i="1">&lt;/b&gt;</ept> subió
   de <hi>precio</hi>.</seg></tuv>
<tuv xml:lang="en-US"><seg>Maize became dearer.</seg></tuv></tu>
<tu><tuv lang="es"><seg>Llovió.</seg></tuv><tuv lang="fr"><seg>Il a plu.</seg></tuv></tu>
<tu><tuv xml:lang="es"><seg>Nevó.</seg></tuv><tuv xml:lang="en"><seg>It snowed.</seg></tuv></tu>
<tu><tuv xml:lang="es"><seg>Nevó.</seg></tuv><tuv xml:lang="en"><seg>Snow fell.</seg></tuv></tu>
</body></tmx>
"""


class Engine:
    """Upper case is its translation; it counts what it is asked."""

    name, model, settings, source, target, has_careful = "fake", "fake 1", "", "es", "en", False

    def __init__(self) -> None:
        self.asked: list[str] = []

    def translate(self, sentences: Sequence[str], *, careful: bool = False) -> list[Translation]:
        self.asked += sentences
        return [Translation(text.upper(), self.name) for text in sentences]


def test_files_of_other_programs_are_read(tmp_path: Path) -> None:
    (tmp_path / "old.tmx").write_text(FOREIGN, encoding="utf-8")
    assert list(read_tmx(tmp_path / "old.tmx", "es", "en")) == [
        ("El maíz subió de precio.", "Maize became dearer."),
        ("Nevó.", "It snowed."),
        ("Nevó.", "Snow fell."),
    ]
    found = load_own((tmp_path / "old.tmx",), "es", "en", 1.0).find("Nevó.")
    assert found is not None
    assert found.text == "Snow fell."


@given(st.lists(st.tuples(st.text(max_size=30), st.text(max_size=30)), max_size=5))
def test_what_is_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]]) -> None:
    path = tmp_path_factory.getbasetemp() / "pairs.tmx"
    path.write_text(write_tmx("es", "en", pairs), encoding="utf-8", errors="surrogatepass")
    read = list(read_tmx(path, "es", "en"))
    # XML has no control characters; they and the kind of blanks are all that may differ.
    plain = [
        (source, target)
        for source, target in pairs
        if all(c.isprintable() or c.isspace() for c in source + target) and source.strip() and target.strip()
    ]
    for source, target in plain:
        if (source + target).isprintable():
            assert (" ".join(source.split()), " ".join(target.split())) in read


@pytest.mark.parametrize("content", ["no xml", "<html/>", "<tmx><body><tu>", ""])
def test_a_file_that_is_no_tmx_is_wrong_use(tmp_path: Path, content: str) -> None:
    (tmp_path / "bad.tmx").write_text(content)
    with pytest.raises(UsageError, match=r"bad\.tmx: is not a TMX file"):
        load_own((tmp_path / "bad.tmx",), "es", "en", 1.0)


def test_the_first_file_counts(tmp_path: Path) -> None:
    for name, answer in (("a", "Yes."), ("b", "Aye.")):
        (tmp_path / name).write_text(write_tmx("es", "en", [("Sí.", answer)]), encoding="utf-8")
    for names, answer in (("ab", "Yes."), ("ba", "Aye.")):
        found = load_own(tuple(tmp_path / name for name in names), "es", "en", 1.0).find("Sí.")
        assert found is not None
        assert found.text == answer


def translated(text: str, own: OwnTranslations, title: str = "") -> tuple[str, str, dict[str, tuple[str, ...]], Engine]:
    engine = Engine()
    start = text.index(title)
    mention = Mention("a.txt", start, start + len(title), title, "es", "role", ParsedTitle(), None)
    resolution = Resolution(mention, None, None, None, "Director of the Institute", "correct", 0.95, "accept")
    document = Document("a.txt", text, "0" * 64, "txt")
    task = Task(document, [Segment(0, len(text), text, "es")], [resolution] if title else [])
    result = translate_documents([task], engine, pivot="en", forms=(), own=own)[0]
    (sentence,) = result.sentences
    return result.text, sentence.protection, dict(sentence.findings), engine


def test_the_users_own_sentence_comes_before_the_engine() -> None:
    own = OwnTranslations({"Llovió mucho ayer.": "Yesterday it poured!"}, 1.0)
    text, protection, findings, engine = translated("Llovió  mucho\nayer.", own)
    assert (text, protection, engine.asked) == ("Yesterday it poured!", OWN, [])
    assert SIMILAR not in findings


@pytest.mark.parametrize(
    ("sentence", "used"),
    [
        ("El mercado de la ciudad abrió sus puertas el domingo 3.", True),
        ("El mercado de la ciudad abre sus puertas el domingo 3.", True),
        ("El mercado de la ciudad abrió sus puertas el domingo 4.", False),
        ("El mercado de la ciudad cerró por la tarde.", False),
    ],
)
def test_a_similar_sentence_is_used_with_a_flag_unless_numbers_differ(sentence: str, used: bool) -> None:
    known = "El mercado de la ciudad abrió sus puertas el domingo 3."
    own = OwnTranslations({known: "The market opened on Sunday 3."}, 0.9)
    text, protection, findings, _ = translated(sentence, own)
    assert (text == "The market opened on Sunday 3.") is used
    assert (SIMILAR in findings) is (used and sentence != known)
    if SIMILAR in findings:
        assert protection == OWN_SIMILAR
        assert known in findings[SIMILAR][0]


def test_names_must_be_the_same_in_a_similar_sentence() -> None:
    own = OwnTranslations({"La escuela nueva está cerca de la ciudad de Hue.": "The new school is near Hue."}, 0.9)
    assert own.find("La escuela nueva está cerca de la ciudad de Vinh.") is None
    assert own.find("La escuela nueva esta cerca de la ciudad de Hue.") is not None


def test_an_own_translation_without_the_canonical_name_is_not_used_and_said() -> None:
    sentence = "El director del instituto habló."
    good = OwnTranslations({sentence: "Then the director of the institute spoke."}, 1.0)
    text, protection, findings, _ = translated(sentence, good, "director del instituto")
    assert (text, protection) == ("Then the director of the institute spoke.", OWN)
    other = OwnTranslations({sentence: "The head of the school spoke."}, 1.0)
    text, protection, findings, _ = translated(sentence, other, "director del instituto")
    assert "Director of the Institute" in text
    assert protection != OWN
    assert findings[UNUSED] == ("Director of the Institute",)


def test_a_run_uses_what_a_run_exported_and_a_person_corrected(canonym: Canonym, reports: Path, tmp_path: Path) -> None:
    run_folder([str(reports)], tmp_path / "out", load_config(embedding="none"))
    done = canonym("memory", "export", tmp_path / "out", tmp_path / "mine.tmx", "--from", "es")
    assert done.returncode == 0, done.stderr
    content = (tmp_path / "mine.tmx").read_text(encoding="utf-8")
    engine = [target for source, target in read_tmx(tmp_path / "mine.tmx", "es", "en") if "120" in source]
    (tmp_path / "mine.tmx").write_text(content.replace(engine[0], "A hundred and twenty (120) came."), encoding="utf-8")
    done = canonym("run", reports, "--out", tmp_path / "next", "--embedding", "none", "--tmx", tmp_path / "mine.tmx")
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "next/canonical/en/may/lan.es.txt").read_text(encoding="utf-8")
    assert text.endswith("A hundred and twenty (120) came.\n")
    # Another content of the file is another configuration, although its path is the same.
    (tmp_path / "mine.tmx").write_text(content.replace(engine[0], "Many came."), encoding="utf-8")
    canonym("run", reports, "--out", tmp_path / "next", "--embedding", "none", "--tmx", tmp_path / "mine.tmx")
    assert "Many came." in (tmp_path / "next/canonical/en/may/lan.es.txt").read_text(encoding="utf-8")


def test_export_says_what_is_missing(canonym: Canonym, reports: Path, tmp_path: Path) -> None:
    assert "holds no finished run" in canonym("memory", "export", tmp_path, tmp_path / "x.tmx", "--from", "es").stderr
    run_folder([str(reports)], tmp_path / "out", load_config(embedding="none", translate=False))
    failed = canonym("memory", "export", tmp_path / "out", tmp_path / "x.tmx", "--from", "es")
    assert (failed.returncode, "no report in es was translated" in failed.stderr) == (2, True)


def test_the_memory_can_be_shown_and_deleted(canonym: Canonym, reports: Path, tmp_path: Path) -> None:
    file = tmp_path / "memory.sqlite"
    assert "not there yet" in canonym("memory", "show", "--memory", file).stdout
    report = run_folder([str(reports)], tmp_path / "out", load_config(embedding="none", memory=str(file)))
    shown = canonym("memory", "show", "--memory", file).stdout
    counts = [int(line.split()[0]) for line in shown.splitlines()[1:]]
    assert sum(counts) == report.translated > 0
    assert "argos es-en 1.0" in shown
    assert "deleted" in canonym("memory", "clear", "--memory", file).stdout
    assert not list(tmp_path.glob("memory.sqlite*"))
    assert json.loads(canonym("run", reports, "--out", tmp_path / "other", "--memory", file, "--json").stdout)


CASES = Path(__file__).parent / "cases" / "texts"


@pytest.mark.parametrize("name", ["iso3", "names", "noseg", "nfd"])
def test_a_memory_however_its_program_wrote_it(name: str) -> None:
    own = load_own((CASES / "20-tmx-silently-unused" / f"{name}.tmx",), "es", "en", 1.0)
    text = (CASES / "20-tmx-silently-unused" / "in.es.txt").read_text(encoding="utf-8")
    sentences = [f"{sentence}." for sentence in text.strip().strip(".").split(". ")]
    assert any(own.find(sentence) for sentence in sentences)


@pytest.mark.parametrize(
    ("said", "code"),
    [("spa", "es"), ("es_ES", "es"), ("es-419", "es"), ("Spanish", "es"), ("español", "es"), ("ger", "de"),
     ("vie", "vi"), ("zh-Hant-TW", "zh"), ("PT", "pt"), ("xx", None), ("klartext", None), ("", None)],
)  # fmt: skip
def test_languages_by_any_name(said: str, code: str | None) -> None:
    assert language_code(said) == code


@pytest.mark.parametrize(
    ("text", "table", "found"),
    [
        ("El alcalde mayor, Juan Pérez, abrió la feria.", "es,en\nalcalde mayor,Lord Mayor\n", ["Lord Mayor"]),
        ("La alcaldesa mayor habló.", "spa;eng\nalcalde mayor;Lord Mayor\n", []),
        (
            "Vino el jefe de obra y el jefe",
            "Spanish\tEnglish\njefe\tboss\njefe de obra\tforeman\n",
            ["foreman", "boss"],
        ),
    ],
)
def test_a_table_of_terms_is_used_within_sentences(tmp_path: Path, text: str, table: str, found: list[str]) -> None:
    path = tmp_path / ("terms.tsv" if "\t" in table else "terms.csv")
    path.write_text(table, encoding="utf-8")
    assert [item.text for item in load_own((path,), "es", "en", 1.0).terms(text)] == found


TBX = """<?xml version="1.0"?><martif type="TBX" xml:lang="en"><text><body>
<termEntry id="1"><langSet xml:lang="es-ES"><tig><term>alcalde mayor</term></tig></langSet>
<langSet xml:lang="en"><tig><term>Lord Mayor</term></tig><tig><term>Mayor</term></tig></langSet></termEntry>
</body></text></martif>"""
TBX_3 = """<?xml version="1.0"?><tbx style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"><text><body>
<conceptEntry id="1"><langSec xml:lang="spa"><termSec><term>alcalde mayor</term></termSec></langSec>
<langSec xml:lang="eng"><termSec><term>Lord Mayor</term></termSec></langSec></conceptEntry></body></text></tbx>"""


def term_file(folder: Path, kind: str) -> Path:
    path = folder / f"terms{kind.partition('-')[0]}"
    if kind == ".xlsx":
        book = openpyxl.Workbook()
        for row in (["Spanish", "English"], ["alcalde mayor", "Lord Mayor"]):
            book.active.append(row)
        book.save(path)
    else:
        path.write_text({".csv": "es,en\nalcalde mayor,Lord Mayor\n", ".tbx": TBX, ".tbx-3": TBX_3}[kind], "utf-8")
    return path


@pytest.mark.parametrize("kind", [".csv", ".xlsx", ".tbx", ".tbx-3"])
def test_terms_from_the_file_of_any_program(tmp_path: Path, kind: str) -> None:
    own = load_own((), "es", "en", 1.0, (term_file(tmp_path, kind),))
    found = list(own.terms("El alcalde mayor llegó. Alcalde mayor desde mayo. ALCALDES"))
    assert [(item.start, item.text) for item in found] == [(3, "Lord Mayor"), (24, "Lord Mayor")]
    assert own.find("alcalde mayor") is None


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("terms.doc", "x", "unknown kind of term file '.doc'"),
        ("terms.csv", "titel,name\na,b\n", "no column is named after a language (its columns: titel, name)"),
        ("terms.xlsx", "no workbook", "not a spreadsheet"),
        ("terms.tbx", "<martif>", "is not a TBX file"),
    ],
)
def test_a_term_file_that_cannot_be_read_is_told(tmp_path: Path, name: str, content: str, said: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        load_own((), "es", "en", 1.0, (path,))
    assert said in str(caught.value)
    assert caught.value.remedy


@pytest.mark.skipif(default_models_folder() is None, reason="a checkout has the models")
def test_a_term_is_written_as_the_user_gave_it(tmp_path: Path) -> None:
    folder = CASES / "21-own-termbase"
    config = load_config(embedding="none", memory="none", terms=[folder / "terms.csv"])
    run_folder([str(folder / "r.es.txt")], tmp_path / "out", config)
    text = (tmp_path / "out" / "canonical" / "en" / "r.es.txt").read_text(encoding="utf-8")
    assert "Lord Mayor, Juan Pérez" in text
