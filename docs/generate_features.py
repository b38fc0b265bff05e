"""Writes the features as declared into glossaries/weights.yaml and docs/evidence.md; --check fails where they differ.

Weights are kept as people set them; a feature that is new gets the weight 0, to be changed there. What stands above the
groups of weights.yaml, and around the tables of evidence.md, is written by people and kept.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from canonym.features.declared import FEATURES, GROUPS, WEIGHED
from canonym.features.feature import Feature, Stage
from canonym.glossary.yaml_files import load_yaml

ROOT = Path(__file__).resolve().parents[1]
WEIGHTS = ROOT / "glossaries" / "weights.yaml"
PAGE = ROOT / "docs" / "evidence.md"


def weights_file(text: str, weights: Mapping[str, float | int]) -> str:
    """The table of weights; its head is taken from `text`, the file as it is."""
    lines = [text[: text.index("groups:\n")] + "groups:"]
    lines += [f"  {group}: [{', '.join(each.name for each in members)}]" for group, members in GROUPS.items()]
    lines.append("features:")
    for each in WEIGHED:
        meaning = json.dumps(each.described, ensure_ascii=False)
        lines.append(f"  {each.name}: {{weight: {weights.get(each.name, 0)}, meaning: {meaning}}}")
    return "\n".join(lines) + "\n"


def evidence_page(text: str) -> str:
    """docs/evidence.md with each table between its marks written anew; raises ValueError for a missing mark."""
    for stage in Stage:
        if stage is Stage.NOTE:
            continue
        before, mark, rest = text.partition(f"<!-- features: {stage.name.lower()} -->\n")
        _, end, after = rest.partition("<!-- end of features -->\n")
        if not (mark and end):
            raise ValueError(f"{PAGE.name} has no place for the features of {stage.name}")
        rows = "".join(f"| `{each.name}` | {_cell(each)} |\n" for each in FEATURES.values() if each.stage is stage)
        text = f"{before}{mark}\n| kind | meaning |\n|---|---|\n{rows}\n{end}{after}"
    return text


def _cell(feature: Feature) -> str:
    off = f" (`--without {feature.group}`)" if feature.group else ""
    return feature.described.replace("|", "\\|") + off


def main() -> int:
    """Write both files, or compare them."""
    weights = {name: entry["weight"] for name, entry in load_yaml(WEIGHTS)["features"].items()}
    wanted = {
        WEIGHTS: weights_file(WEIGHTS.read_text(encoding="utf-8"), weights),
        PAGE: evidence_page(PAGE.read_text(encoding="utf-8")),
    }
    stale = [path for path, text in wanted.items() if path.read_text(encoding="utf-8") != text]
    for path in stale:
        if "--check" in sys.argv:
            print(f"{path.relative_to(ROOT)} is not up to date: run python docs/generate_features.py", file=sys.stderr)
        else:
            path.write_text(wanted[path], encoding="utf-8")
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
