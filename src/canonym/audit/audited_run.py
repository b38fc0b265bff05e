"""A finished run's folder -> everything that the audit shows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from canonym.audit.finding import Finding, Findings, as_sentence, in_order
from canonym.audit.finding_codes import Code
from canonym.audit.name_findings import check_names
from canonym.audit.title_findings import check_titles
from canonym.audit.translation_findings import check_document, check_sentences
from canonym.errors import UsageError
from canonym.records import MentionRecord, SentenceRecord, split_json_lines
from canonym.results.finished_run import FinishedRun


@dataclass(frozen=True, slots=True)
class Audit:
    """A run and what is wrong with it."""

    run: FinishedRun
    mentions: Mapping[str, Sequence[MentionRecord]]
    """The objects of mentions.jsonl by report, every report of documents.jsonl among them."""
    sentences: Mapping[str, Sequence[SentenceRecord]]
    """The objects of translation.jsonl by report."""
    findings: Sequence[Finding]
    """The severest first, then by report and place."""
    known: int = 0
    """Findings that an earlier audit had already and that are left out."""
    known_ids: Sequence[str] = ()
    """Their ids, and those that the earlier audit itself had left out, as far as they are still there."""
    gone: int = 0
    """Findings of an earlier audit that are there no more."""


def audit(folder: Path, codes: Mapping[str, Code], countries: Mapping[str, str]) -> Audit:
    """Look through a finished run; `countries` are the packs in words. Raises UsageError where there is no such run."""
    run = FinishedRun(folder)
    mentions: dict[str, list[MentionRecord]] = {doc: [] for doc in run.documents}
    sentences: dict[str, list[SentenceRecord]] = {doc: [] for doc in run.documents}
    for each in run.mentions:
        mentions.setdefault(each["doc"], []).append(each)
    for each in _records(folder / "translation.jsonl"):
        sentences.setdefault(each["doc"], []).append(each)
    found: list[Finding] = []
    for doc, document in run.documents.items():
        text = _text(run, doc)
        findings = Findings(codes, doc, text, document["language"]["code"])
        check_titles(mentions[doc], countries, findings)
        check_names(mentions[doc], findings)
        check_document(document, text, run.settings["pivot"], findings)
        check_sentences(sentences[doc], run.settings["pivot"], findings)
        found += findings.found
    for each in _records(folder / "errors.jsonl"):
        findings = Findings(codes, each["doc"], "", "")
        findings.add("report-failed", details=each["error"], own_remedy=as_sentence(each.get("remedy") or "report it"))
        found += findings.found
    return Audit(run, mentions, sentences, in_order(found))


def _text(run: FinishedRun, doc: str) -> str:
    try:
        return run.text(doc)
    except ValueError:
        where = str(run.folder / "canonical/source" / doc)
        raise UsageError("was changed after the run", where=where, remedy="run `canonym run` again") from None


def _records(path: Path) -> Iterator[Any]:
    """Yield the objects of a file of JSON lines; none where there is no such file."""
    if not path.is_file():
        return
    try:
        for line in split_json_lines(path.read_text(encoding="utf-8")):
            yield json.loads(line)
    except (OSError, ValueError):
        raise UsageError("is damaged", where=str(path), remedy="run `canonym run` again with --restart") from None
