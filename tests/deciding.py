"""Deciding about short texts and short reports, for tests of what comes out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from canonym.config import Config
from canonym.embedding import Embedder, load_embedder
from canonym.glossary import Glossary, load_glossary
from canonym.model import Document, DocumentTitles, Resolution
from canonym.resolution import resolve, resolve_phrases
from canonym.run.pipeline import run_folder
from canonym.texts.language import paragraphs
from canonym.texts.segments import split
from canonym.titles import find_titles

CASES = Path(__file__).parent / "cases" / "resolution"


def load_cases(name: str) -> Any:
    return YAML(typ="safe").load(CASES / name)


REPORTS: dict[str, str] = load_cases("reports.yaml")


@cache
def glossary() -> Glossary:
    return load_glossary()


@cache
def embedder() -> Embedder | None:
    return load_embedder(Config())


@cache
def titles(text: str, name: str) -> DocumentTitles:
    document = Document(name, text, "", "txt")
    language, found = paragraphs(document)
    return find_titles(document, language.code, split(document, found), glossary())


def decide(*texts: str, config: Config | None = None) -> list[Resolution]:
    """Resolve texts as the documents 0.txt, 1.txt, ..."""
    documents = [titles(text, f"{number}.txt") for number, text in enumerate(texts)]
    return resolve(documents, glossary(), config or Config(), embedder())


def the(resolutions: Sequence[Resolution], part: str, doc: str = "0.txt") -> Resolution:
    """The one resolution of a document whose surface holds a part."""
    [found] = [each for each in resolutions if part in each.mention.surface and each.mention.doc == doc]
    return found


def kinds(resolution: Resolution) -> set[str]:
    return {evidence.kind for evidence in resolution.evidence}


def phrase(lang: str, text: str, context: str | None = None, person: str | None = None) -> Resolution:
    record = {"id": "1", "lang": lang, "text": text, "context": context, "person": person}
    [found] = resolve_phrases([record], glossary(), Config(), embedder())
    return found


def run_reports(folder: Path, reports: Mapping[str, str], config: Config) -> Path:
    """Write reports (name -> text) below a folder and run them; the folder of the run."""
    (folder / "reports").mkdir()
    for name, text in reports.items():
        (folder / "reports" / name).write_text(text, encoding="utf-8")
    run_folder([str(folder / "reports")], folder / "out", config)
    return folder / "out"
