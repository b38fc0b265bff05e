"""How well a run agrees with gold annotations.

A mention and a gold mention form a pair where their spans' Jaccard overlap is at least one half, best overlap first,
each used once. Titles (roles and bodies) and terms are paired apart. The bare Party and the State are neither asked
for nor counted against a run. All figures are shares from 0 to 1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from canonym.errors import UsageError
from canonym.evaluation.gold import Record, records_of

OPTIONAL_BODIES = frozenset({"vn/communist-party", "vn/state"})
"""Bodies that a careful reader may annotate or leave out."""
EQUAL_RANKS = {
    "president": "chair",
    "vice-president": "vice-chair",
    "director": "head",
    "deputy-director": "deputy-head",
}
"""Ranks that differ only by a country's habit."""
DEFAULT_PACK = "vn"
REQUIRED = ("doc", "start", "end", "kind")
SMALLEST_OVERLAP = 0.5
BINS = 10
SURE = 0.97
"""Confidence from which a title counts as a sure one."""
NO_PACK = ("new:", "other:")
"""How the body of an annotation begins that no pack has."""
UNCLEAR = frozenset({"outside", "unsure"})
"""Notes of annotations that the report alone does not settle: they count for detection only."""


@dataclass
class Tally:
    """Counts over documents, from which all figures follow."""

    documents: int = 0
    gold: int = 0
    predicted: int = 0
    found: int = 0
    right: int = 0
    wrong_gold: int = 0
    wrong_right: int = 0
    verdict_gold: int = 0
    verdict_predicted: int = 0
    verdict_right: int = 0
    persons: int = 0
    persons_right: int = 0
    decidable: int = 0
    """Annotated titles of bodies that some pack has, which the report alone tells."""
    office_right: int = 0
    accepted: int = 0
    accepted_right: int = 0
    sure: int = 0
    sure_right: int = 0
    terms_gold: int = 0
    terms_predicted: int = 0
    terms_right: int = 0
    confidences: list[tuple[float, bool]] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def figures(self) -> dict[str, Any]:
        """Return the figures by name."""
        return {
            "documents": self.documents,
            "gold": self.gold,
            "predicted": self.predicted,
            "detection": _agreement(self.found, self.predicted, self.gold),
            "resolution": _agreement(self.right, self.predicted, self.gold),
            "office": _share(self.office_right, self.decidable),
            "accepted": _share(self.accepted_right, self.decidable),
            "accepted_precision": _share(self.accepted_right, self.accepted),
            "sure_precision": _share(self.sure_right, self.sure),
            "mistranslated_resolved": _share(self.wrong_right, self.wrong_gold),
            "verdict_mistranslated": _agreement(self.verdict_right, self.verdict_predicted, self.verdict_gold),
            "person": _share(self.persons_right, self.persons),
            "terms": _agreement(self.terms_right, self.terms_predicted, self.terms_gold),
            "calibration_error": calibration_error(self.confidences),
        }


def read_records(paths: Iterable[Path]) -> dict[str, list[Record]]:
    """Read annotations or mentions by the base name of their document; raises UsageError with file and line."""
    documents: dict[str, list[Record]] = defaultdict(list)
    for _, record in records_of(paths, REQUIRED):
        documents[Path(record["doc"]).name].append(record)
    return documents


def score(gold: Mapping[str, Sequence[Record]], predicted: Mapping[str, Sequence[Record]]) -> Tally:
    """Compare a run with gold annotations; documents that have none are passed over."""
    tally = Tally(documents=len(gold))
    for doc in sorted(gold):
        _score_terms(tally, *_of_kind(gold[doc], predicted.get(doc, ()), lambda kind: kind == "term"))
        _score_titles(tally, doc, *_of_kind(gold[doc], predicted.get(doc, ()), lambda kind: kind != "term"))
    return tally


def score_by_language(
    gold: Mapping[str, Sequence[Record]], predicted: Mapping[str, Sequence[Record]], languages: Mapping[str, str]
) -> dict[str, Tally]:
    """Return the same for each language apart; `languages` gives a document's language by its base name."""
    groups: dict[str, dict[str, Sequence[Record]]] = defaultdict(dict)
    for doc, records in gold.items():
        groups[languages.get(doc, "unknown")][doc] = records
    return {code: score(groups[code], predicted) for code in sorted(groups)}


def calibration_error(confidences: Sequence[tuple[float, bool]]) -> float:
    """Compute the expected calibration error over ten equal bins (Naeini and others, AAAI 2015)."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, is_right in confidences:
        bins[min(int(confidence * BINS), BINS - 1)].append((confidence, is_right))
    gaps = (abs(sum(confidence for confidence, _ in each) - sum(right for _, right in each)) for each in bins.values())
    return _share(sum(gaps), len(confidences))


def concept(record: Record) -> tuple[str | None, str | None, str | None]:
    """Return the rank, body and level of a record, in the form in which they are compared."""
    rank, body = record.get("rank"), record.get("body") or None
    if body is not None and "/" not in body:
        body = f"{DEFAULT_PACK}/{body}"
    return EQUAL_RANKS.get(rank, rank) if rank else rank, body, record.get("level")


def pairs(gold: Sequence[Record], predicted: Sequence[Record]) -> dict[int, int]:
    """Return the index of a gold record -> index of the predicted record that it is paired with."""
    candidates = []
    for i, wanted in enumerate(gold):
        for j, got in enumerate(predicted):
            shared = min(wanted["end"], got["end"]) - max(wanted["start"], got["start"])
            covered = max(wanted["end"], got["end"]) - min(wanted["start"], got["start"])
            if shared > 0 and shared / covered >= SMALLEST_OVERLAP:
                candidates.append((-shared / covered, i, j))
    chosen: dict[int, int] = {}
    used: set[int] = set()
    for _, i, j in sorted(candidates):
        if i not in chosen and j not in used:
            chosen[i] = j
            used.add(j)
    return chosen


def _score_terms(tally: Tally, gold: Sequence[Record], predicted: Sequence[Record]) -> None:
    tally.terms_gold += len(gold)
    tally.terms_predicted += len(predicted)
    for i, j in pairs(gold, predicted).items():
        if "canonical_en" not in gold[i]:
            where = f"{gold[i].get('doc')}:{gold[i]['start']}"
            raise UsageError(
                "the annotated term has no 'canonical_en'", where=where, remedy="add its canonical wording"
            )
        wanted = str(gold[i]["canonical_en"])
        tally.terms_right += wanted.casefold() == str(predicted[j].get("canonical", "")).casefold()


def _score_titles(tally: Tally, doc: str, gold: Sequence[Record], predicted: Sequence[Record]) -> None:
    matched = pairs(gold, predicted)
    optional = {i for i, record in enumerate(gold) if concept(record)[1] in OPTIONAL_BODIES}
    ignored = {matched[i] for i in optional if i in matched}
    ignored |= {j for j, record in enumerate(predicted) if concept(record)[1] in OPTIONAL_BODIES}
    tally.gold += len(gold) - len(optional)
    tally.predicted += len(predicted) - len(ignored)
    for i, wanted in enumerate(gold):
        if i not in optional:
            _score_title(tally, doc, wanted, predicted[matched[i]] if i in matched else None)
    for j in sorted(set(range(len(predicted))) - set(matched.values()) - ignored):
        got = predicted[j]
        tally.errors.append(f"{doc}:{got['start']} {got.get('surface')!r}: not in gold, got {_shown(got)}")
        _score_accepted(tally, None, got)


def _score_title(tally: Tally, doc: str, wanted: Record, got: Record | None) -> None:
    is_right = got is not None and concept(got) == concept(wanted)
    if _is_decidable(wanted):
        tally.decidable += 1
        tally.office_right += is_right
    if got is not None:
        _score_accepted(tally, wanted, got)
    is_wrong_rendering = wanted.get("verdict") == "mistranslated"
    tally.found += got is not None
    tally.right += is_right
    tally.wrong_gold += is_wrong_rendering
    tally.wrong_right += is_wrong_rendering and is_right
    if wanted.get("verdict") != "ambiguous":
        tally.verdict_gold += is_wrong_rendering
        called_wrong = got is not None and got.get("verdict") == "mistranslated"
        tally.verdict_predicted += called_wrong
        tally.verdict_right += called_wrong and is_wrong_rendering
    if wanted.get("person"):
        tally.persons += 1
        tally.persons_right += got is not None and got.get("person") == wanted["person"]
    if got is not None and isinstance(got.get("confidence"), int | float):
        tally.confidences.append((float(got["confidence"]), is_right))
    if not is_right:
        outcome = "not found" if got is None else f"got {_shown(got)}"
        surface = wanted.get("surface")
        tally.errors.append(f"{doc}:{wanted['start']} {surface!r}: wanted {_shown(wanted)}, {outcome}")


def _is_decidable(wanted: Record) -> bool:
    """Whether an annotation is that of a body which packs have, and the report alone tells it."""
    body = str(wanted.get("body") or "")
    return bool(body) and not body.startswith(NO_PACK) and wanted.get("note") not in UNCLEAR


def _score_accepted(tally: Tally, wanted: Record | None, got: Record) -> None:
    """Count a title that was rewritten; a piece of a title, and a find where none stands, is a wrong one."""
    if got.get("action") != "accept" or not got.get("body"):
        return
    if wanted is not None and wanted.get("note") in UNCLEAR:
        return
    is_right = wanted is not None and concept(got) == concept(wanted)
    tally.accepted += 1
    tally.accepted_right += is_right
    if float(got.get("confidence") or 0.0) >= SURE:
        tally.sure += 1
        tally.sure_right += is_right


def _of_kind(
    gold: Sequence[Record], predicted: Sequence[Record], is_asked: Callable[[str], bool]
) -> tuple[list[Record], list[Record]]:
    return [each for each in gold if is_asked(each["kind"])], [each for each in predicted if is_asked(each["kind"])]


def _shown(record: Record) -> str:
    return " ".join(part or "-" for part in concept(record))


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _agreement(right: int, predicted: int, gold: int) -> dict[str, float]:
    precision, recall = _share(right, predicted), _share(right, gold)
    return {"precision": precision, "recall": recall, "f1": _share(2 * precision * recall, precision + recall)}
