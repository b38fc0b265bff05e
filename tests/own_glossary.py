"""The marked reports of tests/data/own_glossary as files and gold.

Usage: python tests/own_glossary.py COUNTRY --out DIR   (writes DIR/reports/*.txt and DIR/gold.jsonl)
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path

from ruamel.yaml import YAML

DATA = Path(__file__).parent / "data" / "own_glossary"
_MARK = re.compile(r"\[\[((?:other:)?[^:\]]+):([^\]]+)\]\]")


def marked(country: str) -> tuple[dict[str, str], list[dict[str, object]]]:
    """File name -> text, and the gold mentions with their offsets."""
    data = YAML(typ="safe").load((DATA / country / "reports.yaml").read_text(encoding="utf-8"))
    texts: dict[str, str] = {}
    gold: list[dict[str, object]] = []
    for name, sentences in data["reports"].items():
        for lang in sentences[0]:
            doc, text = f"{name}.{lang}.txt", ""
            for number, sentence in enumerate(sentences):
                text += "" if number == 0 else "\n\n" if number % 3 == 0 else " "
                at = 0
                for match in _MARK.finditer(sentence[lang]):
                    text += sentence[lang][at : match.start()]
                    body, surface = match.groups()
                    full = body if body.startswith("other:") else f"{country}/{body}"
                    gold.append(_mention(doc, len(text), surface, full))
                    text += surface
                    at = match.end()
                text += sentence[lang][at:]
            texts[doc] = text + "\n"
    return texts, gold


def _mention(doc: str, start: int, surface: str, body: str) -> dict[str, object]:
    unknown = dict.fromkeys(("rank", "level", "person"))
    told = {"kind": "body", "body": body, "tenure": "current", "verdict": "correct"}
    return {"doc": doc, "start": start, "end": start + len(surface), "surface": surface, **told, **unknown}


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("country")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    texts, gold = marked(args.country)
    (args.out / "reports").mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (args.out / "reports" / name).write_text(text, encoding="utf-8", newline="")
    lines = "".join(json.dumps(mention, ensure_ascii=False) + "\n" for mention in gold)
    (args.out / "gold.jsonl").write_text(lines, encoding="utf-8")


if __name__ == "__main__":
    main()
