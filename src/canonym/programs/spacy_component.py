"""A component for spaCy pipelines: `nlp.add_pipe("canonym")` after `pip install canonym[spacy]`.

Every accepted or doubtful title becomes an entity with the label OFFICE, BODY or TERM. Its `kb_id_` is the concept of
the pack ("vn/peoples-committee"), its `ent_id_` the office in it ("vn/peoples-committee:chair@provincial"), and
`span._.canonym` all that canonym found. `doc._.canonym` is the text with canonical names.

spaCy finds the component by the entry point `spacy_factories`; nothing of spaCy is imported before.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from canonym.api import CanonicalReport, Pipeline
from canonym.config import Config, load_config
from canonym.glossary import language_known
from canonym.model import Document, Resolution

LABELS = {"role": "OFFICE", "body": "BODY", "term": "TERM"}
SPANS = "canonym"
"""Key of `doc.spans` under which all titles stand, those that overlap other entities too."""
Wanted = Literal["accept", "review"]


class CanonymComponent:
    """Finds titles in documents and decides which office each denotes; documents of one batch are decided together."""

    def __init__(self, pipeline: Pipeline, least: Wanted = "review") -> None:
        """`least` is the action from which a title becomes an entity."""
        self._pipeline = pipeline
        self._actions = ("accept", "review") if least == "review" else ("accept",)
        for kind in (Span, Doc):
            if not kind.has_extension("canonym"):
                kind.set_extension("canonym", default=None)

    def __call__(self, doc: Doc) -> Doc:
        """Add the titles of one document."""
        return next(iter(self._together([doc])))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int) -> Iterator[Doc]:
        """Add the titles of many documents, batch by batch: what one says about an office helps with the others."""
        waiting = iter(stream)
        while batch := list(itertools.islice(waiting, batch_size)):
            yield from self._together(batch)

    def _together(self, docs: Sequence[Doc]) -> Sequence[Doc]:
        names = [f"doc-{number:09}" for number in range(len(docs))]
        texts = [Document(name, doc.text, "", "txt") for name, doc in zip(names, docs, strict=True)]
        reports = {report.name: report for report in self._pipeline.run(texts)}
        for name, doc in zip(names, docs, strict=True):
            if name in reports:
                self._add(doc, reports[name])
        return docs

    def _add(self, doc: Doc, report: CanonicalReport) -> None:
        found = [span for each in report.mentions if each.action in self._actions and (span := _span(doc, each))]
        doc._.canonym = report.canonical
        doc.spans[SPANS] = found
        doc.ents = filter_spans([*_whole(found), *doc.ents])


def _whole(spans: Iterable[Span]) -> list[Span]:
    """Spans that share no token, the first of each: a body inside a title is in `doc.spans` alone."""
    return filter_spans(list(spans))


def _span(doc: Doc, found: Resolution) -> Span | None:
    """A title as a span of whole tokens; None where it has none."""
    mention = found.mention
    concept = found.body or ""
    office = concept + (f":{found.rank}" if concept and found.rank else "")
    span = doc.char_span(
        mention.start,
        mention.end,
        label=LABELS[mention.kind],
        kb_id=concept,
        span_id=office + (f"@{found.level}" if concept and found.level else ""),
        alignment_mode="expand",
    )
    if span is None:
        return None
    span._.canonym = {
        "start": mention.start,
        "end": mention.end,
        "surface": mention.surface,
        "rank": found.rank,
        "body": found.body,
        "level": found.level,
        "place": mention.parsed.place,
        "tenure": mention.parsed.tenure,
        "person": mention.person,
        "canonical": found.canonical,
        "verdict": found.verdict,
        "confidence": found.confidence,
        "action": found.action,
        "evidence": [{"kind": each.kind, "detail": each.detail, "weight": each.weight} for each in found.evidence],
    }
    return span


@Language.factory(
    "canonym",
    assigns=["doc.ents", "doc.spans", "doc._.canonym", "span._.canonym"],
    default_config={"least": "review", "settings": {}},
)
def make_canonym(nlp: Language, name: str, least: Wanted, settings: dict[str, Any]) -> CanonymComponent:
    """Make the component; `settings` are those of `canonym.Config` by name, such as `{"packs": ["vn"]}`.

    Texts are taken to be in the language of the pipeline; where that is "xx" (several languages) or one that canonym
    does not read, it is told from each text.
    """
    own = {key: tuple(value) if isinstance(value, list) else value for key, value in settings.items()}
    code = nlp.lang or ""
    language = {"lang": code} if language_known(code, Config()) is not None else {}
    options: dict[str, Any] = {"translate": False, **language, **own}
    return CanonymComponent(Pipeline(load_config(**options)), least)
