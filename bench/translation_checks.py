"""How often the checks of a translation find fault with translations that are right.

Usage: python bench/translation_checks.py REPORT.json...

A report is {"sentences": [{language: sentence, ..., "en": sentence}, ...]}: each sentence in several languages, the
English one taken as right. Names are left out: the languages may spell them differently.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from canonym.translation.checks.sentence_checks import NAMES
from canonym.translation.language_rules import language_rules
from canonym.translation.protection import Piece
from canonym.translation.sentences.judging import Rules, judge


def main() -> None:
    sentences: Counter[str] = Counter()
    flagged: Counter[str] = Counter()
    for path in map(Path, sys.argv[1:]):
        for versions in json.loads(path.read_text(encoding="utf-8"))["sentences"]:
            for language in sorted(versions.keys() - {"en"}):
                rules = Rules((language, "en"), language_rules(language), language_rules("en"))
                outcome = judge(Piece(versions[language], ()), [versions["en"]], "plain", rules)
                sentences[language] += 1
                for flag, words in outcome.findings.items():
                    if flag != NAMES:
                        flagged[flag] += 1
                        print(f"{language} {flag} {' '.join(words)} | {versions[language]} | {versions['en']}")
    print(", ".join(f"{language} {count}" for language, count in sorted(sentences.items())))
    print(f"{sentences.total()} sentences; flags: {dict(sorted(flagged.items()))}")


if __name__ == "__main__":
    main()
