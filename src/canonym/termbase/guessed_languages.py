"""In what language a single name is, where a spreadsheet does not say it."""

from __future__ import annotations

from collections import Counter

from canonym.letters import script_of
from canonym.termbase.name_parts import is_abbreviation
from canonym.termbase.vocabulary import KnownWords
from canonym.texts.identification import ONE_LANGUAGE, SHARED, language_chances
from canonym.titles.tokens import tokenize

_ENGLISH_FIRST = 1.5
"""How much more likely English is beforehand: most tables of names are kept in it."""

_SURELY = 0.99
"""Share of the letters in known words from which a name is in English."""
_LIKELY = 4
"""Languages that are looked at, beside English."""


def language_of_name(name: str, known: KnownWords) -> str:
    """The language of a name by its script, by the words of it that are known, and by what its letters look like."""
    scripts = Counter(script for char in name if (script := script_of(char)))
    if not scripts or is_abbreviation(name):
        return "en"
    script = scripts.most_common(1)[0][0]
    if script in ONE_LANGUAGE:
        return ONE_LANGUAGE[script]
    if script == "Hani":
        return "zh"
    if script not in SHARED:
        return "en"
    chances = language_chances(name).languages
    written = [code for code in SHARED[script].split() if code in known.languages]
    likely = sorted(written, key=lambda code: -chances.get(code, 0.0))[:_LIKELY]
    scores = {}
    for code in dict.fromkeys([*(["en"] if "en" in written else []), *likely]):
        tokens = tokenize(name.replace("{place}", " "), 0, known.lexicon(code))
        letters = sum(len(token.text) for token in tokens) or 1
        share = sum(len(token.text) for token in tokens if token.known) / letters
        if code == "en" and share > _SURELY:
            return code
        scores[code] = (share + chances.get(code, 0.0)) * (_ENGLISH_FIRST if code == "en" else 1.0)
    return max(scores, key=lambda code: (scores[code], code == "en")) if scores else "en"
