"""Files and folders of pairs -> alignments in one of the output formats."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from canonym.alignment.links import Link
from canonym.alignment.links_as_page import page
from canonym.alignment.links_as_tmx import tmx
from canonym.alignment.sentences import Aligner, lines_of, main_language, sentences_of
from canonym.errors import DocumentError, UsageError
from canonym.model import Segment
from canonym.records import json_lines
from canonym.texts import find_sources, read_source

_CODE = re.compile(r"\.[a-z]{2,3}(?=\.[^.]+$)")


@dataclass(frozen=True, slots=True)
class Options:
    """How a pair is read and written."""

    form: str = "jsonl"
    lines: bool = False
    lang_a: str | None = None
    lang_b: str | None = None


@dataclass(frozen=True, slots=True)
class TextVersion:
    """One of the two texts of an alignment."""

    name: str
    language: str
    text: str
    sentences: Sequence[Segment]


def align_pair(a: Path, b: Path, aligner: Aligner, options: Options, note: Callable[[str], None]) -> str:
    """Align two files and give the alignment in the format asked for; raises UsageError and DocumentError.

    `note` is called with a line that the user should know.
    """
    left = read_version(a, options.lang_a, lines=options.lines)
    right = read_version(b, options.lang_b, lines=options.lines)
    if aligner.model_for((left.language, right.language)) is None:
        note(
            f"no embedding model knows {left.language} and {right.language}: {left.name} and {right.name} are compared "
            "by names, numbers and words of offices alone"
        )
    return FORMATS[options.form](left, right, aligner.align(left.sentences, right.sentences))


def read_version(path: Path, language: str | None, *, lines: bool) -> TextVersion:
    """Read a file of any format that canonym reads, in sentences or lines."""
    if path.is_dir():
        raise UsageError("is a folder, the other one a file", where=str(path), remedy="give two files or two folders")
    if language is not None and not re.fullmatch(r"[a-z]{2,3}", language):
        raise UsageError(f"{language!r} is not a language code", where="align texts", remedy="give one such as en")
    documents = read_source(find_sources([str(path)]).sources[0])
    if len(documents) != 1:
        raise DocumentError(
            f"holds {len(documents)} records", where=str(path), remedy="give a file that holds one report"
        )
    text = documents[0].text
    sentences = (lines_of if lines else sentences_of)(text, language)
    return TextVersion(documents[0].name, language or main_language(sentences), text, sentences)


def find_pairs(a: Path, b: Path) -> tuple[list[tuple[Path, Path, str]], list[Path]]:
    """Return the files of two folders that belong together by name, with that name, and those that have no counterpart.

    A language code before the ending does not count. Raises UsageError where a folder is missing, or where two files of
    one folder have the same name in this sense.
    """
    named = [_by_name(folder) for folder in (a, b)]
    common = sorted(named[0].keys() & named[1].keys())
    alone = [path for files in named for name, path in sorted(files.items()) if name not in common]
    return [(named[0][name], named[1][name], name) for name in common], alone


def _by_name(folder: Path) -> dict[str, Path]:
    if not folder.is_dir():
        raise UsageError("is no folder", where=str(folder), remedy="give two files or two folders")
    files: dict[str, Path] = {}
    for source in find_sources([str(folder)]).sources:
        name = _CODE.sub("", source.name)
        if name in files and source.path is not None:
            raise UsageError(
                f"{files[name].name} and {source.path.name} would be paired with one file",
                where=str(folder),
                remedy="keep one language in each folder",
            )
        if source.path is not None:
            files[name] = source.path
    return files


def _json_lines(a: TextVersion, b: TextVersion, links: Sequence[Link]) -> str:
    return json_lines(link.record() for link in links)


FORMATS: dict[str, Callable[[TextVersion, TextVersion, Sequence[Link]], str]] = {
    "jsonl": _json_lines,
    "tmx": lambda a, b, links: tmx((a.language, a.text), (b.language, b.text), links),
    "html": lambda a, b, links: page((a.name, a.language, a.text), (b.name, b.language, b.text), links),
}
