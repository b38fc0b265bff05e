"""Senses and ranks: the meanings that words of titles can have, common to all languages and packs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from canonym.errors import GlossaryError
from canonym.glossary.yaml_files import at, check_fields, load_yaml, string_list


@dataclass(frozen=True, slots=True)
class Senses:
    """The sense inventory of glossaries/senses.yaml."""

    families: dict[str, str]
    """Kind of body -> family of kinds that translators swap."""
    glosses: dict[str, str]
    """Every sense, kinds included -> a gloss for people."""
    same: Mapping[str, str] = field(default_factory=dict)
    """Sense -> the one that its words say too: a language may list them apart, bodies and terms name the other."""
    abroad: frozenset[str] = frozenset()
    """Senses of what bodies of countries without a pack are about: no pack uses them, unless one does."""
    everyday: frozenset[str] = frozenset()
    """Senses of words that stand beside titles and in no name: known, so that nobody takes them for a part of one."""

    alone: frozenset[str] = frozenset()
    """Kinds whose word is a body's name by itself ("the Senate")."""

    def is_kind(self, sense: str) -> bool:
        """Whether the sense is a kind of body ("council")."""
        return sense in self.families


@dataclass(frozen=True, slots=True)
class Rank:
    """A rank as base and modifiers."""

    id: str
    base: str
    modifiers: frozenset[str]
    habit: str
    body_kind: str | None
    only_by_body: bool
    weak: bool
    """True where anybody can be one ("representative"): alone it is no office."""
    solo: bool
    """True where it stands for somebody unnamed and continues nobody's title list."""
    single: bool
    """True where a country has one of it: alone it is an office as well."""
    written: str
    """The rank that is written where no body is found; for most, the rank itself."""


@dataclass(frozen=True, slots=True)
class Ranks:
    """The table of glossaries/ranks.yaml."""

    by_id: dict[str, Rank]

    def compose(self, base: str, modifiers: frozenset[str]) -> str:
        """The rank with a base and modifiers; modifiers that no rank of the base has are dropped, least telling first.

        `compose("chair", {"deputy", "standing"})` is "standing-vice-chair". The first among deputies is the standing
        one where a base has no "first" of its own: `compose("secretary", {"deputy", "first"})` is
        "standing-deputy-secretary".
        """
        of_base = [rank for rank in self.by_id.values() if rank.base == base and not rank.only_by_body]
        if {"deputy", "first"} <= modifiers and not any("first" in rank.modifiers for rank in of_base):
            modifiers |= {"standing"}
        fitting = [rank for rank in of_base if rank.modifiers <= modifiers]
        return max(fitting, key=lambda rank: len(rank.modifiers)).id if fitting else base

    def bases(self) -> frozenset[str]:
        """All plain offices."""
        return frozenset(rank.base for rank in self.by_id.values())

    def habit(self, base: str) -> str:
        """The group of bases that differ only by a country's habit."""
        return next((rank.habit for rank in self.by_id.values() if rank.base == base), base)


def load_senses(path: Path) -> Senses:
    """Read glossaries/senses.yaml."""
    data = load_yaml(path)
    check_fields(data, ("kinds", "words"), path, "the sense inventory")
    families: dict[str, str] = {}
    glosses: dict[str, str] = {}
    alone: set[str] = set()
    for kind, entry in data["kinds"].items():
        if entry.get("alone"):
            alone.add(kind)
        families[kind] = entry["family"]
        glosses[kind] = entry["gloss"]
    same: dict[str, str] = {}
    everyday: set[str] = set()
    abroad: set[str] = set()
    for sense, entry in data["words"].items():
        if sense in glosses:
            raise GlossaryError(f"sense {sense!r} stands twice", where=at(path, f"{sense}:"), remedy="remove one")
        if isinstance(entry, str):
            glosses[sense] = entry
            continue
        check_fields(entry, ("gloss", "same_as", "everyday", "abroad"), path, f"sense {sense}")
        glosses[sense] = entry["gloss"]
        if entry.get("same_as"):
            same[sense] = entry["same_as"]
        if entry.get("abroad"):
            abroad.add(sense)
        if entry.get("everyday"):
            everyday.add(sense)
    unknown = sorted(set(same.values()) - glosses.keys())
    if unknown:
        raise GlossaryError(f"same_as names the unknown sense {unknown[0]!r}", where=at(path, unknown[0]))
    return Senses(families, glosses, same, frozenset(abroad), frozenset(everyday), frozenset(alone))


def load_ranks(path: Path) -> Ranks:
    """Read glossaries/ranks.yaml."""
    data = load_yaml(path)
    by_id: dict[str, Rank] = {}
    for rank_id, entry in data["ranks"].items():
        check_fields(
            entry,
            ("base", "modifiers", "habit", "body", "only_by_body", "weak", "solo", "single", "written"),
            path,
            f"rank {rank_id}",
        )
        by_id[rank_id] = Rank(
            id=rank_id,
            base=entry["base"],
            modifiers=frozenset(string_list(entry.get("modifiers"), path, f"{rank_id}.modifiers")),
            habit=entry["habit"],
            body_kind=entry.get("body"),
            only_by_body=bool(entry.get("only_by_body", False)),
            weak=bool(entry.get("weak", False)),
            solo=bool(entry.get("solo", False)),
            single=bool(entry.get("single", False)),
            written=entry.get("written", rank_id),
        )
    return Ranks(by_id)
