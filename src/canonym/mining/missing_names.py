"""What a finished run shows to be missing in the packs, as rows of a table that is filled in and imported.

Three kinds of rows: offices that no pack knows, by cluster; wordings of known offices that no pack lists; and wrong
wordings among these, with the cause that an error model gives.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from canonym.config import Config
from canonym.features.declared import KIND_MISREAD, MISREADING, RANK_MISREAD
from canonym.glossary import Glossary, glossary_for
from canonym.judgements.record import fold
from canonym.letters import plain
from canonym.mining.from_reports import resolutions_of_run
from canonym.mining.renderings import MinedRendering, Phrase, is_short, mine
from canonym.model import Resolution
from canonym.records import ClusterRecord, MentionRecord, split_json_lines
from canonym.results.finished_run import FinishedRun
from canonym.run.deciding import decide_phrases

COLUMNS = (
    "concept", "language", "name", "status", "kind", "rank", "level", "country", "within", "note",
    "what", "likely", "cause", "count", "documents", "example", "persons",
)  # fmt: skip
"""Those of a table for `glossary import`, then what the run says."""
UNDECIDED = "proposed"
"""Status of a row that nobody has decided; the import leaves it out."""
EXAMPLES = 2
PERSONS = 5
_LONGEST = 300
"""Letters of an example sentence."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A row: a name and what a run says about it."""

    concept: str
    """Id of a concept with its pack; one without a pack is new."""
    language: str
    name: str
    rank: str | None
    level: str | None
    country: str | None
    what: str
    """"unknown office", "unknown body", "new name" or "error"."""
    likely: str
    """The status that is likely right: preferred, admitted or error."""
    cause: str
    count: int
    documents: int
    example: str
    persons: tuple[str, ...] = ()

    def cells(self) -> dict[str, str]:
        """The row by column."""
        values = {
            "concept": self.concept,
            "language": self.language,
            "name": self.name,
            "status": UNDECIDED,
            "kind": "office" if self.what == "unknown office" else "",
            "rank": self.rank or "",
            "level": self.level or "",
            "country": self.country or "",
            "what": self.what,
            "likely": self.likely,
            "cause": self.cause,
            "count": str(self.count),
            "documents": str(self.documents),
            "example": self.example,
            "persons": "; ".join(self.persons),
        }
        return {column: values.get(column, "") for column in COLUMNS}


def suggestions(run: FinishedRun, config: Config) -> list[Suggestion]:
    """Return what is missing: unknown offices, then errors, then new names, the most frequent of each first."""
    config = replace(config, pivot=run.settings["pivot"], packs=config.packs or tuple(run.settings["packs"]))
    unknown = list(_unknown(run, config.pivot))
    known = sorted(
        _new_names(run, config), key=lambda each: (each.what != "error", -each.count, each.concept, each.name)
    )
    return [*unknown, *known]


# unknown offices


def _unknown(run: FinishedRun, pivot: str) -> Iterator[Suggestion]:
    places: dict[str, list[MentionRecord]] = {}
    for mention in run.mentions:
        if mention["cluster"]:
            places.setdefault(mention["cluster"], []).append(mention)
    taken: set[str] = set()
    for cluster in read_clusters(run):
        mentions = places.get(cluster["cluster"], [])
        concept = _id_for(cluster, taken)
        what = "unknown office" if cluster["kind"] == "role" else "unknown body"
        row = Suggestion(
            concept=concept,
            language=pivot,
            name=cluster["proposed"],
            rank=cluster["rank"],
            level=cluster["level"],
            country=cluster["country"],
            what=what,
            likely="preferred",
            cause="",
            count=cluster["mentions"],
            documents=cluster["documents"],
            example=_examples(run, mentions),
            persons=tuple(cluster["persons"][:PERSONS]),
        )
        yield row
        seen = {(pivot, fold(cluster["proposed"]))}
        for rendering in cluster["renderings"]:
            key = (rendering["lang"], fold(rendering["surface"]))
            own = [each for each in mentions if (each["lang"], fold(each["surface"])) == key]
            if key not in seen:
                seen.add(key)
                name = _with_place(rendering["surface"], own)
                documents = len({each["doc"] for each in own})
                yield replace(
                    row, language=rendering["lang"], name=name, likely="admitted", count=rendering["count"],
                    documents=documents, example=_examples(run, own), persons=(), rank=_rank(own) or row.rank,
                )  # fmt: skip


def read_clusters(run: FinishedRun) -> list[ClusterRecord]:
    """Return the clusters of unknown offices of a run; none of a run that wrote no such file."""
    path = run.folder / "clusters.jsonl"
    if not path.is_file():
        return []
    return [json.loads(line) for line in split_json_lines(path.read_text(encoding="utf-8"))]


def _id_for(cluster: ClusterRecord, taken: set[str]) -> str:
    """The cluster's id in letters, digits and hyphens, no other concept's."""
    first = re.sub(r"[^a-z0-9]+", "-", plain(cluster["cluster"])).strip("-") or "office"
    number, found = 1, first
    while found in taken:
        number += 1
        found = f"{first}-{number}"
    taken.add(found)
    return found


def _rank(mentions: Iterable[MentionRecord]) -> str | None:
    """The rank that a wording says, where it is that of an office."""
    return next((each["rank"] for each in mentions if each["kind"] == "role" and each["rank"]), None)


def _with_place(surface: str, mentions: Sequence[MentionRecord]) -> str:
    """A wording with {place} where it names one, so that it is a name everywhere."""
    text = " ".join(surface.split())
    place = next((each["place"] for each in mentions if each["place"] and each["place"] in text), None)
    return text.replace(place, "{place}", 1) if place else text


# known offices


def _new_names(run: FinishedRun, config: Config) -> Iterator[Suggestion]:
    glossary = glossary_for(config)
    resolutions = resolutions_of_run(run, config)
    records = {(each["doc"], each["start"]): each for each in run.mentions}
    found = [rendering for each in resolutions if (rendering := _rendering(run, each, glossary)) is not None]
    packs = tuple(sorted({each.concept.split("/")[0] for each in found}))

    def read(phrases: Sequence[Phrase]) -> list[Resolution]:
        asked = [{"lang": language, "text": text} for language, text in phrases]
        return list(decide_phrases(asked, replace(config, force=packs, forbid=())))

    places: dict[tuple[str, str, str, str], list[MentionRecord]] = {}
    for rendering in found:
        key = (rendering.concept, rendering.language, rendering.rank or "", fold(rendering.text))
        places.setdefault(key, []).append(records[rendering.doc, rendering.start])
    for entry in mine(found, glossary, read).entries:
        own = places[entry.concept, entry.language, entry.rank or "", fold(entry.name)]
        is_wrong = entry.verdict == "mistranslated"
        yield Suggestion(
            concept=entry.concept,
            language=entry.language,
            name=entry.name,
            rank=entry.rank,
            level=entry.level,
            country=None,
            what="error" if is_wrong else "new name",
            likely="error" if is_wrong else "admitted",
            cause=_cause(own) if is_wrong else "",
            count=entry.count,
            documents=len({each["doc"] for each in own}),
            example=_examples(run, own),
            persons=_persons(own),
        )


def _rendering(run: FinishedRun, found: Resolution, glossary: Glossary) -> MinedRendering | None:
    """A decided title as a rendering of its office; None for what is left, listed already, or of no pack."""
    mention = found.mention
    if found.body is None or found.action == "leave" or mention.kind == "term" or found.verdict in (None, "correct"):
        return None
    return MinedRendering(
        doc=mention.doc,
        start=mention.start,
        text=mention.surface,
        language=mention.lang,
        concept=found.body,
        rank=found.rank,
        level=found.level if mention.parsed.level else None,
        verdict=found.verdict,
        sentence=run.sentence_at(mention.doc, mention.start).text,
        counterpart="",
        has_place=mention.parsed.place is not None,
        is_short=is_short(mention, glossary),
        located=False,
    )


def _cause(mentions: Iterable[MentionRecord]) -> str:
    """What error models say of a wording, the most frequent explanation first."""
    kinds = {MISREADING.name, KIND_MISREAD.name, RANK_MISREAD.name}
    counts: dict[str, int] = {}
    for mention in mentions:
        for each in mention["evidence"]:
            if each["kind"] in kinds:
                counts[each["detail"]] = counts.get(each["detail"], 0) + 1
    return "; ".join(sorted(counts, key=lambda detail: (-counts[detail], detail))[:2])


def _persons(mentions: Iterable[MentionRecord]) -> tuple[str, ...]:
    counts: dict[str, int] = {}
    for mention in mentions:
        if mention["person"]:
            counts[mention["person"]] = counts.get(mention["person"], 0) + 1
    return tuple(sorted(counts, key=lambda person: (-counts[person], person))[:PERSONS])


def _examples(run: FinishedRun, mentions: Sequence[MentionRecord]) -> str:
    """Sentences of different reports with their places."""
    first: Mapping[str, MentionRecord] = {each["doc"]: each for each in reversed(mentions)}
    chosen = sorted(first.values(), key=lambda each: (each["doc"], each["start"]))[:EXAMPLES]
    return " | ".join(f"{_sentence(run, each)} ({each['doc']}:{each['start']})" for each in chosen)


def _sentence(run: FinishedRun, mention: MentionRecord) -> str:
    sentence = run.sentence_at(mention["doc"], mention["start"])
    text = " ".join(sentence.text.split())
    if len(text) <= _LONGEST:
        return text
    at = max(0, mention["start"] - sentence.start - _LONGEST // 3)
    return f"… {text[at : at + _LONGEST]} …"
