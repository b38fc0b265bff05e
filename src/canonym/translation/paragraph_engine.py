"""What translates the paragraphs in one language of a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from canonym.glossary.language_data import LanguageData
from canonym.translation.engines.translator import Translator
from canonym.translation.own_translations import OwnTranslations
from canonym.translation.protection import Form


@dataclass(frozen=True, slots=True, eq=False)
class ParagraphEngine:
    """A translator, the placeholders that it was measured to keep, and what is known about its language."""

    translator: Translator
    forms: Sequence[Form] = ()
    own: OwnTranslations | None = None
    """The user's translations, which the engine is not asked to make."""
    language: LanguageData | None = None
    """What is known about the language; words of its titles are no proper names."""
