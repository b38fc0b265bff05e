"""What the addresses of the workbench show: home, reports, titles, offices, people, clusters, glossary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from canonym.catalogue.office_search import Found
from canonym.errors import CanonymError
from canonym.results.downloads import FORMATS, table_file
from canonym.results.explanation import Explainer
from canonym.results.marked_report import marked_report
from canonym.results.outcomes import OUTCOMES, SAID, counted
from canonym.review.guard import Guard
from canonym.review.pages import Pages, number_of, redirect
from canonym.review.passages import passage_at
from canonym.review.questions import QuestionPlace, question_id
from canonym.review.server import Handler
from canonym.workbench.bench import Bench
from canonym.workbench.bulk import decide_titles
from canonym.workbench.run_lists import RunLists
from canonym.workbench.title_marks import SIGNS, country_name, facet_name, link_to
from canonym.workbench.views import FACETS, PER_PAGE, Selection, Views

HERE = Path(__file__).parent
LIST_ADDRESS = "/decide"
COLUMNS = (
    "doc", "start", "end", "surface", "lang", "kind", "office", "rank", "body", "level", "country", "place", "tenure",
    "person", "canonical", "proposed", "cluster", "verdict", "outcome", "action", "confidence",
)  # fmt: skip
"""Of a downloaded table of titles."""

Shown = Callable[[Request], Response]


class WorkbenchPages:
    """The handlers; each runs in a thread, because it reads files. A run must be on the bench."""

    def __init__(self, bench: Bench, guard: Guard) -> None:
        """Show the run on the bench to those whom the guard lets pass."""
        desk = bench.desk
        assert desk is not None
        self.bench, self.desk, self.guard = bench, desk, guard
        self.review = Pages(desk, guard, layout=[HERE / "templates"], list_address=LIST_ADDRESS)

        def country(code: str) -> str:
            return country_name(code, desk.glossary.packs)

        self.review.templates.globals.update(
            facets=FACETS, said=SAID, signs=SIGNS, outcomes=OUTCOMES, counted=counted, quote=quote,
            facet_name=lambda facet, value: facet_name(facet, value, desk.language, country), country=country,
        )  # fmt: skip

    def handler(self, handle: Shown) -> Handler:
        """Return a handler for the router; what goes wrong is a page that says so."""

        async def answer(request: Request) -> Response:
            try:
                return await run_in_threadpool(handle, request)
            except CanonymError as error:
                return self.review.refusal(request, str(error), 500)

        return answer

    def views(self) -> Views:
        """The run's database."""
        return self.bench.views()

    def home(self, request: Request) -> Response:
        """What was read, what is to decide, what is wrong most often, what to do next."""
        lists = RunLists(self.views())
        return self._page(
            request, "home.html", figures=lists.figures(), languages=lists.languages(),
            worst=lists.worst(8), clusters=lists.cluster_count(), failures=lists.failures(self.bench),
            running=self.bench.running,
            pending=self.bench.pending_decisions(),
        )  # fmt: skip

    def reports(self, request: Request) -> Response:
        """All reports."""
        lists = RunLists(self.views())
        return self._list(request, "reports.html", lists.report_count, lists.reports)

    def report(self, request: Request) -> Response:
        """One report: source beside canonical text."""
        doc = request.path_params["doc"]
        run = self.desk.run
        if doc not in run.documents:
            return self.review.refusal(request, f"This run has no report {doc!r}.", 404)
        rows = self.views().ask("SELECT line, kind, verdict FROM mentions WHERE doc = ? ORDER BY line", (doc,))
        mentions = [run.mentions[row["line"]] for row in rows]
        shown = [row for row in rows if row["kind"] != "term" or row["verdict"] in ("mistranslated", "variant")]
        lines = {number: row["line"] for number, row in enumerate(shown, 1)}
        try:
            marked = marked_report(run, doc, mentions, link_to(lines))
        except ValueError:
            what = "The report was changed after the run; run `canonym run` again."
            return self.review.refusal(request, what, 409)
        return self._page(
            request, "report.html", doc=doc, marked=marked, language_of=run.documents[doc]["language"]["code"],
            side=marked.side, pivot=self.desk.pivot,
        )  # fmt: skip

    def titles(self, request: Request) -> Response:
        """Every mention in one table."""
        selection = Selection.of(request.query_params.multi_items())
        views, page = self.views(), number_of(request.query_params.get("page"), 1)
        total = views.count(selection.address())
        last = max(1, -(-total // PER_PAGE))
        return self._page(
            request, "titles.html", judgements=self.desk.log.judgements(), selection=selection,
            rows=views.titles(selection, min(page, last)), total=total,
            page=min(page, last), last=last, found=views.facets(selection.address()),
            done=request.query_params.get("done", ""), passed=request.query_params.get("passed", ""),
        )  # fmt: skip

    def download(self, request: Request) -> Response:
        """The titles of a selection as a file."""
        kind = request.path_params["format"]
        if kind not in FORMATS:
            return self.review.refusal(request, f"Titles come as {', '.join(FORMATS)}.", 404)
        selection = Selection.of(request.query_params.multi_items())
        rows = ([row[name] for name in COLUMNS] for row in self.views().all_titles(selection))
        try:
            data = table_file(kind, COLUMNS, rows, bom=kind == "csv")
        except ValueError as error:
            return self.review.refusal(request, str(error), 413)
        headers = {"Content-Disposition": f'attachment; filename="titles.{kind}"'}
        return Response(data, media_type=FORMATS[kind], headers=headers)

    def bulk(self, request: Request, form: Mapping[str, str]) -> Response:
        """Decide several titles at once."""
        session = self.guard.session(request)
        assert session is not None
        session.author = session.author or " ".join(form.get("who", "").split())
        saved, passed = decide_titles(self.desk, form, session.author)
        back = form.get("back", "/titles")
        path = back if back.startswith("/") and not back.startswith("//") else "/titles"
        join = "&" if "?" in path else "?"
        return redirect(f"{path}{join}done={saved}" + (f"&passed={passed}" if passed else ""))

    def title(self, request: Request) -> Response:
        """One title: where it stands, why it was read so, and what can be decided."""
        line = int(request.path_params["line"])
        row = self.views().title(line)
        if row is None:
            return self.review.refusal(request, "This run has no such title: it was done again.", 404)
        record = self.desk.run.mentions[line]
        place = QuestionPlace(
            record["doc"], record["start"], record["end"], record["action"], record["confidence"], record["person"]
        )
        explainer = Explainer(self.desk.run.mentions, self.desk.run.settings, self.desk.glossary)
        question = self.desk.queue().questions.by_id.get(question_id(record))
        return self._page(
            request, "title_part.html" if "part" in request.query_params else "title.html", row=row, line=line,
            passage=passage_at(self.desk.run, place), explanation=explainer.explain(record), question=question,
            machine=self.desk.machine_office(question) if question else None,
            judged=self.desk.log.judgements().about(row["surface"], row["lang"], row["doc"], row["start"]),
            machine_name=self._machine_name(question), elsewhere=RunLists(self.views()).same_place(row),
        )  # fmt: skip

    def _machine_name(self, question: Any) -> str:
        office = self.desk.machine_office(question) if question else None
        return self.desk.name(office, question.sample["level"]) if office else ""

    def offices(self, request: Request) -> Response:
        """Offices by language."""
        words = _words(request)
        rows, languages = RunLists(self.views()).offices(words)
        return self._page(request, "offices_table.html", rows=rows, languages=languages, words=words)

    def people(self, request: Request) -> Response:
        """Who held what."""
        lists = RunLists(self.views())
        return self._list(request, "people.html", lists.people_count, lists.people)

    def clusters(self, request: Request) -> Response:
        """Unknown offices across languages."""
        words = _words(request)
        return self._page(
            request, "clusters.html", judgements=self.desk.log.judgements(),
            rows=RunLists(self.views()).clusters(words, PER_PAGE), words=words,
            done=request.query_params.get("done", ""), passed=request.query_params.get("passed", ""),
        )  # fmt: skip

    def glossary(self, request: Request) -> Response:
        """Search in the packs."""
        words = _words(request)
        found: list[Found] = self.desk.search.search(words, limit=40) if words else []
        counts = RunLists(self.views()).body_counts()
        packs = sorted(self.desk.glossary.packs, key=lambda pack: pack.id)
        by_pack: Counter[str] = Counter()
        for body, count in counts.items():
            by_pack[body.split("/")[0]] += count
        return self._page(
            request, "glossary.html", words=words, found=found, counts=counts, packs=packs, by_pack=by_pack
        )

    def concept(self, request: Request) -> Response:
        """One body: its names, and how often each occurs in the run."""
        number = f"{request.path_params['pack']}/{request.path_params['id']}"
        body = self.desk.glossary.bodies.get(number)
        if body is None:
            return self.review.refusal(request, f"The glossary has no {number!r}.", 404)
        renderings = RunLists(self.views()).renderings_of(number)
        name = self.desk.glossary.name(number, next(iter(body.levels), None), self.desk.pivot, None) or number
        return self._page(request, "concept.html", body=body, renderings=renderings, name=name)

    def _list(
        self,
        request: Request,
        template: str,
        count: Callable[[str], int],
        rows: Callable[[str, int], Sequence[object]],
    ) -> Response:
        """A page of a list that is searched by words."""
        words, page = _words(request), number_of(request.query_params.get("page"), 1)
        total = count(words)
        last = max(1, -(-total // PER_PAGE))
        return self._page(request, template, rows=rows(words, page), words=words, page=page, total=total, last=last)

    def _page(self, request: Request, template: str, **values: Any) -> Response:
        return self.review.page(request, template, **values)


def _words(request: Request) -> str:
    return request.query_params.get("words", "")[:200]
