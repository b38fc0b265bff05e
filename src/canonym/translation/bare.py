"""The engine alone: its own words for each sentence, which are checked and not changed."""

from __future__ import annotations

from collections.abc import Sequence

from canonym.model import Document, Segment, Step
from canonym.translation.document import TranslatedDocument, TranslatedSentence, one_line, rules_for
from canonym.translation.ladder import bare_piece, run_all
from canonym.translation.protection import Piece
from canonym.translation.protocol import Translator


def translate_bare(document: Document, segments: Sequence[Segment], translator: Translator) -> TranslatedDocument:
    """The engine's own words, sentence by sentence; they are checked, and nothing is protected or mended."""
    rules = rules_for(translator, translator.target, (), ())
    climbs = [bare_piece(Piece(one_line(segment.text), ()), rules) for segment in segments]
    out, position = "", 0
    steps: list[Step] = []
    sentences: list[TranslatedSentence] = []
    for segment, outcome in zip(segments, run_all(climbs, translator), strict=True):
        out += document.text[position : segment.start]
        text = "".join(part for part in outcome.parts if isinstance(part, str))
        sentences.append(TranslatedSentence(segment, len(out), len(out) + len(text), outcome.step, outcome.findings))
        if text != segment.text:
            steps.append(Step(segment.start, segment.end, segment.text, text, "translated"))
        out += text
        position = segment.end
    return TranslatedDocument(out + document.text[position:], tuple(steps), tuple(sentences))
