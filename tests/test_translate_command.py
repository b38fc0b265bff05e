"""`canonym translate`: one line out for each line in, titles under their canonical names, flags on standard error."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canonym.config import Config, load_config
from canonym.errors import UsageError
from canonym.run import line_translation
from canonym.run.line_translation import cut_lines, translate_lines, translate_lines_bare
from canonym.texts.segments import split
from canonym.translation import Translation, translate_bare, translate_document
from canonym.translation.protection import FORMS

LANGUAGE_PAGE = (Path(__file__).parents[1] / "docs" / "adding-a-language.md").read_text(encoding="utf-8")
Canonym = Callable[..., subprocess.CompletedProcess[str]]

SPANISH = (
    "En la provincia de Lang Son, Vietnam, la presidenta del Comité Popular Provincial, Tran Thi Lan, habló ayer.\r\n"
    "\r\n"
    "  El plan cuesta 13 billones de VND. Habrá 17.000 viviendas.\n"
    "El Comité Popular Provincial aceptó."
)


@pytest.fixture(autouse=True)
def _cache(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "home" / "cache"))


def test_every_line_stands_for_the_same_line(canonym: Canonym, tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text(SPANISH, encoding="utf-8", newline="")
    outcome = canonym("translate", "--from", "es", "--to", "en", report)
    assert outcome.returncode == 0
    lines = outcome.stdout.splitlines(keepends=True)
    assert len(lines) == 4
    assert lines[0].endswith("\r\n")
    assert "the Chairman of the Provincial People's Committee, Tran Thi Lan, " in lines[0]
    assert lines[1] == "\r\n"
    assert lines[2].startswith("  ")
    assert "13 trillion VND" in lines[2]
    assert "17,000" in lines[2]
    assert lines[3].startswith("The Provincial People's Committee ")
    assert not lines[3].endswith("\n")


class Engine:
    """Gives every sentence back in capitals, with line ends of its own."""

    name, model, settings, source, target, has_careful = "fake", "fake 1", "", "es", "en", False

    def translate(self, sentences: Sequence[str], *, careful: bool = False) -> list[Translation]:
        return [Translation(sentence.upper().replace(" ", "\n"), self.name) for sentence in sentences]


class Supporter(Engine):
    """Takes a first name for a word and translates it."""

    source = "ca"

    def translate(self, sentences: Sequence[str], *, careful: bool = False) -> list[Translation]:
        return [Translation("Yesterday Support Tejedor spoke.", self.name) for _ in sentences]


def test_a_language_file_of_the_user_tells_names_from_titles(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shown = re.search(r"^`my-glossaries/languages/ca.yaml`:\n\n```yaml\n(.*?)^```$", LANGUAGE_PAGE, re.M | re.S)
    assert shown is not None
    (tmp_path / "languages").mkdir()
    (tmp_path / "languages" / "ca.yaml").write_text(shown[1], encoding="utf-8")
    monkeypatch.setattr(line_translation, "translator_for", lambda *_: Supporter())
    lines = cut_lines("Ahir va parlar Amparo Tejedor.", "ca")
    known = Config(glossaries=(tmp_path,), memory="none")
    for translate in (translate_lines, translate_lines_bare):
        (result,) = translate([lines], known)
        assert result.translated.sentences[0].findings["names-changed"] == ("Amparo Tejedor",)
    (unknown,) = translate_lines_bare([lines], Config(memory="none"))
    assert "names-changed" not in unknown.translated.sentences[0].findings


LINES = st.lists(
    st.sampled_from(["Hola.", "Sí; no.", "a b", "  ", "\n", "\r\n", "\r", "\u2028", "\x85", "\x0b", "…"]), max_size=20
)


@given(LINES)
def test_no_text_and_no_engine_change_the_number_of_lines(pieces: list[str]) -> None:
    text = "".join(pieces)
    lines = cut_lines(text, "es")
    segments = split(lines.document, lines.paragraphs)
    for translated in (
        translate_document(lines.document, segments, [], Engine(), pivot="en", forms=FORMS),
        translate_bare(lines.document, segments, Engine()),
    ):
        before, after = text.splitlines(keepends=True), translated.text.splitlines(keepends=True)
        assert len(before) == len(after)
        assert [not line.strip() for line in before] == [not line.strip() for line in after]


def test_without_terms_the_engine_speaks_for_itself(canonym: Canonym) -> None:
    from canonym.translation import find_translator, search_folders  # noqa: PLC0415 - heavy

    text = "El Consejo Provincial de Emulación y Elogio de Vietnam propuso premiar a 24 familias."
    outcome = canonym("translate", "--from", "es", "--text", text, "--no-terms")
    engine = find_translator("es", "en", search_folders())
    assert outcome.stdout == engine.translate([text])[0].text + "\n"
    named = canonym("translate", "--from", "es", "--text", text, "--accept", "0.5")
    assert "Provincial Emulation and Commendation Council" in named.stdout


def test_the_language_is_told_from_the_text_and_standard_input_is_read(
    canonym: Canonym, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Os trabalhadores pediram salários mais altos.\n"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert canonym("translate").stdout == "The workers asked for higher wages.\n"


def test_an_empty_text_stays_as_it_is(canonym: Canonym, tmp_path: Path) -> None:
    report = tmp_path / "blank.txt"
    report.write_bytes(b"\n \n")
    assert canonym("translate", report).stdout == "\n \n"


def test_the_report_has_a_line_for_each_sentence(canonym: Canonym, tmp_path: Path) -> None:
    report, text = tmp_path / "report.jsonl", "Es la provincia más pequeña. El 2 de mayo llovió mucho."
    outcome = canonym("translate", "--from", "es", "--text", text, "--report", report)
    records = [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]
    assert [text[each["start"] : each["end"]] for each in records] == text.replace(". ", ".|").split("|")
    assert all(outcome.stdout[each["pivot_start"] : each["pivot_end"]] for each in records)
    assert {each["engine"] for each in records} == {"argos"}
    assert set(records[0]) >= {"protection", "flags", "details", "lang"}


def test_words_of_the_list_stay_as_they_are(canonym: Canonym, tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("# names of papers\nEl Heraldo de Soria\n\n", encoding="utf-8")
    text = "La noticia salió en El Heraldo de Soria y en la radio."
    assert "El Heraldo de Soria" not in canonym("translate", "--from", "es", "--text", text).stdout
    listed = canonym("translate", "--from", "es", "--text", text, "--do-not-translate", f"@{words}")
    assert "El Heraldo de Soria" in listed.stdout


def test_a_list_in_the_settings_counts_from_their_folder(tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("Lao Cai TV\n", encoding="utf-8")
    settings = tmp_path / "canonym.toml"
    settings.write_text('do_not_translate = ["Radio Soria", "@words.txt"]\n', encoding="utf-8")
    assert load_config(settings).do_not_translate == ("Radio Soria", "Lao Cai TV")
    with pytest.raises(UsageError, match="nowhere"):
        load_config(do_not_translate=["@nowhere.txt"])


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["--from", "xx", "--text", "a b c"], ["'xx' is no language"]),
        (["--from", "en", "--text", "a b c"], ["is in en already"]),
        (["--text", "12 34"], ["cannot be told", "--from"]),
        (["nowhere.txt"], ["nowhere.txt", "No such file"]),
        (["table.csv"], ["table.csv", "is a table", "canonym run"]),
        (["a.txt", "--text", "b"], ["both", "--text"]),
    ],
)
def test_wrong_use_is_one_line(canonym: Canonym, arguments: list[str], parts: list[str]) -> None:
    outcome = canonym("translate", *arguments)
    assert outcome.returncode == 2
    assert outcome.stdout == ""
    assert outcome.stderr.count("\n") == 1
    for part in parts:
        assert part in outcome.stderr
