"""The Python interface: the same chain as `canonym run` and `canonym resolve`, without files.

With more than one worker, processes are spawned: a script needs `if __name__ == "__main__":` around its calls then.
"""

from __future__ import annotations

import hashlib
import itertools
import warnings
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from canonym.config import Config, check_config, load_config
from canonym.errors import UsageError
from canonym.judgements import Judgements
from canonym.model import Document, Language, Resolution, Step
from canonym.records import MentionRecord
from canonym.run.deciding import decide_phrases, judgements_for
from canonym.run.outputs import mention_record
from canonym.run.passes import by_document, check_pivot, open_passes
from canonym.run.phrase_answers import check_record
from canonym.run.preparing import Failure, Prepared
from canonym.run.title_tables import titles_html, titles_table
from canonym.run.writing import WrittenDocument
from canonym.texts import find_sources

if TYPE_CHECKING:
    import pyarrow


@dataclass(frozen=True, slots=True)
class CanonicalReport:
    """One report after canonicalisation."""

    name: str
    text: str
    """As it was read; the offsets of mentions and steps count in it (code points)."""
    language: Language
    mentions: tuple[Resolution, ...]
    canonical: str
    """The report in its own language with canonical names."""
    steps: tuple[Step, ...]
    """What turns `text` into `canonical`: see `canonym.replay`."""
    pivot: str | None
    """The report in the pivot language with canonical names, or None where it could not be translated."""
    pivot_steps: tuple[Step, ...]
    translation: dict[str, Any]
    """How it was translated, or {"reason", "remedy"}."""


@dataclass(frozen=True, slots=True)
class Result:
    """The reports of a run, to be looped over, and what could not be processed."""

    reports: tuple[CanonicalReport, ...]
    failures: tuple[Failure, ...]

    def __iter__(self) -> Iterator[CanonicalReport]:
        """Return the reports in the order of their names."""
        return iter(self.reports)

    def __len__(self) -> int:
        """Count the reports."""
        return len(self.reports)

    def __getitem__(self, which: int | str) -> CanonicalReport:
        """Return a report by its place or its name; raises IndexError or KeyError where there is none."""
        if isinstance(which, int):
            return self.reports[which]
        return {each.name: each for each in self.reports}[which]

    def records(self) -> list[MentionRecord]:
        """Return every title as `canonym run` would write it into mentions.jsonl."""
        return [mention_record(each) for report in self.reports for each in report.mentions]

    def to_arrow(self) -> pyarrow.Table:
        """Return the titles as a table of pyarrow, a row each, without evidence; `.to_pandas()` makes a data frame."""
        return titles_table(self.records())

    def _repr_html_(self) -> str:
        """Return the titles as a notebook shows them."""
        return titles_html(self.records())


class Pipeline:
    """The whole chain with one configuration; `Pipeline(pivot="es", workers=0)`."""

    def __init__(self, config: Config | None = None, **options: Any) -> None:
        """Take a configuration, or single settings by the names of `Config`; raises UsageError for a wrong one."""
        if config is not None and options:
            raise UsageError("config and single settings given", where="Pipeline", remedy="give one of the two")
        self.config = config if config is not None else load_config(**options)
        check_config(self.config)

    def run(self, reports: str | Path | Document | Mapping[str, str] | Iterable[str | Path | Document]) -> Result:
        """Canonicalise reports together: what one says about an office helps with the others.

        A string is a text, a Path a file or folder, a mapping gives texts by name. Texts without a name are called
        "text-1", "text-2", ... A string that is the path of a file or folder is refused: say
        Path(...). Nothing but the translation memory is written to disk. Raises UsageError where two reports have one
        name.
        """
        judgements = _judgements(self.config)
        documents, paths = _sorted_out(reports)
        with open_passes(self.config, judgements) as passes:
            sources = find_sources([str(path) for path in paths]).sources if paths else []
            results = list(passes.read([*documents, *sources]))
            failures = [failure for result in results for failure in result.failures]
            prepared = sorted((each for result in results for each in result.documents), key=_name)
            _check_names(prepared)
            decided = by_document(prepared, passes.decide(prepared))
            finished = [each for window in passes.write(decided, len(prepared)) for each in window.documents]
        failures += [each for each in finished if isinstance(each, Failure)]
        return Result(tuple(_report(each) for each in finished if isinstance(each, WrittenDocument)), tuple(failures))


def resolve(
    text: str, *, lang: str | None = None, context: str | None = None, person: str | None = None, **options: Any
) -> Resolution:
    """Tell which office a phrase denotes; `options` are settings by the names of `Config`.

    Without `lang` the language is told from the phrase. A phrase that is no office of any active pack comes back with
    body None and action "leave". Raises UsageError for an empty text or a wrong language code.
    """
    config = load_config(**options)
    check_pivot(config)
    try:
        record = check_record({"text": text, "lang": lang, "context": context, "person": person})
    except ValueError as error:
        raise UsageError(f"the phrase {error}", where="resolve", remedy="correct it") from None
    return next(decide_phrases([record], config, _judgements(config)))


def _sorted_out(
    reports: str | Path | Document | Mapping[str, str] | Iterable[str | Path | Document],
) -> tuple[list[Document], list[Path]]:
    """Tell texts, which become documents, from paths."""
    if isinstance(reports, Mapping):
        return [_document(name, text) for name, text in reports.items()], []
    if isinstance(reports, str | Path | Document):
        reports = [reports]
    documents: list[Document] = []
    paths: list[Path] = []
    for number, report in enumerate(reports, 1):
        if isinstance(report, Path):
            paths.append(report)
        elif isinstance(report, str) and _is_path(report):
            raise UsageError(
                f"{report!r} is a path given as a text", where="Pipeline.run", remedy=f"say Path({report!r})"
            )
        else:
            documents.append(report if isinstance(report, Document) else _document(f"text-{number}", report))
    return documents, paths


def _is_path(text: str) -> bool:
    """Tell whether a text is the path of something that is there; a report of one such line is unlikely."""
    try:
        return "\n" not in text and 0 < len(text) < 500 and Path(text).exists()
    except (OSError, ValueError):
        return False


def _judgements(config: Config) -> Judgements:
    """Tell what people decided; what cannot be followed is a warning."""
    judgements, problems = judgements_for(config, config.judgements)
    for problem in problems:
        warnings.warn(problem, stacklevel=3)
    return judgements


def _document(name: str, text: str) -> Document:
    return Document(name, text, hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), "txt")


def _name(prepared: Prepared) -> str:
    return prepared.document.name


def _check_names(prepared: list[Prepared]) -> None:
    names = [_name(each) for each in prepared]
    for name, following in itertools.pairwise(names):
        if name == following:
            raise UsageError(f"two reports have the name {name!r}", where="Pipeline.run", remedy="rename one")


def _report(finished: WrittenDocument) -> CanonicalReport:
    prepared, pivot = finished.prepared, finished.pivot
    return CanonicalReport(
        name=prepared.document.name,
        text=prepared.document.text,
        language=prepared.language,
        mentions=finished.resolutions,
        canonical=finished.source.text,
        steps=finished.source.steps,
        pivot=None if pivot is None else pivot.text,
        pivot_steps=() if pivot is None else pivot.steps,
        translation=finished.translation,
    )
