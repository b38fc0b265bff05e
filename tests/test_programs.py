"""canonym inside other programs: a component of spaCy, and entities of FollowTheMoney."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

spacy = pytest.importorskip("spacy")

ROOT = Path(__file__).parents[1]
SCHEMATA = Path(__file__).parent / "data" / "followthemoney"
TEXT = (
    "Hanoi, Viet Nam. Tran Thi Lan, Chairwoman of the People's Committee of Lang Son Province, met the Politburo. "
    "Le Van Binh, former Secretary of the Provincial Party Committee of Lang Son, spoke."
)
SETTINGS = {"packs": ["vn"], "embedding": "none"}

Canonym = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def nlp() -> Any:
    import_module("canonym.programs.spacy_component")  # what the entry point of an installed canonym does
    pipeline = spacy.blank("en")
    pipeline.add_pipe("canonym", config={"settings": SETTINGS})
    return pipeline


def test_the_entry_point_names_the_factory() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    module, _, name = project["entry-points"]["spacy_factories"]["canonym"].partition(":")
    assert callable(getattr(import_module(module), name))
    assert any(each.startswith("spacy") for each in project["optional-dependencies"]["spacy"])


def test_titles_are_entities_with_the_ids_of_concept_and_office(nlp: Any) -> None:
    doc = nlp(TEXT)
    chair = next(each for each in doc.ents if each.label_ == "OFFICE")
    assert chair.text.startswith("Chairwoman of the People's Committee")
    assert chair.kb_id_ == "vn/peoples-committee"
    assert chair.ent_id_ == "vn/peoples-committee:chair@provincial"
    assert chair._.canonym["canonical"] == "Chairman of the Provincial People's Committee"
    assert chair._.canonym["person"] == "Tran Thi Lan"
    assert chair._.canonym["surface"] == TEXT[chair._.canonym["start"] : chair._.canonym["end"]]
    assert "Chairman of the Provincial People's Committee" in doc._.canonym
    assert {each.kb_id_ for each in doc.spans["canonym"]} >= {"vn/peoples-committee", "vn/politburo"}


def test_entities_survive_being_written_and_read(nlp: Any) -> None:
    doc = nlp(TEXT)
    back = spacy.tokens.Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert [(each.text, each.kb_id_, each.ent_id_) for each in back.ents] == [
        (each.text, each.kb_id_, each.ent_id_) for each in doc.ents
    ]
    assert [each._.canonym["body"] for each in back.ents] == [each.kb_id_ for each in back.ents]


def test_many_documents_are_piped_in_order_and_other_entities_stay(nlp: Any) -> None:
    pipeline = spacy.blank("en")
    ruler = pipeline.add_pipe("entity_ruler")
    ruler.add_patterns(
        [{"label": "PERSON", "pattern": "Tran Thi Lan"}, {"label": "ORG", "pattern": "People's Committee"}]
    )
    pipeline.add_pipe("canonym", config={"settings": SETTINGS, "least": "accept"})
    docs = list(pipeline.pipe([TEXT, "Nothing here.", TEXT], batch_size=2))
    assert [doc.text for doc in docs] == [TEXT, "Nothing here.", TEXT]
    assert [bool(doc.ents) for doc in docs] == [True, False, True]
    labels = [(each.text, each.label_) for each in docs[0].ents]
    assert ("Tran Thi Lan", "PERSON") in labels
    assert "ORG" not in {label for _, label in labels}
    assert all(each._.canonym["action"] == "accept" for each in docs[0].ents if each.label_ == "OFFICE")


def test_importing_canonym_imports_nothing_of_spacy() -> None:
    code = "import sys, canonym; canonym.load_config(); print('spacy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


# FollowTheMoney


@cache
def schema(name: str) -> dict[str, Any]:
    """A schema with the properties of those that it extends."""
    own = YAML(typ="safe").load((SCHEMATA / f"{name}.yaml").read_text(encoding="utf-8"))[name]
    properties: dict[str, Any] = {}
    required = list(own.get("required", ()))
    for parent in own.get("extends", ()):
        properties |= schema(parent)["properties"]
        required += schema(parent)["required"]
    return {
        "properties": properties | own.get("properties", {}),
        "required": required,
        "extends": own.get("extends", ()),
    }


def is_a(name: str, wanted: str) -> bool:
    return name == wanted or any(is_a(parent, wanted) for parent in schema(name)["extends"])


@pytest.fixture(scope="module")
def entities(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    from canonym.config import Config  # noqa: PLC0415
    from canonym.run.pipeline import run_folder  # noqa: PLC0415

    folder = tmp_path_factory.mktemp("ftm")
    (folder / "one.en.txt").write_text(TEXT, encoding="utf-8")
    (folder / "two.en.txt").write_text(TEXT.split(" met", maxsplit=1)[0] + " spoke.", encoding="utf-8")
    run_folder([str(folder / "one.en.txt"), str(folder / "two.en.txt")], folder / "out",
               Config(translate=False, embedding="none", accept=0.5))  # fmt: skip
    command = [
        sys.executable,
        "-c",
        "from canonym.cli import main; main()",
        "export",
        str(folder / "out"),
        "--format",
        "ftm",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_entity_is_one_of_its_schema(entities: list[dict[str, Any]]) -> None:
    by_id = {each["id"]: each for each in entities}
    assert len(by_id) == len(entities)
    assert {each["schema"] for each in entities} == {"Person", "PublicBody", "Position", "Occupancy"}
    for each in entities:
        fields = schema(each["schema"])
        assert set(each["properties"]) <= set(fields["properties"]), each
        assert all(each["properties"].get(name) for name in fields["required"]), each
        for name, values in each["properties"].items():
            assert values
            assert all(isinstance(value, str) and value for value in values)
            if fields["properties"][name].get("type") == "entity":
                assert all(is_a(by_id[value]["schema"], fields["properties"][name]["range"]) for value in values)


def test_who_holds_which_office_is_told_once_with_all_places(entities: list[dict[str, Any]]) -> None:
    people = {each["properties"]["name"][0]: each["id"] for each in entities if each["schema"] == "Person"}
    posts = {each["id"]: each["properties"] for each in entities if each["schema"] == "Position"}
    held = [each["properties"] for each in entities if each["schema"] == "Occupancy"]
    [lan] = [each for each in held if each["holder"] == [people["Tran Thi Lan"]]]
    assert posts[lan["post"][0]]["name"] == ["Chairman of the Provincial People's Committee"]
    assert posts[lan["post"][0]]["country"] == ["vn"]
    assert lan["status"] == ["current"]
    assert [place.split(":")[0] for place in lan["recordId"]] == ["one.en.txt", "two.en.txt"]
    [binh] = [each for each in held if each["holder"] == [people["Le Van Binh"]]]
    assert binh["status"] == ["ended"]


def test_export_says_where_it_wrote(canonym: Canonym, reports: Path, tmp_path: Path) -> None:
    canonym("run", reports, "--out", tmp_path / "out", "--no-translate", "--embedding", "none")
    outcome = canonym("export", tmp_path / "out", "--format", "ftm", "-o", tmp_path / "holders.json")
    written = (tmp_path / "holders.json").read_text(encoding="utf-8").splitlines()
    assert outcome.stdout == f"{len(written)} entities: {tmp_path / 'holders.json'}\n"
    assert "run" in canonym("export", tmp_path / "nowhere").stderr
