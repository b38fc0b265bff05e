"""Sentences in capitals reach the engine in small letters, and are flagged."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from canonym.model import Document, Segment
from canonym.translation import Translation, translate_documents
from canonym.translation.protected_titles import Task


class Listener:
    """An engine that hands back what it hears, and remembers it."""

    name, model, settings, target, has_careful = "stub", "stub", "", "en", False

    def __init__(self, source: str) -> None:
        self.source = source
        self.heard: list[str] = []

    def translate(self, sentences: Sequence[str], *, careful: bool = False) -> list[Translation]:
        self.heard += sentences
        return [Translation(sentence, self.name) for sentence in sentences]


@pytest.mark.parametrize(
    ("language", "text", "heard"),
    [
        ("es", "EL GOBIERNO INAUGURA UNA ESCUELA EN LA MONTAÑA", "El gobierno inaugura una escuela en la montaña"),
        ("pt", "A CHUVA CAUSA DANOS EM TRÊS ALDEIAS", "A chuva causa danos em três aldeias"),
        ("ru", "ДОЖДЬ ИДЁТ В ТРЁХ СЁЛАХ", "Дождь идёт в трёх сёлах"),
        ("es", "VÉASE WWW.X.EXAMPLE/A Y LA NOTA DEL DÍA", None),
    ],
)
def test_the_engine_hears_small_letters(language: str, text: str, heard: str | None) -> None:
    engine = Listener(language)
    task = Task(Document("a.txt", text, "", "txt"), [Segment(0, len(text), text, language)], ())
    [done] = translate_documents([task], engine, pivot="en", forms=())
    if heard is not None:
        assert engine.heard[0] == heard
    assert "in-capitals" in done.sentences[0].flags


@pytest.mark.parametrize("text", ["La UBND y el HĐND.", "El gobierno habló.", "ONU"])
def test_other_sentences_are_as_they_were(text: str) -> None:
    engine = Listener("es")
    task = Task(Document("a.txt", text, "", "txt"), [Segment(0, len(text), text, "es")], ())
    [done] = translate_documents([task], engine, pivot="en", forms=())
    assert engine.heard[0] == text
    assert "in-capitals" not in done.sentences[0].flags
