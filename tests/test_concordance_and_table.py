"""What `canonym find` and `canonym align table` read out of a finished run."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from canonym.cli import app
from canonym.config import Config
from canonym.errors import UsageError
from canonym.glossary import load_glossary
from canonym.model import Step
from canonym.results.concept_table import Cell, CellRendering, ConceptTable, OfficeRow, as_csv
from canonym.results.concordance import understand
from canonym.results.finished_run import FinishedRun, undo

Call = Callable[..., CompletedProcess[str]]

SPANISH = (
    "Lang Son, Vietnam. La camarada Tran Thi Lan, presidenta del Comité Popular Provincial y presidenta del Consejo "
    "Económico y Social Provincial, elogió el movimiento de emulación. El Consejo de Emulación y Recompensa de la "
    "provincia felicitó a todos.\n"
)
GERMAN = (
    "Lang Son, Vietnam. Frau Tran Thi Lan, Vorsitzende des Volkskomitees der Provinz und Vorsitzende des Rates für "
    "Emulation und Belobigung der Provinz, lobte die <b>Bewegung</b> & mehr.\n"
)
PAGE = "<html><body><article><p>{}</p></article></body></html>"
ENGLISH = (
    "Lang Son, Viet Nam. Tran Thi Lan, Chairwoman of the Provincial People's Committee and Chairwoman of the "
    "Provincial Emulation and Commendation Council, praised the movement of the whole province and its people."
)
COUNCIL = "vn/emulation-commendation-council"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run")
    (folder / "in").mkdir()
    (folder / "in" / "lan.es.txt").write_text(SPANISH, encoding="utf-8", newline="")
    (folder / "in" / "lan.de.txt").write_text(GERMAN, encoding="utf-8", newline="")
    (folder / "in" / "lan.en.html").write_text(PAGE.format(ENGLISH), encoding="utf-8")
    arguments = ["run", str(folder / "in"), "--out", str(folder / "out"), "--embedding", "none", "--pack", "vn"]
    arguments += ["--accept", "0.5"]  # which names stand in a translation is asked, not how sure a decision is
    assert app.run(arguments) == 0
    return folder / "out"


def found(answer: CompletedProcess[str]) -> list[dict[str, Any]]:
    assert answer.returncode == 0, answer.stderr
    return [json.loads(line) for line in answer.stdout.splitlines()]


def test_texts_and_sentences_come_back_as_they_were_read(run: Path) -> None:
    finished = FinishedRun(run)
    assert finished.text("lan.es.txt") == SPANISH
    assert finished.text("lan.de.txt") == GERMAN
    for mention in finished.mentions:
        text = finished.text(mention["doc"])
        assert text[mention["start"] : mention["end"]] == mention["surface"]
        sentence = finished.sentence_at(mention["doc"], mention["start"])
        assert sentence.start <= mention["start"]
        assert mention["end"] <= sentence.end


def test_a_text_that_the_steps_did_not_make_is_noticed() -> None:
    with pytest.raises(ValueError, match="something else"):
        undo("abc", (Step(0, 1, "x", "y", ""),))


@pytest.mark.parametrize("phrase", ["emulation council", "Rat für Emulation und Belobigung", "Hội đồng TĐKT", COUNCIL])
def test_find_shows_an_office_in_all_languages_whatever_phrase_names_it(run: Path, canonym: Call, phrase: str) -> None:
    lines = found(canonym("find", phrase, run, "--json"))
    assert {line["body"] for line in lines} == {COUNCIL}
    assert [(line["doc"], line["lang"]) for line in lines] == [
        ("lan.de.txt", "de"),
        ("lan.en.html", "en"),
        ("lan.es.txt", "es"),
        ("lan.es.txt", "es"),
    ]
    for line in lines:
        assert line["surface"] in line["sentence"]
    translated = [line["translation"] for line in lines if line["lang"] == "es"]
    assert all("Provincial Emulation and Commendation Council" in each for each in translated)


def test_a_phrase_asks_for_no_more_and_no_less_than_it_says(run: Path, canonym: Call) -> None:
    chairs = found(canonym("find", "chairman of the emulation council", run, "--json"))
    assert [line["rank"] for line in chairs] == ["chair"] * 3
    assert found(canonym("find", "Central Emulation and Commendation Council", run, "--json")) == []
    terms = found(canonym("find", "movimiento de emulación", run, "--json"))
    assert [line["canonical"] for line in terms] == ["emulation movement"]


def test_the_terminal_shows_sentence_place_and_translation(run: Path, canonym: Call) -> None:
    shown = canonym("find", "emulation council", run).stdout
    first, *rest = shown.splitlines()
    assert "4 mentions in 3 documents (de, en, es), 1 mistranslated" in first
    assert any("lan.es.txt" in line and "mistranslated" in line for line in rest)
    keys = ("Vorsitzende des Rates", "Chairwoman of the Provincial Emulation", "presidenta del Consejo")
    columns = {line.index(key) for line in rest for key in keys if key in line and line[:2] in ("de", "en", "es")}
    assert len(columns) == 1


@pytest.mark.parametrize(
    ("phrase", "said"),
    [("emulation comendation counsil", COUNCIL), ("zzz yyy", "canonym glossary list"), (" ", "is empty")],
)
def test_an_unknown_phrase_is_answered_with_what_comes_near(run: Path, canonym: Call, phrase: str, said: str) -> None:
    answer = canonym("find", phrase, run)
    assert answer.returncode == 2
    assert said in answer.stderr
    assert answer.stderr.count("\n") == 1


def test_offices_that_no_pack_knows_are_found_by_their_words(tmp_path: Path, canonym: Call) -> None:
    text = (
        "Nairobi, Kenya. The Governor of Kisumu, Anyang Nyong, met the Speaker of the County Assembly, Elisha Oraro.\n"
    )
    (tmp_path / "kisumu.en.txt").write_text(text, encoding="utf-8")
    arguments = ["run", str(tmp_path), "--out", str(tmp_path / "out"), "--embedding", "none", "--no-translate"]
    assert app.run(arguments) == 0
    lines = found(canonym("find", tmp_path / "out", "county assembly", "--json"))
    assert [line["person"] for line in lines] == ["Elisha Oraro"]
    assert "1 mention in 1 document" in canonym("find", tmp_path / "out", "governor").stdout
    assert canonym("find", tmp_path / "out", "gardener").returncode == 2


def test_find_and_table_need_a_finished_run(tmp_path: Path, canonym: Call) -> None:
    for answer in (canonym("find", COUNCIL, tmp_path), canonym("align", "table", tmp_path)):
        assert answer.returncode == 2
        assert "folder of a finished run" in answer.stderr


def test_a_text_that_is_gone_is_said(run: Path, tmp_path: Path) -> None:
    for name in ("run.json", "mentions.jsonl", "documents.jsonl"):
        (tmp_path / name).write_bytes((run / name).read_bytes())
    with pytest.raises(UsageError, match=r"canonical.source.lan\.de\.txt: cannot be read"):
        FinishedRun(tmp_path).text("lan.de.txt")


def table(run: Path, canonym: Call, *options: str) -> list[dict[str, Any]]:
    answer = canonym("align", "table", run, "--format", "json", *options)
    assert answer.returncode == 0, answer.stderr
    rows: list[dict[str, Any]] = json.loads(answer.stdout)
    return rows


def test_the_table_counts_renderings_by_office_and_language(run: Path, canonym: Call) -> None:
    rows = {(row["body"], row["rank"]): row["languages"] for row in table(run, canonym)}
    chair = rows[COUNCIL, "chair"]
    assert set(chair) == {"de", "en", "es"}
    assert (chair["es"]["count"], chair["es"]["mistranslated"]) == (1, 1)
    (rendering,) = chair["es"]["renderings"]
    assert rendering["text"] == "presidenta del Consejo Económico y Social Provincial"
    assert rendering["verdict"] == "mistranslated"
    assert rendering["text"] in rendering["sentence"]
    mentions = FinishedRun(run).mentions
    offices = [each for each in mentions if each["body"] and each["kind"] != "term"]
    assert sum(cell["count"] for row in rows.values() for cell in row.values()) == len(offices)


def test_a_filter_leaves_what_has_the_verdict_and_keeps_the_totals(run: Path, canonym: Call) -> None:
    (row,) = table(run, canonym, "--verdict", "mistranslated")
    assert (row["body"], row["rank"], list(row["languages"])) == (COUNCIL, "chair", ["es"])
    assert table(run, canonym, "--verdict", "mistranslated", "--lang", "de") == []
    text = canonym("align", "table", run, "--verdict", "mistranslated").stdout
    assert "es: 1 of 3 wrong" in text
    unknown = canonym("align", "table", run, "--lang", "fr")
    assert unknown.returncode == 2
    assert "use one of de, en, es" in unknown.stderr


def test_no_cell_of_the_csv_is_run_as_a_formula() -> None:
    example = CellRendering("presidente", "correct", 1, "\t=cmd.txt", 0, "+1 presidente")
    row = OfficeRow("=Chairman", "vn/x", None, None, {"es": Cell(1, 0, (example,))})
    (line,) = csv.DictReader(io.StringIO(as_csv(ConceptTable((row,), {}))))
    assert (line["canonical"], line["doc"], line["sentence"]) == ("'=Chairman", "'\t=cmd.txt", "'+1 presidente")


def test_the_csv_has_a_line_for_each_rendering(run: Path, canonym: Call) -> None:
    lines = list(csv.DictReader(io.StringIO(canonym("align", "table", run, "--format", "csv").stdout)))
    renderings = [
        each for row in table(run, canonym) for cell in row["languages"].values() for each in cell["renderings"]
    ]
    assert [line["rendering"] for line in lines] == [each["text"] for each in renderings]
    assert sum(int(line["count"]) for line in lines) == sum(each["count"] for each in renderings)


class Tags(HTMLParser):
    """Elements, attributes and text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [name for name, _ in attrs if name in ("src", "href", "srcset") or name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_stands_alone_and_escapes_what_reports_say(run: Path, canonym: Call, tmp_path: Path) -> None:
    path = tmp_path / "offices.html"
    assert canonym("align", "table", run, "--format", "html", "-o", path).returncode == 0
    page = path.read_text(encoding="utf-8")
    tags = Tags()
    tags.feed(page)
    assert tags.links == []
    assert not tags.tags & {"script", "img", "link", "iframe"}
    assert "<b>Bewegung</b> & mehr" in tags.text
    assert "presidenta del Consejo Económico y Social Provincial" in tags.text
    assert "prefers-color-scheme" in page or "light-dark(" in page


def test_a_phrase_that_means_two_bodies_is_answered_with_both(run: Path, tmp_path: Path) -> None:
    for pack in ("xx", "yy"):
        (tmp_path / pack / "bodies").mkdir(parents=True)
        (tmp_path / pack / "pack.yaml").write_text(f"pack: {pack}\ntitle: {pack}\n", encoding="utf-8")
        body = (
            "{kind: association, senses: [peace], levels: [provincial], leader: chair, names: {en: Guild of Sea Peace}}"
        )
        (tmp_path / pack / "bodies" / "all.yaml").write_text(f"bodies:\n  guild: {body}\n", encoding="utf-8")
    config = Config(glossaries=(tmp_path,), packs=("xx", "yy"), embedding="none")
    finished = FinishedRun(run)
    finished.mentions = [{**finished.mentions[0], "body": f"{pack}/guild", "lang": "en"} for pack in ("xx", "yy")]
    with pytest.raises(UsageError, match="can be several things; give one of xx/guild, yy/guild"):
        understand("Guild of Sea Peace", finished, load_glossary(config), config)
