"""`canonym eval --renderings`: the figures, what is struck, the naive ways, folds and the picture."""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canonym.config import Config
from canonym.errors import UsageError
from canonym.evaluation.leaving_out import Striker
from canonym.evaluation.nearest_names import by_spelling, canonical_names, figures
from canonym.evaluation.reliability import bins, picture
from canonym.evaluation.rendering_scores import answer, read_renderings
from canonym.evaluation.spread import by_page, spread
from canonym.glossary import Glossary, load_glossary
from canonym.resolution import resolve_phrases

SHARED = Path(__file__).parents[1].parent / "shared"
Canonym = Callable[..., subprocess.CompletedProcess[str]]

CONTEXT = "Vietnam; Lang Son; Tran Thi Lan"


def office(number: int, lang: str, text: str, rank: str | None, body: str, **fields: Any) -> dict[str, Any]:
    base = {"id": f"{lang}-{number}", "lang": lang, "text": text, "context": CONTEXT, "person": None, "rank": rank}
    return {**base, "body": body, "level": "provincial", "verdict": "correct", "source": f"page-{number}"} | fields


GOLD = (
    office(1, "es", "presidente del Comité Popular Provincial", "chair", "peoples-committee"),
    office(2, "es", "secretario del Comité Provincial del Partido", "secretary", "party-committee"),
    office(3, "vi", "Bí thư Tỉnh ủy", "secretary", "vn/party-committee", context="Việt Nam; Lạng Sơn"),
    office(4, "en", "Chairman of the Provincial People's Council", "vice-chair", "peoples-council", verdict="variant"),
    {"id": "no-1", "lang": "es", "text": "presidente del Consejo Económico y Social", "what": "of another country"},
)


@cache
def glossary() -> Glossary:
    return load_glossary()


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in GOLD), encoding="utf-8")
    return path


def test_the_figures_say_what_was_right(canonym: Canonym, gold: Path) -> None:
    outcome = canonym("eval", gold, "--renderings", "--embedding", "none", "--json", "--errors")
    assert outcome.returncode == 0, outcome.stderr
    found = json.loads(outcome.stdout)
    assert (found["offices"], found["look_alikes"], found["false_accepts"]) == (4, 1, 0)
    assert found["office"] == {"all": 0.75, "correct": 1.0, "variant": 0.0}
    assert found["by_lang"] == {"en": [0.0, 1], "es": [1.0, 2], "vi": [1.0, 1]}
    assert found["body"] == 1.0
    assert found["exact"] == 0.75
    assert 'en-4 "Chairman of the Provincial People\'s Council" [variant]: wanted vice-chair' in outcome.stderr


def test_the_table_shows_languages_and_error_models(canonym: Canonym, gold: Path) -> None:
    outcome = canonym("eval", gold, "--renderings", "--embedding", "none", "--folds", "page")
    rows = [line.split() for line in outcome.stdout.splitlines()]
    assert ["es", "1.000", "2"] in rows
    assert ["no", "error", "model", "0.750", "4"] in rows
    assert "worst fold" in outcome.stdout
    assert "0.000, best fold" in outcome.stdout


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ([], "one of --run and --renderings"),
        (["--renderings", "--run", "x"], "one of --run and --renderings"),
        (["--run", "x", "--without", "slots"], "resolved already"),
        (["--run", "x", "--naive"], "resolved already"),
        (["--renderings", "--naive", "--embedding", "none"], "needs a model"),
    ],
)
def test_options_that_do_not_fit_are_said(canonym: Canonym, gold: Path, arguments: list[str], reason: str) -> None:
    outcome = canonym("eval", gold, *arguments)
    assert outcome.returncode == 2
    assert reason in outcome.stderr


@pytest.mark.parametrize(
    ("line", "reason"), [("{", "is not JSON"), ('{"id": "a", "lang": "es"}', "no field 'text'"), ("", "stands twice")]
)
def test_a_broken_line_is_named(tmp_path: Path, line: str, reason: str) -> None:
    path = tmp_path / "gold.jsonl"
    good = json.dumps(GOLD[0])
    path.write_text(f"{good}\n{line or good}\n", encoding="utf-8")
    with pytest.raises(UsageError, match=rf"gold.jsonl:2: .*{reason}"):
        read_renderings([path])


# leave one rendering out


@pytest.mark.parametrize(
    ("lang", "text", "struck"),
    [
        ("vi", "Bí thư Tỉnh ủy", "Tỉnh ủy"),
        ("es", "presidente del Comité Popular Provincial", "Comité Popular"),
        ("de", "Vorsitzender des Volkskomitees der Provinz", "Volkskomitee"),
        ("zh", "省人民委员会主席", "人民委员会"),
        ("en", "Prime Minister", "Prime Minister"),
    ],
)
def test_the_names_of_the_rendering_are_struck_and_no_others(lang: str, text: str, struck: str) -> None:
    names = {name.casefold() for name in Striker(glossary()).names({"lang": lang, "text": text})}
    assert struck.casefold() in names
    others = {"es": "Consejo Popular", "vi": "Thành ủy", "de": "Volksrat", "zh": "人民议会", "en": "President"}
    assert others[lang].casefold() not in names


def test_what_is_struck_is_not_known_meanwhile_and_known_again_afterwards() -> None:
    record = GOLD[2]

    def kinds() -> set[str]:
        [found] = resolve_phrases([record], glossary(), Config(), None)
        return {evidence.kind for evidence in found.evidence} if found.body == "vn/party-committee" else set()

    before = kinds()
    with Striker(glossary())(record):
        during = kinds()
    assert before & {"name", "office_name"}
    assert not during & {"name", "office_name"}
    assert kinds() == before


def test_an_exception_restores_the_names() -> None:
    lexicon = glossary().lexicon("vi")
    assert lexicon is not None
    with pytest.raises(KeyError), Striker(glossary())(GOLD[2]):
        raise KeyError
    assert not lexicon.is_struck("Tỉnh ủy")


def test_a_plain_translation_is_inferred_without_its_name() -> None:
    tally = answer(GOLD[:2], glossary(), Config(), None, Striker(glossary()))
    assert [each.office_right for each in tally.answers] == [True, True]


# the naive ways


def test_the_nearest_spelling_finds_a_canonical_name_and_takes_look_alikes() -> None:
    name, rank, body = next(each for each in canonical_names(glossary(), "es") if each[1] == "chair")
    records = [{"id": "1", "lang": "es", "text": name, "rank": rank, "body": body, "verdict": "correct"}]
    records.append({"id": "2", "lang": "es", "text": name})
    found = by_spelling(records, glossary(), Config())
    assert (found[0].rank, found[0].body, found[0].similarity) == (rank, body, 1.0)
    assert figures(records, found)["office"]["all"] == 1.0
    assert figures(records, found)["false_accepts"] == 1


def test_the_comparison_is_printed_in_the_same_run(canonym: Canonym, gold: Path) -> None:
    outcome = canonym("eval", gold, "--renderings", "--naive")
    assert outcome.returncode == 0, outcome.stderr
    assert "nearest name by meaning" in outcome.stdout
    assert "nearest name by spelling" in outcome.stdout


# folds and the picture


@given(st.lists(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), max_size=60))
def test_no_page_stands_in_two_folds(pages: list[str]) -> None:
    folds = by_page(pages, lambda page: page)
    assert sorted(page for fold in folds.values() for page in fold) == sorted(pages)
    seen = [page for fold in folds.values() for page in set(fold)]
    assert len(seen) == len(set(seen))
    assert len(folds) <= 10


def test_the_spread_names_the_worst_and_the_best_fold() -> None:
    found = spread({"de": 0.5, "es": 0.9, "fr": 0.5})
    assert (found["worst"], found["worst_figure"], found["best"], found["best_figure"]) == ("de", 0.5, "es", 0.9)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=50))
def test_every_case_lies_in_the_bin_of_its_confidence(confidences: list[tuple[float, bool]]) -> None:
    found = bins(confidences)
    assert sum(each.count for each in found) == len(confidences)
    assert all(each.low - 1e-9 <= each.confidence <= each.high + 1e-9 for each in found if each.count)


def test_the_picture_is_a_drawing_with_a_bar_for_each_bin_that_has_cases(canonym: Canonym, tmp_path: Path) -> None:
    drawing = picture([(0.95, True), (0.91, True), (0.35, False), (1.0, True)], "a < b & c")
    namespace = "{http://www.w3.org/2000/svg}"
    root = ET.fromstring(drawing)
    assert root.findtext(f"{namespace}title") == "a < b & c: share right over confidence"
    assert len(root.findall(f"{namespace}circle")) == 2
    bars = [each.findtext(f"{namespace}title") for each in root.iter(f"{namespace}rect")]
    assert "1.000 of 3 right, confidence 0.953" in bars
    assert "http://" not in drawing.replace("http://www.w3.org/2000/svg", "")


def test_the_picture_of_a_run_and_of_renderings_is_written(canonym: Canonym, gold: Path, tmp_path: Path) -> None:
    drawing = tmp_path / "reliability.svg"
    outcome = canonym("eval", gold, "--renderings", "--embedding", "none", "--picture", drawing)
    assert outcome.returncode == 0, outcome.stderr
    assert " cases, calibration error 0." in drawing.read_text(encoding="utf-8")
    bad = canonym("eval", gold, "--renderings", "--embedding", "none", "--picture", tmp_path / "no" / "x.svg")
    assert bad.returncode == 2
    assert "cannot be written" in bad.stderr


@pytest.mark.skipif(not SHARED.is_dir(), reason="the reference scorer is not part of the project")
def test_the_figures_are_those_of_the_reference_scorer(tmp_path: Path) -> None:
    gold = [SHARED / "gold" / name for name in ("renderings.jsonl", "lookalikes.jsonl")]
    records = read_renderings(gold)[::9]
    tally = answer(records, glossary(), Config(), None)
    asked, answers = tmp_path / "gold.jsonl", tmp_path / "answers.jsonl"
    asked.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    fields = ("rank", "body", "level", "action", "canonical")
    lines = [{"id": each.gold["id"], **{name: getattr(each, name) for name in fields}} for each in tally.answers]
    answers.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    scorer = SHARED / "eval" / "score_renderings.py"
    command = [sys.executable, str(scorer), "score", str(asked), "--pred", str(answers), "--json"]
    expected = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    found = tally.figures()
    assert {name: found[name] for name in expected} == expected
