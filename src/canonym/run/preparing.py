"""The first pass: each source is read, and the titles of its documents are found, on each document by itself."""

from __future__ import annotations

import errno
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from canonym.config import Config
from canonym.errors import CanonymError, DocumentError, ModelError, StoreError
from canonym.glossary import glossary_for
from canonym.model import UNDETERMINED, Document, DocumentTitles, Language, Paragraph, Segment
from canonym.texts import Source, read_source
from canonym.texts.language import paragraphs as paragraphs_of
from canonym.texts.segments import split
from canonym.titles import find_titles
from canonym.titles.seams import hangs

DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
MAKE_ROOM = "make room and run again: finished documents are kept"


@dataclass(frozen=True, slots=True)
class Failure:
    """A document that could not be processed; the others go on."""

    doc: str
    error: str
    remedy: str
    at: str = ""
    """File and line of canonym where an unexpected error arose; empty for an expected one."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document after the first pass."""

    document: Document
    language: Language
    paragraphs: tuple[Paragraph, ...]
    segments: tuple[Segment, ...]
    titles: DocumentTitles


@dataclass(frozen=True, slots=True)
class PreparedSource:
    """What the first pass made of one source; a table holds many documents."""

    documents: tuple[Prepared, ...]
    failures: tuple[Failure, ...]


def prepare(source: Source | Document, config: Config) -> PreparedSource:
    """Read a source, or take a document as it is, and find its titles; what fails is returned, not raised."""
    if isinstance(source, Document):
        return prepare_documents([source], config)
    problems: list[DocumentError] = []
    try:
        documents = read_source(source, text_field=config.text_field, problems=problems)
    except Exception as error:
        return PreparedSource((), (failure(source.name, error),))
    result = prepare_documents(documents, config)
    if len(documents) > 1 and not config.lang:
        result = replace(result, documents=tuple(_as_collected(result.documents, config)))
    bad_records = tuple(failure(problem.where or source.name, problem) for problem in problems)
    return PreparedSource(result.documents, bad_records + result.failures)


_MOST = 0.6
"""Share of a collection's records that must be in a language for a record that does not tell its own to be in it."""


def _as_collected(documents: Sequence[Prepared], config: Config) -> Iterator[Prepared]:
    """The records of one table, those that do not tell their language read in the one of most others."""
    codes = Counter(each.language.code for each in documents if each.language.code != UNDETERMINED)
    code, count = codes.most_common(1)[0] if codes else (UNDETERMINED, 0)
    for each in documents:
        if each.language.code == UNDETERMINED and count and count >= _MOST * codes.total():
            reason = f"too short to tell; {count} of {codes.total()} other records are in it"
            yield _prepare_document(
                each.document, config, Language(code, each.language.script, count / codes.total(), reason)
            )
        else:
            yield each


def prepare_documents(documents: Iterable[Document], config: Config) -> PreparedSource:
    """Find the titles of documents that are read already; what fails is returned, not raised."""
    prepared: list[Prepared] = []
    failures: list[Failure] = []
    for document in documents:
        try:
            prepared.append(_prepare_document(document, config))
        except Exception as error:
            failures.append(failure(document.name, error))
    return PreparedSource(tuple(prepared), tuple(failures))


def failure(doc: str, error: Exception) -> Failure:
    """Return an exception as an entry of errors.jsonl; what concerns the whole run is raised again."""
    if isinstance(error, CanonymError) and not isinstance(error, (DocumentError, ModelError)):
        raise error
    if isinstance(error, CanonymError):
        return Failure(doc, error.what, error.remedy)
    if isinstance(error, OSError) and error.errno in DISK_FULL:
        raise StoreError(f"the disk is full ({error.strerror})", where=str(error.filename or doc), remedy=MAKE_ROOM)
    if isinstance(error, OSError) and error.strerror:
        return Failure(doc, error.strerror.lower(), "check the file and its permissions")
    frame = traceback.extract_tb(error.__traceback__)[-1]
    what = " ".join(f"internal error, {type(error).__name__}: {error}".split())[:500]
    return Failure(doc, what, "please report it together with the file", f"{Path(frame.filename).name}:{frame.lineno}")


def find_titles_of(document: Document, language: Language, paragraphs: Sequence[Paragraph], config: Config) -> Prepared:
    """Split a document whose language and paragraphs are known into sentences, and find its titles."""
    segments = split(document, paragraphs)
    titles = find_titles(document, language.code, segments, glossary_for(config))
    return Prepared(document, language, tuple(paragraphs), tuple(segments), titles)


def _prepare_document(document: Document, config: Config, given: Language | None = None) -> Prepared:
    glossary = glossary_for(config)
    if config.lang:
        given = Language(config.lang, "", 1.0, "given, since the text is too short to tell")
    language, found = paragraphs_of(document, lambda code: hangs(code, glossary), given)
    return find_titles_of(document, language, found, config)
