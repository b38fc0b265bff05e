"""The page of an audit: one file that needs no network, and no script for reading."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from canonym.audit import pictures
from canonym.audit.audited_run import Audit
from canonym.audit.figures import Agreement, causes, languages, offices, outcomes_of, unknown_offices
from canonym.audit.finding import Finding
from canonym.audit.finding_codes import SEVERITIES, Code
from canonym.audit.title_findings import cause_of
from canonym.audit.translation_findings import language_name
from canonym.evaluation.run_scores import calibration_error
from canonym.features.declared import ACTIVE, BIAS, LEVEL, NAMED_HERE
from canonym.letters import is_right_to_left
from canonym.records import is_in_pivot
from canonym.results.marked_report import LONGEST_TITLE, MarkedReport, Title, hint, marked_report, marked_titles
from canonym.results.outcomes import OUTCOMES, SAID, silence_of
from canonym.results.safe_markup import visible
from canonym.version import __version__

Listed = TypeVar("Listed")

TEMPLATES = Path(__file__).with_name("templates")
SIGNS = {
    "correct": "✓", "variant": "≈", "mistranslated": "✗", "review": "?", "left": "–",
    "error": "✗", "warning": "!", "note": "i",
}  # fmt: skip
"""Beside each colour, so that nobody needs to see colours."""
ROWS_OF_PICTURE = 10
CHUNK = 100
"""Entries that a browser lays out together, when they come near the window."""
PLACES = 12
"""Places of one finding that are shown at once; the others are unfolded."""
RENDERINGS = 5
"""Renderings of an office that are shown at once."""
REASONS = {"correct": (1, 0), "left": (1, 1), "variant": (2, 1)}
"""Outcome -> reasons for and against that are shown; of others four and three. `canonym explain` has all."""
SELDOM = frozenset(each.name for each in (BIAS, ACTIVE, LEVEL, NAMED_HERE))
"""Evidence that nearly every title has, and that explains none."""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """Findings that say the same, at one or more places."""

    first: Finding
    title: str
    places: Sequence[tuple[str, str]]
    """Where: words, and the id within the page."""


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A report with its figures; its text is marked when it is written."""

    doc: str
    number: int
    lang: str
    side: str
    """The pivot language where the report was translated."""
    outcomes: Counter[str]
    findings: Counter[str]
    untranslated: str
    """Why there is no translation, or the empty text."""


def render_page(audit: Audit, codes: Mapping[str, Code], name: str, gold: Agreement | None = None) -> Iterator[str]:
    """Return the page in pieces; `name` is what the run is called."""
    style, script = (TEMPLATES.joinpath(file).read_text(encoding="utf-8").strip() for file in ("audit.css", "audit.js"))
    reports = _reports(audit)
    numbers = {each.doc: each.number for each in reports}
    ids = _ids(audit, numbers)
    rows = _rows(audit, codes, numbers, ids)
    found = offices(audit)

    def mark(report: ReportSection) -> MarkedReport:
        def link(words: str, title: Title, is_source: bool) -> Markup:
            """A mark that leads to the explanation of its title; in the source it has an id and a hint."""
            place = f"{report.number}-{title.number}"
            own = Markup(' id="m{}" title="{}"').format(place, hint(title)) if is_source else Markup("")
            return Markup('<a class="t {}" href="#w{}"{}>{}</a>').format(
                title.outcome, place, own, visible(words, LONGEST_TITLE)
            )

        return marked_report(audit.run, report.doc, audit.mentions[report.doc], link)

    by_code = Counter(each.code for each in audit.findings)
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
    )
    context: dict[str, Any] = {
        "name": name,
        "version": __version__,
        "policy": policy,
        "style": Markup(style),
        "script": Markup(script),
        "audit": audit,
        "totals": outcomes_of(audit.run.mentions),
        "silence": list(silence_of(audit.run.mentions)),
        "severities": Counter(each.severity for each in audit.findings),
        "codes": [(code, by_code[code.id]) for code in codes.values() if by_code[code.id]],
        "causes": causes(audit)[:ROWS_OF_PICTURE],
        "offices": found,
        "unknown": unknown_offices(audit),
        "worst": [each for each in found if each.wrong][:ROWS_OF_PICTURE],
        "languages": languages(audit),
        "finding_languages": sorted({each.lang for each in audit.findings if each.lang}),
        "rows": _chunks(rows),
        "row_count": len(rows),
        "reports": _chunks(reports),
        "report_count": len(reports),
        "gold": gold,
        "gold_error": calibration_error(gold.confidences) if gold else 0.0,
        "mark": mark,
        "ids": ids,
    }
    return _environment().get_template("report.html").generate(context)


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "visible": visible,
        "commands": _commands,
        "language": language_name,
        "direction": _direction,
        "number": _number,
    }
    environment.globals |= {
        "SIGNS": SIGNS, "SAID": SAID, "OUTCOMES": OUTCOMES, "SEVERITIES": SEVERITIES, "PLACES": PLACES,
        "RENDERINGS": RENDERINGS, "bar": pictures.bar, "trust": pictures.trust, "cause_of": cause_of,
        "reasons": _reasons, "hint": hint,
    }  # fmt: skip
    return environment


def _reports(audit: Audit) -> list[ReportSection]:
    """Return the reports, those with most mistranslated titles first."""
    findings: dict[str, Counter[str]] = {doc: Counter() for doc in audit.run.documents}
    for each in audit.findings:
        findings.setdefault(each.doc, Counter())[each.severity] += 1
    pivot = audit.run.settings["pivot"]
    reports = []
    for number, (doc, document) in enumerate(audit.run.documents.items(), 1):
        lang, translation = document["language"]["code"], document["translation"]
        is_translated = is_in_pivot(document, pivot)
        reports.append(
            ReportSection(
                doc,
                number,
                lang,
                pivot if is_translated else lang,
                outcomes_of(audit.mentions[doc]),
                findings[doc],
                "" if is_translated else translation.get("reason") or "",
            )
        )
    return sorted(reports, key=lambda each: (-each.outcomes["mistranslated"], -each.outcomes["review"], each.doc))


def _ids(audit: Audit, numbers: Mapping[str, int]) -> dict[tuple[str, int], str]:
    """Report and start of each marked title -> its id within the page."""
    return {
        (doc, title.mention["start"]): f"m{numbers[doc]}-{title.number}"
        for doc in audit.run.documents
        for title in marked_titles(audit.mentions[doc])
    }


def _rows(
    audit: Audit, codes: Mapping[str, Code], numbers: Mapping[str, int], ids: Mapping[tuple[str, int], str]
) -> list[FindingRow]:
    """Return the findings in their order, those that say the same together."""
    groups: dict[tuple[str, ...], list[Finding]] = {}
    for each in audit.findings:
        groups.setdefault((each.code, each.words, each.lang, each.office, each.explanation), []).append(each)
    rows = []
    for found in groups.values():
        places = []
        for each in found:
            where = f"{each.doc}, line {each.line}" if each.line else each.doc
            number = numbers.get(each.doc)
            line = f"l{number}-{each.line}" if each.line else f"d{number}"
            places.append((where, ids.get((each.doc, each.start), line) if each.line else line))
        rows.append(FindingRow(found[0], codes[found[0].code].title, places))
    return rows


def _reasons(mention: Mapping[str, Any], outcome: str) -> list[Mapping[str, Any]]:
    """Return the heaviest evidence for and against, without what nearly every title has."""
    most_for, most_against = REASONS.get(outcome, (4, 3))
    telling = [each for each in mention["evidence"] if each["kind"] not in SELDOM]
    speaking_for = [each for each in telling if each["weight"] > 0][:most_for]
    against = [each for each in telling if each["weight"] < 0][:most_against]
    notes = [each for each in telling if each["weight"] == 0]
    return [*speaking_for, *against, *notes]


def _chunks(items: Sequence[Listed]) -> list[Sequence[Listed]]:
    return [items[start : start + CHUNK] for start in range(0, len(items), CHUNK)]


def _commands(text: str) -> Markup:
    """A remedy for the page, with the commands in it (between backticks) set as code."""
    parts = text.split("`")
    pieces = (
        Markup("<code>{}</code>").format(visible(part)) if at % 2 else visible(part) for at, part in enumerate(parts)
    )
    return Markup("").join(pieces)


def _direction(code: str) -> str:
    return "rtl" if is_right_to_left(code) else "ltr"


def _number(value: int) -> str:
    return f"{value:,}"


def _hash(content: str) -> str:
    """Return the source expression of a content security policy that allows this script or style alone."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode('utf-8')).digest()).decode('ascii')}'"
