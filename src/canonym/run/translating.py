"""A window of documents into the pivot language: which engine reads what, and what documents.jsonl says of it."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from canonym.config import Config
from canonym.errors import ModelError, ServerError
from canonym.glossary import glossary_for
from canonym.model import UNDETERMINED, DocumentTitles, Resolution
from canonym.run.foreign_passages import passages
from canonym.run.preparing import Prepared
from canonym.translation import (
    Memory,
    ParagraphEngine,
    Remembering,
    Task,
    TranslatedDocument,
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
)
from canonym.translation.engines import routes

Decided = tuple[Prepared, tuple[Resolution, ...]]
"""A document after the second pass."""
TranslationRecord = dict[str, Any]
"""The entry of documents.jsonl about a translation."""
Found = tuple[ParagraphEngine | None, TranslationRecord]
"""What translates a language, if anything does, and what documents.jsonl says of it."""


@functools.lru_cache(maxsize=2)
def memory_for(setting: str) -> Memory:
    """The translation memory of this process, opened once."""
    return open_memory(setting)


def translated_window(
    window: Sequence[Decided], config: Config, memory: Memory
) -> list[tuple[TranslatedDocument | None, TranslationRecord]]:
    """Return for each document its translation, or None, and its entry for documents.jsonl.

    A document is translated with the engine of its language, its passages in other languages with theirs.
    """
    engines: dict[str, Found] = {}

    def engine_for(language: str) -> Found:
        if language not in engines:
            engines[language] = _engine(language, config, memory)
        return engines[language]

    results: list[tuple[TranslatedDocument | None, TranslationRecord]] = []
    by_language: dict[str, list[tuple[int, Sequence[ParagraphEngine]]]] = {}
    for index, (prepared, _) in enumerate(window):
        code = prepared.language.code
        reason = _why_not(prepared, config)
        engine, record = (None, reason) if reason else engine_for(code)
        others = [each for each in passages(prepared) if each != config.pivot and config.translate]
        if others:
            # What placeholders an engine keeps is told once, of the main one.
            records = {each: engine_for(each)[1] for each in others}
            record = record | {"also": {each: _but(records[each], "placeholders") for each in others}}
        results.append((None, record))
        if engine is not None or others:
            also = tuple(found for found, _ in map(engine_for, others) if found is not None)
            by_language.setdefault(code, []).append((index, also))
    for language, group in by_language.items():
        engine = engines[language][0] if language in engines else None
        try:
            documents = [window[index] for index, _ in group]
            made = translate_decided(documents, engine, config, [also for _, also in group])
        except ServerError:
            raise  # failed for this run only: the documents are done again
        except ModelError as error:
            for index, _ in group:
                results[index] = None, _failed(error)
            continue
        for (index, _), translated in zip(group, made, strict=True):
            results[index] = translated, results[index][1] | _translation_counts(translated)
    return results


def _engine(language: str, config: Config, memory: Memory) -> Found:
    """What translates a language, or why nothing does."""
    try:
        translator = translator_for(language, config)
        engine = paragraph_engine(translator, config, memory)
        measured = {str(each.form): f"{each.kept} of {each.asked}" for each in measure_forms(translator)}
    except ServerError:
        raise
    except ModelError as error:
        return None, _failed(error)
    route = route_record(translator)
    return engine, {"backend": translator.name, "model": translator.model, "route": route, "placeholders": measured}


def _failed(error: ModelError) -> TranslationRecord:
    return _not_translated(f"{error.where}: {error.what}" if error.where else error.what, error.remedy)


def _but(record: TranslationRecord, name: str) -> TranslationRecord:
    return {key: value for key, value in record.items() if key != name}


def paragraph_engine(translator: Translator, config: Config, memory: Memory) -> ParagraphEngine:
    """Give a translator what it needs for documents: the memory, its placeholders, and the user's own translations."""
    language = translator.source
    return ParagraphEngine(
        Remembering(translator, memory),
        tuple(good_forms(translator)),
        load_own(config.tmx, language, config.pivot, config.tmx_similarity, config.terms),
        glossary_for(config).language(language),
    )


def translate_decided(
    documents: Sequence[Decided],
    engine: ParagraphEngine | None,
    config: Config,
    also: Sequence[Sequence[ParagraphEngine]] = (),
) -> list[TranslatedDocument]:
    """Translate documents of one language, their titles under canonical names, their passages with the engines `also`.

    Raises ModelError where an engine fails.
    """
    tasks = [_task(each, config) for each in documents]
    if engine is None:
        return translate_documents(tasks, None, pivot=config.pivot, also=also)
    return translate_documents(
        tasks, engine.translator, pivot=config.pivot, forms=engine.forms, own=engine.own, also=also
    )


def _task(decided: Decided, config: Config) -> Task:
    prepared, resolutions = decided
    language, glossary = prepared.language.code, glossary_for(config)
    return Task(
        prepared.document,
        prepared.segments,
        resolutions,
        place_names(prepared.titles),
        config.do_not_translate,
        garbled_places(prepared.document.text, language, resolutions, glossary),
        glossary.language(language),
    )


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


def _why_not(prepared: Prepared, config: Config) -> TranslationRecord:
    """Tell why a document is not translated; empty where it is."""
    if prepared.language.code == config.pivot:
        return {"backend": None, "reason": "is in the pivot language"}
    if not config.translate:
        return _not_translated("translation is switched off", "run without --no-translate")
    if prepared.language.code == UNDETERMINED:
        if passages(prepared):
            return {"backend": None, "reason": f"{prepared.language.reason}; translated passage by passage"}
        return _not_translated(f"the language could not be told ({prepared.language.reason})", "give more of the text")
    return {}


def place_names(titles: DocumentTitles) -> tuple[str, ...]:
    """Return names of places in a text: translators alter what they do not know."""
    return tuple(sorted({signal.text for signal in titles.signals if signal.kind == "place"}))


def _not_translated(reason: str, remedy: str) -> TranslationRecord:
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
