"""What the pages ask of a run's database: titles by facets, reports, offices, people, clusters; page by page."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from canonym.letters import plain

FACETS = {
    "outcome": "Outcome", "lang": "Language", "kind": "Kind", "level": "Level", "pack": "Pack", "country": "Country",
    "office": "Office", "place": "Place", "person": "Person", "doc": "Report", "cluster": "Cluster",
}  # fmt: skip
"""Column or expression that titles can be narrowed by -> its heading."""
SORTS = {
    "report": "doc, start", "confidence": "confidence, doc, start", "surface": "folded, doc, start",
    "office": "office, doc, start", "person": "person, doc, start", "language": "lang, doc, start",
}  # fmt: skip
PER_PAGE = 100
VALUES = 12
"""Values of a facet that are offered; the most frequent ones, and those chosen."""
_COLUMNS = (
    'line, doc, start, "end", surface, lang, kind, office, rank, body, level, country, place, tenure, '
    "person, canonical, proposed, cluster, verdict, outcome, action, confidence"
)

Row = sqlite3.Row


@dataclass(frozen=True)
class Selection:
    """Which titles are asked for, in which order; an address of the titles' page says the same."""

    words: str = ""
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Facet -> its values of which a title must have one; the empty text stands for none."""
    sort: str = "report"
    descending: bool = False

    @classmethod
    def of(cls, parameters: Sequence[tuple[str, str]]) -> Selection:
        """Read the parameters of an address; what is unknown is passed over."""
        chosen: dict[str, tuple[str, ...]] = {}
        single = dict(parameters)
        for name, value in parameters:
            if name in FACETS and value not in chosen.get(name, ()):
                chosen[name] = (*chosen.get(name, ()), value[:500])
        sort = single.get("sort", "report")
        return cls(single.get("words", "")[:200], chosen, sort if sort in SORTS else "report", "down" in single)

    def address(self, **changed: Any) -> str:
        """Return the parameters of the address of this selection, or of a changed one."""
        new = replace(self, **changed) if changed else self
        pairs = [(name, value) for name, values in new.chosen.items() for value in values]
        pairs += [("words", new.words)] if new.words else []
        pairs += [("sort", new.sort)] if new.sort != "report" else []
        pairs += [("down", "")] if new.descending else []
        return urlencode(pairs)

    def toggled(self, facet: str, value: str) -> str:
        """Return the address with a value chosen, or not chosen any more."""
        values = self.chosen.get(facet, ())
        new = tuple(each for each in values if each != value) if value in values else (*values, value)
        chosen = {**self.chosen, facet: new}
        return self.address(chosen={name: each for name, each in chosen.items() if each})

    def where(self, without: str = "") -> tuple[str, list[str]]:
        """Return the SQL condition, but for one facet, and its parameters."""
        parts, values = ["1"], []
        for word in plain(self.words).split():
            parts.append("folded LIKE ? ESCAPE '\\'")
            values.append("%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%")
        for facet, chosen in self.chosen.items():
            if facet != without:
                said = [value for value in chosen if value]
                either = [f"{facet} IN ({', '.join('?' * len(said))})"] if said else []
                either += [f"{facet} IS NULL"] if "" in chosen else []
                parts.append(f"({' OR '.join(either)})")
                values += said
        return " AND ".join(parts), values


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value by which titles can be narrowed."""

    value: str
    count: int
    chosen: bool
    address: str


class Views:
    """The database of one run, read only. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Read the database that `run_database` made."""
        self._path = path
        self.facets = lru_cache(maxsize=64)(self._facets)
        self.count = lru_cache(maxsize=256)(self._count)
        self._answers = lru_cache(maxsize=512)(self._ask)

    def ask(self, question: str, values: Sequence[object] = ()) -> Sequence[Row]:
        """Return the rows that answer a question in SQL; answers are kept, since the database does not change."""
        return self._answers(question, tuple(values))

    def _ask(self, question: str, values: Sequence[object] = ()) -> Sequence[Row]:
        connection = sqlite3.connect(f"file:{self._path}?mode=ro", uri=True)
        connection.row_factory = sqlite3.Row
        try:
            return connection.execute(question, values).fetchall()
        finally:
            connection.close()

    def titles(self, selection: Selection, page: int, per_page: int = PER_PAGE) -> Sequence[Row]:
        """Return a page of titles, from 1."""
        return self.ask(*self._titles(selection, f"LIMIT {per_page} OFFSET {(page - 1) * per_page}"))

    def all_titles(self, selection: Selection) -> Iterator[Row]:
        """Yield all titles of a selection."""
        yield from self._ask(*self._titles(selection, ""))

    def title(self, line: int) -> Row | None:
        """Return the title of a line of mentions.jsonl."""
        return next(iter(self.ask(f"SELECT {_COLUMNS} FROM mentions WHERE line = ?", (line,))), None)

    def lines(self, numbers: Sequence[int]) -> Sequence[Row]:
        """Return the titles of several lines."""
        marks = ", ".join("?" * len(numbers))
        return self.ask(f"SELECT {_COLUMNS} FROM mentions WHERE line IN ({marks}) ORDER BY line", numbers)

    def _titles(self, selection: Selection, limit: str) -> tuple[str, list[str]]:
        condition, values = selection.where()
        order = SORTS[selection.sort]
        if selection.descending:
            order = ", ".join(f"{part.strip()} DESC" for part in order.split(","))
        return f"SELECT {_COLUMNS} FROM mentions WHERE {condition} ORDER BY {order} {limit}", values

    def _count(self, address: str) -> int:
        from urllib.parse import parse_qsl  # noqa: PLC0415 - beside its only use

        condition, values = Selection.of(parse_qsl(address, keep_blank_values=True)).where()
        return int(self.ask(f"SELECT COUNT(*) FROM mentions WHERE {condition}", values)[0][0])

    def _facets(self, address: str) -> dict[str, list[FacetValue]]:
        """Return the facets of a selection with the number of titles that each value would leave."""
        from urllib.parse import parse_qsl  # noqa: PLC0415 - beside its only use

        selection = Selection.of(parse_qsl(address, keep_blank_values=True))
        found: dict[str, list[FacetValue]] = {}
        for facet in FACETS:
            condition, values = selection.where(without=facet)
            rows = self.ask(
                f"SELECT {facet} AS value, COUNT(*) AS count FROM mentions WHERE {condition} GROUP BY {facet} "
                "ORDER BY 2 DESC, 1",
                values,
            )
            chosen = selection.chosen.get(facet, ())
            counts = [(row["value"] or "", row["count"]) for row in rows]
            found[facet] = [
                FacetValue(value, count, value in chosen, selection.toggled(facet, value))
                for place, (value, count) in enumerate(counts)
                if place < VALUES or value in chosen
            ]
        return found
