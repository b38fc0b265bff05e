"""Fits the calibration of confidences and writes glossaries/calibration.yaml; with --check, only says what it would be.

    canonym run samples --out /tmp/samples --no-translate
    python bench/calibrate.py --run /tmp/samples tests/gold/*.jsonl [--run DIR GOLD ...] [--renderings FILE ...]

Each --run takes the folder of a run and the gold of its reports; --renderings takes single titles, which are resolved
here. Runs must be of this state of the code. Offices are fitted on what was accepted or listed for review and on the
best candidate of what was left; "nothing" on what was left. Errors are the expected calibration error of confidences as
`canonym eval` counts it; "by page" leaves one tenth of the documents or pages out of the fit and is measured on them.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from canonym.config import Config
from canonym.embedding import load_embedder
from canonym.evaluation.gold import Record
from canonym.evaluation.rendering_scores import ASKED, is_asked_pack, read_renderings
from canonym.evaluation.run_scores import OPTIONAL_BODIES, calibration_error, concept, pairs, read_records
from canonym.evaluation.spread import by_language, by_page
from canonym.features.declared import DOUBTS
from canonym.glossary import load_glossary
from canonym.resolution import resolve_phrases
from canonym.resolution.decision.calibration import NUMBERS, Calibration, fit
from canonym.resources import glossaries_folder
from canonym.run.outputs import mention_record

HEADER = """\
# From the share that a candidate has among its rivals to the probability that it is right:
#   p' = sigmoid(low * ln(p) - high * ln(1 - p) + offset), p kept within 0.0001 and 0.9999
#
# Generated; do not edit. Made by
#   {command}
# Who reads this file: canonym.resolution.decision.calibration.
#
# office   the numbers for the office that has the largest share; in their fit, a look-alike counts {weight:.0f} times
# nothing  the same for mentions that are left alone: p is what the best candidate leaves over
# doubts   kind of doubt -> share of wrong ones among likely decisions that have it; p' is multiplied by 1 minus it
# cases    annotated mentions that were used, by data set
# error    expected calibration error over all of them: before; after; and cross-validated, where no document or page
#          (language) is measured by a fit that has seen it
"""
PLACES = 4
LIKELY = 0.5
"""Probability, doubts apart, from which a decision counts for the fit of its doubts."""
LOOK_ALIKE_WEIGHT = 5.0
"""Gold has ten times as many offices as look-alikes, for it was collected where the offices are; reports of other
countries are not that rare, and a low share must not be taken for a probable office for want of them."""


@dataclass(frozen=True, slots=True)
class Case:
    """An annotated mention."""

    data: str
    page: str
    lang: str
    share: float
    """Of the best candidate; 0 where there was none."""
    is_left: bool
    right: bool
    """Whether the record is right in rank, body and level."""
    candidate_right: bool
    """Whether the best candidate is the office of gold."""
    is_look_alike: bool = False
    doubts: tuple[str, ...] = ()
    """What the decision about the best candidate is doubted for."""


@dataclass(frozen=True, slots=True)
class Fit:
    """Both calibrations, and the share that each doubt takes from a probability."""

    office: Calibration
    nothing: Calibration
    doubts: Mapping[str, float]

    def confidence(self, case: Case) -> float:
        return self.nothing(1 - case.share) if case.is_left else self.candidate(case)

    def candidate(self, case: Case) -> float:
        """The probability of the best candidate."""
        return self.office(case.share) * math.prod(1 - self.doubts.get(name, 0.0) for name in case.doubts)


IDENTITY = Fit(Calibration(), Calibration(), {})


def fit_all(cases: Sequence[Case]) -> Fit:
    """Fit the curves to what nobody doubts, then each doubt to the likely decisions that have it."""
    sure = [case for case in cases if not case.doubts]
    office = [(case.share, case.candidate_right if case.is_left else case.right) for case in sure]
    nothing = [(1 - case.share, case.right) for case in cases if case.is_left]
    weights = [LOOK_ALIKE_WEIGHT if case.is_look_alike else 1.0 for case in sure]
    fitted = fit(office, weights)
    likely = [case for case in cases if case.doubts and fitted(case.share) >= LIKELY]
    doubts = {name: _wrong_share([case for case in likely if name in case.doubts]) for name in _all_doubts()}
    return Fit(fitted, fit(nothing), doubts)


def _all_doubts() -> tuple[str, ...]:
    return tuple(each.name for each in DOUBTS)


def _wrong_share(cases: Sequence[Case]) -> float:
    """Share of wrong ones after the rule of succession: half of them where there are none (Laplace, 1774)."""
    wrong = sum(not case.candidate_right for case in cases)
    return (wrong + 1) / (len(cases) + 2)


def error(cases: Sequence[Case], fitted: Fit) -> float:
    return calibration_error([(fitted.confidence(case), case.right) for case in cases])


def crossed(cases: Sequence[Case], folds: Callable[[Sequence[Case]], dict[str, list[Case]]]) -> float:
    """The calibration error where each fold is measured by the fit to the others."""
    confidences = []
    for fold in folds(cases).values():
        held = set(map(id, fold))
        fitted = fit_all([case for case in cases if id(case) not in held])
        confidences += [(fitted.confidence(case), case.right) for case in fold]
    return calibration_error(confidences)


def run_cases(folder: Path, gold: Sequence[Path]) -> Iterator[Case]:
    """The titles of a run that gold annotates; of the bare Party and State, no score is kept."""
    found = read_records([folder / "mentions.jsonl"])
    for doc, records in sorted(read_records(gold).items()):
        wanted = [record for record in records if record["kind"] != "term"]
        got = [record for record in found.get(doc, []) if record["kind"] != "term"]
        for i, j in pairs(wanted, got).items():
            if concept(wanted[i])[1] not in OPTIONAL_BODIES:
                yield _case(folder.name, doc, wanted[i], got[j])


def rendering_cases(path: Path) -> Iterator[Case]:
    """Single titles; a look-alike that another pack recognises is passed over, as gold does not say what it is."""
    config = Config()
    records = read_renderings([path])
    asked = [{name: record.get(name) for name in ASKED} for record in records]
    answers = resolve_phrases(asked, load_glossary(config), config, load_embedder(config))
    for record, answer in zip(records, answers, strict=True):
        got: Record = {**mention_record(answer)}
        if "body" in record:
            yield _case(path.stem, str(record.get("source") or record["id"]), record, got)
        elif answer.body is None or is_asked_pack(answer.body):
            nothing = {"rank": got["rank"], "body": None, "level": got["level"]}
            found = _case(path.stem, str(record.get("source") or record["id"]), nothing, got)
            yield replace(found, is_look_alike=True)


def _case(data: str, page: str, wanted: Record, got: Record) -> Case:
    best: dict[str, Any] = got["candidates"][0] if got["candidates"] else {}
    candidate_right = bool(best) and concept(best)[:2] == concept(wanted)[:2]
    right = concept(got) == concept(wanted)
    share = float(best.get("probability", 0.0))
    kinds = {item["kind"] for item in got["evidence"]}
    doubts = tuple(name for name in _all_doubts() if name in kinds)
    return Case(data, page, got["lang"], share, got["body"] is None, right, candidate_right, doubts=doubts)


def describe(cases: Sequence[Case]) -> dict[str, Any]:
    """What the file holds."""
    fitted = fit_all(cases)
    names = sorted({case.data for case in cases})
    return {
        "office": {name: round(getattr(fitted.office, name), PLACES) for name in NUMBERS},
        "nothing": {name: round(getattr(fitted.nothing, name), PLACES) for name in NUMBERS},
        "doubts": {name: round(share, PLACES) for name, share in fitted.doubts.items()},
        "cases": {name: sum(case.data == name for case in cases) for name in names},
        "error": {
            "before": round(error(cases, IDENTITY), PLACES),
            "after": round(error(cases, fitted), PLACES),
            "cross_validated_by_page": round(
                crossed(cases, lambda each: by_page(each, lambda case: case.page)), PLACES
            ),
            "cross_validated_by_language": round(
                crossed(cases, lambda each: by_language(each, lambda case: case.lang)), PLACES
            ),
        },
    }


def main() -> int:
    """Collect, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", nargs="+", action="append", type=Path, default=[], metavar="DIR GOLD")
    parser.add_argument("--renderings", nargs="+", type=Path, default=[], metavar="FILE")
    parser.add_argument("--check", action="store_true", help="write nothing")
    arguments = parser.parse_args()
    cases = [case for folder, *gold in arguments.run for case in run_cases(folder, gold)]
    cases += [case for path in arguments.renderings for case in rendering_cases(path)]
    if not cases:
        parser.error("no annotated mention was found: give --run DIR GOLD... or --renderings FILE...")
    for name in sorted({case.data for case in cases}):
        own = [case for case in cases if case.data == name]
        before, after = error(own, IDENTITY), error(own, fit_all(cases))
        print(f"{name}: {len(own)} cases, error before {before:.4f}, after {after:.4f}")
    found = describe(cases)
    yaml = YAML()
    yaml.default_flow_style = None
    yaml.width = 120
    if not arguments.check:
        command = _command(arguments.run, arguments.renderings)
        with (glossaries_folder() / "calibration.yaml").open("w", encoding="utf-8") as file:
            file.write(HEADER.format(command=command, weight=LOOK_ALIKE_WEIGHT))
            yaml.dump(found, file)
    yaml.dump(found, sys.stdout)
    return 0


def _command(runs: Sequence[Sequence[Path]], renderings: Sequence[Path]) -> str:
    """The command as the header shows it: runs by the names of their folders, gold by its last folder."""
    parts = [f"--run {folder.name} {' '.join(_names(gold))}" for folder, *gold in runs]
    if renderings:
        parts.append(f"--renderings {' '.join(_names(renderings))}")
    return " \\\n#     ".join(["python bench/calibrate.py", *parts])


def _names(files: Sequence[Path]) -> list[str]:
    """Files by name and last two folders; many of one folder in one word."""
    if len(files) <= 3:
        return ["/".join(path.parts[-3:]) for path in files]
    return list(dict.fromkeys("/".join((*path.parts[-3:-1], f"*{path.suffix}")) for path in files))


if __name__ == "__main__":
    sys.exit(main())
