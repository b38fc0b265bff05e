"""Translation into the pivot language, on this machine, with titles, names and numbers protected and checked."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from canonym.translation.checks.garbled_places import garbled_places
    from canonym.translation.document import (
        PlacedTitle,
        TranslatedDocument,
        TranslatedSentence,
        translate_document,
        translate_documents,
    )
    from canonym.translation.engine_alone import translate_bare
    from canonym.translation.engines.chain import route_record
    from canonym.translation.engines.packages import PackageInfo, list_packages, search_folders
    from canonym.translation.engines.routes import find_translator
    from canonym.translation.engines.translator import Translation, Translator, WordLink
    from canonym.translation.memory import Memory, Remembering, open_memory
    from canonym.translation.own_translations import OwnTranslations, load_own
    from canonym.translation.paragraph_engine import ParagraphEngine
    from canonym.translation.protected_titles import Task, written_name
    from canonym.translation.sentences.placeholders import good_forms, measure_forms

_MODULES = {
    "WordLink": "engines.translator",
    "PackageInfo": "engines.packages",
    "Memory": "memory",
    "ParagraphEngine": "paragraph_engine",
    "PlacedTitle": "document",
    "Remembering": "memory",
    "Task": "protected_titles",
    "Translation": "engines.translator",
    "TranslatedDocument": "document",
    "TranslatedSentence": "document",
    "Translator": "engines.translator",
    "find_translator": "engines.routes",
    "garbled_places": "checks.garbled_places",
    "good_forms": "sentences.placeholders",
    "OwnTranslations": "own_translations",
    "load_own": "own_translations",
    "list_packages": "engines.packages",
    "measure_forms": "sentences.placeholders",
    "route_record": "engines.chain",
    "search_folders": "engines.packages",
    "open_memory": "memory",
    "translate_bare": "engine_alone",
    "translate_document": "document",
    "translate_documents": "document",
    "written_name": "protected_titles",
}

__all__ = [
    "Memory",
    "OwnTranslations",
    "PackageInfo",
    "ParagraphEngine",
    "PlacedTitle",
    "Remembering",
    "Task",
    "TranslatedDocument",
    "TranslatedSentence",
    "Translation",
    "Translator",
    "WordLink",
    "find_translator",
    "garbled_places",
    "good_forms",
    "list_packages",
    "load_own",
    "measure_forms",
    "open_memory",
    "route_record",
    "search_folders",
    "translate_bare",
    "translate_document",
    "translate_documents",
    "written_name",
]


def __getattr__(name: str) -> Any:
    """Import a name when it is first used."""
    if name in _MODULES:
        return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
