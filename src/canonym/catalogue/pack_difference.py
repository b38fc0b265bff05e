"""How two packs differ, concept by concept and name by name, whatever the order and form of their files."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from canonym.glossary.added_names import added_names
from canonym.glossary.packs import Body, Pack, Term

_NOT_COMPARED = ("id", "pack", "names", "roles", "role_names", "named_with")
_PACK_LISTS = ("sense_errors", "rank_errors", "kind_errors", "omissions", "wanderings", "implied", "places")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that one pack has and the other has not, or has otherwise."""

    concept: str
    """Id without the pack; empty for what concerns the whole pack."""
    what: str
    """A field, or "name"."""
    language: str
    before: str | None
    after: str | None

    @property
    def sign(self) -> str:
        """`+` for what was added, `-` for what is gone, `~` for what is otherwise."""
        return "+" if self.before is None else "-" if self.after is None else "~"

    def line(self) -> str:
        """One line for people."""
        where = " ".join(part for part in (self.concept or "(pack)", self.what, self.language) if part)
        values = " -> ".join(value for value in (self.before, self.after) if value is not None)
        return f"{self.sign} {where}: {values}"


def differences(old: Pack, new: Pack) -> list[Change]:
    """Everything that is otherwise in the new pack, ordered by concept."""
    changes = [*_fields("", _plain(old), _plain(new))]
    before, after = _concepts(old), _concepts(new)
    for concept in sorted(before.keys() | after.keys()):
        a, b = before.get(concept), after.get(concept)
        if a is None or b is None:
            described = _described(a or b)
            changes.append(Change(concept, "concept", "", described if a else None, described if b else None))
        else:
            changes += _fields(concept, _values(a), _values(b))
        changes += _names(concept, _all_names(a, old), _all_names(b, new))
    return changes


def _concepts(pack: Pack) -> dict[str, Body | Term]:
    bodies: dict[str, Body | Term] = {body.id.split("/")[1]: body for body in pack.bodies.values()}
    return bodies | {f"term {term.id}": term for term in pack.terms}


def _described(concept: Body | Term | None) -> str:
    assert concept is not None
    return concept.kind if isinstance(concept, Body) else "term"


def _values(concept: Body | Term) -> dict[str, object]:
    return {
        each.name: getattr(concept, each.name) for each in dataclasses.fields(concept) if each.name not in _NOT_COMPARED
    }


def _plain(pack: Pack) -> dict[str, object]:
    left_out = ("bodies", "terms", "folder", *_PACK_LISTS)
    fields = {each.name: getattr(pack, each.name) for each in dataclasses.fields(pack) if each.name not in left_out}
    listed = {
        f"{name} {number}": value for name in _PACK_LISTS for number, value in _numbered(getattr(pack, name)).items()
    }
    return fields | listed


def _numbered(values: tuple[object, ...]) -> dict[str, object]:
    """Entries under a name of their own, so that one that was put between others changes none of them."""
    found: dict[str, object] = {}
    for each in values:
        own = getattr(each, "id", None) or getattr(each, "name", None)
        found[str(own) if own else f"({_shown(each)})"] = each
    return found


def _fields(concept: str, old: Mapping[str, object], new: Mapping[str, object]) -> Iterator[Change]:
    for name in dict.fromkeys((*old, *new)):
        a, b = old.get(name), new.get(name)
        if isinstance(a, tuple | frozenset) and isinstance(b, tuple | frozenset):
            before, after = [[_shown(each) for each in values] for values in (_in_order(a), _in_order(b))]
            yield from (Change(concept, name, "", each, None) for each in before if each not in after)
            yield from (Change(concept, name, "", None, each) for each in after if each not in before)
        elif _shown(a) != _shown(b):
            yield Change(concept, name, "", _shown(a) or None, _shown(b) or None)


def _in_order(values: tuple[object, ...] | frozenset[object]) -> list[object]:
    return sorted(values, key=str) if isinstance(values, frozenset) else list(values)


Name = tuple[str, str, str, str]
"""Language, office or "", level or "", text."""


def _all_names(concept: Body | Term | None, pack: Pack) -> dict[Name, str]:
    """Every name with its status; proposed ones of names.yaml too."""
    if concept is None:
        return {}
    if isinstance(concept, Term):
        return {(code, "", "", text): "preferred" for code, text in concept.names.items()}
    found: dict[Name, str] = {}
    for code, names in concept.names.items():
        found[code, "", "", names.preferred] = "preferred"
        found |= {(code, "", level, text): "preferred" for level, (text, _) in names.by_level.items()}
        found |= {(code, "", fixed.level or "", fixed.text): fixed.status for fixed in names.fixed}
    for rank, by_language in concept.roles.items():
        found |= {(code, rank, "", text): "preferred" for code, text in by_language.items()}
    for rank, fixed_names in concept.role_names.items():
        found |= {
            (code, rank, each.level or "", each.text): each.status
            for code, listed in fixed_names.items()
            for each in listed
        }
    for entry in added_names(pack):
        if entry.concept == concept.id and entry.status == "proposed":
            found[entry.language, entry.rank or "", entry.level or "", entry.name] = "proposed"
    return found


def _names(concept: str, old: Mapping[Name, str], new: Mapping[Name, str]) -> Iterator[Change]:
    for name in sorted(old.keys() | new.keys()):
        language, rank, level, text = name
        a, b = old.get(name), new.get(name)
        if a != b:
            said = " ".join(part for part in (f"“{text}”", rank, level) if part)
            yield Change(concept, "name", language, f"{said} ({a})" if a else None, f"{said} ({b})" if b else None)


def _shown(value: object) -> str:
    if value is None or value in ((), frozenset()):
        return ""
    if isinstance(value, frozenset | set):
        return " ".join(sorted(str(each) for each in value))
    if isinstance(value, tuple):
        return " ".join(_shown(each) for each in value)
    if isinstance(value, dict):
        return " ".join(f"{name}={_shown(each)}" for name, each in sorted(value.items()))
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return " ".join(filter(None, (_shown(getattr(value, each.name)) for each in dataclasses.fields(value))))
    return str(value)
