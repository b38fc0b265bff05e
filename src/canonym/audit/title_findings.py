"""Findings about offices and terms in one report, from its objects of mentions.jsonl."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from canonym.audit.finding import Findings, as_sentence
from canonym.features.declared import (
    COMPLETE,
    EXTRA,
    FEATURES,
    KIND_MISREAD,
    KIND_NEAR,
    KIND_WRONG,
    MISREADING,
    MISSING,
    NAME,
    NOT_REWRITTEN,
    OMISSION,
    RANK_MAPPED,
    RANK_MISREAD,
    RANK_WRONG,
    WANDERING,
)
from canonym.features.recorded_facts import recorded_facts
from canonym.features.word_facts import Misread, MisreadKind, MisreadRank, OtherKind
from canonym.letters import plain
from canonym.records import MentionRecord

CAUSES = (MISREADING, KIND_MISREAD, RANK_MISREAD, WANDERING, RANK_MAPPED, KIND_NEAR, MISSING, EXTRA)
"""Features that say what went wrong in a rendering, the most telling first."""
OTHER_KINDS = (KIND_NEAR, KIND_WRONG, KIND_MISREAD)
"""Those that say another kind of body than is meant."""
MAIN_SHARE = 2 / 3
FEWEST_FOR_MAIN = 3
"""A report is about a country if at least so many of its offices, and so large a share, are of one pack."""
LISTED = 6
"""Names that a sentence lists; the rest is counted."""
_SWAPPED = {"council", "board"}


def check_titles(mentions: Sequence[MentionRecord], countries: Mapping[str, str], findings: Findings) -> None:
    """Add what the titles of a report give rise to; `countries` are the packs in words, by pack."""
    main = main_pack(mentions)
    for each in mentions:
        _check_mention(each, findings)
        _check_country(each, main, countries, findings)
    _check_several_names(mentions, findings)
    _check_one_name(mentions, findings)


def cause_of(mention: MentionRecord) -> str:
    """Tell what went wrong, in words, or the empty text."""
    said, meant = _kinds_of(mention)
    if {said, meant} == _SWAPPED:
        return f"Says {said}, a {meant} is meant."
    details = {item["kind"]: item["detail"] for item in reversed(mention["evidence"])}
    for feature in CAUSES:
        if feature.name in details:
            detail = details[feature.name]
            facts = recorded_facts(feature, detail)
            return as_sentence(facts.cause if isinstance(facts, Misread | MisreadKind | MisreadRank) else detail)
    return ""


def main_pack(mentions: Sequence[MentionRecord]) -> str | None:
    """Return the rewritten pack that most offices of a report are of, where they are enough to say so."""
    counts = Counter(each["body"].split("/")[0] for each in mentions if each["body"])
    rewritten = {each["body"].split("/")[0] for each in mentions if each["body"] and not _is_foreign(each)}
    if not counts:
        return None
    pack, number = counts.most_common(1)[0]
    return pack if pack in rewritten and number >= max(FEWEST_FOR_MAIN, MAIN_SHARE * counts.total()) else None


def _is_foreign(mention: MentionRecord) -> bool:
    """Tell whether the mention is one of a pack that is recognised only."""
    return any(item["kind"] == NOT_REWRITTEN.name for item in mention["evidence"])


def _check_mention(mention: MentionRecord, findings: Findings) -> None:
    code = _code_of(mention)
    if code is None:
        return
    findings.add(
        code,
        mention["start"],
        mention["end"],
        lang=mention["lang"],
        office=mention["canonical"] or mention["body"] or "",
        cause=cause_of(mention),
        confidence=f"{mention['confidence']:.0%}",
    )


def _code_of(mention: MentionRecord) -> str | None:
    """Return the code that the outcome of a mention gives rise to, if any."""
    if mention["kind"] == "term":
        return "term-mistranslated" if mention["verdict"] == "mistranslated" and mention["action"] != "leave" else None
    if mention["action"] == "review":
        return "title-unresolved"
    if mention["body"] is None:
        return "office-unknown" if mention["kind"] == "role" else None
    if mention["action"] != "accept":
        return None
    if mention["verdict"] == "variant":
        return "office-unusual"
    return _kind_of_error(mention) if mention["verdict"] == "mistranslated" else None


def _kind_of_error(mention: MentionRecord) -> str:
    found = {FEATURES.get(item["kind"]) for item in mention["evidence"]}
    if set(_kinds_of(mention)) == _SWAPPED:
        return "council-board-swapped"
    if MISREADING in found:
        return "office-mistranslated"
    if KIND_MISREAD in found:
        return "body-kind-confused"
    if found & {RANK_MISREAD, RANK_MAPPED, RANK_WRONG} and found & {NAME, COMPLETE, OMISSION}:
        return "rank-confused"
    return "office-mistranslated"


def _kinds_of(mention: MentionRecord) -> tuple[str, str]:
    """Return the kind of body that the words say and the one that is meant, where they differ; else two empty texts."""
    for item in mention["evidence"]:
        feature = FEATURES.get(item["kind"])
        facts = recorded_facts(feature, item["detail"]) if feature in OTHER_KINDS else None
        if isinstance(facts, OtherKind | MisreadKind):
            return facts.said, facts.meant
    return "", ""


def _check_country(mention: MentionRecord, main: str | None, countries: Mapping[str, str], findings: Findings) -> None:
    if main is None or not mention["body"] or mention["kind"] == "term":
        return
    pack = mention["body"].split("/")[0]
    if pack != main and _is_foreign(mention):
        findings.add(
            "office-wrong-country",
            mention["start"],
            mention["end"],
            lang=mention["lang"],
            office=mention["canonical"] or mention["body"],
            country=countries.get(pack, pack),
            main=countries.get(main, main),
        )


def _check_several_names(mentions: Sequence[MentionRecord], findings: Findings) -> None:
    offices: dict[tuple[Any, ...], list[MentionRecord]] = {}
    for each in mentions:
        if each["body"] and each["action"] != "leave" and each["kind"] != "term":
            offices.setdefault((each["kind"], each["rank"], each["body"], each["level"]), []).append(each)
    for found in offices.values():
        names = {plain(each["surface"]): each["surface"] for each in reversed(found)}
        if len(names) > 1 and any(each["verdict"] == "mistranslated" for each in found):
            _add_list("office-several-names", found[0], list(names.values())[::-1], findings)


def _check_one_name(mentions: Sequence[MentionRecord], findings: Findings) -> None:
    wordings: dict[str, list[MentionRecord]] = {}
    for each in mentions:
        if each["body"] and each["kind"] != "term":
            wordings.setdefault(plain(each["surface"]), []).append(each)
    for found in wordings.values():
        offices = {(each["rank"], each["body"]): each["canonical"] or each["body"] or "" for each in found}
        if len(offices) > 1:
            _add_list("offices-one-name", found[0], list(offices.values()), findings)


def _add_list(code: str, first: MentionRecord, names: Sequence[str], findings: Findings) -> None:
    listed = ", ".join(f"“{name[:120]}”" for name in names[:LISTED])
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    findings.add(
        code,
        first["start"],
        first["end"],
        lang=first["lang"],
        office=first["canonical"] or first["body"] or "",
        number=len(names),
        names=listed + more,
    )
