"""Making a run from the browser: drop files or paste a text, watch, run again, and see what changed."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, Response

from canonym.errors import CanonymError
from canonym.results.finished_run import remembered_command
from canonym.results.outcomes import SAID
from canonym.results.safe_markup import visible
from canonym.review.guard import Guard, read_form
from canonym.review.pages import STATIC as REVIEW_STATIC
from canonym.review.pages import redirect
from canonym.workbench.bench import Bench
from canonym.workbench.running import Running, changes, decided_titles

HERE = Path(__file__).parent
STATIC = {**REVIEW_STATIC, **{path.name: path for path in sorted((HERE / "static").iterdir())}}
MOST_FILES = 2000
LARGEST_FILE = 64 * 1024 * 1024
SHOWN_CHANGES = 300


class RunPages:
    """The pages that need no finished run."""

    def __init__(self, bench: Bench, guard: Guard, where: Path) -> None:
        """New runs get a folder of their own inside `where`."""
        self.bench, self.guard, self._where = bench, guard, where
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
            lstrip_blocks=True,
        )  # fmt: skip
        self._templates.globals.update(visible=visible, said=SAID)

    async def new(self, request: Request) -> Response:
        """The form for a new run, or the run that it starts."""
        if request.method == "GET":
            return self._page(request, "new.html", refused="")
        try:
            async with request.form(max_files=MOST_FILES, max_fields=20, max_part_size=LARGEST_FILE) as form:
                fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
                files = [
                    (value.filename, await value.read())
                    for _, value in form.multi_items()
                    if isinstance(value, UploadFile) and value.filename
                ]
        except MultiPartException as error:
            return self._page(request, "new.html", 413, refused=f"Not taken: {error.message}")
        if not self.guard.checked(request, fields):
            return self._page(request, "new.html", 403, refused="This form is out of date: reload the page.")
        text = fields.get("text", "").strip()
        if text:
            files.append(("pasted.txt", text.encode("utf-8", "replace")))
        if not files:
            return self._page(request, "new.html", 400, refused="Choose at least one file, or paste a text.")
        try:
            await run_in_threadpool(self._start, files, fields)
        except OSError as error:
            return self._page(request, "new.html", 500, refused=f"Not started: {error.strerror}: {error.filename}")
        return redirect("/run")

    def _start(self, files: list[tuple[str, bytes]], fields: dict[str, str]) -> None:
        stamp = datetime.datetime.now(datetime.UTC).strftime("%Y%m%d-%H%M%S")
        folder = self._where / f"canonym-{stamp}"
        reports = folder / "reports"
        reports.mkdir(parents=True)
        for name, data in _named(files):
            (reports / name).write_bytes(data)
        arguments = ["run", "reports", "--out", "out"]
        if "translate" not in fields:
            arguments.append("--no-translate")
        self.bench.running = Running(arguments, folder / "out", folder, {})

    async def run(self, request: Request) -> Response:
        """How far a run in work is; run again; stop."""
        if request.method == "POST":
            form = await read_form(request)
            if form is None or not self.guard.checked(request, form):
                return self._page(request, "run.html", 403, refused="This form is out of date: reload the page.")
            try:
                refused = await run_in_threadpool(self._again if "stop" not in form else self._stop)
            except CanonymError as error:
                refused = str(error)
            return self._page(request, "run.html", 409, refused=refused) if refused else redirect("/run")
        running = self.bench.running
        if running is not None and running.is_done and running.out != self.bench.folder:
            await run_in_threadpool(self.bench.open, running.out)
            return redirect("/")
        return self._page(request, "run.html", refused="")

    def _again(self) -> str:
        """Start the run on the bench again; returns why not, or the empty text."""
        if self.bench.running is not None and self.bench.running.code is None:
            return "A run is in work already."
        folder = self.bench.folder
        command = remembered_command(folder) if folder else None
        if folder is None or command is None:
            return "How this run was made is not kept: start it on the command line, or from Python, again."
        if not Path(command.where).is_dir():
            return f"The folder in which the run was started is not there any more: {command.where}"
        before = decided_titles(self.bench.views())
        self.bench.running = Running(command.arguments, folder, Path(command.where), before)
        return ""

    def _stop(self) -> str:
        if self.bench.running is not None:
            self.bench.running.stop()
        return ""

    async def progress(self, _: Request) -> Response:
        """How far the run is, for the script of the page."""
        running = self.bench.running
        if running is None:
            return JSONResponse({"code": None, "stage": "", "done": 0, "total": 0})
        return JSONResponse(
            {"code": running.code, "stage": running.stage, "done": running.done, "total": running.total}
        )

    async def static(self, request: Request) -> Response:
        """The style sheets and scripts, those of the review page among them."""
        path = STATIC.get(request.path_params["name"])
        return FileResponse(path) if path else PlainTextResponse("There is no such file.\n", 404)

    def _changed(self) -> list[Any]:
        running = self.bench.running
        if running is None or not running.is_done or not running.before or running.out != self.bench.folder:
            return []
        return changes(running.before, decided_titles(self.bench.views()))

    def _page(self, request: Request, template: str, status: int = 200, *, refused: str) -> Response:
        session = self.guard.session(request)
        assert session is not None
        found = self._changed() if template == "run.html" else []
        page = self._templates.get_template(template).render(
            session=session, running=self.bench.running, folder=str(self.bench.folder or ""), refused=refused,
            where=str(self._where), changes=found[:SHOWN_CHANGES], changed=len(found),
            command=remembered_command(self.bench.folder) if self.bench.folder else None,
        )  # fmt: skip
        return HTMLResponse(page, status)


def _named(files: list[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Yield files under names that are safe and differ."""
    seen: set[str] = set()
    for name, data in files:
        plain = re.sub(r"[^\w.\- ()]", "_", PurePosixPath(name.replace("\\", "/")).name).strip(". ") or "report.txt"
        plain, stem, suffix = plain[-120:], Path(plain[-120:]).stem, Path(plain).suffix
        number = 2
        while plain.casefold() in seen:
            plain, number = f"{stem}-{number}{suffix}", number + 1
        seen.add(plain.casefold())
        yield plain, data
