"""The findings as Markdown, CSV, JSON and a spreadsheet."""

from __future__ import annotations

import csv
import datetime
import io
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from canonym.audit.audited_run import Audit
from canonym.audit.finding import Finding
from canonym.audit.finding_codes import SEVERITIES, Code
from canonym.results.outcomes import silence_of
from canonym.results.safe_markup import plain
from canonym.run.outputs import spreadsheet_cell
from canonym.version import __version__

COLUMNS = tuple(each.name for each in fields(Finding))
LONGEST_CELL = 32_767
"""Characters that a cell of a sheet may have."""
MOST_ROWS = 1_048_575
"""Rows of a sheet below its heading."""
WIDTHS = {"words": 45, "office": 45, "cause": 50, "explanation": 80, "remedy": 50, "doc": 30, "code": 24, "id": 18}


def as_json(audit: Audit) -> str:
    """Return the findings as an object: version, counts by severity and code, and the list."""
    severities = Counter(each.severity for each in audit.findings)
    codes = Counter(each.code for each in audit.findings)
    content = {
        "canonym": __version__,
        "documents": len(audit.run.documents),
        "severities": {name: severities[name] for name in SEVERITIES},
        "codes": dict(sorted(codes.items())),
        "known": audit.known,
        "known_ids": list(audit.known_ids),
        "gone": audit.gone,
        "findings": [asdict(each) for each in audit.findings],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def as_csv(audit: Audit) -> str:
    """Return one row a finding; cells that a spreadsheet would run as a formula get an apostrophe in front."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(COLUMNS)
    for each in audit.findings:
        writer.writerow([_cell(getattr(each, name)) for name in COLUMNS])
    return table.getvalue()


def as_spreadsheet(audit: Audit) -> bytes:
    """Return one sheet with a row for each finding, its heading fixed, with filters; the same bytes every time."""
    import xlsxwriter  # noqa: PLC0415 - needed here alone

    content = io.BytesIO()
    with xlsxwriter.Workbook(
        content, {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    ) as book:
        book.set_properties({"title": "canonym audit", "created": datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)})
        sheet = book.add_worksheet("findings")
        heading = book.add_format({"bold": True, "bottom": 1})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        for column, name in enumerate(COLUMNS):
            sheet.set_column(column, column, WIDTHS.get(name, 9))
            sheet.write_string(0, column, name, heading)
        for row, each in enumerate(audit.findings[:MOST_ROWS], 1):
            for column, name in enumerate(COLUMNS):
                value = getattr(each, name)
                if isinstance(value, int):
                    sheet.write_number(row, column, value, wrapped)
                else:
                    sheet.write_string(row, column, _writable(value), wrapped)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, min(len(audit.findings), MOST_ROWS)), len(COLUMNS) - 1)
    return content.getvalue()


def as_markdown(audit: Audit, codes: Mapping[str, Code]) -> str:
    """Return the findings by severity and code, to be read or put into a ticket."""
    counts = Counter(each.severity for each in audit.findings)
    said = ", ".join(f"{counts[name]} {name}{'s' if counts[name] != 1 else ''}" for name in SEVERITIES)
    lines = ["# Audit", "", f"{len(audit.run.documents)} reports: {said}.", ""]
    for sentence in silence_of(audit.run.mentions):
        lines += [sentence, ""]
    if audit.known or audit.gone:
        lines += [f"Only what is new is listed: {audit.known} were known before, {audit.gone} are gone.", ""]
    groups: dict[str, list[Finding]] = {}
    for each in audit.findings:
        groups.setdefault(each.code, []).append(each)
    for code, found in groups.items():
        lines += [f"## {codes[code].title} ({found[0].severity}, {len(found)})", "", f"`{code}`", ""]
        lines += [_markdown_line(each) for each in found]
        lines.append("")
    return "\n".join(lines)


def _markdown_line(finding: Finding) -> str:
    place = f"{finding.doc}, line {finding.line}" if finding.line else finding.doc
    words = f": “{_as_text(finding.words)}”" if finding.words else ""
    office = f" → {_as_text(finding.office)}" if finding.office else ""
    return f"- **{_as_text(place)}**{words}{office} — {_as_text(finding.explanation)} {_as_text(finding.remedy)}"


def _as_text(text: str) -> str:
    """Return a text in which Markdown sees no markup, on one line."""
    marked = "\\`*_{}[]<>#|~&"
    safe = plain(text, LONGEST_CELL)
    return " ".join("".join(f"\\{each}" if each in marked else each for each in safe).split())


def _cell(value: Any) -> Any:
    return spreadsheet_cell(value) if isinstance(value, str) else value


def _writable(text: str) -> str:
    """Return a text that a cell can hold."""
    return text[:LONGEST_CELL].encode("utf-8", "replace").decode("utf-8")
