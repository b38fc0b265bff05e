"""Names of a pack's bodies that stand in one file for each language: <pack>/bodies/names/<language>.yaml.

A translator can write and check such a file without reading about the bodies in the other languages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from canonym.errors import GlossaryError
from canonym.glossary.packs import NAME_FIELDS, Body, FixedName, Names, Pack, fixed_names
from canonym.glossary.yaml_files import at, check_fields, load_yaml

FOLDER = "bodies/names"
_FIELDS = (*NAME_FIELDS, "role_names")


def with_names_by_language(pack: Pack) -> Pack:
    """The pack with the names of its bodies/names/, where it has such a folder.

    Raises GlossaryError for a name of a body that the pack has not got, and for a second preferred name.
    """
    found: dict[str, list[tuple[str, dict[str, Any], Path]]] = defaultdict(list)
    for path in sorted((pack.folder / FOLDER).glob("*.yaml")):
        for short, entry in (load_yaml(path).get("names") or {}).items():
            body = short if "/" in short else f"{pack.id}/{short}"
            if body not in pack.bodies:
                what = f"names of {short!r}, which the pack has not got"
                raise GlossaryError(what, where=at(path, f"{short}:"), remedy="correct the id")
            check_fields(entry, _FIELDS, path, f"the names of {short}")
            found[body].append((path.stem, entry, path))
    if not found:
        return pack
    return replace(pack, bodies={name: _with(body, found.get(name, ())) for name, body in pack.bodies.items()})


def _with(body: Body, entries: Iterable[tuple[str, dict[str, Any], Path]]) -> Body:
    names = dict(body.names)
    roles: dict[str, dict[str, tuple[FixedName, ...]]] = {rank: dict(of) for rank, of in body.role_names.items()}
    for code, entry, path in entries:
        short = body.id.split("/")[1]
        preferred, before = entry.get("preferred"), names.get(code)
        if preferred and before:
            what = f"a second preferred name of {short} in language {code!r}"
            raise GlossaryError(what, where=at(path, f"{short}:"), remedy="move it to admitted")
        fixed = fixed_names(entry, path, short)
        if before:
            names[code] = replace(before, fixed=(*before.fixed, *fixed))
        elif preferred:
            names[code] = Names(preferred, None, "m", {}, fixed, entry.get("source", ""), written=False)
        elif fixed:
            what = f"{short} has no preferred name in language {code!r}"
            raise GlossaryError(what, where=at(path, f"{short}:"), remedy="add it")
        for rank, listed in _offices(entry, path, short).items():
            of_rank = roles.setdefault(rank, {})
            of_rank[code] = (*of_rank.get(code, ()), *listed)
    return replace(body, names=names, role_names=roles)


def _offices(entry: Mapping[str, Any], path: Path, short: str) -> dict[str, tuple[FixedName, ...]]:
    return {
        rank: fixed_names({"admitted": listed}, path, short) for rank, listed in (entry.get("role_names") or {}).items()
    }
