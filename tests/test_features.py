"""The table of features: every name once, in the code, in the file of weights and in the docs; facts and sentences."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from canonym.errors import GlossaryError
from canonym.features.declared import FEATURES, KIND_MISREAD, KIND_NEAR, MISREADING, RANK_MISREAD, SENSE, feature_named
from canonym.features.facts import Facts
from canonym.features.feature import Feature, Stage
from canonym.features.kept_facts import KINDS_OF_FACTS
from canonym.features.recorded_facts import recorded_facts
from canonym.features.word_facts import LacksSenses, Misread, MisreadKind, MisreadRank, OtherKind
from canonym.glossary import feature_weights
from canonym.model import Evidence
from canonym.records import from_plain, to_plain
from canonym.resolution.decision.doubts import DOUBT_FEATURES
from canonym.resolution.evidence.document_features import DOCUMENT_FEATURES
from canonym.resolution.evidence.mention_features import MENTION_FEATURES
from canonym.resolution.evidence.witnesses import VERSION_FEATURES

ROOT = Path(__file__).parents[1]


def declared(*stages: Stage) -> set[Feature]:
    return {feature for feature in FEATURES.values() if feature.stage in stages}


def test_each_stage_has_a_function_for_each_of_its_features() -> None:
    assert declared(Stage.DOCUMENT, Stage.JUDGEMENT) == {each.feature for each in DOCUMENT_FEATURES}
    assert declared(Stage.OTHER_MENTIONS) == set(MENTION_FEATURES)
    assert declared(Stage.VERSIONS) <= set(VERSION_FEATURES)
    assert declared(Stage.DOUBT) == set(DOUBT_FEATURES)


def test_the_file_of_weights_and_the_page_on_evidence_follow_the_declarations() -> None:
    command = [sys.executable, str(ROOT / "docs" / "generate_features.py"), "--check"]
    outcome = subprocess.run(command, capture_output=True, text=True, check=False)
    assert outcome.returncode == 0, outcome.stderr


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"sense": None}, "feature 'sense' is missing"),
        ({"sence": {"weight": 1, "meaning": ""}}, "feature 'sence' is not declared"),
        ({"sense": {"meaning": ""}}, "feature 'sense' has no weight"),
    ],
)
def test_a_name_that_stands_in_one_place_only_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, object], message: str
) -> None:
    data = YAML(typ="safe").load(ROOT / "glossaries" / "weights.yaml")
    data["features"] = {name: entry for name, entry in (data["features"] | change).items() if entry is not None}
    with (tmp_path / "weights.yaml").open("w", encoding="utf-8") as file:
        YAML().dump(data, file)
    monkeypatch.setattr(feature_weights, "glossaries_folder", lambda: tmp_path)
    with pytest.raises(GlossaryError, match=message):
        feature_weights.load_weights.__wrapped__()


def example(kind: type[Facts]) -> Facts:
    samples = {
        "str": "word",
        "str | None": "word",
        "int": 3,
        "float": 0.5,
        "bool": True,
        "tuple[str, ...]": ("one", "other"),
    }
    return kind(**{field.name: samples[str(field.type)] for field in dataclasses.fields(kind)})


@pytest.mark.parametrize("kind", KINDS_OF_FACTS.values(), ids=lambda kind: kind.__name__)
def test_facts_have_a_sentence_without_gaps_and_survive_being_kept(kind: type[Facts]) -> None:
    facts = example(kind)
    evidence = Evidence(SENSE, facts, 1.5)
    assert evidence.detail
    assert "{" not in evidence.detail
    assert from_plain(Evidence, to_plain(evidence)) == evidence


@pytest.mark.parametrize(
    ("feature", "facts"),
    [
        (MISREADING, Misread("abbreviation-read-as-economic", "TĐKT: thi đua, khen thưởng")),
        (KIND_NEAR, OtherKind("board", "council")),
        (KIND_MISREAD, MisreadKind("ministry", "department", "Sở taken for Bộ: a ministry")),
        (RANK_MISREAD, MisreadRank("vice-chair", "deputy-secretary", "bí thư")),
    ],
)
def test_recorded_evidence_gives_its_facts_back(feature: Feature, facts: Facts) -> None:
    assert recorded_facts(feature, facts.sentence()) == facts
    assert recorded_facts(feature, "words that nobody wrote") is None


def test_a_feature_stays_one_object() -> None:
    assert feature_named("sense") is SENSE
    assert from_plain(Evidence, to_plain(Evidence(SENSE, LacksSenses(("economic",)), 0.5))).feature is SENSE


@pytest.mark.parametrize(
    ("meant", "told"),
    [("assembly", "an assembly"), ("council", "a council"), ("union", "a union"), ("office", "an office")],
)
def test_the_article_suits_the_kind_and_is_read_again(meant: str, told: str) -> None:
    facts = OtherKind("board", meant)
    assert facts.sentence() == f"says board, the body is {told}"
    assert recorded_facts(KIND_NEAR, facts.sentence()) == facts
