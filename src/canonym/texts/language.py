"""Document and paragraph -> language, script, confidence, or "undetermined" and why."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import replace

from canonym.model import UNDETERMINED, Document, Language, Paragraph
from canonym.texts.furniture import furniture_language
from canonym.texts.identification import UNKNOWN_SCRIPT, language_chances
from canonym.texts.line_breaks import Hangs, continued

SAMPLES, SAMPLE_LENGTH = 48, 400
"""A text's language is told from at most so many pieces, spread over it, of at most so many characters."""
SHORT_LINE = 50
"""Characters below which a line is judged together with its neighbours."""
SHORT_TEXT = 60
"""Characters below which a text's own language counts less than the one that is given for it."""
LEAN = 50.0
"""How many times more probable a paragraph's language is beforehand if it is the document's. Measured on 120 short
paragraphs put into documents of other languages: from 20 to 50 all first four words of a document's own paragraphs are
recognised; above 100 foreign paragraphs begin to be missed."""
CERTAIN_ENOUGH = 0.3
"""Below this probability the answer is "undetermined": strings of foreign names reach 0.16 at most, prose 0.28."""
FEWEST_LETTERS = 8
"""A text with fewer letters says nothing by itself where several languages share its script."""


def identify(text: str) -> Language:
    """Return the language that most of a text is written in.

    `UNDETERMINED` for no letters, too few, or no main language.
    """
    pieces = _samples(text)
    scripts: Counter[str] = Counter()
    weights: dict[str, float] = defaultdict(float)
    # Lines of a few words ("Share") have a vote only where there are no longer ones.
    for fewest in (30, FEWEST_LETTERS):
        scripts.clear()
        for piece in pieces:
            letters, script, chances = language_chances(piece, fewest=fewest)
            scripts[script] += letters
            for code, chance in chances.items():
                weights[code] += letters * chance
        if weights:
            break
    script = _most(scripts)
    total = sum(weights.values())
    if script == UNKNOWN_SCRIPT:
        return Language(UNDETERMINED, script, 0.0, "no letters, or a script that no known language uses")
    if not total:
        return Language(UNDETERMINED, script, 0.0, "too few letters")
    ranked = sorted(weights.items(), key=lambda item: (-item[1], item[0]))
    code, share = ranked[0][0], _confidence(ranked[0][1] / total)
    # A single line is hardly mixed: there, two close shares are two languages that look alike.
    mixed = len(pieces) > 1 and share < 0.5 and ranked[1][1] > 0.5 * ranked[0][1]
    if share < CERTAIN_ENOUGH or mixed:
        mixture = ", ".join(f"{name} {weight / total:.0%}" for name, weight in ranked[:3])
        return Language(UNDETERMINED, script, share, f"no main language: {mixture}")
    return Language(code, script, share, f"{share:.0%} of its letters")


def paragraphs(
    document: Document, hangs: Callable[[str], Hangs | None] | None = None, given: Language | None = None
) -> tuple[Language, list[Paragraph]]:
    """Give the document's language, and its paragraphs (lines, or lines joined) in order, each with its own.

    A paragraph reaches from its first to its last character that is not blank; together they hold all of these.
    `hangs` gives, for the code of a language, what judges the words at the end of a line. `given` is the language of a
    text that does not tell its own.
    """
    text = document.text
    main = told = identify(text)
    if given is not None and (main.code == UNDETERMINED or len(text) < SHORT_TEXT):
        main = replace(given, script=main.script)
    spans = _blocks(text, hangs(main.code) if hangs else None)
    found = []
    for start, end in spans:
        piece = text[start:end]
        code = furniture_language(piece, main.code)
        if code is None:
            language = _leaning(piece, main)
            if main is not told and language.code != main.code:
                language = replace(main, script=language.script)
            found.append(Paragraph(start, end, language))
        else:
            script = language_chances(piece).script
            found.append(Paragraph(start, end, Language(code, script, 1.0, "page furniture"), furniture=True))
    return main, found


def _leaning(text: str, main: Language) -> Language:
    """Return the language of a paragraph, where that of its document counts beforehand."""
    weights: dict[str, float] = defaultdict(float)
    scripts: Counter[str] = Counter()
    for piece in _samples(text):
        letters, script, chances = language_chances(piece)
        scripts[script] += letters
        if main.code in chances:
            chances[main.code] *= LEAN
        elif letters < FEWEST_LETTERS and len(chances) > 1:
            continue
        total = sum(chances.values())
        for code, chance in chances.items():
            weights[code] += letters * chance / total
    script = _most(scripts)
    total = sum(weights.values())
    if not total:
        reason = "no letters" if script == UNKNOWN_SCRIPT else "too few letters"
        return Language(UNDETERMINED, script, 0.0, reason)
    code = min(weights, key=lambda name: (-weights[name], name))
    share = _confidence(weights[code] / total)
    if share < CERTAIN_ENOUGH:
        return Language(UNDETERMINED, script, share, "no language is probable")
    return Language(code, script, share, "like the document" if code == main.code else "unlike the document")


def _most(scripts: Counter[str]) -> str:
    known = [name for name, letters in scripts.items() if letters and name != UNKNOWN_SCRIPT]
    return min(known, key=lambda name: (-scripts[name], name), default=UNKNOWN_SCRIPT)


def _confidence(share: float) -> float:
    """Never certain, and without digits that differ between machines."""
    return round(min(share, 0.999), 3)


def _blocks(text: str, hangs: Hangs | None) -> list[tuple[int, int]]:
    """Start and end of every paragraph, without blanks around it."""
    lines = text.splitlines(keepends=True)
    goes_on = continued(lines, hangs=hangs)
    spans: list[tuple[int, int]] = []
    offset = 0
    joins = False
    for line, more in zip(lines, goes_on, strict=True):
        stripped = line.strip()
        if stripped:
            start = offset + len(line) - len(line.lstrip())
            end = start + len(stripped)
            if joins and spans:
                spans[-1] = (spans[-1][0], end)
            else:
                spans.append((start, end))
        joins = more
        offset += len(line)
    return spans


def _samples(text: str) -> list[str]:
    """Return pieces of a text, spread evenly over it: lines, or neighbouring short lines together.

    Long lines give several.
    """
    if len(text) <= SAMPLE_LENGTH:
        return _pieces(text)
    step = max(1, len(text) // (8 * SAMPLES * SAMPLE_LENGTH))
    pieces: list[str] = []
    for block in range(0, len(text), step * SAMPLE_LENGTH):
        pieces.extend(_pieces(text[block : block + SAMPLE_LENGTH]))
    return pieces[:: max(1, len(pieces) // SAMPLES)]


def _pieces(text: str) -> list[str]:
    """Return lines of a text that are not blank; short ones, which tell little alone, are put to the one before."""
    pieces: list[str] = []
    for line in text.splitlines():
        if pieces and len(line) < SHORT_LINE and len(pieces[-1]) < SHORT_LINE * 3:
            pieces[-1] += "\n" + line
        elif line.strip():
            pieces.append(line)
    return pieces
