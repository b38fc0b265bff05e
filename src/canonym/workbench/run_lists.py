"""The figures and lists of the pages, each one question to the run's database."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from canonym.letters import plain
from canonym.workbench.views import PER_PAGE, Row, Views

if TYPE_CHECKING:
    from canonym.workbench.bench import Bench

_TITLE = "kind != 'term'"


@dataclass
class OfficeLine:
    """An office and how each language says it."""

    office: str
    body: str
    count: int = 0
    wrong: int = 0
    languages: dict[str, list[tuple[str, str, int]]] = field(default_factory=dict)
    """Language -> its renderings: words, outcome, count; the most frequent first."""


@dataclass
class ClusterLine:
    """An office that no pack knows, with its renderings."""

    cluster: str
    proposed: str
    count: int
    documents: int
    country: str
    renderings: Sequence[Row]
    """surface, lang, count, and the line of one mention."""
    people: str


class RunLists:
    """What one run has to list."""

    def __init__(self, views: Views) -> None:
        """Ask this database."""
        self._views = views
        self._ask = views.ask

    def figures(self) -> dict[str, int]:
        """Return counts: reports, titles, terms, people, and titles by outcome; doubtful: probably mistranslated."""
        reports = self._ask("SELECT COUNT(*) AS n FROM documents")[0]["n"]
        terms = self._ask("SELECT COUNT(*) AS n FROM mentions WHERE kind = 'term'")[0]["n"]
        people = self._ask("SELECT COUNT(DISTINCT person) AS n FROM mentions")[0]["n"]
        rows = self._ask(f"SELECT outcome, COUNT(*) AS n FROM mentions WHERE {_TITLE} GROUP BY 1")
        counts = {row["outcome"]: row["n"] for row in rows}
        unknown = self._ask(f"SELECT COUNT(*) AS n FROM mentions WHERE {_TITLE} AND body IS NULL")[0]["n"]
        doubtful = self._ask(
            f"SELECT COUNT(*) AS n FROM mentions WHERE {_TITLE} AND outcome = 'review' AND verdict = 'mistranslated'"
        )[0]["n"]
        others = {"terms": terms, "people": people, "unknown": unknown, "doubtful": doubtful}
        return {"reports": reports, "titles": sum(counts.values()), **others, **counts}

    def languages(self) -> Sequence[Row]:
        """Return the languages with their reports, the most frequent first."""
        return self._ask(
            "SELECT lang, COUNT(*) AS n, SUM(titles) AS titles FROM documents GROUP BY 1 ORDER BY 2 DESC, 1"
        )

    def worst(self, limit: int) -> Sequence[Row]:
        """Return the offices that are mistranslated most often."""
        return self._ask(
            "SELECT office, COUNT(*) AS n, SUM(outcome = 'mistranslated') AS wrong FROM mentions "
            f"WHERE {_TITLE} AND body IS NOT NULL GROUP BY 1 HAVING wrong > 0 ORDER BY 3 DESC, 2 DESC, 1 LIMIT ?",
            (limit,),
        )

    def failures(self, bench: Bench) -> list[tuple[str, str]]:
        """Return the reports that failed, with the reason."""
        assert bench.folder is not None
        path = bench.folder / "errors.jsonl"
        if not path.is_file():
            return []
        found = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        return [(each["doc"], each["error"]) for each in found]

    def report_count(self, words: str) -> int:
        """Return the number of reports whose name has the words."""
        return int(self._ask("SELECT COUNT(*) AS n FROM documents WHERE doc LIKE ?", (f"%{words}%",))[0]["n"])

    def reports(self, words: str, page: int) -> Sequence[Row]:
        """Return a page of reports."""
        return self._ask(
            "SELECT * FROM documents WHERE doc LIKE ? ORDER BY doc LIMIT ? OFFSET ?",
            (f"%{words}%", PER_PAGE, (page - 1) * PER_PAGE),
        )

    def offices(self, words: str, limit: int = 200) -> tuple[list[OfficeLine], list[str]]:
        """Return offices with their renderings by language, those rendered wrongly most often first; and languages."""
        condition, values = _has(words)
        chosen = self._ask(
            "SELECT office, body, COUNT(*) AS n, SUM(outcome = 'mistranslated') AS wrong FROM mentions "
            f"WHERE {_TITLE} AND body IS NOT NULL AND {condition} GROUP BY 1, 2 ORDER BY 4 DESC, 3 DESC, 1 LIMIT ?",
            (*values, limit),
        )
        lines = {
            (row["office"], row["body"]): OfficeLine(row["office"], row["body"], row["n"], row["wrong"] or 0)
            for row in chosen
        }
        languages: dict[str, int] = {}
        for row in self._ask(
            "SELECT office, body, lang, surface, outcome, COUNT(*) AS n FROM mentions "
            f"WHERE {_TITLE} AND body IS NOT NULL AND {condition} GROUP BY 1, 2, 3, 4, 5 ORDER BY 6 DESC, 4",
            values,
        ):
            line = lines.get((row["office"], row["body"]))
            if line is not None:
                line.languages.setdefault(row["lang"], []).append((row["surface"], row["outcome"], row["n"]))
                languages[row["lang"]] = languages.get(row["lang"], 0) + row["n"]
        return list(lines.values()), sorted(languages, key=lambda code: (-languages[code], code))

    def people_count(self, words: str) -> int:
        """Return the number of people."""
        condition, values = _has(words)
        question = f"SELECT COUNT(DISTINCT person) AS n FROM mentions WHERE person IS NOT NULL AND {condition}"
        return int(self._ask(question, values)[0]["n"])

    def people(self, words: str, page: int) -> list[tuple[Row, Sequence[Row]]]:
        """Return a page of people, those met most often first, each with the offices that reports give them."""
        condition, values = _has(words)
        found = self._ask(
            f"SELECT person, COUNT(*) AS n, COUNT(DISTINCT doc) AS documents FROM mentions "
            f"WHERE person IS NOT NULL AND {condition} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ? OFFSET ?",
            (*values, PER_PAGE, (page - 1) * PER_PAGE),
        )
        names = [row["person"] for row in found]
        offices: dict[str, list[Row]] = {}
        for row in self._ask(
            f"SELECT person, office, place, country, tenure, COUNT(*) AS n, "
            f"COUNT(DISTINCT doc) AS documents, MIN(doc) AS first_doc, MAX(action = 'accept') AS sure FROM mentions "
            f"WHERE person IN ({', '.join('?' * len(names))}) AND {_TITLE} GROUP BY 1, 2, 3, 4, 5 ORDER BY 6 DESC, 2",
            names,
        ):
            offices.setdefault(row["person"], []).append(row)
        return [(row, offices.get(row["person"], [])) for row in found]

    def clusters(self, words: str, limit: int) -> list[ClusterLine]:
        """Return unknown offices, the most frequent first, each with its renderings."""
        condition, values = _has(words)
        found = self._ask(
            "SELECT cluster, MAX(proposed) AS proposed, COUNT(*) AS n, COUNT(DISTINCT doc) AS documents, "
            "MAX(country) AS country, GROUP_CONCAT(DISTINCT person) AS people FROM mentions "
            f"WHERE cluster IS NOT NULL AND {condition} GROUP BY 1 ORDER BY 3 DESC, 2, 1 LIMIT ?",
            (*values, limit),
        )
        names = [row["cluster"] for row in found]
        renderings: dict[str, list[Row]] = {}
        for place in range(0, len(names), 500):
            part = names[place : place + 500]
            for row in self._ask(
                "SELECT cluster, surface, lang, COUNT(*) AS n, MIN(line) AS line FROM mentions "
                f"WHERE cluster IN ({', '.join('?' * len(part))}) GROUP BY 1, 2, 3 ORDER BY 4 DESC, 2",
                part,
            ):
                renderings.setdefault(row["cluster"], []).append(row)
        return [
            ClusterLine(
                row["cluster"], row["proposed"] or "", row["n"], row["documents"], row["country"] or "",
                renderings.get(row["cluster"], []), ", ".join((row["people"] or "").split(",")[:4]),
            )
            for row in found
        ]  # fmt: skip

    def cluster_count(self) -> int:
        """Return the number of unknown offices."""
        return int(self._ask("SELECT COUNT(DISTINCT cluster) AS n FROM mentions")[0]["n"])

    def same_place(self, row: Row) -> Sequence[Row]:
        """Return other titles of the same person and office, in other languages first."""
        if not row["person"] or not row["office"]:
            return []
        return self._ask(
            "SELECT line, doc, surface, lang, outcome FROM mentions WHERE person = ? AND line != ? AND office = ? "
            "ORDER BY lang = ?, doc LIMIT 8",
            (row["person"], row["line"], row["office"], row["lang"]),
        )

    def body_counts(self) -> dict[str, int]:
        """Return body -> its mentions."""
        rows = self._ask("SELECT body, COUNT(*) AS n FROM mentions WHERE body IS NOT NULL GROUP BY 1")
        return {row["body"]: row["n"] for row in rows}

    def renderings_of(self, body: str) -> Sequence[Row]:
        """Return how a run's reports say a body and its offices, the most frequent first."""
        return self._ask(
            "SELECT surface, lang, office, outcome, COUNT(*) AS n, MIN(line) AS line FROM mentions "
            "WHERE body = ? GROUP BY 1, 2, 3, 4 ORDER BY 5 DESC, 2, 1 LIMIT 300",
            (body,),
        )


def _has(words: str) -> tuple[str, list[str]]:
    """Return the condition that a mention has words in it."""
    parts = plain(words).split()
    return " AND ".join(["1", *["folded LIKE ?"] * len(parts)]), [f"%{part}%" for part in parts]
