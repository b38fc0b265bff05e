"""Translation into the pivot language, on this machine, with titles, names and numbers protected and checked."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from canonym.translation.bare import translate_bare
    from canonym.translation.chain import route_record
    from canonym.translation.document import (
        PlacedTitle,
        TranslatedDocument,
        TranslatedSentence,
        translate_document,
        translate_documents,
    )
    from canonym.translation.finding import find_translator
    from canonym.translation.forms import good_forms, measure_forms
    from canonym.translation.garbled import garbled_places
    from canonym.translation.items import Task, written_name
    from canonym.translation.memory import Memory, Remembering, open_memory
    from canonym.translation.own import OwnTranslations, load_own
    from canonym.translation.packages import PackageInfo, list_packages, search_folders
    from canonym.translation.protocol import Link, Translation, Translator

_MODULES = {
    "Link": "protocol",
    "PackageInfo": "packages",
    "Memory": "memory",
    "PlacedTitle": "document",
    "Remembering": "memory",
    "Task": "items",
    "Translation": "protocol",
    "TranslatedDocument": "document",
    "TranslatedSentence": "document",
    "Translator": "protocol",
    "find_translator": "finding",
    "garbled_places": "garbled",
    "good_forms": "forms",
    "OwnTranslations": "own",
    "load_own": "own",
    "list_packages": "packages",
    "measure_forms": "forms",
    "route_record": "chain",
    "search_folders": "packages",
    "open_memory": "memory",
    "translate_bare": "bare",
    "translate_document": "document",
    "translate_documents": "document",
    "written_name": "items",
}

__all__ = [
    "Link",
    "Memory",
    "OwnTranslations",
    "PackageInfo",
    "PlacedTitle",
    "Remembering",
    "Task",
    "TranslatedDocument",
    "TranslatedSentence",
    "Translation",
    "Translator",
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
