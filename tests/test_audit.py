"""`canonym audit`: what it finds in a run, its files, what is new, and its exit codes."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from markupsafe import Markup

from canonym.audit.audited_run import audit
from canonym.audit.finding_codes import shipped_codes
from canonym.config import Config
from canonym.results.marked_report import marked_report
from deciding import run_reports

Canonym = Callable[..., subprocess.CompletedProcess[str]]

HOSTILE = "<script>document.title='taken'</script><img src=x onerror=alert(1)> & \u202egnorw\u202c"
REPORTS = {
    "lan.es.txt": (
        "Lang Son, Vietnam. La camarada Tran Thi Lan, presidenta del Comité Popular Provincial y presidenta del "
        "Consejo Económico y Social Provincial, elogió el movimiento de emulación.\n"
        "El camarada Le Van Binh, vicepresidente del Comité Provincial del Partido y presidente del Consejo de "
        "Emulación y Recompensa de la provincia, habló. Trần Thị Lan, presidenta del Comité Popular Provincial, "
        "agradeció.\n"
        "El director del Consejo Económico, Pham Van Duc, informó del trabajo del trabajo del trabajo.\n"
    ),
    "other.en.txt": (
        "Lang Son, Viet Nam. Tran Thi Lan, Chairwoman of the Provincial People's Committee, spoke.\n"
        f"{HOSTILE}, Chairman of the Provincial Economic Council {HOSTILE}, spoke.\n"
    ),
}


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run with a mistranslated council, and a report that tries to be markup."""
    folder = tmp_path_factory.mktemp("audit")
    return run_reports(folder, REPORTS, Config(translate=False, embedding="none", accept=0.8))


@pytest.fixture
def out(finished: Path, tmp_path: Path) -> Path:
    """The same run for one test."""
    return Path(shutil.copytree(finished, tmp_path / "out"))


def found(folder: Path) -> dict[str, list[dict[str, Any]]]:
    """The findings by code."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for each in json.loads((folder / "audit" / "findings.json").read_text(encoding="utf-8"))["findings"]:
        groups.setdefault(each["code"], []).append(each)
    return groups


def test_a_mistranslated_office_is_found_with_its_place_cause_and_remedy(canonym: Canonym, out: Path) -> None:
    assert canonym("audit", out).returncode == 0
    (finding,) = (each for each in found(out)["office-mistranslated"] if each["lang"] == "es")
    assert finding["words"] == "presidenta del Consejo Económico y Social Provincial"
    assert REPORTS["lan.es.txt"][finding["start"] : finding["end"]] == finding["words"]
    assert (finding["doc"], finding["line"], finding["severity"]) == ("lan.es.txt", 1, "error")
    assert finding["office"] == "Chairman of the Provincial Emulation and Commendation Council"
    assert "kinh tế" in finding["explanation"]
    assert finding["remedy"]


def test_what_is_wrong_in_the_rest_of_the_report_is_found(canonym: Canonym, out: Path) -> None:
    canonym("audit", out)
    codes = found(out)
    assert [each["words"] for each in codes["rank-confused"]] == ["vicepresidente del Comité Provincial del Partido"]
    assert "Consejo de Emulación" in codes["office-several-names"][0]["explanation"]
    assert "“Tran Thi Lan” for “Trần Thị Lan”" in codes["person-name-varies"][0]["explanation"]
    assert "director del Consejo Económico" in [each["words"] for each in codes["title-unresolved"]]
    assert [each["words"] for each in codes["text-loop"]] == ["del trabajo del trabajo del trabajo"]


@pytest.mark.parametrize(("limit", "code"), [("error", 1), ("warning", 1), ("note", 1), (None, 0)])
def test_findings_at_the_limit_end_with_exit_code_1(canonym: Canonym, out: Path, limit: str | None, code: int) -> None:
    assert canonym("audit", out, *(["--fail-on", limit] if limit else [])).returncode == code


def test_a_run_without_errors_passes_though_it_has_warnings(canonym: Canonym, tmp_path: Path, out: Path) -> None:
    settings = tmp_path / "canonym.toml"
    settings.write_text('[findings]\noffice-mistranslated = "warning"\nrank-confused = "off"\n', encoding="utf-8")
    assert canonym("audit", out, "--fail-on", "error", "--config", settings).returncode == 0
    assert canonym("audit", out, "--fail-on", "warning", "--config", settings).returncode == 1
    codes = found(out)
    assert codes["office-mistranslated"][0]["severity"] == "warning"
    assert "rank-confused" not in codes


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('office-mistransalted = "off"', "did you mean office-mistranslated?"),
        ('rank-confused = "fatal"', "error, warning"),
    ],
)
def test_a_wrong_setting_is_refused_with_a_remedy(
    canonym: Canonym, tmp_path: Path, out: Path, line: str, said: str
) -> None:
    settings = tmp_path / "canonym.toml"
    settings.write_text(f"[findings]\n{line}\n", encoding="utf-8")
    outcome = canonym("audit", out, "--config", settings)
    assert outcome.returncode == 2
    assert said in outcome.stderr


def test_what_an_earlier_audit_found_is_left_out_wherever_it_stands_now(canonym: Canonym, tmp_path: Path) -> None:
    reports, old, new = (tmp_path / name for name in ("reports", "old", "new"))
    reports.mkdir()
    options = ("--no-translate", "--embedding", "none", "--quiet")
    (reports / "lan.es.txt").write_text(REPORTS["lan.es.txt"], encoding="utf-8")
    canonym("run", reports, "--out", old, *options)
    canonym("audit", old)
    for _ in range(2):
        assert canonym("audit", old, "--baseline", old, "--fail-on", "note").returncode == 0
        assert found(old) == {}
    added = "Hanói, Vietnam. Bui Thi Mai, presidenta del Consejo Económico Provincial, llegó.\n"
    (reports / "lan.es.txt").write_text("Hanói.\n" + REPORTS["lan.es.txt"] + added, encoding="utf-8")
    canonym("run", reports, "--out", new, *options)
    outcome = canonym("audit", new, "--baseline", old, "--fail-on", "error")
    assert outcome.returncode == 1
    assert [each["words"] for each in found(new)["office-mistranslated"]] == [
        "presidenta del Consejo Económico Provincial"
    ]
    assert "known before" in outcome.stdout


def test_a_baseline_without_an_audit_is_refused(canonym: Canonym, tmp_path: Path, out: Path) -> None:
    outcome = canonym("audit", out, "--baseline", tmp_path)
    assert outcome.returncode == 2
    assert "audited" in outcome.stderr


def test_a_text_that_was_changed_after_the_run_is_reported(canonym: Canonym, out: Path) -> None:
    (out / "canonical" / "source" / "lan.es.txt").write_text("something else", encoding="utf-8")
    outcome = canonym("audit", out)
    assert outcome.returncode == 2
    assert "lan.es.txt: was changed after the run" in outcome.stderr


def test_a_passage_in_another_language_is_found_with_its_place(canonym: Canonym, tmp_path: Path) -> None:
    left_out = "Hội nghị đã tổng kết công tác thi đua, khen thưởng năm qua và đề ra nhiệm vụ cho năm tới của tỉnh."
    text = f"{REPORTS['lan.es.txt']}{left_out}\n"
    (tmp_path / "mixed.es.txt").write_text(text, encoding="utf-8")
    folder = tmp_path / "mixed"
    canonym("run", tmp_path / "mixed.es.txt", "--out", folder, "--no-translate", "--embedding", "none", "--quiet")
    canonym("audit", folder)
    (passage,) = found(folder)["passage-other-language"]
    assert (passage["words"], passage["lang"], passage["line"]) == (left_out, "vi", 4)


def test_a_folder_without_a_finished_run_is_refused(canonym: Canonym, tmp_path: Path) -> None:
    outcome = canonym("audit", tmp_path)
    assert outcome.returncode == 2
    assert "finished run" in outcome.stderr


def test_two_audits_write_the_same_bytes(canonym: Canonym, out: Path) -> None:
    def written() -> dict[str, bytes]:
        canonym("audit", out)
        return {path.name: path.read_bytes() for path in (out / "audit").iterdir()}

    first = written()
    assert set(first) == {"report.html", "findings.md", "findings.csv", "findings.xlsx", "findings.json"}
    assert written() == first


def test_tables_hold_every_finding_and_no_formula(canonym: Canonym, out: Path) -> None:
    canonym("audit", out)
    findings = [each for group in found(out).values() for each in group]
    rows = list(csv.DictReader(io.StringIO((out / "audit" / "findings.csv").read_text(encoding="utf-8"))))
    assert sorted(row["id"] for row in rows) == sorted(each["id"] for each in findings)
    with zipfile.ZipFile(out / "audit" / "findings.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode("utf-8")
    assert sheet.count("<row ") == len(findings) + 1
    assert "<f>" not in sheet
    markdown = (out / "audit" / "findings.md").read_text(encoding="utf-8")
    assert markdown.count("\n- **") == len(findings)


FLAGS = {
    "numbers-changed": ("number-changed", "error"),
    "dates-changed": ("date-changed", "error"),
    "units-changed": ("unit-changed", "warning"),
    "names-changed": ("name-changed", "warning"),
    "repetition": ("translation-loop", "error"),
    "incomplete": ("translation-incomplete", "error"),
    "not-translated": ("passage-untranslated", "warning"),
    "a-flag-of-tomorrow": ("engine-doubtful", "note"),
}


def test_flags_of_the_translation_become_findings(canonym: Canonym, out: Path) -> None:
    record = {"doc": "lan.es.txt", "start": 0, "end": 18, "pivot_start": 0, "pivot_end": 18, "lang": "es"}
    record |= {"engine": "argos", "protection": "names in brackets", "flags": list(FLAGS)}
    record["details"] = {"numbers-changed": ["60", "+61"]}
    (out / "translation.jsonl").write_text(json.dumps(record) + "\n", encoding="utf-8")
    canonym("audit", out)
    codes = found(out)
    for code, severity in FLAGS.values():
        assert [each["severity"] for each in codes[code]] == [severity], code
    assert "not in the translation: “60”; new there: “61”" in codes["number-changed"][0]["explanation"]
    assert codes["title-beside-sentence"][0]["words"] == "Lang Son, Vietnam."


def test_what_failed_or_could_not_be_read_is_found(canonym: Canonym, out: Path) -> None:
    documents = [json.loads(line) for line in (out / "documents.jsonl").read_text(encoding="utf-8").splitlines()]
    documents[0]["language"]["confidence"] = 0.4
    documents[0]["reads_titles"] = False
    documents[0]["translation"] = {"backend": None, "reason": "no translation package", "remedy": "install it"}
    (out / "documents.jsonl").write_text("".join(json.dumps(each) + "\n" for each in documents), encoding="utf-8")
    failure = {"doc": "bad.txt", "error": "binary, not text", "remedy": "remove it"}
    (out / "errors.jsonl").write_text(json.dumps(failure) + "\n", encoding="utf-8")
    canonym("audit", out)
    codes = found(out)
    assert codes["language-doubtful"][0]["doc"] == documents[0]["doc"]
    assert "Spanish" in codes["language-unread"][0]["explanation"]
    assert codes["report-untranslated"][0]["remedy"] == "Install it."
    assert (codes["report-failed"][0]["doc"], codes["report-failed"][0]["severity"]) == ("bad.txt", "error")
    assert "binary, not text" in (out / "audit" / "report.html").read_text(encoding="utf-8")


class Tags(HTMLParser):
    """The tags of a page, and the addresses that it names."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            assert not name.startswith("on"), name
            assert name != "style"
            if name in ("href", "src", "action", "data"):
                self.addresses.append(value or "")
            if name == "id":
                self.ids.append(value or "")


def test_the_page_is_one_file_and_text_of_reports_is_never_markup(canonym: Canonym, out: Path) -> None:
    canonym("audit", out)
    page = (out / "audit" / "report.html").read_text(encoding="utf-8")
    tags = Tags()
    tags.feed(page)
    assert tags.tags.count("script") == 1
    assert "img" not in tags.tags
    assert len(tags.ids) == len(set(tags.ids))
    assert {address[1:] for address in tags.addresses} <= set(tags.ids)
    assert all(address.startswith("#") for address in tags.addresses)
    assert "default-src 'none'" in html.unescape(page)
    assert "\u202e" not in page
    assert "U+202E" in page
    assert "&lt;script&gt;" in page
    assert not re.search(r"https?://", page)


@pytest.mark.parametrize("side", ["source", "en"])
def test_reports_are_shown_whole_with_each_title_marked_at_its_place(out: Path, side: str) -> None:
    if side == "en":  # a translation, made up: another text with the same lines and the canonical names in it
        (out / "canonical" / "en").mkdir(exist_ok=True)
        rewritten = (out / "canonical" / "source" / "lan.es.txt").read_text(encoding="utf-8")
        (out / "canonical" / "en" / "lan.es.txt").write_text(rewritten.replace("camarad", "comrad"), encoding="utf-8")
    audited = audit(out, shipped_codes(), {})
    doc = "lan.es.txt"
    report = marked_report(
        audited.run,
        doc,
        audited.mentions[doc],
        lambda words, title, _: Markup('<a href="#w1-{}">{}</a>').format(title.number, words),
    )
    assert report.side == side
    shown = "\n".join(row.source.striptags() for row in report.rows)
    assert " ".join(shown.split()) == " ".join(REPORTS["lan.es.txt"].split())
    canonical = audited.run.canonical("lan.es.txt", side) or ""
    assert " ".join(" ".join(row.canonical.striptags() for row in report.rows).split()) == " ".join(canonical.split())
    rows = Markup("").join(row.canonical for row in report.rows)
    for title in report.titles:
        words = title.mention["canonical"] if title.mention["action"] == "accept" else title.mention["surface"]
        mark = Markup('href="#w1-{}">{}</a>').format(title.number, words)
        assert (mark in rows) is (side == "source" or title.mention["action"] == "accept"), words


def test_a_title_of_a_megabyte_is_shortened_and_the_rest_of_the_page_is_as_ever(canonym: Canonym, out: Path) -> None:
    huge = "presidenta " + "x" * 1_000_000
    mentions = [json.loads(line) for line in (out / "mentions.jsonl").read_text(encoding="utf-8").splitlines()]
    mentions[0]["surface"] = mentions[0]["canonical"] = mentions[0]["person"] = huge
    (out / "mentions.jsonl").write_text("".join(json.dumps(each) + "\n" for each in mentions), encoding="utf-8")
    assert canonym("audit", out).returncode == 0
    page = (out / "audit" / "report.html").read_text(encoding="utf-8")
    assert len(page) < 200_000
    assert "more characters" in page


def test_gold_shows_how_far_confidences_can_be_trusted(canonym: Canonym, tmp_path: Path, out: Path) -> None:
    mentions = [json.loads(line) for line in (out / "mentions.jsonl").read_text(encoding="utf-8").splitlines()]
    gold = tmp_path / "gold.jsonl"
    gold.write_text("".join(json.dumps(each | {"canonical_en": None}) + "\n" for each in mentions), "utf-8")
    assert canonym("audit", out, "--gold", gold).returncode == 0
    page = (out / "audit" / "report.html").read_text(encoding="utf-8")
    assert "Confidence against correctness" in page
    assert "100% of" in page


def test_an_audit_inside_the_input_is_not_taken_for_a_report(canonym: Canonym, tmp_path: Path) -> None:
    folder = tmp_path / "all"
    folder.mkdir()
    (folder / "lan.es.txt").write_text(REPORTS["lan.es.txt"], encoding="utf-8")
    run = ("run", folder, "--out", folder, "--no-translate", "--embedding", "none", "--quiet")
    canonym(*run)
    canonym("audit", folder)
    canonym(*run)
    documents = (folder / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["doc"] for line in documents] == ["lan.es.txt"]
