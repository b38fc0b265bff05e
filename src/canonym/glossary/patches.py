"""The patch file: names that were found in reports, for a person to look through before they enter a pack.

A YAML list, one name an entry; `PATCH_HEADER` explains the fields. Whoever finds renderings (aligned reports, decisions
of a reviewer) writes it with `write_patch`; `canonym glossary apply` reads it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from canonym.errors import GlossaryError
from canonym.glossary.yaml_files import check_fields, load_yaml_list

STATUSES = ("proposed", "admitted", "deprecated", "superseded", "error")
VERDICTS = ("correct", "variant", "mistranslated", "ambiguous")
ENTRY_FIELDS = (
    "pack", "concept", "language", "name", "rank", "level", "status", "verdict", "cause", "count", "contexts",
)  # fmt: skip
CONTEXT_FIELDS = ("doc", "start", "text", "counterpart")

PATCH_HEADER = """\
# Names found in reports. Look through them, delete what is wrong, set a status, then: canonym glossary apply THIS-FILE
#
#   pack, concept  the body: vn, peoples-committee for vn/peoples-committee
#   language       ISO 639-1 code
#   name           the words as they stand in reports
#   rank           where the name is that of an office and not of its body alone: chair, deputy-secretary ...
#   level          central, provincial, municipal, district, commune, cluster; only where the name means this one alone
#   status         proposed (kept in the pack, recognises nothing), or by your decision: admitted (a right name),
#                  deprecated (right, but not to be used), superseded (the former name), error (a known wrong one)
#   verdict        what it probably is: correct, variant, mistranslated, ambiguous
#   cause          why translators write so, for an error
#   count          how often it was found
#   contexts       where: doc, start (code points), text (the sentence), counterpart (a version in another language)
"""


@dataclass(frozen=True, slots=True)
class Context:
    """A place where a name was found."""

    doc: str
    start: int
    """Offset of the name in the document's text, in code points."""
    text: str
    """The sentence."""
    counterpart: str | None = None
    """The same sentence in another version of the report, where there is one."""


@dataclass(frozen=True, slots=True)
class PatchEntry:
    """One name of a body, or of an office in it."""

    concept: str
    """Id of the body, with its pack: "vn/peoples-committee"."""
    language: str
    name: str
    status: str = "proposed"
    rank: str | None = None
    """The rank, where the name is that of an office and not of the body alone."""
    level: str | None = None
    """The one level that the name means, or None for a name of the body at any level."""
    verdict: str | None = None
    cause: str | None = None
    count: int = 1
    contexts: tuple[Context, ...] = ()
    line: int = field(default=0, compare=False)
    """Line of the patch file, for messages; 0 where it was not read from one."""

    @property
    def pack(self) -> str:
        """Id of the pack that the concept belongs to."""
        return self.concept.split("/")[0]


def write_patch(entries: Iterable[PatchEntry], comment: str = "") -> str:
    """The patch file as text, ordered by concept, language, rank and name; `comment` says where the names come from.

    Raises ValueError where a comment spans several lines.
    """
    if "\n" in comment:
        raise ValueError("the comment must be one line")
    ordered = sorted(entries, key=lambda entry: (entry.concept, entry.language, entry.rank or "", entry.name))
    head = PATCH_HEADER + (f"# {comment}\n" if comment else "")
    return head + (as_yaml([plain_entry(entry) for entry in ordered]) if ordered else "[]\n")


_TERM_FILES = (".csv", ".tsv", ".xlsx", ".tbx", ".tmx")


def read_patch(path: Path) -> tuple[PatchEntry, ...]:
    """The entries of a patch file in order; raises GlossaryError with file and line for what cannot be used."""
    if path.suffix.lower() in _TERM_FILES:
        raise GlossaryError(
            "is a table of terms, no patch",
            where=str(path),
            remedy="give it to a run with --terms, or make a pack of it with canonym glossary import",
        )
    found = []
    for fields, line in load_yaml_list(path):
        where = f"{path}:{line}"
        check_fields(fields, ENTRY_FIELDS, path, "a name")
        for required in ("pack", "concept", "language", "name"):
            if not isinstance(fields.get(required), str) or not fields[required].strip():
                raise GlossaryError(f"a name without {required!r}", where=where, remedy="add it")
        _check_choice(fields, "status", STATUSES, where)
        _check_choice(fields, "verdict", VERDICTS, where)
        for optional in ("rank", "level", "cause"):
            if not isinstance(fields.get(optional), str | None):
                raise GlossaryError(f"{optional} is {fields[optional]!r}", where=where, remedy="write text or nothing")
        count = fields.get("count", 1)
        if not isinstance(count, int) or isinstance(count, bool) or count < 1:
            raise GlossaryError(f"count is {count!r}", where=where, remedy="write a number from 1")
        found.append(
            PatchEntry(
                concept=f"{fields['pack']}/{fields['concept'].removeprefix(fields['pack'] + '/')}",
                language=fields["language"],
                name=" ".join(fields["name"].split()),
                status=fields.get("status") or "proposed",
                rank=fields.get("rank"),
                level=fields.get("level"),
                verdict=fields.get("verdict"),
                cause=fields.get("cause"),
                count=count,
                contexts=_contexts(fields.get("contexts"), path, where),
                line=line,
            )
        )
    return tuple(found)


def as_yaml(values: list[dict[str, Any]]) -> str:
    """A block list of mappings as YAML text, quoted where YAML needs it."""
    from ruamel.yaml import YAML  # noqa: PLC0415 - slow to import

    yaml = YAML()
    yaml.width = 110
    text = io.StringIO()
    yaml.dump(values, text)
    return text.getvalue()


def plain_entry(entry: PatchEntry) -> dict[str, Any]:
    """An entry as a mapping, without the fields that it has no value for."""
    fields: dict[str, Any] = {
        "pack": entry.pack,
        "concept": entry.concept.split("/", 1)[1],
        "language": entry.language,
        "name": entry.name,
        "rank": entry.rank,
        "level": entry.level,
        "status": entry.status,
        "verdict": entry.verdict,
        "cause": entry.cause,
        "count": entry.count,
        "contexts": [
            {name: value for name in CONTEXT_FIELDS if (value := getattr(context, name)) is not None}
            for context in entry.contexts
        ],
    }
    return {name: value for name, value in fields.items() if value not in (None, [])}


def _check_choice(fields: dict[str, Any], name: str, choices: tuple[str, ...], where: str) -> None:
    value = fields.get(name)
    if value is not None and value not in choices:
        raise GlossaryError(f"{name} is {value!r}", where=where, remedy=f"use {', '.join(choices)}")


def _contexts(values: Any, path: Path, where: str) -> tuple[Context, ...]:
    if values is None:
        return ()
    if not isinstance(values, list) or not all(isinstance(each, dict) for each in values):
        raise GlossaryError("contexts is not a list of places", where=where, remedy="write doc, start and text of each")
    found = []
    for each in values:
        check_fields(each, CONTEXT_FIELDS, path, "a context")
        doc, start, text = each.get("doc"), each.get("start", 0), each.get("text", "")
        counterpart = each.get("counterpart")
        if not isinstance(doc, str) or not isinstance(start, int) or not isinstance(text, str):
            raise GlossaryError("a context without doc, start or text", where=where, remedy="add it")
        found.append(Context(doc, start, text, counterpart if isinstance(counterpart, str) else None))
    return tuple(found)
