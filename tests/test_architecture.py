"""The one way in which data flows: a module imports only from its own step and from earlier ones."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "canonym"

STEPS = (
    "version", "errors", "model", "config", "resources", "plain", "glossary", "judgements",
    "identification", "documents", "furniture", "language", "segments", "titles", "embedding", "resolution",
    "translation", "canonical",
    "passes", "finishing", "summary", "exports",
    "store", "executors", "identity", "kept",
    "alignment",
    "pipeline", "phrases", "lines", "api", "evaluation", "explanation",
    "finished", "mining", "mined", "concordance", "concept_table", "concept_page",
    "judgement_tables", "review", "audit",
    "cli",
)  # fmt: skip
"""Values and data files, then the stages in the order of the data, then what carries them, then what people call."""


def modules() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if path != PACKAGE / "__init__.py"]


def step_of(name: str) -> str:
    """The step that a module name such as "canonym.titles.finder" belongs to."""
    return name.split(".")[1] if "." in name else ""


def test_every_module_has_its_place_in_the_order() -> None:
    found = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in modules()}
    assert found == set(STEPS)


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_module_imports_a_later_step(path: Path) -> None:
    own = STEPS.index(path.relative_to(PACKAGE).parts[0].removesuffix(".py"))
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    names += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    later = [name for name in names if name.startswith("canonym.") and STEPS.index(step_of(name)) > own]
    assert later == []
