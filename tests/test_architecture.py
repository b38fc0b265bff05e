"""The one way in which data flows: a module imports only from its own step and from earlier ones."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "canonym"

VALUES = "version letters errors features model config resources records rewriting"

STEPS = f"""
{VALUES}
glossary judgements
texts titles embedding
resolution
translation alignment
reconciliation
run api
termbase
results catalogue mining evaluation review audit workbench
programs
cli
"""
"""Values and data files, then the steps of a report, then the run that takes it through them, then what people use."""

WITHIN = {
    "resolution": "tables candidates evidence decision corpus phrases",
    "translation": """language_rules protection protected_titles engines checks sentences tmx term_files
                      own_translations paragraph_engine memory document engine_alone""",
    "run": """preparing report_versions deciding foreign_passages translating writing
              outputs title_tables summary output_folder identity cache executors
              passes pipeline line_translation phrase_answers""",
}
"""The same inside three packages: candidates before evidence before decision, for example."""

MODULES = [path for path in sorted(PACKAGE.rglob("*.py")) if path.parent != PACKAGE or path.stem != "__init__"]


def parts_of(path: Path) -> list[str]:
    """The names below canonym that lead to a module: resolution, candidates, reading."""
    return [part.removesuffix(".py") for part in path.relative_to(PACKAGE).parts]


def imports_of(path: Path) -> list[list[str]]:
    """What a module imports from canonym, each as the names below canonym that lead to it."""
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return [name.split(".")[1:] for name in found if name.startswith("canonym.")]


@pytest.mark.parametrize("package", ["", *WITHIN])
def test_every_module_has_its_place_in_the_order(package: str) -> None:
    order = WITHIN[package] if package else STEPS
    found = {
        path.stem for path in (PACKAGE / package).iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert found - {"__init__"} == set(order.split())


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_module_imports_a_later_step(path: Path) -> None:
    own = parts_of(path)
    steps = STEPS.split()
    assert [each for each in imports_of(path) if steps.index(each[0]) > steps.index(own[0])] == []
    if own[0] in WITHIN and own[1] != "__init__":
        inner = WITHIN[own[0]].split()
        near = [each for each in imports_of(path) if each[0] == own[0]]
        assert [each for each in near if each[1] in inner and inner.index(each[1]) > inner.index(own[1])] == []


def test_the_root_holds_values_and_the_front_door() -> None:
    assert {path.stem for path in PACKAGE.glob("*.py")} == {"__init__", "api", *VALUES.split()} - {"features"}


def test_no_two_files_and_no_two_classes_have_one_name() -> None:
    files: dict[str, list[str]] = defaultdict(list)
    classes: dict[str, list[str]] = defaultdict(list)
    for path in MODULES:
        name = path.relative_to(PACKAGE).as_posix()
        if path.parent.name != "cli" and path.stem != "__init__":  # a command is named after what it is about
            files[path.stem].append(name)
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                classes[node.name].append(name)
    assert {name: places for name, places in (files | classes).items() if len(places) > 1} == {}
