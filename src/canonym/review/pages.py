"""What each address of the review page shows and does."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, RedirectResponse, Response

from canonym.errors import CanonymError
from canonym.glossary.language_data import LEVELS
from canonym.judgements.record import new_id
from canonym.results.safe_markup import plain, visible
from canonym.review.answers import VERDICTS, RefusedError, decide, undo
from canonym.review.cards import candidate_cards, consequences, no_office, search_cards, similar
from canonym.review.desk import Desk
from canonym.review.guard import Guard, read_form
from canonym.review.passages import passage_at
from canonym.review.questions import RULE, Question

HERE = Path(__file__).parent
STATIC = {path.name: path for path in sorted((HERE / "static").iterdir())}
PER_PAGE = 50
EXAMPLES = 4
MORE_EXAMPLES = 50
LAST_DECISIONS = 200
LABELS = {
    "review": "To decide",
    "conflict": "Disagreements",
    "skipped": "Skipped",
    "decided": "Decided",
    "accept": "Accepted by the machine",
    "leave": "Left alone",
}


class Pages:
    """The handlers; each runs in a thread, because it reads files."""

    def __init__(self, desk: Desk, guard: Guard, *, layout: Sequence[Path] = (), list_address: str = "/") -> None:
        """Show what is on a desk to those whom the guard lets pass.

        Templates are looked for in the folders of `layout` first: with a base.html there, the pages are part of
        another application, in which the list of renderings has an address of its own.
        """
        self.desk = desk
        self.guard = guard
        self.list_address = list_address
        self.templates = Environment(
            loader=FileSystemLoader([*layout, HERE / "templates"]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self.templates.globals.update(
            visible=visible, plain=plain, views=LABELS, rule=RULE, levels=LEVELS, verdicts=VERDICTS, new_id=new_id,
            judged_name=desk.judged_name, own_packs=desk.own_packs, language=desk.language, list_address=list_address,
        )  # fmt: skip

    async def queue(self, request: Request) -> Response:
        """The list of questions."""
        return await run_in_threadpool(self._queue, request)

    async def question(self, request: Request) -> Response:
        """One question: shown, or decided."""
        if request.method == "POST":
            return await self.with_form(request, self._decide)
        return await run_in_threadpool(self._question, request)

    async def following(self, request: Request) -> Response:
        """On to the most valuable question."""
        return await run_in_threadpool(self._following)

    async def undo(self, request: Request) -> Response:
        """Take a decision back."""
        return await self.with_form(request, self._undo)

    async def offices(self, request: Request) -> Response:
        """The answers to a search for another office, as a part of a page."""
        return await run_in_threadpool(self._offices, request)

    async def decisions(self, request: Request) -> Response:
        """What was decided, by whom, and where people disagree."""
        return await run_in_threadpool(self._decisions, request)

    async def name(self, request: Request) -> Response:
        """Who is deciding in this browser."""
        if request.method == "POST":
            return await self.with_form(request, self._set_name)
        return self.page(request, "name.html")

    async def help(self, request: Request) -> Response:
        """Keys, and what each decision means."""
        return self.page(request, "help.html")

    async def static(self, request: Request) -> Response:
        """The style sheet and the script."""
        path = STATIC.get(request.path_params["name"])
        return FileResponse(path) if path else PlainTextResponse("There is no such file.\n", 404)

    async def with_form(self, request: Request, handle: Any) -> Response:
        """Answer a form of our own; what cannot be saved is said."""
        form = await read_form(request)
        if form is None:
            return self.refusal(request, "The form is too long or damaged.", 413)
        if not self.guard.checked(request, form):
            return self.refusal(request, "This form is out of date: go back, reload the page and decide again.", 403)
        try:
            answer: Response = await run_in_threadpool(handle, request, form)
        except RefusedError as error:
            return self.refusal(request, str(error), 400)
        except CanonymError as error:
            return self.refusal(request, f"Not saved: {error}", 500)
        return answer

    def _queue(self, request: Request) -> Response:
        queue = self.desk.queue()
        view = request.query_params.get("view", "review")
        view = view if view in LABELS else "review"
        words = request.query_params.get("words", "")[:200]
        found = queue.ordered(view, words)
        last = max(1, -(-len(found) // PER_PAGE))
        page = min(last, number_of(request.query_params.get("page"), 1))
        rows = [(each, queue.state(each)) for each in found[(page - 1) * PER_PAGE : page * PER_PAGE]]
        return self.page(
            request,
            "queue.html",
            view=view,
            words=words,
            rows=rows,
            found=len(found),
            page=page,
            last=last,
            silence=queue.questions.silence if not found else (),
        )  # fmt: skip

    def _find(self, request: Request) -> Question | None:
        return self.desk.queue().questions.by_id.get(request.path_params["number"])

    def _question(self, request: Request, *, refused: str = "", status: int = 200) -> Response:
        question = self._find(request)
        if question is None:
            what = "There is no such question: the run was done again, and it is settled or has other candidates now."
            return self.refusal(request, what, 404)
        queue = self.desk.queue()
        parameters = request.query_params
        words = parameters.get("q", "")[:200]
        examples = MORE_EXAMPLES if "all" in parameters else EXAMPLES
        passages = [passage_at(self.desk.run, place) for place in question.places[:examples]]
        return self.page(
            request,
            "question.html",
            status=status,
            question=question,
            state=queue.state(question),
            passages=[each for each in passages if each],
            examples=examples,
            cards=candidate_cards(self.desk, question),
            no_office=no_office(question),
            words=words,
            found=search_cards(self.desk, question, words) if words else None,
            consequences=consequences(queue, question),
            similar=similar(queue, question),
            refused=refused,
            seen=" ".join(
                each.id for each in queue.judgements.valid if each.subject.key[:2] == question.subject.key[:2]
            ),
        )

    def _question_of(self, rendering: tuple[str, str]) -> Question | None:
        return next(iter(self.desk.queue().questions.by_rendering.get(rendering, ())), None)

    def _decide(self, request: Request, form: Mapping[str, str]) -> Response:
        question = self._find(request)
        if question is None:
            return self.refusal(request, "Not saved: the run was done again meanwhile; look again.", 409)
        session = self.guard.session(request)
        assert session is not None
        session.author = session.author or " ".join(form.get("who", "").split())
        try:
            saved = decide(self.desk, question, form, session.author)
        except RefusedError as error:
            return self._question(request, refused=str(error), status=400)
        target = question if saved.unseen else self.desk.queue().following(question)
        return redirect(f"/question/{target.id}" if target else self.list_address, saved=saved.judgement.id)

    def _following(self) -> Response:
        target = self.desk.queue().following(None)
        return redirect(f"/question/{target.id}" if target else self.list_address)

    def _undo(self, request: Request, form: Mapping[str, str]) -> Response:
        session = self.guard.session(request)
        assert session is not None
        earlier = undo(self.desk, form.get("of", ""), form.get("id", ""), session.author or form.get("who", ""))
        question = self._question_of(earlier.subject.key[:2])
        return redirect(f"/question/{question.id}" if question else "/decisions", undone="")

    def _offices(self, request: Request) -> Response:
        question = self.desk.queue().questions.by_id.get(request.query_params.get("question", ""))
        words = request.query_params.get("q", "")[:200]
        found = search_cards(self.desk, question, words) if question else []
        return self.page(request, "offices.html", found=found, words=words)

    def _decisions(self, request: Request) -> Response:
        queue = self.desk.queue()
        judgements = queue.judgements
        rows = [
            (each, judgements.is_void(each), self._question_of(each.subject.key[:2]))
            for each in reversed(judgements.records[-LAST_DECISIONS:])
            if each.what != "undo"
        ]
        return self.page(
            request, "decisions.html", rows=rows, conflicts=judgements.conflicts, problems=self.desk.log.problems,
            total=len(judgements.records), question_of=lambda each: self._question_of(each.subject.key[:2]),
        )  # fmt: skip

    def _set_name(self, request: Request, form: Mapping[str, str]) -> Response:
        session = self.guard.session(request)
        assert session is not None
        name = " ".join(form.get("who", "").split())[:200]
        if not name:
            raise RefusedError("Say a name: decisions carry it.")
        session.author = name
        return redirect("/next" if form.get("then") == "start" else self.list_address)

    def refusal(self, request: Request, why: str, status: int) -> Response:
        """Return a page that says why something was not done."""
        return self.page(request, "refusal.html", status=status, why=why)

    def page(self, request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
        """Return a page, with what the layout shows on all pages."""
        session = self.guard.session(request)
        assert session is not None  # the guard lets nobody else pass
        queue = self.desk.queue()
        number = request.query_params.get("saved")
        saved = next((each for each in queue.judgements.records if each.id == number), None)
        if saved and queue.judgements.is_void(saved):
            saved = None
        page = self.templates.get_template(template).render(
            values,
            session=session,
            counts=queue.counts(),
            folder=str(self.desk.folder),
            saved_to=str(self.desk.log.path),
            saved=saved,
            saved_questions=queue.questions.by_rendering.get(saved.subject.key[:2], []) if saved else [],
            undone="undone" in request.query_params,
        )
        return HTMLResponse(page, status)


def redirect(path: str, **parameters: str) -> Response:
    """Return the answer to a form: go on to another page."""
    return RedirectResponse(path + (f"?{urlencode(parameters)}" if parameters else ""), status_code=303)


@functools.lru_cache(maxsize=1000)
def number_of(text: str | None, default: int) -> int:
    """Return a number from 1 in an address, or the default."""
    return max(1, int(text)) if text and text.isascii() and text.isdigit() and len(text) < 10 else default
