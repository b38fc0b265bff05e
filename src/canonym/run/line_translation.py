"""Translate texts line for line, by the passes of a run and without files, for `canonym translate`.

Each line is a paragraph of its own, so that every line of the output stands for the same line of the input.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from canonym.config import Config
from canonym.errors import UsageError
from canonym.glossary import language_known
from canonym.model import UNDETERMINED, Document, Language, Paragraph, Resolution
from canonym.run.deciding import decide
from canonym.run.passes import by_document, check_pivot
from canonym.run.preparing import find_titles_of
from canonym.run.translating import memory_for, paragraph_engine, translate_decided, translator_for
from canonym.texts.language import identify
from canonym.texts.segments import split
from canonym.translation import Remembering, TranslatedDocument, Translator, translate_bare


@dataclass(frozen=True, slots=True)
class LineDocument:
    """A text cut into lines, all of one language, before anything is looked for in it."""

    document: Document
    language: Language
    paragraphs: tuple[Paragraph, ...]
    """Its lines without the blank ones."""


@dataclass(frozen=True, slots=True)
class LineTranslation:
    """A translated text and how it came about."""

    document: Document
    translated: TranslatedDocument
    resolutions: tuple[Resolution, ...]
    """What was decided about the titles; empty where terms were switched off."""
    engine: str


def cut_lines(text: str, language: str | None, name: str = "text") -> LineDocument:
    """Cut a text; without `language` (ISO 639-1) it is told from the text.

    Raises UsageError where it cannot be told.
    """
    if language is None:
        found = identify(text)
        if found.code == UNDETERMINED:
            raise UsageError(f"the language cannot be told: {found.reason}", where=name, remedy="name it with --from")
        language = found.code
    document = Document(name, text, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), "txt")
    given = Language(language, "", 1.0, "given")
    paragraphs = []
    start = 0
    for line in text.splitlines(keepends=True):
        if core := line.strip():
            first = start + line.index(core)
            paragraphs.append(Paragraph(first, first + len(core), given))
        start += len(line)
    return LineDocument(document, given, tuple(paragraphs))


def translate_lines(texts: Sequence[LineDocument], config: Config) -> list[LineTranslation]:
    """Translate texts into `config.pivot`, titles under their canonical names; the titles are resolved together.

    Raises UsageError where no pack has names in the pivot language or a text is in it already, and ModelError where
    there is no translator.
    """
    check_pivot(config)
    engines = _engines(texts, config)
    memory = memory_for(config.memory)
    prepared = [find_titles_of(text.document, text.language, text.paragraphs, config) for text in texts]
    results = []
    for decided, engine in zip(by_document(prepared, decide(prepared, config)), engines, strict=True):
        translated = translate_decided([decided], paragraph_engine(engine, config, memory), config)[0]
        results.append(LineTranslation(decided[0].document, translated, decided[1], engine.name))
    return results


def translate_lines_bare(
    texts: Sequence[LineDocument], config: Config, resolutions: Sequence[Sequence[Resolution]] | None = None
) -> list[LineTranslation]:
    """Give the engine's own words for texts, sentence by sentence; they are checked but not changed.

    Titles among the `resolutions` of each text are looked for in the result. Raises as `translate_lines` does, but
    needs no names in the pivot language.
    """
    memory = memory_for(config.memory)
    results = []
    for text, engine, own in zip(texts, _engines(texts, config), resolutions or [()] * len(texts), strict=True):
        segments = split(text.document, text.paragraphs)
        known = language_known(text.language.code, config)
        translated = translate_bare(text.document, segments, Remembering(engine, memory), own, known)
        results.append(LineTranslation(text.document, translated, tuple(own), engine.name))
    return results


def _engines(texts: Sequence[LineDocument], config: Config) -> list[Translator]:
    for text in texts:
        if text.language.code == config.pivot:
            raise UsageError(
                f"the text is in {config.pivot} already", where=text.document.name, remedy="name another language"
            )
    return [translator_for(text.language.code, config) for text in texts]
