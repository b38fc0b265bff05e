"""Mining renderings from two files, or from a finished run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from canonym.alignment.counterparts import Version
from canonym.alignment.sentences import Aligner
from canonym.config import Config
from canonym.embedding import Embedder, load_embedder
from canonym.errors import DocumentError, UsageError
from canonym.glossary import glossary_for
from canonym.mining.renderings import Mined, MinedRendering, Phrase, mine, renderings
from canonym.model import Document, Mention, Resolution
from canonym.records import MentionRecord
from canonym.results.finished_run import FinishedRun
from canonym.run.deciding import decide, decide_phrases
from canonym.run.preparing import Prepared, prepare, prepare_documents
from canonym.run.report_versions import version_groups, version_of
from canonym.texts import find_sources


@lru_cache(maxsize=1)
def _embedder(config: Config) -> Embedder | None:
    """Return the embedding model, loaded once."""
    return load_embedder(config)


def _aligner(config: Config) -> Aligner:
    return Aligner(_embedder(config), glossary_for(config))


def mine_files(paths: Sequence[Path], config: Config, *, everything: bool) -> Mined:
    """Tell what two versions of a report give; raises UsageError and DocumentError for what cannot be read."""
    documents = [_read(path, config) for path in paths]
    if documents[0].document.name == documents[1].document.name:
        documents[1] = _renamed(documents[1], str(paths[1]))
    versions = [[version_of(each) for each in documents]]
    return _mined(versions, decide(documents, config, versions=versions), config, everything=everything)


def renderings_of_run(run: FinishedRun, config: Config) -> list[MinedRendering]:
    """Return all places where versions in a finished run render an office that another version says surely."""
    groups, resolutions = _of_run(run, config)
    return renderings(groups, resolutions, _aligner(config), glossary_for(config), _embedder(config))


def mine_run(run: FinishedRun, config: Config, *, everything: bool) -> Mined:
    """Tell what the versions of reports give that a finished run holds; the decisions are those of the run."""
    config = replace(config, pivot=run.settings["pivot"], packs=config.packs or tuple(run.settings["packs"]))
    return _mined(*_of_run(run, config), config, everything=everything)


def resolutions_of_run(run: FinishedRun, config: Config) -> list[Resolution]:
    """Return the decisions of a run with their titles read again, where they are read as they were."""
    return _with_mentions(run, _prepared(run, config))


def _of_run(run: FinishedRun, config: Config) -> tuple[list[list[Version]], list[Resolution]]:
    prepared = _prepared(run, config)
    return version_groups(prepared, _embedder(config), glossary_for(config)), _with_mentions(run, prepared)


def _prepared(run: FinishedRun, config: Config) -> Sequence[Prepared]:
    documents = [
        Document(name, run.text(name), record["sha256"], record["format"]) for name, record in run.documents.items()
    ]
    return prepare_documents(documents, config).documents


def _with_mentions(run: FinishedRun, prepared: Sequence[Prepared]) -> list[Resolution]:
    mentions = {(each.doc, each.start): each for found in prepared for each in found.titles.mentions}
    return [
        _resolution(mention, record)
        for record in run.mentions
        if (mention := mentions.get((record["doc"], record["start"]))) is not None
    ]


def _mined(
    groups: Sequence[Sequence[Version]], resolutions: Sequence[Resolution], config: Config, *, everything: bool
) -> Mined:
    glossary, embedder = glossary_for(config), _embedder(config)
    packs = tuple(sorted({each.body.split("/")[0] for each in resolutions if each.body}))

    def read(phrases: Sequence[Phrase]) -> list[Resolution]:
        records = [{"lang": language, "text": text} for language, text in phrases]
        return list(decide_phrases(records, replace(config, force=packs, forbid=())))

    found = renderings(groups, resolutions, _aligner(config), glossary, embedder)
    return mine(found, glossary, read, everything=everything)


def _read(path: Path, config: Config) -> Prepared:
    if path.is_dir():
        raise UsageError("is a folder", where=str(path), remedy="give two reports, or one folder of a finished run")
    result = prepare(find_sources([str(path)]).sources[0], config)
    for problem in result.failures:
        raise DocumentError(problem.error, where=str(path), remedy=problem.remedy)
    if len(result.documents) != 1:
        what = f"holds {len(result.documents)} records"
        raise DocumentError(what, where=str(path), remedy="give a file that holds one report")
    return result.documents[0]


def _renamed(prepared: Prepared, name: str) -> Prepared:
    mentions = tuple(replace(mention, doc=name) for mention in prepared.titles.mentions)
    titles = replace(prepared.titles, doc=name, mentions=mentions)
    return replace(prepared, document=replace(prepared.document, name=name), titles=titles)


def _resolution(mention: Mention, record: MentionRecord) -> Resolution:
    return Resolution(
        mention,
        rank=record["rank"],
        body=record["body"],
        level=record["level"],
        canonical=record["canonical"],
        verdict=record["verdict"],
        confidence=record["confidence"],
        action=record["action"],
        country=record["country"],
    )
