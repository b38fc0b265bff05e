"""How well single renderings of titles are resolved, and whether look-alikes are left alone.

A line of gold with a field `body` is a rendering of an office: id, lang, text, rank, body, level, verdict and, where
known, context, person and source. One without `body` names no office of any pack and must not be accepted. `office` is
the share with the right body and rank, `exact` asks for the level too, and `accepted` counts what would be rewritten.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from canonym.config import Config
from canonym.embedding import Embedder
from canonym.errors import UsageError
from canonym.evaluation.gold import Record, records_of
from canonym.evaluation.run_scores import DEFAULT_PACK, calibration_error, concept
from canonym.glossary import Glossary
from canonym.model import Resolution
from canonym.resolution import resolve_phrases

REQUIRED = ("id", "lang", "text")
ASKED = ("id", "lang", "text", "context", "person")
"""What resolution gets to see of a record."""
Striking = Callable[[Record], AbstractContextManager[None]]
"""What is to be done while a record is resolved; see striking.py."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said about one record."""

    gold: Record
    rank: str | None
    body: str | None
    level: str | None
    action: str
    canonical: str | None
    confidence: float
    errors: tuple[str, ...]
    """Error models that were found at work, "misreading: td-economic"."""

    @property
    def is_office(self) -> bool:
        """Whether the record is an office, and no look-alike."""
        return "body" in self.gold

    @property
    def body_right(self) -> bool:
        """Whether the body is the one of gold."""
        return self._said()[1] == concept(self.gold)[1]

    @property
    def office_right(self) -> bool:
        """Whether body and rank are those of gold, or a look-alike is left alone."""
        return self._said()[:2] == concept(self.gold)[:2] if self.is_office else self.action == "leave"

    @property
    def exact(self) -> bool:
        """Whether the level is right as well; for a look-alike, whether it is no office at all."""
        return self.office_right and self.level == self.gold.get("level") if self.is_office else self.body is None

    def _said(self) -> tuple[str | None, str | None, str | None]:
        return concept({"rank": self.rank, "body": self.body, "level": self.level})


@dataclass
class RenderingTally:
    """Answers, from which all figures follow."""

    answers: list[Answer] = field(default_factory=list)

    def figures(self) -> dict[str, Any]:
        """Return the figures by name; shares from 0 to 1."""
        offices = [each for each in self.answers if each.is_office]
        accepted = [each.office_right for each in offices if each.action == "accept"]
        others = [each for each in self.answers if not each.is_office]
        by_verdict: dict[str, list[bool]] = defaultdict(list)
        by_lang: dict[str, list[bool]] = defaultdict(list)
        for each in offices:
            by_verdict["all"].append(each.office_right)
            by_verdict[str(each.gold.get("verdict"))].append(each.office_right)
            by_lang[each.gold["lang"]].append(each.office_right)
        return {
            "offices": len(offices),
            "body": share([each.body_right for each in offices]),
            "office": {verdict: share(flags) for verdict, flags in sorted(by_verdict.items())},
            "exact": share([each.exact for each in offices]),
            "accepted_share": len(accepted) / len(offices) if offices else 0.0,
            "accepted_precision": share(accepted),
            "look_alikes": len(others),
            "false_accepts": sum(each.action == "accept" for each in others),
            "by_lang": {code: [share(flags), len(flags)] for code, flags in sorted(by_lang.items())},
            "by_error": self.by_error(),
            "calibration_error": calibration_error(self.confidences()),
        }

    def by_error(self) -> dict[str, list[float]]:
        """Return the error model -> share right and number of the offices in which it was found at work."""
        found: dict[str, list[bool]] = defaultdict(list)
        for each in self.answers:
            for error in each.errors if each.is_office else ():
                found[error].append(each.office_right)
        return {error: [share(flags), len(flags)] for error, flags in sorted(found.items())}

    def confidences(self) -> list[tuple[float, bool]]:
        """Return the confidence of each answer, and whether it was right in rank, body and level.

        A look-alike that is taken for an office of another pack is left out: gold does not say whether it is that one.
        """
        judged = (each for each in self.answers if each.is_office or each.body is None or is_asked_pack(each.body))
        return [(each.confidence, each.exact) for each in judged]

    def wrong(self) -> list[str]:
        """Return one line for each office that was not found, and for each look-alike that was accepted."""
        lines = []
        for each in self.answers:
            name = f"{each.gold['id']} {each.gold['text']!r}"
            if not each.is_office and each.action == "accept":
                lines.append(f"{name}: a look-alike, accepted as {each.canonical!r}")
            elif each.is_office and not each.office_right:
                rank, body, _ = concept(each.gold)
                verdict = each.gold.get("verdict")
                got = f"got {each.rank or '-'} {each.body or '-'} ({each.action})"
                lines.append(f"{name} [{verdict}]: wanted {rank or '-'} {body or '-'}, {got}")
        return lines


def read_renderings(paths: Iterable[Path]) -> list[Record]:
    """Return the records of files, in order; raises UsageError with file and line."""
    records: list[Record] = []
    seen: set[object] = set()
    for where, record in records_of(paths, REQUIRED):
        if record["id"] in seen:
            raise UsageError(f"the id {record['id']!r} stands twice", where=where, remedy="rename one")
        seen.add(record["id"])
        records.append(record)
    return records


def answer(
    records: Sequence[Record],
    glossary: Glossary,
    config: Config,
    embedder: Embedder | None,
    striking: Striking | None = None,
) -> RenderingTally:
    """Resolve each record by itself; with `striking`, in a glossary from which something is struck meanwhile."""
    tally = RenderingTally()
    if striking is None:
        asked = [{name: record.get(name) for name in ASKED} for record in records]
        found: Iterable[Resolution] = resolve_phrases(asked, glossary, config, embedder)
        tally.answers = [_answer(record, each) for record, each in zip(records, found, strict=True)]
        return tally
    for record in records:
        with striking(record) if "body" in record else nullcontext():
            asked = [{name: record.get(name) for name in ASKED}]
            tally.answers += [_answer(record, each) for each in resolve_phrases(asked, glossary, config, embedder)]
    return tally


def is_asked_pack(body: str) -> bool:
    """Tell whether a body belongs to the pack of which look-alikes are certainly no office."""
    return body.startswith(f"{DEFAULT_PACK}/")


def share(flags: Sequence[bool]) -> float:
    """Return the share of true ones; 0.0 where there is nothing."""
    return sum(flags) / len(flags) if flags else 0.0


def _answer(record: Record, found: Resolution) -> Answer:
    errors = []
    for item in found.evidence if found.action != "leave" else ():
        if item.feature.models is not None:
            errors.append(f"{item.kind}: {item.facts.model}" if item.facts.model else item.kind)
    return Answer(
        record,
        found.rank,
        found.body,
        found.level,
        found.action,
        found.canonical,
        found.confidence,
        tuple(dict.fromkeys(errors)) or ("no error model",),
    )
