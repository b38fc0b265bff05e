"""A finished run, read back: its mentions, the texts they stand in, sentence by sentence, and their translations.

The reports themselves need not be there any more: a text is what stands in canonical/source/ with its steps undone.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from canonym.alignment.sentences import sentences_of
from canonym.errors import UsageError
from canonym.model import Segment, Step
from canonym.records import DocumentRecord, split_json_lines, to_plain
from canonym.results.explanation import RUN_AGAIN, read_run
from canonym.rewriting import replay
from canonym.run.output_folder import MARK, WORK
from canonym.run.outputs import PLAIN_FORMATS

COMMAND = Path(WORK, "command.json")
"""Where a run keeps how it was started."""


class FinishedRun:
    """The folder of a finished run."""

    def __init__(self, folder: Path) -> None:
        """Read mentions and settings; raises UsageError where the folder holds no finished run."""
        self.folder = folder
        self.mentions, self.settings = read_run(folder)

    @cached_property
    def documents(self) -> dict[str, DocumentRecord]:
        """The objects of documents.jsonl by name."""
        return {each["doc"]: each for each in self._json_lines(Path("documents.jsonl"))}

    @lru_cache(maxsize=64)  # noqa: B019 - a run lives as long as a command
    def text(self, doc: str) -> str:
        """Return the text of a document that the offsets of its mentions count in."""
        if self.documents[doc]["format"] not in PLAIN_FORMATS:
            return self._read(Path("text", f"{doc}.txt"))
        return undo(self._read(Path("canonical/source", doc)), self._steps(doc, "source"))

    @lru_cache(maxsize=64)  # noqa: B019
    def sentences(self, doc: str) -> list[Segment]:
        """Return the sentences of a document in order."""
        return sentences_of(self.text(doc))

    def sentence_at(self, doc: str, start: int) -> Segment:
        """Return the sentence in which an offset lies; a stretch outside all sentences stands for itself."""
        for sentence in self.sentences(doc):
            if sentence.start <= start < sentence.end:
                return sentence
        text = self.text(doc)
        end = min([at for at in (text.find("\n", start),) if at >= 0], default=len(text))
        first = text.rfind("\n", 0, start) + 1
        return Segment(first, end, text[first:end], "und")

    def in_pivot(self, doc: str, sentence: Segment) -> str | None:
        """Give a sentence in the pivot language with canonical names, or None where the document was not translated."""
        pivot = self.settings["pivot"]
        if not (self.folder / "steps" / pivot / f"{doc}.jsonl").is_file():
            return None
        inside = [
            Step(step.start - sentence.start, step.end - sentence.start, step.before, step.after, step.reason)
            for step in self._steps(doc, pivot)
            if sentence.start <= step.start and step.end <= sentence.end
        ]
        return replay(sentence.text, inside)

    def canonical(self, doc: str, side: str) -> str | None:
        """Return the canonical text of a document, `side` being "source" or a language; None where there is none."""
        name = doc if self.documents[doc]["format"] in PLAIN_FORMATS else f"{doc}.txt"
        path = Path("canonical", side, name)
        return self._read(path) if (self.folder / path).is_file() else None

    def steps(self, doc: str, side: str) -> tuple[Step, ...]:
        """Return the changes that lead from the text of a document to its canonical text."""
        return self._steps(doc, side)

    @lru_cache(maxsize=64)  # noqa: B019
    def _steps(self, doc: str, side: str) -> tuple[Step, ...]:
        return tuple(Step(**each) for each in self._json_lines(Path("steps", side, f"{doc}.jsonl")))

    def _json_lines(self, path: Path) -> list[Any]:
        try:
            return [json.loads(line) for line in split_json_lines(self._read(path))]
        except ValueError:
            raise UsageError("is damaged", where=str(self.folder / path), remedy="run again with --restart") from None

    def _read(self, path: Path) -> str:
        try:
            with (self.folder / path).open(encoding="utf-8", newline="") as file:
                return file.read()
        except OSError as error:
            what = f"cannot be read: {error.strerror}"
            raise UsageError(what, where=str(self.folder / path), remedy=RUN_AGAIN) from None


@dataclass(frozen=True, slots=True)
class Command:
    """How a run was started on the command line."""

    where: str
    """The folder in which."""
    arguments: tuple[str, ...]
    """From "run" on, without --restart."""
    glossaries: tuple[str, ...]
    """The user's folders of glossaries, as absolute paths."""


def remembered_command(folder: Path) -> Command | None:
    """Return how the run in a folder was started; None where that is not kept, as of a run from Python."""
    try:
        found = json.loads((folder / COMMAND).read_text(encoding="utf-8"))
        return Command(str(found["where"]), tuple(map(str, found["arguments"])), tuple(map(str, found["glossaries"])))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def glossaries_of(folder: Path, given: tuple[Path, ...]) -> tuple[Path, ...]:
    """Return the user's folders of glossaries for a command about a run: those given, else those it was made with."""
    command = None if given else remembered_command(folder)
    return given or tuple(each for each in map(Path, command.glossaries if command else ()) if each.is_dir())


def run_and_words(first: str, second: str) -> tuple[Path, str]:
    """Tell the folder of a run from the words beside it, in whichever order they were typed."""
    if not (Path(first) / MARK).is_file() and (Path(second) / MARK).is_file():
        first, second = second, first
    return Path(first), second


def remember_command(folder: Path, arguments: Sequence[str], glossaries: Sequence[Path]) -> None:
    """Keep how a run was started, among its kept results: it is part of no output."""
    kept = [each for each in arguments if each != "--restart"]
    command = Command(str(Path.cwd()), tuple(kept), tuple(str(each.resolve()) for each in glossaries))
    with contextlib.suppress(OSError):
        (folder / COMMAND).write_text(json.dumps(to_plain(command), indent=1) + "\n", encoding="utf-8")


def undo(text: str, steps: tuple[Step, ...]) -> str:
    """Return the text before the steps that led to `text`; raises ValueError where they did not."""
    parts: list[str] = []
    position = shift = 0
    for step in steps:
        at = step.start + shift
        if text[at : at + len(step.after)] != step.after:
            raise ValueError(f"step at {step.start} wrote {step.after!r}, but something else stands there")
        parts += (text[position:at], step.before)
        position = at + len(step.after)
        shift += len(step.after) - (step.end - step.start)
    return "".join([*parts, text[position:]])
