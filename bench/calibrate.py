"""Fits the calibration of terms and of what is left alone, and writes glossaries/calibration.yaml.

    canonym run samples --out /tmp/samples --no-translate
    python bench/calibrate.py --run /tmp/samples tests/gold/*.jsonl [--run DIR GOLD ...] [--renderings FILE ...]

With --check it only says what would be written. Each --run takes the folder of a run and the gold of its reports;
--renderings takes single titles, which are resolved here. Runs must be of this state of the code. How sure decisions
for an office are is fitted by bench/fit_acceptance.py. Errors are the expected calibration error of confidences as
`canonym eval` counts it; "by page" leaves one tenth of the documents or pages out of the fit and is measured on them.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from canonym.config import Config
from canonym.embedding import load_embedder
from canonym.evaluation.gold import Record
from canonym.evaluation.rendering_scores import ASKED, read_renderings
from canonym.evaluation.run_scores import OPTIONAL_BODIES, calibration_error, concept, pairs, read_records
from canonym.evaluation.spread import by_language, by_page
from canonym.glossary import load_glossary
from canonym.resolution import resolve_phrases
from canonym.resolution.decision.calibration import NUMBERS, Calibration, fit, sigmoid
from canonym.resources import glossaries_folder
from canonym.run.outputs import mention_record

HEADER = """\
# From a share to a probability, for terms and for mentions that are left alone:
#   p' = sigmoid(low * ln(p) - high * ln(1 - p) + offset), p kept within 0.0001 and 0.9999
#
# Generated; do not edit. Made by
#   {command}
# Who reads this file: canonym.resolution.decision.calibration.
#
# terms    the numbers for terms: p is the sigmoid of the score
# nothing  the numbers for mentions that are left alone: p is what the best candidate leaves over
# cases    annotated mentions that were used, by data set
# error    expected calibration error over all of them: before; after; and cross-validated, where no document or page
#          (language) is measured by a fit that has seen it
"""
PLACES = 4


@dataclass(frozen=True, slots=True)
class Case:
    """An annotated mention: a term, or a title that was left alone."""

    data: str
    page: str
    lang: str
    is_term: bool
    share: float
    """Of the term, or what the best candidate leaves over."""
    right: bool


@dataclass(frozen=True, slots=True)
class Fit:
    """Both calibrations."""

    terms: Calibration
    nothing: Calibration

    def confidence(self, case: Case) -> float:
        return (self.terms if case.is_term else self.nothing)(case.share)


IDENTITY = Fit(Calibration(), Calibration())


def fit_all(cases: Sequence[Case]) -> Fit:
    """Fit both curves."""
    terms, nothing = ([(case.share, case.right) for case in cases if case.is_term is each] for each in (True, False))
    return Fit(fit(terms), fit(nothing))


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
    """The terms of a run, and its titles that gold annotates and that were left alone.

    Gold annotates every term of its reports, so a term that it does not have is a wrong one. Of the bare Party and
    State, no score is kept.
    """
    found = read_records([folder / "mentions.jsonl"])
    for doc, records in sorted(read_records(gold).items()):
        wanted = [record for record in records if record["kind"] == "term"]
        got = [record for record in found.get(doc, []) if record["kind"] == "term"]
        right = set(pairs(wanted, got).values())
        for number, term in enumerate(got):
            share = sigmoid(sum(item["weight"] for item in term["evidence"]))
            yield Case(folder.name, doc, term["lang"], True, share, number in right)
        wanted = [record for record in records if record["kind"] != "term"]
        got = [record for record in found.get(doc, []) if record["kind"] != "term"]
        for i, j in pairs(wanted, got).items():
            if concept(wanted[i])[1] not in OPTIONAL_BODIES and got[j]["body"] is None:
                yield _left(folder.name, doc, got[j], concept(got[j]) == concept(wanted[i]))


def rendering_cases(path: Path) -> Iterator[Case]:
    """Single titles and look-alikes that were left alone."""
    config = Config()
    records = read_renderings([path])
    asked = [{name: record.get(name) for name in ASKED} for record in records]
    answers = resolve_phrases(asked, load_glossary(config), config, load_embedder(config))
    for record, answer in zip(records, answers, strict=True):
        if answer.body is None:
            got: Record = {**mention_record(answer)}
            is_right = "body" not in record or concept(got) == concept(record)
            yield _left(path.stem, str(record.get("source") or record["id"]), got, is_right)


def _left(data: str, page: str, got: Record, is_right: bool) -> Case:
    best = got["candidates"][0]["probability"] if got["candidates"] else 0.0
    return Case(data, page, got["lang"], False, 1 - best, is_right)


def describe(cases: Sequence[Case]) -> dict[str, Any]:
    """What the file holds."""
    fitted = fit_all(cases)
    names = sorted({case.data for case in cases})
    return {
        "terms": {name: round(getattr(fitted.terms, name), PLACES) for name in NUMBERS},
        "nothing": {name: round(getattr(fitted.nothing, name), PLACES) for name in NUMBERS},
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
            file.write(HEADER.format(command=command))
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
