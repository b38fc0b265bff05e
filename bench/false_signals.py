"""False signals of countries in running text: words taken for a country that the text is not about.

For texts of which it is known what they are about (`--about`), every signal of another pack's places and words is
printed with how often it was met per 1,000 words of its language. A guest's country is a true signal: read the list.
Usage: python bench/false_signals.py --about vn FILE_OR_FOLDER...
"""

from __future__ import annotations

import argparse
from collections import Counter

from canonym.config import Config
from canonym.glossary.lexicon import WORD
from canonym.run.preparing import prepare
from canonym.texts import find_sources

SHOWN = 6


def main() -> None:
    """Print, language by language, the signals for other countries per 1,000 words, and the commonest of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("inputs", nargs="+")
    parser.add_argument("--about", default="vn", help="pack that the texts are about")
    arguments = parser.parse_args()
    words: Counter[str] = Counter()
    found: dict[str, Counter[tuple[str, str]]] = {}
    for source in find_sources(arguments.inputs).sources:
        for each in prepare(source, Config()).documents:
            code = each.language.code
            words[code] += len(WORD.findall(each.document.text))
            signals = found.setdefault(code, Counter())
            signals.update(
                (signal.pack, signal.text)
                for signal in each.titles.signals
                if signal.kind in ("place", "word") and not signal.is_against and signal.pack != arguments.about
            )
    for code, signals in sorted(found.items()):
        rate = 1000 * signals.total() / max(1, words[code])
        commonest = ", ".join(f"{text} ({pack}) {count}" for (pack, text), count in signals.most_common(SHOWN))
        print(f"{code}\t{words[code]} words\t{rate:.2f}\t{commonest}")


if __name__ == "__main__":
    main()
