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
from canonym.resolution.corpus import considered, weighed
from canonym.resolution.decision import acceptance
from canonym.resolution.decision.acceptance import Acceptance, load_acceptance
from canonym.resolution.decision.decision_marks import EDGE_DOUBTS, doubt_mark, marks_of
from canonym.resolution.decision.mark_trees import STEPS
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
    for document, sure in weighed(considered(documents, glossary(), config, candidates), glossary()):
        for (each, surroundings), own in zip(document.titles, sure, strict=True):
            if own is not None:
                marks = dict(marks_of(each, surroundings, glossary().ranks))
                found.append((outcome(each, surroundings, own, config, candidates), marks))
    return found


def worth(marks: dict[str, float]) -> dict[str, float]:
    """What each mark of a decision adds to the logarithm of its odds."""
    acceptance = load_acceptance()
    [row] = acceptance.worth([marks]).tolist()
    return {name: value / STEPS for name, value in zip(acceptance.names, row, strict=True)}


def test_a_confidence_is_the_logistic_function_of_what_all_marks_are_worth() -> None:
    taken = [(resolution, marks) for resolution, marks in decided() if resolution.body]
    assert {resolution.action for resolution, _ in taken} >= {"accept", "review"}
    for resolution, marks in taken:
        odds = sum(worth(marks).values())
        assert resolution.confidence == pytest.approx(1 / (1 + math.exp(-odds)), abs=1e-4)


def test_a_decision_is_as_sure_beside_others_as_alone() -> None:
    marks = [each for _, each in decided()]
    acceptance = load_acceptance()
    assert [acceptance.sureness([each])[0] for each in marks] == acceptance.sureness(marks)


def test_the_heaviest_marks_are_recorded_in_order() -> None:
    for resolution, marks in decided():
        found = [abs(each.weight) for each in resolution.marks if each.mark != "others"]
        assert found == sorted(found, reverse=True)
        assert len(found) == 8
        told = worth(marks)
        recorded = {each.mark: each.weight for each in resolution.marks if each.mark != "others"}
        assert recorded.items() <= told.items()
        assert all(abs(value) <= found[-1] for name, value in told.items() if name not in recorded)


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
    for mark in load_acceptance().names:
        assert mark_in_words(mark) != mark
    assert mark_in_words("a_mark_of_tomorrow") == "a_mark_of_tomorrow"


def test_no_doubt_speaks_for_a_decision() -> None:
    weights = load_acceptance().weights
    found = [weights.get(doubt_mark(each), 0.0) for each in DOUBTS if each not in EDGE_DOUBTS]
    assert max(found) <= 0
    assert min(found) < -1


def test_nothing_known_is_a_coin() -> None:
    assert Acceptance({"person": 1.0}).sureness([{}])[0].probability == 0.5


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


def test_a_tree_counts_what_an_answer_changes_for_the_mark_that_was_asked_for() -> None:
    tree = ["person", 0.5, 0.1, ["words", 0.2, -0.2, -0.3, 0.05], 0.4]
    acceptance = Acceptance({"words": 0.01}, [tree, 0.02])
    some, more = acceptance.worth([{"words": 1.0}, {"person": 1.0, "unknown mark": 1.0}]).tolist()
    assert dict(zip(acceptance.names, some, strict=True)) == {"always": 1200, "person": -3000, "words": 2600}
    assert dict(zip(acceptance.names, more, strict=True)) == {"always": 1200, "person": 3000, "words": 0}


@pytest.mark.parametrize(
    "tree", ["[person, 0.5, 0.1, 0.2]", "[person, much, 0.1, 0.2, 0.3]", "[[], 0.5, 0.1, 0.2, 0.3]"]
)
def test_a_broken_tree_is_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tree: str) -> None:
    (tmp_path / "acceptance.yaml").write_text(f"weights: {{always: 1}}\ntrees: [{tree}]\n", encoding="utf-8")
    monkeypatch.setattr(acceptance, "glossaries_folder", lambda: tmp_path)
    with pytest.raises(GlossaryError, match=r"question|no number"):
        acceptance.load_acceptance.__wrapped__()


def test_without_the_learned_reader_titles_are_still_accepted_and_as_sure_as_they_are_right() -> None:
    alone = [resolution for resolution, _ in decided("embedding") if resolution.body]
    assert sum(resolution.action == "accept" for resolution in alone) > len(alone) / 5
    for resolution in alone:
        odds = sum(each.weight for each in resolution.marks)
        assert resolution.confidence == pytest.approx(1 / (1 + math.exp(-odds)), abs=2e-4)
