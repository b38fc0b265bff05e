"""The pages of docs/ agree with the project: links lead somewhere, lists are complete."""

from __future__ import annotations

import csv
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from canonym.glossary.feature_weights import load_weights
from canonym.glossary.language_data import FIELDS
from canonym.glossary.packs import BODY_FIELDS

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md")))
ROW = re.compile(r"^\| (`\w+`(?:, `\w+`)*) \| ", re.MULTILINE)
"""The first cell of a table row that explains fields."""
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_to_files(page: Path) -> None:
    missing = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if not (page.parent / link).exists()]
    assert missing == []


def test_index_leads_to_every_page() -> None:
    linked = set(LINK.findall((ROOT / "docs" / "index.md").read_text(encoding="utf-8")))
    assert {page.name for page in (ROOT / "docs").glob("*.md")} - linked == {"index.md"}


def test_every_kind_of_evidence_is_explained_and_no_other() -> None:
    rows = ROW.findall(_section("evidence.md", "The kinds of evidence"))
    explained = [name for row in rows for name in re.findall(r"`(\w+)`", row)]
    assert len(explained) == len(set(explained))
    weighed = {feature.name for feature in load_weights()}
    assert weighed - set(explained) == set(), "docs/evidence.md does not explain these"
    assert set(explained) - weighed == set(), "glossaries/weights.yaml does not have these"


def test_every_field_of_a_language_file_and_of_a_body_is_explained() -> None:
    for page, title, fields in (
        ("adding-a-language.md", "1. Write the file", FIELDS),
        ("adding-a-pack.md", "2. The bodies", BODY_FIELDS),
    ):
        explained = set(re.findall(r"`(\w+)`", "\n".join(re.findall(r"^\|.*\|$", _section(page, title), re.MULTILINE))))
        assert set(fields) - explained - {"note"} == set(), page


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {name for each in project["dependencies"] if (name := re.split(r"[^\w.-]", each)[0])}
    table = _section("decisions.md", "Dependencies")
    assert {name for name in wanted if f"\n| {name} " not in table} == set()


def test_packages_of_the_clone_translate_without_minisbd() -> None:
    """docs/decisions.md promises this to those who may not run software under the AGPL."""
    code = (
        "import sys; sys.modules['minisbd'] = None\n"
        "from canonym.translation import find_translator, search_folders\n"
        "print(find_translator('es', 'en', search_folders(())).translate(['La reunión tuvo lugar ayer.'])[0].text)"
    )
    outcome = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stderr
    assert "meeting" in outcome.stdout


def _section(page: str, title: str) -> str:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return text.partition(f"## {title}\n")[2].partition("\n## ")[0]


@pytest.fixture
def finished(tmp_path: Path, canonym: Callable[..., subprocess.CompletedProcess[str]]) -> Path:
    """Folder of a run over a sample, a text to translate and a file that cannot be read."""
    empty = tmp_path / "empty.txt"
    empty.write_text("", encoding="utf-8")
    sample = ROOT / "samples" / "kon-tum-forests.en.txt"
    spanish = tmp_path / "short.es.txt"
    spanish.write_text("La reunión tuvo lugar ayer. Llegaron 12 delegados.\n", encoding="utf-8")
    folder = tmp_path / "out"
    outcome = canonym("run", sample, spanish, empty, "--out", folder, "--embedding", "none", "--quiet")
    assert outcome.returncode == 3, outcome.stderr
    return folder


def test_every_field_of_the_outputs_is_explained(finished: Path) -> None:
    tables = {
        "mentions.jsonl": _keys(finished / "mentions.jsonl"),
        "documents.jsonl": _keys(finished / "documents.jsonl"),
        "translation.jsonl": _keys(finished / "translation.jsonl"),
        "errors.jsonl": _keys(finished / "errors.jsonl"),
        "steps/source/ and steps/en/": _keys(finished / "steps" / "source" / "kon-tum-forests.en.txt.jsonl"),
        "run.json": set(json.loads((finished / "run.json").read_text(encoding="utf-8"))),
        "roles.csv": set(next(csv.reader((finished / "roles.csv").read_text(encoding="utf-8").splitlines()))),
    }
    for title, fields in tables.items():
        rows = ROW.findall(_section("outputs.md", title))
        explained = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
        assert fields <= explained, title
        assert explained - fields <= {"at"}, title


def _keys(path: Path) -> set[str]:
    return {key for line in path.read_text(encoding="utf-8").splitlines() for key in json.loads(line)}
