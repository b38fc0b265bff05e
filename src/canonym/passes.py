"""The three passes over the reports, as functions without side effects; only the pipeline knows where results go.

prepare  one source    -> its documents with language, sentences and titles     (on each document)
decide   all documents -> which office each title denotes                       (once, over the whole corpus)
finish   one document  -> canonical text in its own language and in the pivot   (on each document)
"""

from __future__ import annotations

import errno
import functools
import traceback
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from canonym.canonical import Rewritten, replacements, rewrite
from canonym.config import Config
from canonym.documents import Source, read_source
from canonym.embedding import load_embedder
from canonym.errors import CanonymError, DocumentError, ModelError, StoreError
from canonym.glossary import Glossary, load_glossary
from canonym.judgements import Judgements, load_judgements
from canonym.language import paragraphs
from canonym.model import UNDETERMINED, Document, DocumentTitles, Language, Paragraph, Resolution, Segment
from canonym.resolution import resolve
from canonym.segments import split
from canonym.titles import find_titles
from canonym.translation import TranslatedDocument, find_translator, search_folders, translate_document, written_name

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


@dataclass(frozen=True, slots=True)
class Finished:
    """A document after the last pass."""

    prepared: Prepared
    resolutions: tuple[Resolution, ...]
    source: Rewritten
    """The report in its own language with canonical names."""
    pivot: Rewritten | None
    """The report in the pivot language with canonical names, or None where it could not be translated."""
    translation: dict[str, Any]
    """How it was translated, or {"reason", "remedy"}; an entry of documents.jsonl."""
    reads_titles: bool
    """Whether there is language data to find titles by; without it, only the text is passed on."""


@functools.lru_cache(maxsize=2)
def glossary_for(config: Config) -> Glossary:
    """The glossary of a configuration, loaded once in each process."""
    return load_glossary(config)


def prepare(source: Source, config: Config) -> PreparedSource:
    """First pass: read a source and find the titles of its documents; what fails is returned, not raised."""
    problems: list[DocumentError] = []
    try:
        documents = read_source(source, text_field=config.text_field, problems=problems)
    except Exception as error:
        return PreparedSource((), (failure(source.name, error),))
    result = prepare_documents(documents, config)
    bad_records = tuple(failure(problem.where or source.name, problem) for problem in problems)
    return PreparedSource(result.documents, bad_records + result.failures)


def prepare_documents(documents: Iterable[Document], config: Config) -> PreparedSource:
    """First pass from the text on."""
    prepared: list[Prepared] = []
    failures: list[Failure] = []
    for document in documents:
        try:
            prepared.append(_prepare_document(document, config))
        except Exception as error:
            failures.append(failure(document.name, error))
    return PreparedSource(tuple(prepared), tuple(failures))


def decide(titles: list[DocumentTitles], config: Config, judgements: Judgements | None = None) -> list[Resolution]:
    """Second pass: resolve the mentions of all documents together; ordered by document and start."""
    if not any(each.mentions for each in titles):
        return []

    return list(resolve(titles, glossary_for(config), config, load_embedder(config), judgements))


def judgements_for(config: Config, files: Sequence[Path]) -> tuple[Judgements, tuple[str, ...]]:
    """What people decided, as far as this configuration can follow it, and a line about everything that it cannot."""
    judgements, unread = load_judgements(files)
    usable, lost = judgements.usable(glossary_for(config), config.forbid)
    return usable, (*unread, *lost, *_disagreements(judgements))


def _disagreements(judgements: Judgements) -> tuple[str, ...]:
    if not judgements.conflicts:
        return ()
    count = len(judgements.conflicts)
    which = "1 rendering" if count == 1 else f"{count} renderings"
    return (f"people disagree about {which}: the last word was followed; see `canonym judgements list --conflicts`",)


def finish(prepared: Prepared, resolutions: tuple[Resolution, ...], config: Config) -> Finished | Failure:
    """Last pass: write the canonical names into the text and into its translation."""
    try:
        return _finish(prepared, resolutions, config)
    except Exception as error:
        return failure(prepared.document.name, error)


def failure(doc: str, error: Exception) -> Failure:
    """An exception as an entry of errors.jsonl; what concerns the whole run is raised again."""
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


def _prepare_document(document: Document, config: Config) -> Prepared:
    language, found = paragraphs(document)
    segments = split(document, found)
    titles = find_titles(document, language.code, segments, glossary_for(config))
    return Prepared(document, language, tuple(found), tuple(segments), titles)


def _finish(prepared: Prepared, resolutions: tuple[Resolution, ...], config: Config) -> Finished:
    text, language = prepared.document.text, prepared.language.code
    source = in_pivot = rewrite(text, replacements(resolutions, lambda found: written_name(found, config.pivot)))
    if config.source_names == "own" and language != config.pivot:
        own_name = functools.partial(_name_in, language, config=config)
        source = rewrite(text, replacements(resolutions, own_name))
    if language == config.pivot:
        pivot: Rewritten | None = in_pivot
        translation: dict[str, Any] = {"backend": None, "reason": "is in the pivot language"}
    else:
        pivot, translation = _translate(prepared, resolutions, config)
    reads_titles = language in glossary_for(config).languages
    return Finished(prepared, resolutions, source, pivot, translation, reads_titles)


def _name_in(language: str, resolution: Resolution, config: Config) -> str | None:
    """The canonical name in another language than the pivot, or None where the glossary has none."""
    glossary = glossary_for(config)
    if resolution.mention.kind == "term":
        names = (term.names for term in glossary.terms)
        return next((each.get(language) for each in names if each.get(config.pivot) == resolution.canonical), None)
    if resolution.body is None:
        return None
    name = glossary.name(resolution.body, resolution.level, language, resolution.rank)
    return written_name(resolution, language, name) if name else None


def _translate(
    prepared: Prepared, resolutions: tuple[Resolution, ...], config: Config
) -> tuple[Rewritten | None, dict[str, Any]]:
    if not config.translate:
        return None, _not_translated("translation is switched off", "run without --no-translate")
    language = prepared.language.code
    if language == UNDETERMINED:
        return None, _not_translated(
            f"the language could not be told ({prepared.language.reason})", "give more of the text"
        )
    try:
        translator = find_translator(language, config.pivot, search_folders(config.models))
        translated = translate_document(
            prepared.document, prepared.segments, resolutions, translator, pivot=config.pivot, names=_places(prepared)
        )
    except ModelError as error:
        return None, _not_translated(f"{error.where}: {error.what}" if error.where else error.what, error.remedy)
    return Rewritten(translated.text, translated.steps), {
        "backend": translator.name,
        "model": translator.model,
        **_translation_counts(translated),
    }


def _places(prepared: Prepared) -> tuple[str, ...]:
    """Names of places in the text: translators alter what they do not know."""
    return tuple(sorted({signal.text for signal in prepared.titles.signals if signal.kind == "place"}))


def _not_translated(reason: str, remedy: str) -> dict[str, Any]:
    return {"backend": None, "reason": reason, "remedy": remedy}


def _translation_counts(translated: TranslatedDocument) -> dict[str, Any]:
    """How many sentences there were, how titles were protected in them, and what was flagged."""
    protections: dict[str, int] = {}
    flags: dict[str, int] = {}
    for sentence in translated.sentences:
        protections[sentence.protection] = protections.get(sentence.protection, 0) + 1
        for flag in sentence.flags:
            flags[flag] = flags.get(flag, 0) + 1
    return {
        "sentences": len(translated.sentences),
        "titles": len(translated.titles),
        "protection": dict(sorted(protections.items())),
        "flags": dict(sorted(flags.items())),
    }
