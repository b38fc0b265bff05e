"""Writes docs/findings.md from the codes of the audit; with --check, fails where the file is not up to date."""

from __future__ import annotations

import sys
from pathlib import Path

from canonym.audit.finding_codes import SEVERITIES, shipped_codes

PAGE = Path(__file__).parent / "findings.md"

HEAD = """\
# Findings: what the audit can find

Made from `src/canonym/audit/codes.yaml` by `python docs/generate_findings.py`; do not edit.

`canonym audit DIR` lists findings; [audit](audit.md) shows how. A code never changes its meaning. Severities:

- **error**: readers are told something false
- **warning**: probably wrong, or a person has to look
- **note**: good to know

A table in `canonym.toml` gives another severity, or switches a code off:

```toml
[findings]
office-unusual = "off"
title-unresolved = "error"
```

```
canonym audit out/ --config canonym.toml
```
"""


def page() -> str:
    """The whole page."""
    codes = list(shipped_codes().values())
    parts = [HEAD, "\n| code | severity | |\n|---|---|---|\n"]
    for severity in SEVERITIES:
        parts += [
            f"| [{code.id}](#{code.id}) | {severity} | {code.title} |\n" for code in codes if code.severity == severity
        ]
    for code in codes:
        parts.append(
            f"\n## {code.id}\n\n{code.title}: {code.severity}.\n\n{code.about}\n\n- Says: {_quoted(code.explanation)}\n"
            f"- What to do: {_quoted(code.remedy)}\n- Example: {code.example}\n"
        )
    return "".join(parts)


def _quoted(template: str) -> str:
    """A sentence of a code with its gaps marked as such."""
    return "what the run says" if template == "{own_remedy}" else template.replace("{", "<i>").replace("}", "</i>")


def main() -> int:
    """Write the page, or compare it."""
    if "--check" not in sys.argv:
        PAGE.write_text(page(), encoding="utf-8")
    elif not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != page():
        print(f"{PAGE.name} is not up to date: run `python docs/generate_findings.py`", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
