"""What each address of the review page shows and does."""

from __future__ import annotations

import functools
from collections.abc import Mapping
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

    def __init__(self, desk: Desk, guard: Guard) -> None:
        """Show what is on a desk to those whom the guard lets pass."""
        self.desk = desk
        self.guard = guard
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(
            visible=visible, plain=plain, views=LABELS, rule=RULE, levels=LEVELS, verdicts=VERDICTS, new_id=new_id,
            judged_name=desk.judged_name, language=desk.language,
        )  # fmt: skip

    async def queue(self, request: Request) -> Response:
        """The list of questions."""
        return await run_in_threadpool(self._queue, request)

    async def question(self, request: Request) -> Response:
        """One question: shown, or decided."""
        if request.method == "POST":
            return await self._with_form(request, self._decide)
        return await run_in_threadpool(self._question, request)

    async def following(self, request: Request) -> Response:
        """On to the most valuable question."""
        return await run_in_threadpool(self._following)

    async def undo(self, request: Request) -> Response:
        """Take a decision back."""
        return await self._with_form(request, self._undo)

    async def offices(self, request: Request) -> Response:
        """The answers to a search for another office, as a part of a page."""
        return await run_in_threadpool(self._offices, request)

    async def decisions(self, request: Request) -> Response:
        """What was decided, by whom, and where people disagree."""
        return await run_in_threadpool(self._decisions, request)

    async def name(self, request: Request) -> Response:
        """Who is deciding in this browser."""
        if request.method == "POST":
            return await self._with_form(request, self._set_name)
        return self._page(request, "name.html")

    async def help(self, request: Request) -> Response:
        """Keys, and what each decision means."""
        return self._page(request, "help.html")

    async def static(self, request: Request) -> Response:
        """The style sheet and the script."""
        path = STATIC.get(request.path_params["name"])
        return FileResponse(path) if path else PlainTextResponse("There is no such file.\n", 404)

    async def _with_form(self, request: Request, handle: Any) -> Response:
        form = await read_form(request)
        if form is None:
            return self._refusal(request, "The form is too long or damaged.", 413)
        if not self.guard.checked(request, form):
            return self._refusal(request, "This form is out of date: go back, reload the page and decide again.", 403)
        try:
            answer: Response = await run_in_threadpool(handle, request, form)
        except RefusedError as error:
            return self._refusal(request, str(error), 400)
        except CanonymError as error:
            return self._refusal(request, f"Not saved: {error}", 500)
        return answer

    def _queue(self, request: Request) -> Response:
        queue = self.desk.queue()
        view = request.query_params.get("view", "review")
        view = view if view in LABELS else "review"
        words = request.query_params.get("words", "")[:200]
        found = queue.ordered(view, words)
        last = max(1, -(-len(found) // PER_PAGE))
        page = min(last, _number(request.query_params.get("page"), 1))
        rows = [(each, queue.state(each)) for each in found[(page - 1) * PER_PAGE : page * PER_PAGE]]
        return self._page(
            request, "queue.html", view=view, words=words, rows=rows, found=len(found), page=page, last=last
        )  # fmt: skip

    def _find(self, request: Request) -> Question | None:
        return self.desk.queue().questions.by_id.get(request.path_params["number"])

    def _question(self, request: Request, *, refused: str = "", status: int = 200) -> Response:
        question = self._find(request)
        if question is None:
            what = "There is no such question: the run was done again, and it is settled or has other candidates now."
            return self._refusal(request, what, 404)
        queue = self.desk.queue()
        parameters = request.query_params
        words = parameters.get("q", "")[:200]
        examples = MORE_EXAMPLES if "all" in parameters else EXAMPLES
        passages = [passage_at(self.desk.run, place) for place in question.places[:examples]]
        return self._page(
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
            return self._refusal(request, "Not saved: the run was done again meanwhile; look again.", 409)
        session = self.guard.session(request)
        assert session is not None
        session.author = session.author or " ".join(form.get("who", "").split())
        try:
            saved = decide(self.desk, question, form, session.author)
        except RefusedError as error:
            return self._question(request, refused=str(error), status=400)
        target = question if saved.unseen else self.desk.queue().following(question)
        return _to(f"/question/{target.id}" if target else "/", saved=saved.judgement.id)

    def _following(self) -> Response:
        target = self.desk.queue().following(None)
        return _to(f"/question/{target.id}" if target else "/")

    def _undo(self, request: Request, form: Mapping[str, str]) -> Response:
        session = self.guard.session(request)
        assert session is not None
        earlier = undo(self.desk, form.get("of", ""), form.get("id", ""), session.author or form.get("who", ""))
        question = self._question_of(earlier.subject.key[:2])
        return _to(f"/question/{question.id}" if question else "/decisions", undone="")

    def _offices(self, request: Request) -> Response:
        question = self.desk.queue().questions.by_id.get(request.query_params.get("question", ""))
        words = request.query_params.get("q", "")[:200]
        found = search_cards(self.desk, question, words) if question else []
        return self._page(request, "offices.html", found=found, words=words)

    def _decisions(self, request: Request) -> Response:
        queue = self.desk.queue()
        judgements = queue.judgements
        rows = [
            (each, judgements.is_void(each), self._question_of(each.subject.key[:2]))
            for each in reversed(judgements.records[-LAST_DECISIONS:])
            if each.what != "undo"
        ]
        return self._page(
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
        return _to("/next" if form.get("then") == "start" else "/")

    def _refusal(self, request: Request, why: str, status: int) -> Response:
        return self._page(request, "refusal.html", status=status, why=why)

    def _page(self, request: Request, template: str, *, status: int = 200, **values: Any) -> Response:
        session = self.guard.session(request)
        assert session is not None  # the guard lets nobody else pass
        queue = self.desk.queue()
        number = request.query_params.get("saved")
        saved = next((each for each in queue.judgements.records if each.id == number), None)
        if saved and queue.judgements.is_void(saved):
            saved = None
        page = self._templates.get_template(template).render(
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


def _to(path: str, **parameters: str) -> Response:
    return RedirectResponse(path + (f"?{urlencode(parameters)}" if parameters else ""), status_code=303)


@functools.lru_cache(maxsize=1000)
def _number(text: str | None, default: int) -> int:
    return max(1, int(text)) if text and text.isascii() and text.isdigit() and len(text) < 10 else default
