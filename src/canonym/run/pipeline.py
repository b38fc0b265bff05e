"""A run into a folder: the passes of passes.py, with what is kept between two runs and what is written where."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from canonym.config import Config
from canonym.errors import DocumentError, UsageError
from canonym.judgements import JUDGEMENTS_FILE, Judgements
from canonym.model import Resolution
from canonym.reconciliation.cluster_records import cluster_records
from canonym.records import from_plain, json_lines, to_plain
from canonym.run.cache import CachedDocument, RunCache
from canonym.run.deciding import judgements_for
from canonym.run.executors import one_behind, worker_count
from canonym.run.identity import Identity, settings_of
from canonym.run.output_folder import MARK, WORK, Store, digest
from canonym.run.outputs import failure_record, mention_record, parquet, roles_csv, text_name
from canonym.run.passes import Passes, by_document, check_pivot, open_passes
from canonym.run.preparing import Failure, Prepared, failure
from canonym.run.summary import Summary, summarise
from canonym.run.translating import Decided
from canonym.run.writing import WrittenDocument, WrittenWindow
from canonym.texts import Source, find_sources, identification
from canonym.version import __version__

TABLES = (
    "mentions.jsonl", "documents.jsonl", "translation.jsonl", "roles.csv", "clusters.jsonl", "mentions.parquet",
    "errors.jsonl",
)  # fmt: skip
MEMORY = "memory.sqlite"
"""The translation memory of a run that keeps its own, in the folder of what a later run can use again."""
RESERVED = ("canonical", "steps", "text", "audit", WORK, MARK, JUDGEMENTS_FILE, "report-clusters.jsonl", *TABLES)
"""What belongs to a run at the top of its folder: never taken as input, should the folder lie within the input."""

Progress = Callable[[str, int, int], None]
"""Called with the name of a step, the items done and their number."""


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did; `failures` and `skipped` name everything that has no output."""

    summary: Summary
    failures: tuple[Failure, ...]
    skipped: tuple[tuple[str, str], ...]
    unchanged: bool = False
    """True where an earlier run had done all of it."""
    asked: int = 0
    """Distinct sentences that this run needed in the pivot language."""
    translated: int = 0
    """Those of them that an engine translated; the others were in the translation memory."""
    removed: int = 0
    """Documents of an earlier run that are no longer among the input, whose files were removed."""
    judgements: int = 0
    """Decisions of people that were followed wherever their renderings occur."""
    warnings: tuple[str, ...] = ()
    """Judgements that could not be followed, and the like: a line each."""


def run_folder(
    inputs: Sequence[str], out: Path, config: Config, *, restart: bool = False, progress: Progress | None = None
) -> RunReport:
    """Process files and folders into the folder `out`; what an earlier or interrupted run finished is not done again.

    Raises UsageError (inputs, configuration), GlossaryError, and StoreError (folder of another configuration, disk
    full). Documents that fail are in the report and in errors.jsonl.
    """
    found = find_sources(inputs)
    sources, skipped = _without_own_outputs(found.sources, list(found.skipped), out)
    if not (out / MARK).is_file():
        if worker_count(config.workers) == 1:
            identification.load_ahead()
        check_pivot(config)  # before anything is written; a finished run has passed this check
    store = Store(out)
    if config.memory == "run":
        config = replace(config, memory=str(store.folder / WORK / MEMORY))
    with store.locked():
        store.claim(settings_of(config), restart=restart)
        judgements, warnings = judgements_for(config, judgement_files(config, out))
        report = _Run(store, config, judgements, progress or _silent).run(sources, tuple(skipped))
        return replace(report, judgements=len(judgements.standing), warnings=warnings)


def judgement_files(config: Config, out: Path) -> tuple[Path, ...]:
    """Give the files of judgements that a run into `out` follows: those of the configuration, else the folder's own."""
    own = out / JUDGEMENTS_FILE
    return config.judgements or ((own,) if own.is_file() else ())


Names = Mapping[tuple[str, str], None]
"""The documents that go on, in order: key of the source and name of the document."""


@dataclass
class _Run:
    """One run into one folder."""

    store: Store
    config: Config
    judgements: Judgements
    progress: Progress
    failures: list[Failure] = field(default_factory=list)
    asked: int = 0
    translated: int = 0

    def __post_init__(self) -> None:
        self.identity = Identity.of(self.config)
        self.kept = RunCache(self.store, self.config, self.identity)

    def run(self, sources: Sequence[Source], skipped: tuple[tuple[str, str], ...]) -> RunReport:
        """Do all passes, or none where an earlier run has done them."""
        keys = [self.kept.source_key(source) for source in sources]
        judged = self.judgements.fingerprint()
        state = digest(keys, self.identity.models, self.config.parquet, judged)
        if all(source.path for source in sources) and (mark := self._completed(state)):
            return RunReport(from_plain(Summary, mark["summary"]), (), skipped, unchanged=True)
        with open_passes(self.config, self.judgements) as passes:
            earlier = self.store.recorded_outputs()
            self.store.remove([MARK])
            self._read(sources, keys, passes)
            names = self._names(keys)
            resolutions = self._decide(names, digest(keys, judged), passes)
            finished = self._write(names, resolutions, passes)
        failed = {failure.doc for failure in self.failures}
        resolutions = [each for each in resolutions if each.mention.doc not in failed]
        records = [finished[name].record for name in sorted(finished)]
        outputs = {path: sha for kept in finished.values() for path, sha in kept.outputs.items()}
        tables = self._tables(resolutions)
        tables["documents.jsonl"] = json_lines(records)
        sentences = (record for name in sorted(finished) for record in self.kept.sentences(finished[name].key))
        if lines := json_lines(sentences):
            tables["translation.jsonl"] = lines
        outputs |= {path: self.store.write(path, content) for path, content in tables.items()}
        stale = sorted((earlier | set(TABLES)) - set(outputs))
        self.store.remove(stale)
        self.kept.prune(keys, [kept.key for kept in finished.values()])
        removed = sum(path.startswith("canonical/source/") for path in stale)
        summary = summarise(records, resolutions, len(self.failures))
        report = RunReport(
            summary, tuple(self.failures), skipped, asked=self.asked, translated=self.translated, removed=removed
        )
        self._complete(report, state, outputs)
        return report

    def _completed(self, state: str) -> Any:
        """Return the completion mark of an earlier run over the same input without failures, its outputs untouched."""
        mark = self.store.read_json(MARK)
        if mark and mark["state"] == state and not mark["failed"] and self.store.intact(mark["outputs"]):
            return mark
        return None

    def _read(self, sources: Sequence[Source], keys: Sequence[str], passes: Passes) -> None:
        """First pass over the sources that no earlier run has read."""
        missing = [
            (source, key)
            for source, key in zip(sources, keys, strict=True)
            if source.path is None or not self.kept.is_prepared(key)
        ]
        done = len(sources) - len(missing)
        self.progress("reading", done, len(sources))
        results = passes.read(source for source, _ in missing)
        for (_, key), result in zip(missing, results, strict=True):
            self.kept.keep_prepared(key, result)
            done += 1
            self.progress("reading", done, len(sources))

    def _names(self, keys: Sequence[str]) -> Names:
        """Name the documents that go on; two whose outputs would have one name are one too many."""
        names: dict[tuple[str, str], None] = {}
        owners: dict[str, str] = {}
        for key in keys:
            self.failures += self.kept.failures(key)
            for prepared in self.kept.documents(key):
                document = prepared.document
                if text_name(document) not in owners:
                    owners[text_name(document)] = document.name
                    names[key, document.name] = None
                else:
                    what = f"its outputs would have the same names as those of {owners[text_name(document)]!r}"
                    problem = DocumentError(what, remedy="rename one of the two")
                    self.failures.append(failure(document.name, problem))
        return names

    def _decide(self, names: Names, key: str, passes: Passes) -> list[Resolution]:
        """Second pass, unless it is known what was decided over exactly these sources and judgements."""
        self.progress("resolving", 0, len(names))
        resolutions = self.kept.resolutions(key)
        if resolutions is None:
            resolutions = passes.decide(self._documents(names))
            self.kept.keep_resolutions(key, resolutions)
        self.progress("resolving", len(names), len(names))
        return resolutions

    def _documents(self, names: Names) -> Iterator[Prepared]:
        """Yield the documents that go on, read again from what is kept."""
        for key in dict.fromkeys(key for key, _ in names):
            yield from (each for each in self.kept.documents(key) if (key, each.document.name) in names)

    def _write(self, names: Names, resolutions: Sequence[Resolution], passes: Passes) -> dict[str, CachedDocument]:
        """Last pass over the documents whose outputs are not there yet; gives what is known of all, by name."""
        finished: dict[str, CachedDocument] = {}
        waiting: dict[str, str] = {}

        def pending() -> Iterator[Decided]:
            for prepared, found in by_document(self._documents(names), resolutions):
                name, key = prepared.document.name, self.kept.document_key(prepared, found)
                if kept := self.kept.document(key):
                    finished[name] = kept
                else:
                    waiting[name] = key
                    yield prepared, found

        failed = 0
        self.progress("writing", 0, len(names))
        # While one window is written, the engine already works on the next one.
        for outcomes in one_behind(functools.partial(self._keep, waiting), passes.write(pending(), len(names))):
            for outcome in outcomes:
                if isinstance(outcome, Failure):
                    self.failures.append(outcome)
                    failed += 1
                else:
                    finished[outcome.name] = outcome
            self.progress("writing", len(finished) + failed, len(names))
        self.progress("writing", len(names), len(names))
        return finished

    def _keep(self, keys: Mapping[str, str], window: WrittenWindow) -> list[CachedDocument | Failure]:
        """Write the files of a window's documents; `keys` has the key of each by its name."""
        self.asked += window.asked
        self.translated += window.translated
        return [
            self.kept.keep_document(keys[result.prepared.document.name], result)
            if isinstance(result, WrittenDocument)
            else result
            for result in window.documents
        ]

    def _tables(self, resolutions: Sequence[Resolution]) -> dict[str, str | bytes]:
        """Return the files over all documents, but for documents.jsonl."""
        self.failures.sort(key=lambda each: (each.doc, each.error))
        tables: dict[str, str | bytes] = {
            "mentions.jsonl": json_lines(map(mention_record, resolutions)),
            "roles.csv": roles_csv(resolutions),
        }
        if clusters := json_lines(cluster_records(resolutions)):
            tables["clusters.jsonl"] = clusters
        if self.config.parquet:
            tables["mentions.parquet"] = parquet(resolutions)
        if self.failures:
            tables["errors.jsonl"] = json_lines(map(failure_record, self.failures))
        return tables

    def _complete(self, report: RunReport, state: str, outputs: dict[str, str]) -> None:
        """Write the completion mark, last of all."""
        mark = {
            "canonym": __version__,
            "settings": settings_of(self.config),
            "state": state,
            "failed": len(report.failures),
            "skipped": report.skipped,
            "summary": to_plain(report.summary),
            "outputs": dict(sorted(outputs.items())),
        }
        self.store.write(MARK, json.dumps(mark, ensure_ascii=False, indent=2) + "\n")


def _without_own_outputs(
    sources: Sequence[Source], skipped: list[tuple[str, str]], out: Path
) -> tuple[list[Source], list[tuple[str, str]]]:
    """Leave out what a run wrote itself, where the output folder lies within an input folder."""
    kept: list[Source] = []
    root = out.resolve()
    for source in sources:
        place = source.path.resolve() if source.path else None
        if place is not None and place.is_relative_to(root) and place.relative_to(root).parts[0] in RESERVED:
            skipped.append((str(source.path), "belongs to the output folder"))
        else:
            kept.append(source)
    if not kept:
        raise UsageError("no report outside the output folder", where=str(out), remedy="choose another --out")
    return kept, skipped


def _silent(step: str, done: int, total: int) -> None:
    """No progress is shown."""
