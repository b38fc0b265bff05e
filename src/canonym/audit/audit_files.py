"""The files of an audit, each written whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from canonym.audit.audit_page import render_page
from canonym.audit.audited_run import Audit
from canonym.audit.baseline import FILE
from canonym.audit.figures import Agreement
from canonym.audit.finding_codes import Code
from canonym.audit.finding_tables import as_csv, as_json, as_markdown, as_spreadsheet


def write_audit(audit: Audit, codes: Mapping[str, Code], target: Path, gold: Agreement | None = None) -> None:
    """Write the page and the tables into a folder; raises OSError where that is not possible."""
    target.mkdir(parents=True, exist_ok=True)
    name = audit.run.folder.resolve().name
    _write(
        target / "report.html", (piece.encode("utf-8", "replace") for piece in render_page(audit, codes, name, gold))
    )
    _write(target / "findings.md", [as_markdown(audit, codes).encode("utf-8", "replace")])
    _write(target / "findings.csv", [as_csv(audit).encode("utf-8", "replace")])
    _write(target / "findings.xlsx", [as_spreadsheet(audit)])
    _write(target / FILE, [as_json(audit).encode("utf-8", "replace")])


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    unfinished = path.with_name(f"{path.name}.part")
    with unfinished.open("wb", buffering=1 << 20) as file:
        for piece in pieces:
            file.write(piece)
    unfinished.replace(path)
