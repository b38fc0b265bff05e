"""How many of the renderings mined from versions of reports are right, against gold annotations.

    python bench/renderings.py RUN GOLD.jsonl...

RUN is a finished run over reports in several versions; GOLD has {"doc", "start", "end", "rank", "body", "level"} for
their titles. A mined rendering is right if a gold title covers at least half of it (Jaccard) and has the same office.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path

from canonym.config import Config
from canonym.evaluation.run_scores import EQUAL_RANKS
from canonym.mining.from_reports import mine_run, renderings_of_run
from canonym.mining.renderings import MinedRendering
from canonym.results.finished_run import FinishedRun

ENOUGH = 0.5


def main() -> None:
    """Print the figures."""
    run = FinishedRun(Path(sys.argv[1]))
    gold: dict[str, list[dict[str, object]]] = defaultdict(list)
    for path in sys.argv[2:]:
        for line in Path(path).read_text(encoding="utf-8").splitlines():
            title = json.loads(line)
            gold[title["doc"]].append(title)
    found = renderings_of_run(run, Config())
    right = {(each.doc, each.start): is_right(each, gold[each.doc]) for each in found}
    for heading, chosen in (
        ("paired by the title grammar", [each for each in found if not each.located]),
        ("located by meaning", [each for each in found if each.located]),
        ("mistranslated or variant", [each for each in found if each.verdict != "correct"]),
        ("all places", found),
    ):
        report(heading, [right[each.doc, each.start] for each in chosen])
    for heading, everything in (("names in the patch", False), ("names in the patch, --all", True)):
        entries = mine_run(run, Config(), everything=everything).entries
        report(heading, [right[entry.contexts[0].doc, entry.contexts[0].start] for entry in entries])
    for each in found:
        if not right[each.doc, each.start]:
            print(f"  wrong: {each.doc}:{each.start} {each.text!r} -> {each.rank} {each.concept} ({each.verdict})")


def report(heading: str, right: list[bool]) -> None:
    """One line of figures."""
    share = sum(right) / len(right) if right else 0.0
    print(f"{heading:30} {len(right):6} found  {sum(right):6} right  precision {share:.3f}")


def is_right(each: MinedRendering, titles: list[dict[str, object]]) -> bool:
    """Whether gold has this office there."""
    for title in titles:
        start, end = int(str(title["start"])), int(str(title["end"]))
        both = min(each.start + len(each.text), end) - max(each.start, start)
        union = max(each.start + len(each.text), end) - min(each.start, start)
        body = str(title["body"])
        concept = body if "/" in body else f"vn/{body}"
        ranks = {EQUAL_RANKS.get(str(rank), rank) for rank in (title["rank"], each.rank)}
        if both >= ENOUGH * union and concept == each.concept and len(ranks) == 1:
            return True
    return False


if __name__ == "__main__":
    main()
