"""The kinds of findings, as codes.yaml lists them, and the severities that a user gives them."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from canonym.errors import UsageError
from canonym.glossary.yaml_files import load_yaml

SEVERITIES = ("error", "warning", "note")
"""The severest first."""
OFF = "off"


@dataclass(frozen=True, slots=True)
class Code:
    """One kind of finding."""

    id: str
    severity: str
    title: str
    about: str
    explanation: str
    """A format string."""
    remedy: str
    """A format string."""
    example: str


@functools.cache
def shipped_codes() -> dict[str, Code]:
    """Return all codes with the severity that they ship with, in the order of the file."""
    entries = load_yaml(Path(__file__).with_name("codes.yaml"))
    return {name: Code(id=name, **fields) for name, fields in entries.items()}


def codes_with(severities: Mapping[str, str], where: str = "") -> dict[str, Code]:
    """Return the codes under the user's severities; those that are off are left out.

    Raises UsageError for a code or severity that does not exist.
    """
    codes = dict(shipped_codes())
    for name, severity in severities.items():
        if name not in codes:
            close = difflib.get_close_matches(name, codes, n=1)
            remedy = f"did you mean {close[0]}?" if close else "docs/findings.md lists the codes"
            raise UsageError(f"findings: unknown code {name!r}", where=where, remedy=remedy)
        if severity not in (*SEVERITIES, OFF):
            raise UsageError(
                f"findings: {name} is {severity!r}", where=where, remedy=f"use {', '.join(SEVERITIES)} or {OFF}"
            )
        codes[name] = replace(codes[name], severity=severity)
    return {name: code for name, code in codes.items() if code.severity != OFF}


def at_least(severity: str, limit: str) -> bool:
    """Tell whether a severity is as severe as a limit, or more."""
    return SEVERITIES.index(severity) <= SEVERITIES.index(limit)
