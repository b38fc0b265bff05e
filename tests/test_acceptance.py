"""How sure decisions are: their marks, the weights of these, and what is recorded and told of them."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

import pytest

from canonym.config import Config
from canonym.errors import GlossaryError
from canonym.features.declared import DOUBTS
from canonym.model import Resolution
from canonym.resolution.candidates.candidates import Candidates
from canonym.resolution.corpus import considered
from canonym.resolution.decision import acceptance
from canonym.resolution.decision.acceptance import EDGE_DOUBTS, doubt_mark, load_acceptance, marks_of, probability_of
from canonym.resolution.decision.levels import decided_level
from canonym.resolution.decision.outcome import outcome
from canonym.results.marks_in_words import mark_in_words
from deciding import embedder, glossary, kinds, phrase, titles

SAMPLES = Path(__file__).parents[1] / "samples"
NAMES = ("yen-bai-review.es.txt", "lang-son-emulation.fr.txt", "camaguey-visit.es.txt", "cantal-milk.fr.txt")


@cache
def decided(*without: str) -> list[tuple[Resolution, dict[str, float]]]:
    """The decisions about some samples, each with all its marks."""
    config = Config(without=without)
    candidates = Candidates(glossary(), embedder(), without)
    documents = [titles(path.read_text(encoding="utf-8"), path.name) for path in sorted(SAMPLES.glob("*.txt"))[:12]]
    found = []
    for _, _, cases in considered(documents, glossary(), config, candidates):
        for each, surroundings in cases:
            if each.best is None:
                continue
            body = each.best.reading.body
            level = decided_level(each.case.mention, each.said, body, surroundings.around, glossary())
            marks = dict(marks_of(each, level, surroundings, glossary().ranks))
            found.append((outcome(each, surroundings, config, candidates), marks))
    return found


def test_a_confidence_is_the_logistic_function_of_all_weighed_marks() -> None:
    weights = load_acceptance()
    taken = [(resolution, marks) for resolution, marks in decided() if resolution.body]
    assert {resolution.action for resolution, _ in taken} >= {"accept", "review"}
    for resolution, marks in taken:
        odds = sum(weights.get(name, 0.0) * value for name, value in marks.items())
        assert resolution.confidence == pytest.approx(1 / (1 + math.exp(-odds)), abs=1e-4)


def test_the_heaviest_marks_are_recorded_in_order() -> None:
    weights = load_acceptance()
    for resolution, marks in decided():
        found = [abs(each.weight) for each in resolution.marks if each.mark != "others"]
        assert found == sorted(found, reverse=True)
        assert len(found) == 8
        others = marks.keys() - {each.mark for each in resolution.marks}
        assert all(abs(weights.get(name, 0.0) * marks[name]) <= found[-1] + 1e-4 for name in others)


def test_what_is_recorded_adds_up_to_the_confidence() -> None:
    for resolution, _ in decided():
        if resolution.body:
            odds = sum(each.weight for each in resolution.marks)
            assert resolution.confidence == pytest.approx(1 / (1 + math.exp(-odds)), abs=2e-4)


def test_without_doubts_none_of_their_marks_counts() -> None:
    names = {doubt_mark(each) for each in DOUBTS if each not in EDGE_DOUBTS}
    edges = ("capital", "connective", "word")
    assert any(names & marks.keys() for _, marks in decided())
    assert any(f"behind_{edge}_role" in marks for _, marks in decided() for edge in edges)
    for resolution, marks in decided("doubts"):
        assert not names & marks.keys()
        assert not any(f"{side}_{edge}_role" in marks for side in ("before", "behind") for edge in edges)
        assert not {each.name for each in DOUBTS} & kinds(resolution)


def test_every_mark_has_words() -> None:
    for mark in load_acceptance():
        assert mark_in_words(mark) != mark
    assert mark_in_words("a_mark_of_tomorrow") == "a_mark_of_tomorrow"


def test_no_doubt_speaks_for_a_decision() -> None:
    weights = load_acceptance()
    found = [weights.get(doubt_mark(each), 0.0) for each in DOUBTS if each not in EDGE_DOUBTS]
    assert max(found) <= 0
    assert min(found) < -1


def test_nothing_known_is_a_coin() -> None:
    assert probability_of({}) == 0.5


@pytest.mark.parametrize(
    ("text", "person", "doubt"),
    [
        ("Chairman of the Provincial People's Committee Blockchain", None, "goes_on"),
        ("Deputy Head of the Provincial Emulation and Commendation Council", None, "read_as_another"),
    ],
)
def test_what_makes_a_decision_less_sure_is_told(text: str, person: str | None, doubt: str) -> None:
    found = phrase("en", text, "Vietnam; Lang Son", person)
    told = {each.kind: each for each in found.evidence}
    assert doubt in told
    assert told[doubt].weight < 0


@pytest.mark.parametrize("weights", ["{always: much}", "{always: [1]}"])
def test_a_broken_weight_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, weights: str) -> None:
    (tmp_path / "acceptance.yaml").write_text(f"weights: {weights}\n", encoding="utf-8")
    monkeypatch.setattr(acceptance, "glossaries_folder", lambda: tmp_path)
    with pytest.raises(GlossaryError, match="the weight of 'always' is no number"):
        acceptance.load_acceptance.__wrapped__()
