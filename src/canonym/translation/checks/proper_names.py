"""Proper names that no mention tells of: found by their capitals, judged by what the engine made of them.

A capital alone does not tell a name from an institution's: "Íñigo Berzosa" must stay, "Consejo Económico" must not. So
nothing is protected beforehand. A run of capitalised words counts as damaged where the translation kept some of its
words and lost others ("Amparo Tejedor" -> "Support Tejedor"), or cut a word short ("Vinuesa" -> "Vinu").
"""

from __future__ import annotations

import re

from canonym.glossary.language_data import LanguageData
from canonym.translation.checks.sentence_checks import holds

_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_BEFORE_FIRST = re.compile(r"(?:^|[.!?:;…–—\"“«(])[\s\"“«(–—¿¡-]*$")


def title_words(data: LanguageData | None) -> frozenset[str] | None:
    """Give the words of a language's titles, which a translation may change, in small letters.

    None where nothing is known about the language, and for one in which capitals do not mark names (German, Japanese).
    """
    if data is None or not data.has_capitals:
        return None
    groups = [data.connectives, data.conjunctions, data.articles, data.honorifics]
    groups += [*data.tenure.values(), *data.modifiers.values(), *data.levels.values(), *data.words.values()]
    groups += [words for _, words in data.ranks]
    return frozenset(word for group in groups for form in group for word in form.lower().split())


def damaged_names(source: str, target: str, common: frozenset[str] | None) -> list[str]:
    """Return runs of capitalised words of `source` that `target` holds only in part; none where `common` is None."""
    if common is None:
        return []
    found = []
    for run in _runs(source, common):
        text = " ".join(run)
        if holds(target, text):
            continue
        kept = [word for word in run if len(word) > 2 and holds(target, word)]
        if (len(run) > 1 and kept) or any(_cut_short(word, source, target) for word in run):
            found.append(text)
    return list(dict.fromkeys(found))


def _runs(source: str, common: frozenset[str]) -> list[list[str]]:
    """Return runs of capitalised words, without the word that starts a sentence and cut at words of titles."""
    runs: list[list[str]] = []
    end = -1
    for match in _WORD.finditer(source):
        word = match.group()
        if not word[0].isupper() or _is_common(word.lower(), common) or _BEFORE_FIRST.search(source[: match.start()]):
            continue
        if runs and source[end : match.start()] == " ":
            runs[-1].append(word)
        else:
            runs.append([word])
        end = match.end()
    return runs


def _is_common(word: str, common: frozenset[str]) -> bool:
    return word in common or word.removesuffix("s") in common or word.removesuffix("es") in common


def _cut_short(word: str, source: str, target: str) -> bool:
    return len(word) > 4 and any(
        other[0].isupper() and 3 <= len(other) < len(word) and word.startswith(other) and not holds(source, other)
        for other in _WORD.findall(target)
    )
