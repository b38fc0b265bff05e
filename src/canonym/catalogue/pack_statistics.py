"""What a pack has: concepts by kind and level, and how many of them each language names, as figures and a picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from canonym.glossary.added_names import added_names
from canonym.glossary.packs import Body, Pack

_ROW, _LEFT, _WIDTH = 18, 60, 420
_STYLE = """
text { font: 12px sans-serif; fill: #222 } .title { font-weight: bold; font-size: 14px }
.preferred { fill: #1f6f8b } .other { fill: #a7c6d3 } .ground { fill: #f2f2f2 }
@media (prefers-color-scheme: dark) { text { fill: #eee } .ground { fill: #333 } }
"""


@dataclass(frozen=True, slots=True)
class LanguageCount:
    """Names of a pack in one language."""

    language: str
    preferred: int
    """Bodies with a preferred name."""
    others: int
    """Further names: admitted, deprecated, errors, abbreviations, names of offices."""


@dataclass(frozen=True, slots=True)
class PackStatistics:
    """Figures of one pack."""

    pack: str
    title: str
    bodies: int
    provisional: int
    terms: int
    places: int
    errors: int
    """Models of how translators err."""
    proposed: int
    """Names that wait for a decision."""
    kinds: dict[str, int]
    levels: dict[str, int]
    statuses: dict[str, int]
    """Status -> number of names in all languages."""
    languages: tuple[LanguageCount, ...]
    """Languages with any name, those with most first."""


def statistics(pack: Pack) -> PackStatistics:
    """Count what a pack has."""
    bodies = list(pack.bodies.values())
    kinds = Counter(body.kind for body in bodies)
    levels = Counter(level for body in bodies for level in body.levels)
    statuses: Counter[str] = Counter()
    preferred: Counter[str] = Counter()
    others: Counter[str] = Counter()
    for body in bodies:
        for code in body.names:
            preferred[code] += 1
            statuses["preferred"] += 1
        for code, status in _other_names(body):
            others[code] += 1
            statuses[status] += 1
    codes = sorted({*preferred, *others}, key=lambda code: (-preferred[code], -others[code], code))
    errors = (pack.sense_errors, pack.rank_errors, pack.kind_errors, pack.omissions, pack.wanderings, pack.implied)
    return PackStatistics(
        pack=pack.id,
        title=pack.title,
        bodies=len(bodies),
        provisional=sum(body.provisional for body in bodies),
        terms=len(pack.terms),
        places=len(pack.places),
        errors=sum(len(each) for each in errors),
        proposed=sum(entry.status == "proposed" for entry in added_names(pack)),
        kinds=dict(kinds.most_common()),
        levels=dict(levels.most_common()),
        statuses=dict(statuses.most_common()),
        languages=tuple(LanguageCount(code, preferred[code], others[code]) for code in codes),
    )


def _other_names(body: Body) -> list[tuple[str, str]]:
    found = [(code, fixed.status) for code, names in body.names.items() for fixed in names.fixed]
    found += [(code, "name of an office") for names in body.roles.values() for code in names]
    return found + [
        (code, "name of an office")
        for names in body.role_names.values()
        for code, listed in names.items()
        for _ in listed
    ]


def as_picture(figures: Sequence[PackStatistics]) -> str:
    """Bars of all languages for each pack, as one SVG file that stands by itself."""
    parts: list[Markup] = []
    top = 24
    for each in figures:
        parts.append(_text(8, top, f"{each.title} ({each.pack}): {each.bodies} bodies, {each.terms} terms", "title"))
        parts.append(_text(8, top + 18, "share of the bodies that each language names; pale: further names"))
        top += 30
        longest = max([each.bodies, *(count.preferred + count.others for count in each.languages), 1])
        for count in each.languages:
            parts += _bar(count, top, longest)
            top += _ROW
        top += 32
    width = _LEFT + _WIDTH + 90
    said = "; ".join(f"{each.pack}: {each.bodies} bodies in {len(each.languages)} languages" for each in figures)
    return str(
        Markup(
            '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{}" viewBox="0 0 {} {}" width="{}">'
            "<style>{}</style>{}</svg>\n"
        ).format(said, width, top, width, Markup(_STYLE), Markup("").join(parts))
    )


def _bar(count: LanguageCount, top: int, longest: int) -> list[Markup]:
    def part(name: str, start: int, size: int) -> Markup:
        x, width = _LEFT + _WIDTH * start / longest, _WIDTH * size / longest
        form = '<rect class="{}" x="{:.1f}" y="{}" width="{:.1f}" height="{}"/>'
        return Markup(form).format(name, x, top, width, _ROW - 4)

    number = f"{count.preferred} + {count.others}" if count.others else str(count.preferred)
    return [
        _text(8, top + 12, count.language),
        part("ground", 0, longest),
        part("preferred", 0, count.preferred),
        part("other", count.preferred, count.others),
        _text(_LEFT + _WIDTH + 8, top + 12, number),
    ]


def _text(x: int, y: int, text: str, name: str = "") -> Markup:
    of = Markup(' class="{}"').format(name) if name else Markup("")
    return Markup('<text x="{}" y="{}"{}>{}</text>').format(x, y, of, text)
