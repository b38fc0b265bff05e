"""Names that were added to a pack after it was written: <pack>/names.yaml, in the format of a patch.

They stand in a file of their own, so that adding one changes no line that a person wrote.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from canonym.errors import GlossaryError
from canonym.glossary.packs import Body, FixedName, Names, Pack
from canonym.glossary.patches import PatchEntry, read_patch

FILE = "names.yaml"
_ABBREVIATION = 8
"""Letters of a word in capitals up to which it is an abbreviation, found as it is written alone."""


def with_added_names(pack: Pack) -> Pack:
    """The pack with the names of its names.yaml, where it has one; proposed ones are not among them.

    Raises GlossaryError for a name that the pack cannot take.
    """
    path = pack.folder / FILE
    if not path.is_file():
        return pack
    by_body: dict[str, list[PatchEntry]] = defaultdict(list)
    for entry in read_patch(path):
        check_fits(entry, pack, path)
        if entry.status != "proposed":
            by_body[entry.concept].append(entry)
    return replace(pack, bodies={name: _with(body, by_body.get(name, [])) for name, body in pack.bodies.items()})


def added_names(pack: Pack) -> tuple[PatchEntry, ...]:
    """All names of the pack's names.yaml, the proposed ones included; raises GlossaryError for a broken file."""
    path = pack.folder / FILE
    return read_patch(path) if path.is_file() else ()


def check_fits(entry: PatchEntry, pack: Pack, path: Path) -> None:
    """Raise GlossaryError where the pack has no such body or level."""
    where = f"{path}:{entry.line}" if entry.line else str(path)
    body = pack.bodies.get(entry.concept)
    if body is None:
        raise GlossaryError(f"the pack has no body {entry.concept!r}", where=where, remedy="correct the concept")
    if entry.level is not None and entry.level not in body.levels:
        what = f"{entry.concept} does not exist at level {entry.level!r}"
        raise GlossaryError(what, where=where, remedy=f"use {', '.join(body.levels) or 'none'}")


def _with(body: Body, entries: list[PatchEntry]) -> Body:
    names = dict(body.names)
    roles = {rank: dict(by_language) for rank, by_language in body.role_names.items()}
    wrong = dict(body.wrong_names)
    for entry in entries:
        is_short = entry.name.isupper() and " " not in entry.name and len(entry.name) <= _ABBREVIATION
        fixed = FixedName(entry.name, entry.level, entry.status, entry.cause, exact=is_short)
        code = entry.language
        if entry.rank is None and code not in names:
            if entry.status == "error":
                wrong[code] = (*wrong.get(code, ()), fixed)
            else:
                # Found, but canonical names are not put together from it: a person has not said that it is the one.
                names[code] = Names(entry.name, None, "m", {}, (fixed,), "", written=False)
        elif entry.rank is None:
            names[code] = replace(names[code], fixed=(*names[code].fixed, fixed))
        else:
            of_rank = roles.setdefault(entry.rank, {})
            of_rank[code] = (*of_rank.get(code, ()), fixed)
    return replace(body, names=names, role_names=roles, wrong_names=wrong)
