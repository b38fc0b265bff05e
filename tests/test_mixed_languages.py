"""Reports in more than one language: each passage is read in its own and translated with its own engine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from canonym.config import load_config
from canonym.model import Step
from canonym.records import from_plain
from canonym.resources import default_models_folder
from canonym.rewriting import replay
from canonym.run.outputs import translated_pairs
from canonym.run.pipeline import run_folder

CASES = Path(__file__).parent / "cases" / "texts" / "16-mixed-languages"
SPANISH = (
    "La vicepresidenta del Comité Popular Provincial de Bac Giang, Vietnam, Tran Thi Mai, leyó el informe sobre las "
    "escuelas de la provincia."
)
PORTUGUESE = (
    "O presidente do Conselho Popular Provincial de Bac Giang, Vietname, Nguyen Van Hung, abriu a conferência sobre as "
    "escolas da província."
)
ENGLISH = "The conference on the schools of the province was held in the city on Monday. Many teachers came to it."
VIETNAMESE = "Đồng chí Trần Thị Mai, Phó Chủ tịch UBND tỉnh Bắc Giang, đọc báo cáo về các trường học trong tỉnh."

needs_models = pytest.mark.skipif(default_models_folder() is None, reason="a checkout has the models")


def run_of(name: str, text: str, folder: Path) -> tuple[dict[str, Any], Path]:
    source = folder / name
    source.write_text(text, encoding="utf-8")
    run_folder([str(source)], folder / "out", load_config(embedding="none", memory="none"))
    (record,) = lines_of(folder / "out" / "documents.jsonl")
    return record, folder / "out"


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@needs_models
@pytest.mark.parametrize("name", ["es-en.txt", "es-pt.txt"])
def test_each_paragraph_is_in_the_pivot_language_where_there_is_a_model(name: str, tmp_path: Path) -> None:
    record, out = run_of(name, (CASES / name).read_text(encoding="utf-8"), tmp_path)
    text = (out / "canonical" / "en" / name).read_text(encoding="utf-8")
    first, second = text.strip().split("\n\n")
    assert "Vice Chairman of the Provincial People's Committee of Bac Giang" in first
    assert "informe" not in first
    assert "Chairman of the Provincial People's Council of Bac Giang" in second
    assert "opened the conference" in second
    assert record["translation"]["also"]["es"]["backend"] == "argos"
    assert record["reads_titles"]
    steps = [from_plain(Step, line) for line in lines_of(out / "steps" / "en" / f"{name}.jsonl")]
    assert replay((CASES / name).read_text(encoding="utf-8"), steps) == text


@needs_models
@pytest.mark.parametrize(
    ("name", "paragraphs", "also"),
    [
        ("pt-beside-en.md", [f"> {PORTUGUESE}", ENGLISH, ENGLISH], {"pt": "argos"}),
        ("pt-beside-es.txt", [SPANISH, SPANISH, PORTUGUESE], {"pt": "argos"}),
        ("three.txt", [SPANISH, PORTUGUESE, ENGLISH], {"es": "argos", "pt": "argos"}),
        ("vi-beside-en.txt", [VIETNAMESE, ENGLISH, ENGLISH], {"vi": None}),
        ("vi-beside-es.html", [f"<p>{SPANISH}</p>", f"<p>{SPANISH}</p>", f"<p>{VIETNAMESE}</p>"], {"vi": None}),
    ],
)
def test_passages_are_named_and_translated_or_flagged(
    name: str, paragraphs: list[str], also: dict[str, str | None], tmp_path: Path
) -> None:
    record, out = run_of(name, "\n\n".join(paragraphs), tmp_path)
    told = record["translation"]["also"]
    assert {code: told[code]["backend"] for code in told if code != record["language"]["code"]} == also
    sentences = lines_of(out / "translation.jsonl")
    assert {each["lang"] for each in sentences if "not-translated" in each["flags"]} == {
        code for code, engine in also.items() if engine is None
    }
    assert all("models install" in told[code]["remedy"] for code, engine in also.items() if engine is None)
    text = next((out / "canonical" / "en").iterdir()).read_text(encoding="utf-8")
    assert "escolas da província" not in text
    assert "escuelas" not in text


@needs_models
def test_pairs_of_sentences_are_those_of_their_language(tmp_path: Path) -> None:
    _, out = run_of("three.txt", "\n\n".join([SPANISH, SPANISH, PORTUGUESE]), tmp_path)
    assert [source for source, _ in translated_pairs(out, "pt", "en")] == [PORTUGUESE]
    assert [source for source, _ in translated_pairs(out, "es", "en")] == [SPANISH]


def test_a_short_foreign_line_makes_no_passage(tmp_path: Path) -> None:
    record, out = run_of("menu.txt", f"{ENGLISH}\n\nEspañol Português\n\n{ENGLISH}\n", tmp_path)
    assert "also" not in record["translation"]
    assert not (out / "translation.jsonl").exists()
