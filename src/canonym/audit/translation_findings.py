"""Findings about languages and translations, from documents.jsonl, translation.jsonl and the texts of a run."""

from __future__ import annotations

import re
from collections.abc import Sequence

import regex
from babel import Locale

from canonym.alignment.sentences import sentences_of
from canonym.audit.finding import Findings, as_sentence, shortened
from canonym.letters import UNSPACED
from canonym.model import UNDETERMINED
from canonym.records import DocumentRecord, SentenceRecord, is_in_pivot

CODES = {
    "names-changed": "name-changed",
    "numbers-changed": "number-changed",
    "dates-changed": "date-changed",
    "units-changed": "unit-changed",
    "name-garbled": "place-name-garbled",
    "repetition": "translation-loop",
    "empty": "translation-incomplete",
    "incomplete": "translation-incomplete",
    "added": "translation-added",
    "untranslated": "passage-untranslated",
    "wrong-language": "passage-untranslated",
    "not-translated": "passage-untranslated",
    "numbers-unchecked": "numbers-unchecked",
}
"""Flag of translation.jsonl -> code; any other flag is what the engine itself reports."""
COMPARED = ("names-changed", "numbers-changed", "dates-changed", "units-changed")
"""Flags whose words are what differs."""
IN_BRACKETS = "names in brackets"
LEAST_CONFIDENCE = 0.8
SHORTEST_PASSAGE = 40
"""Letters from which a passage in another language is worth a finding."""
LONGEST_CYCLE = 8
"""Words of a run that may repeat itself."""
MOST_WORDS = 100_000
"""Words of a report that are searched for repetitions."""
_WORD = re.compile(r"\w+")
_STUTTER = regex.compile(rf"([{UNSPACED}]{{2,12}}?)\1{{2,}}")
"""The same in scripts without blanks between words."""
_ENGLISH = Locale("en")


def language_name(code: str) -> str:
    """Return the English name of a language, or its code."""
    return str(_ENGLISH.languages.get(code, code)) if code != UNDETERMINED else "undetermined"


def check_document(document: DocumentRecord, text: str, pivot: str, findings: Findings) -> None:
    """Add what concerns a report as a whole, and its own repetitions and passages in other languages."""
    language, translation = document["language"], document["translation"]
    name = language_name(language["code"])
    if language["code"] == UNDETERMINED or language["confidence"] < LEAST_CONFIDENCE:
        confidence = f"{language['confidence']:.0%}"
        findings.add("language-doubtful", report_language=name, confidence=confidence, details=language["reason"])
    if not document["reads_titles"]:
        findings.add("language-unread", report_language=name)
    if translation.get("reason") and not is_in_pivot(document, pivot):
        remedy = as_sentence(translation.get("remedy") or "nothing can be done")
        findings.add("report-untranslated", details=translation["reason"], own_remedy=remedy)
    for start, end in repetitions(text):
        findings.add("text-loop", start, end, details=f"“{shortened(text[start:end], 120)}”")
    if document["other_languages"]:
        _check_passages(text, language["code"], name, findings)


def check_sentences(sentences: Sequence[SentenceRecord], pivot: str, findings: Findings) -> None:
    """Add what is flagged in the translated sentences of a report; one finding for each sentence and code."""
    for each in sentences:
        codes: dict[str, list[str]] = {}
        for flag in each["flags"]:
            codes.setdefault(CODES.get(flag, "engine-doubtful"), []).append(_said(flag, each["details"].get(flag, ())))
        if each["protection"] == IN_BRACKETS:
            codes["title-beside-sentence"] = []
        for code, said in codes.items():
            details = "; ".join(said)
            findings.add(
                code, each["start"], each["end"], lang=each["lang"], cause=details, details=details, pivot=pivot
            )


def _said(flag: str, words: Sequence[str]) -> str:
    """Tell what a flag says in words: what was lost and what is new, or the flag itself where it has no words."""
    lost = [f"“{word}”" for word in words if not word.startswith("+")]
    new = [f"“{word[1:]}”" for word in words if word.startswith("+")]
    if flag not in COMPARED:
        return ", ".join(lost) or flag
    parts = [f"not in the translation: {', '.join(lost)}"] * bool(lost) + [f"new there: {', '.join(new)}"] * bool(new)
    return "; ".join(parts) or flag


def repetitions(text: str) -> list[tuple[int, int]]:
    """Tell where a run of words stands three times in a row (a single word four times) within a line."""
    found = []
    seen = 0
    position = 0
    for line in text.splitlines(keepends=True):
        words = list(_WORD.finditer(line))
        seen += len(words)
        if seen > MOST_WORDS:
            break
        cycles = _cycles(words) or [each.span() for each in _STUTTER.finditer(line)]
        found += [(position + start, position + end) for start, end in cycles]
        position += len(line)
    return found


def _cycles(words: Sequence[re.Match[str]]) -> list[tuple[int, int]]:
    said = [word[0].casefold() for word in words]
    found: list[tuple[int, int]] = []
    at = 0
    while at < len(said):
        for length in range(1, LONGEST_CYCLE + 1):
            again = 1
            first = said[at : at + length]
            while said[at + again * length : at + (again + 1) * length] == first:
                again += 1
            if again >= (4 if length == 1 else 3) and any(not word.isdigit() for word in first):
                end = at + again * length - 1
                found.append((words[at].start(), words[end].end()))
                at = end
                break
        at += 1
    return found


def _check_passages(text: str, code: str, name: str, findings: Findings) -> None:
    """Neighbouring sentences in one other language are one finding."""
    runs: list[tuple[int, int, str]] = []
    for sentence in sentences_of(text):
        other = sentence.language
        if sentence.furniture or other in (code, UNDETERMINED):
            continue
        if runs and runs[-1][2] == other and not text[runs[-1][1] : sentence.start].strip():
            runs[-1] = (runs[-1][0], sentence.end, other)
        else:
            runs.append((sentence.start, sentence.end, other))
    for start, end, other in runs:
        if sum(each.isalpha() for each in text[start:end]) >= SHORTEST_PASSAGE:
            findings.add(
                "passage-other-language",
                start,
                end,
                lang=other,
                passage_language=language_name(other),
                report_language=name,
            )
