"""The last pass over the reports: canonical names are written into the texts and into their translations.

finish   a window of documents -> canonical text in their own language and in the pivot   (on each window)

A window is some documents in a row: the translator gets the sentences of all of them at once. Which documents make up a
window changes nothing in their texts.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from canonym.config import Config
from canonym.glossary import glossary_for
from canonym.model import Resolution
from canonym.rewriting import Rewritten, replacements, rewrite
from canonym.run.foreign_passages import passages
from canonym.run.preparing import Failure, Prepared, failure
from canonym.run.translating import Decided, memory_for, translated_window
from canonym.translation import Memory, TranslatedDocument, TranslatedSentence, written_name

WINDOW = 200_000
"""Characters of text that a window holds at most, unless a single document is longer or a small last window joins it:
some 1,500 sentences, which is enough for large batches and takes a small model a quarter of a minute."""


@dataclass(frozen=True, slots=True)
class WrittenDocument:
    """A document after the last pass."""

    prepared: Prepared
    resolutions: tuple[Resolution, ...]
    source: Rewritten
    """The report in its own language with canonical names."""
    pivot: Rewritten | None
    """The report in the pivot language with canonical names, or None where it could not be translated."""
    sentences: tuple[TranslatedSentence, ...]
    """Its sentences and where they stand in the pivot text; empty where no engine translated it."""
    translation: dict[str, Any]
    """How it was translated, or {"reason", "remedy"}; an entry of documents.jsonl."""
    reads_titles: bool
    """Whether there is language data to find titles by; without it, only the text is passed on."""


@dataclass(frozen=True, slots=True)
class WrittenWindow:
    """What the last pass made of a window, in its order."""

    documents: tuple[WrittenDocument | Failure, ...]
    asked: int
    """Distinct sentences and clauses that had to be known in the pivot language."""
    translated: int
    """Those of them that no translation memory held, so that an engine translated them."""


def windows(documents: Iterable[Decided], count: int, workers: int) -> Iterator[list[Decided]]:
    """Gather `count` documents into windows, small enough that each of the workers gets one.

    Where one process does all, a last window of less than half the size joins the one before: small batches are slow.
    """
    complete: list[Decided] = []
    window: list[Decided] = []
    size = 0
    for each in documents:
        length = len(each[0].document.text)
        if window and (size + length > WINDOW or len(window) * workers >= count):
            if complete:
                yield complete
            complete, window, size = window, [], 0
        window.append(each)
        size += length
    if complete and workers == 1 and 2 * size < WINDOW:
        complete, window = complete + window, []
    yield from (each for each in (complete, window) if each)


def finish(window: Sequence[Decided], config: Config) -> WrittenWindow:
    """Last pass: write the canonical names into the texts and into their translations."""
    memory = memory_for(config.memory)
    asked, translated = memory.asked, memory.translated
    documents = tuple(_finish(window, config, memory))
    return WrittenWindow(documents, memory.asked - asked, memory.translated - translated)


def _finish(window: Sequence[Decided], config: Config, memory: Memory) -> list[WrittenDocument | Failure]:
    try:
        translations = translated_window(window, config, memory)
        return [_write(*each, *made, config) for each, made in zip(window, translations, strict=True)]
    except Exception as error:
        # Which of the documents is at fault shows when they are done one by one.
        if len(window) == 1:
            return [failure(window[0][0].document.name, error)]
        return [result for each in window for result in _finish([each], config, memory)]


def _write(
    prepared: Prepared,
    resolutions: tuple[Resolution, ...],
    translated: TranslatedDocument | None,
    record: dict[str, Any],
    config: Config,
) -> WrittenDocument:
    text, language = prepared.document.text, prepared.language.code
    source = in_pivot = rewrite(text, replacements(resolutions, lambda found: written_name(found, config.pivot)))
    if config.source_names == "own" and language != config.pivot:
        own_name = functools.partial(_name_in, language, config=config)
        source = rewrite(text, replacements(resolutions, own_name))
    pivot = Rewritten(translated.text, translated.steps) if translated else None
    sentences = translated.sentences if translated else ()
    if language == config.pivot and pivot is None:
        pivot = in_pivot
    reads_titles = not {language, *passages(prepared)}.isdisjoint(glossary_for(config).languages)
    return WrittenDocument(prepared, resolutions, source, pivot, sentences, record, reads_titles)


def _name_in(language: str, resolution: Resolution, config: Config) -> str | None:
    """Return the canonical name in another language than the pivot, or None where the glossary has none."""
    glossary = glossary_for(config)
    if resolution.mention.kind == "term":
        names = (term.names for term in glossary.terms)
        return next((each.get(language) for each in names if each.get(config.pivot) == resolution.canonical), None)
    if resolution.body is None:
        return None
    name = glossary.name(resolution.body, resolution.level, language, resolution.rank)
    return written_name(resolution, language, name) if name else None
