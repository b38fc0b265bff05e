"""What an earlier audit found already is left out, so that only what is new is shown."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

from canonym.audit.audited_run import Audit
from canonym.errors import UsageError

FOLDER = "audit"
FILE = "findings.json"


def without_known(audit: Audit, old: Path) -> Audit:
    """Return the audit without the findings of an earlier one: a run's folder, its audit folder, or a findings.json.

    Raises UsageError where there is none.
    """
    known = _ids(old)
    new = [each for each in audit.findings if each.id not in known]
    present = {each.id for each in audit.findings}
    return replace(
        audit,
        findings=new,
        known=len(audit.findings) - len(new),
        known_ids=sorted(known & present),
        gone=len(known - present),
    )


def _ids(old: Path) -> set[str]:
    path = next((each for each in (old, old / FOLDER / FILE, old / FILE) if each.is_file()), old / FOLDER / FILE)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return {str(each["id"]) for each in content["findings"]} | set(map(str, content["known_ids"]))
    except OSError as error:
        raise UsageError(
            f"cannot be read: {error.strerror}", where=str(path), remedy="name a folder that was audited before"
        ) from None
    except (ValueError, KeyError, TypeError):
        raise UsageError("is no list of findings", where=str(path), remedy="name an audited folder") from None
