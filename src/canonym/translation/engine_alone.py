"""The engine alone: its own words for each sentence, which are checked and not changed."""

from __future__ import annotations

from collections.abc import Sequence

from canonym.glossary.language_data import LanguageData
from canonym.model import Document, Resolution, Segment, Step
from canonym.translation.document import PlacedTitle, TranslatedDocument, TranslatedSentence, flowing_piece, rules_for
from canonym.translation.engines.translator import Translator
from canonym.translation.protected_titles import Task, items_of
from canonym.translation.protection import Piece, cut
from canonym.translation.sentences.judging import judge
from canonym.translation.sentences.ladder import PLAIN, ask
from canonym.translation.sentences.locating import find_spans


def translate_bare(
    document: Document,
    segments: Sequence[Segment],
    translator: Translator,
    resolutions: Sequence[Resolution] = (),
    language: LanguageData | None = None,
) -> TranslatedDocument:
    """Give the engine's own words, sentence by sentence; they are checked, and nothing is protected or mended.

    Accepted titles among the `resolutions` are looked for in the result: `titles` holds those that were found.
    `language` is what is known about the document's language: words of titles are no proper names.
    """
    rules = rules_for(translator, translator.target, (), (), language)
    items = items_of(Task(document, segments, resolutions), translator.target)
    out, position = "", 0
    steps: list[Step] = []
    sentences: list[TranslatedSentence] = []
    titles: list[PlacedTitle] = []
    pieces = [flowing_piece(cut(document.text, items, segment.start, segment.end)) for segment in segments]
    answers = ask(translator, [piece.text for piece in pieces])
    for segment, piece, answer in zip(segments, pieces, answers, strict=True):
        out += document.text[position : segment.start]
        findings = judge(Piece(piece.text, ()), [answer.text], PLAIN, rules, answer.flags).findings
        sentences.append(
            TranslatedSentence(segment, len(out), len(out) + len(answer.text), PLAIN, translator.name, findings)
        )
        for item, span in zip(piece.items, find_spans(piece, answer), strict=True):
            if item.resolution is not None and span is not None:
                titles.append(PlacedTitle(item.resolution, len(out) + span[0], len(out) + span[1], PLAIN))
        if answer.text != segment.text:
            steps.append(Step(segment.start, segment.end, segment.text, answer.text, "translated"))
        out += answer.text
        position = segment.end
    return TranslatedDocument(out + document.text[position:], tuple(steps), tuple(sentences), tuple(titles))
