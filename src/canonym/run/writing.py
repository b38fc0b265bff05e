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
from canonym.errors import ModelError, ServerError
from canonym.glossary import glossary_for
from canonym.model import UNDETERMINED, DocumentTitles, Resolution
from canonym.rewriting import Rewritten, replacements, rewrite
from canonym.run.preparing import Failure, Prepared, failure
from canonym.translation import (
    Memory,
    Remembering,
    Task,
    TranslatedDocument,
    TranslatedSentence,
    Translator,
    find_translator,
    garbled_places,
    good_forms,
    load_own,
    measure_forms,
    open_memory,
    route_record,
    search_folders,
    translate_documents,
    written_name,
)
from canonym.translation.engines import routes

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


Decided = tuple[Prepared, tuple[Resolution, ...]]
"""A document after the second pass."""


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


@functools.lru_cache(maxsize=2)
def memory_for(setting: str) -> Memory:
    """The translation memory of this process, opened once."""
    return open_memory(setting)


def _finish(window: Sequence[Decided], config: Config, memory: Memory) -> list[WrittenDocument | Failure]:
    try:
        translations = _translate(window, config, memory)
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
    if language == config.pivot:
        pivot = in_pivot
    reads_titles = language in glossary_for(config).languages
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


def _translate(
    window: Sequence[Decided], config: Config, memory: Memory
) -> list[tuple[TranslatedDocument | None, dict[str, Any]]]:
    """Return for each document its translation, or None, and its entry for documents.jsonl."""
    results: list[tuple[TranslatedDocument | None, dict[str, Any]]] = [
        (None, _why_not(prepared, config)) for prepared, _ in window
    ]
    by_language: dict[str, list[int]] = {}
    for index, ((prepared, _), (_, reason)) in enumerate(zip(window, results, strict=True)):
        if not reason:
            by_language.setdefault(prepared.language.code, []).append(index)
    for language, indices in by_language.items():
        try:
            translator = translator_for(language, config)
            made = translate_decided([window[index] for index in indices], translator, config, memory)
        except ServerError:
            raise  # failed for this run only: the documents are done again
        except ModelError as error:
            reason = _not_translated(f"{error.where}: {error.what}" if error.where else error.what, error.remedy)
            for index in indices:
                results[index] = None, reason
            continue
        measured = {str(each.form): f"{each.kept} of {each.asked}" for each in measure_forms(translator)}
        route = route_record(translator)
        used = {"backend": translator.name, "model": translator.model, "route": route, "placeholders": measured}
        for index, translated in zip(indices, made, strict=True):
            results[index] = translated, used | _translation_counts(translated)
    return results


def translate_decided(
    documents: Sequence[Decided], translator: Translator, config: Config, memory: Memory
) -> list[TranslatedDocument]:
    """Translate documents of one language, their titles under canonical names; raises ModelError where that fails."""
    language, glossary = documents[0][0].language.code, glossary_for(config)
    tasks = [
        Task(
            prepared.document,
            prepared.segments,
            resolutions,
            place_names(prepared.titles),
            config.do_not_translate,
            garbled_places(prepared.document.text, language, resolutions, glossary),
            glossary.language(language),
        )
        for prepared, resolutions in documents
    ]
    own = load_own(config.tmx, language, config.pivot, config.tmx_similarity)
    engine = Remembering(translator, memory)
    return translate_documents(tasks, engine, pivot=config.pivot, forms=good_forms(translator), own=own)


def translator_for(language: str, config: Config) -> Translator:
    """Return the translator into the pivot language that a configuration chooses.

    Raises ModelError where there is none.
    """
    return find_translator(language, config.pivot, search_folders(config.models), **_choice(config))


def _choice(config: Config) -> dict[str, Any]:
    """Return the settings that choose an engine."""
    return {"engines": config.engines, "via": config.via, "server": config.server}


def load_ahead(prepared: Prepared, config: Config) -> bool:
    """Begin to load what a document will be translated with, beside other work; False where it will not be."""
    if _why_not(prepared, config):
        return False
    routes.load_ahead(prepared.language.code, config.pivot, search_folders(config.models), **_choice(config))
    return True


def _why_not(prepared: Prepared, config: Config) -> dict[str, Any]:
    """Tell why a document is not translated; empty where it is."""
    if prepared.language.code == config.pivot:
        return {"backend": None, "reason": "is in the pivot language"}
    if not config.translate:
        return _not_translated("translation is switched off", "run without --no-translate")
    if prepared.language.code == UNDETERMINED:
        return _not_translated(f"the language could not be told ({prepared.language.reason})", "give more of the text")
    return {}


def place_names(titles: DocumentTitles) -> tuple[str, ...]:
    """Return names of places in a text: translators alter what they do not know."""
    return tuple(sorted({signal.text for signal in titles.signals if signal.kind == "place"}))


def _not_translated(reason: str, remedy: str) -> dict[str, Any]:
    return {"backend": None, "reason": reason, "remedy": remedy}


def _translation_counts(translated: TranslatedDocument) -> dict[str, Any]:
    """Tell how many sentences there were, how titles were protected in them, and what was flagged."""
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
