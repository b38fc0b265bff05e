"""Write down what the program finds on the pages of the benchmark where no title stands.

Usage: canonym run benchmark/pages --out OUT --no-translate --restart; phrase_finds.py OUT

These finds teach the reader of phrases what is no office: "the villagers", a syllable that looks like a rank. Only
pages marked `learn` are looked at. Writes benchmark/false-finds.jsonl: doc, start, end, surface, body (null).
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path

from phrase_examples import BENCHMARK, learn_events


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    args = parser.parse_args()
    events = learn_events(BENCHMARK)
    titles: dict[str, list[tuple[int, int]]] = defaultdict(list)
    with (BENCHMARK / "gold.jsonl").open(encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            titles[row["doc"]].append((row["start"], row["end"]))
    written = 0
    with (
        (args.run / "mentions.jsonl").open(encoding="utf-8") as lines,
        (BENCHMARK / "false-finds.jsonl").open("w", encoding="utf-8") as out,
    ):
        for row in map(json.loads, lines):
            doc, start, end = row["doc"], row["start"], row["end"]
            if doc not in events or row["kind"] == "term" or any(s < end and start < e for s, e in titles[doc]):
                continue
            kept = {"doc": doc, "start": start, "end": end, "surface": row["surface"], "body": None, "rank": None}
            print(json.dumps({**kept, "level": None}, ensure_ascii=False), file=out)
            written += 1
    print(f"{written} finds where no title stands")


if __name__ == "__main__":
    main()
