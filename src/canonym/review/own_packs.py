"""What is decided on the review page, as names and concepts of the user's own packs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from canonym.judgements import Judgement, Judgements, Office
from canonym.model import Verdict
from canonym.resources import glossaries_folder
from canonym.termbase.drafts import concept_id
from canonym.termbase.entries import TermRow


def packs_of_user(glossaries: Sequence[Path]) -> dict[str, Path]:
    """Id -> folder of the packs in the user's glossary folders, which may be packs themselves; never a shipped one."""
    shipped = glossaries_folder().resolve()
    found: dict[str, Path] = {}
    for folder in glossaries:
        for path in (folder / "pack.yaml", *sorted(folder.glob("*/pack.yaml"))):
            if path.is_file() and not path.resolve().is_relative_to(shipped):
                found[path.parent.name] = path.parent
    return found


def rows_of_new_concept(
    name: str, pivot: str, renderings: Iterable[tuple[str, str, str | None]], *, rank: str | None
) -> list[TermRow]:
    """A concept of this name in the pivot language, and its renderings: (text, language, place in it).

    `rank` is what the renderings say, where they are titles and the name is that of the body.
    """
    concept = concept_id(name)
    rows = [TermRow(concept, pivot, name, "preferred", where="the review")]
    for text, language, place in renderings:
        if (language, text.casefold()) != (pivot, name.casefold()):
            rows.append(TermRow(concept, language, _everywhere(text, place), rank=rank, where="the review"))
    return rows


def row_of_name(
    office: Office, text: str, language: str, place: str | None, verdict: Verdict | None, why: str = ""
) -> TermRow:
    """A further name of a known office: a wrong one where it is judged a mistranslation."""
    status = "error" if verdict == "mistranslated" else "admitted"
    return TermRow(
        office.body, language, _everywhere(text, place), status, rank=office.rank, level=office.level,
        note=why or None, where="the review",
    )  # fmt: skip


def rows_of_judgements(judgements: Judgements, pivot: str, pack: str) -> list[TermRow]:
    """Everything that people decided everywhere and that a pack of this id can take.

    New offices with their renderings, and further names of its own offices; those of other packs are for a patch.
    """
    rows: list[TermRow] = []
    proposed: dict[str, list[Judgement]] = {}
    for each in judgements.standing:
        if each.subject.doc is not None:
            continue
        if each.what == "new-concept":
            proposed.setdefault(each.name, []).append(each)
        elif each.office is not None and each.office.body.split("/")[0] == pack:
            text, language = each.subject.rendering, each.subject.lang
            rows.append(row_of_name(each.office, text, language, None, each.verdict, each.why))
    for name, found in proposed.items():
        ranks = {each.thought.rank for each in found if each.thought}
        renderings = [(each.subject.rendering, each.subject.lang, None) for each in found]
        rows += rows_of_new_concept(name, pivot, renderings, rank=ranks.pop() if len(ranks) == 1 else None)
    return rows


def _everywhere(text: str, place: str | None) -> str:
    """A wording with {place} for a place that it names, so that it is a name everywhere."""
    plain = " ".join(text.split())
    return plain.replace(place, "{place}", 1) if place and place in plain else plain
