"""Renderings mined from versions of a report: what becomes a proposed name, and what is left out."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from canonym.alignment.nearest_phrase import locate
from canonym.config import Config
from canonym.embedding import load_embedder
from canonym.glossary.patches import PatchEntry, read_patch

Call = Callable[..., subprocess.CompletedProcess[str]]

VERSIONS = {
    "en": "On 9 March 2024 Vu Thi Hao, Chairwoman of the Provincial People's Committee and Chairwoman of the "
    "Provincial Emulation and Commendation Council, opened a meeting in Yen Bai, Viet Nam. Hoang A Senh, Deputy "
    "Secretary of the Provincial Party Committee, spoke about 42 communes. The Committee will meet again in May.",
    "es": "El 9 de marzo de 2024 Vu Thi Hao, presidenta del Comité Popular Provincial y presidenta del Consejo "
    "Económico y Social Provincial, abrió una reunión en Yen Bai, Vietnam. Hoang A Senh, vicesecretario del Comité "
    "Popular Provincial, habló de 42 comunas. El Comité se reunirá de nuevo en mayo.",
    "de": "Am 9. März 2024 eröffnete Vu Thi Hao, Vorsitzende des Volkskomitees der Provinz und Vorsitzende des Rates "
    "für Wetteifer und Auszeichnungen der Provinz, eine Sitzung in Yen Bai in Vietnam. Hoang A Senh, stellvertretender "
    "Sekretär des Provinzparteikomitees, sprach über 42 Gemeinden. Das Komitee tagt im Mai wieder.",
}
"""In the Spanish version the council is an economic one, and the Party's secretary another body's."""


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for code, text in VERSIONS.items():
        (folder / f"yen-bai.{code}.txt").write_text(text + "\n", encoding="utf-8", newline="")
    return folder


def patch_of(answer: subprocess.CompletedProcess[str], path: Path) -> list[PatchEntry]:
    assert answer.returncode == 0, answer.stderr
    return list(read_patch(path))


def test_two_versions_give_a_patch_with_names_contexts_and_verdicts(files: Path, tmp_path: Path, canonym: Call) -> None:
    out = tmp_path / "found.yaml"
    answer = canonym("align", "terms", files / "yen-bai.en.txt", files / "yen-bai.es.txt", "--pack", "vn", "-o", out)
    found = {entry.name: entry for entry in patch_of(answer, out)}
    council = found["presidenta del Consejo Económico y Social Provincial"]
    assert (council.concept, council.rank, council.level) == (
        "vn/emulation-commendation-council",
        "chair",
        "provincial",
    )
    assert (council.language, council.status, council.verdict, council.count) == ("es", "proposed", "mistranslated", 1)
    (context,) = council.contexts
    spanish = VERSIONS["es"]
    assert spanish[context.start :].startswith(council.name)
    assert council.name in context.text
    assert "Emulation and Commendation Council" in str(context.counterpart)


def test_what_every_reader_of_titles_knows_is_listed_on_request_only(
    files: Path, tmp_path: Path, canonym: Call
) -> None:
    pair = (files / "yen-bai.en.txt", files / "yen-bai.de.txt", "--pack", "vn", "-o", tmp_path / "found.yaml")
    usual = "Vorsitzende des Volkskomitees der Provinz"
    names = {entry.name for entry in patch_of(canonym("align", "terms", *pair), tmp_path / "found.yaml")}
    assert usual not in names
    answer = canonym("align", "terms", *pair, "--all")
    everything = {entry.name for entry in patch_of(answer, tmp_path / "found.yaml")}
    assert names <= everything
    assert "Komitee" not in everything  # a name in its place only
    assert "in short" in answer.stderr


def test_a_finished_run_gives_the_names_of_all_its_versions(files: Path, tmp_path: Path, canonym: Call) -> None:
    run = canonym("run", files, "--out", tmp_path / "out", "--no-translate", "--pack", "vn", "--quiet")
    assert run.returncode == 0, run.stderr
    out = tmp_path / "found.yaml"
    found = patch_of(canonym("align", "terms", tmp_path / "out", "--pack", "vn", "-o", out), out)
    offices = {(entry.concept, entry.language) for entry in found}
    assert ("vn/emulation-commendation-council", "es") in offices
    assert all(entry.status == "proposed" and entry.contexts for entry in found)
    again = canonym("align", "terms", tmp_path / "out", "--pack", "vn")
    assert again.stdout == out.read_text(encoding="utf-8")


def test_versions_are_witnesses_in_a_run(files: Path, tmp_path: Path, canonym: Call) -> None:
    canonym("run", files, "--out", tmp_path / "out", "--no-translate", "--pack", "vn", "--quiet")
    said = canonym("explain", tmp_path / "out", "presidenta del Consejo Económico y Social Provincial").stdout
    assert "other versions of the report say vn/emulation-commendation-council here" in said


def test_a_patch_of_mined_names_can_be_applied(files: Path, tmp_path: Path, canonym: Call) -> None:
    out = tmp_path / "found.yaml"
    canonym("align", "terms", files / "yen-bai.en.txt", files / "yen-bai.es.txt", "--pack", "vn", "-o", out)
    answer = canonym("glossary", "apply", out, "--dry-run")
    assert answer.returncode == 0, answer.stderr
    assert "would be added" in answer.stdout


@pytest.mark.parametrize("paths", [(), ("a", "b", "c")])
def test_one_run_or_two_reports_are_needed(canonym: Call, paths: tuple[str, ...]) -> None:
    answer = canonym("align", "terms", *paths, "--pack", "vn") if paths else canonym("align", "terms", "--all")
    assert answer.returncode == 2
    assert answer.stderr.count("\n") == 1


def test_a_phrase_is_located_by_its_meaning() -> None:
    embedder = load_embedder(Config())
    assert embedder is not None
    sentence = "Am Montag besuchte die Leiterin des Büros für Fischerei von Thai Binh drei neue Schulen."
    found = locate(["Director of the Fisheries Office"], sentence, [], embedder)
    assert found is not None
    (start, end), score = found
    assert "Büros für Fischerei" in sentence[start:end]
    assert "Schulen" not in sentence[start:end]
    assert 0 < score <= 1
    assert locate(["Director of the Fisheries Office"], "Es regnete den ganzen Tag.", [], embedder) is None
    assert locate(["Director of the Fisheries Office"], sentence, [(0, len(sentence))], embedder) is None
