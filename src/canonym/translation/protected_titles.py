"""What of a document is protected from the engine: accepted titles, and the words of the user's list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from canonym.glossary.language_data import LanguageData
from canonym.model import Document, Resolution, Segment
from canonym.rewriting import Replacement, with_markup
from canonym.texts.identifiers import identifiers
from canonym.translation.language_rules import language_rules
from canonym.translation.protection import ProtectedText


@dataclass(frozen=True, slots=True)
class Garbled:
    """A name in the report that looks like a misspelt one."""

    start: int
    detail: str
    """What stands there and what may be meant."""


@dataclass(frozen=True, slots=True)
class Task:
    """A document that is to be translated."""

    document: Document
    segments: Sequence[Segment]
    resolutions: Sequence[Resolution]
    names: Sequence[str] = ()
    """Further names that must come through unchanged; persons and places of the mentions do so anyway."""
    keep: Sequence[str] = ()
    """The user's list of words that the engine must not see at all, wherever they stand."""
    garbled: Sequence[Garbled] = ()
    """Names to report; they are not changed."""
    language: LanguageData | None = None
    """What is known about the document's language; words of its titles are no proper names."""


def items_of(task: Task, pivot: str, terms: Sequence[ProtectedText] = ()) -> list[ProtectedText]:
    """The protected stretches of a document in order, without overlaps: titles, the user's words, identifiers.

    `terms` are the user's own, which no title loses a word to.
    """
    text = task.document.text
    titles = [_marked(_item(each, pivot), text) for each in task.resolutions if _is_accepted(each)]
    own = [ProtectedText(start, end, "name", text[start:end]) for start, end in identifiers(text)]
    known = _apart([*titles, *_kept(text, task.keep), *own])
    free = [term for term in terms if all(term.end <= each.start or each.end <= term.start for each in known)]
    return _apart([*known, *free])


def _marked(item: ProtectedText, text: str) -> ProtectedText:
    """A title with the markup that it cuts through; a link is written around its name, emphasis is not."""
    marked = with_markup(text, Replacement(item.start, item.end, item.text, ""))
    if (marked.start, marked.end, marked.after) == (item.start, item.end, item.text):
        return item
    said = marked.after if marked.after.startswith("[") else item.text
    return replace(item, start=marked.start, end=marked.end, text=said)


def _apart(items: Sequence[ProtectedText]) -> list[ProtectedText]:
    """Return the items in order of their start, without those that overlap an earlier or longer one."""
    found: list[ProtectedText] = []
    for item in sorted(items, key=lambda item: (item.start, -item.end)):
        if not found or item.start >= found[-1].end:
            found.append(item)
    return found


def _kept(text: str, names: Sequence[str]) -> Iterator[ProtectedText]:
    """Tell where the names that are not to be translated stand as whole words."""
    for name in names:
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            yield ProtectedText(match.start(), match.end(), "name", name)


def _is_accepted(resolution: Resolution) -> bool:
    return resolution.action == "accept" and resolution.canonical is not None


def written_name(resolution: Resolution, language: str, name: str | None = None) -> str:
    """Return the canonical name (or another `name`) with what stands inside the phrase it replaces: place and tenure.

    "ex presidente del Comité Popular de Lang Son" is the "former Chairman of the Provincial People's Committee of Lang
    Son"; the canonical name alone would lose both. `language` is that of the name.
    """
    parsed = resolution.mention.parsed
    target = language_rules(language)
    text = name or resolution.canonical or ""
    place = parsed.place
    if place and place.casefold() not in text.casefold() and target.pivot.of and resolution.mention.kind != "term":
        text = f"{text} {target.pivot.of} {place}"
    if template := target.pivot.tenure.get(parsed.tenure):
        # What follows the rank does not stand between the two: "Chairman-elect of the Council".
        link = f" {target.pivot.of} " if target.pivot.of and template.startswith("{}") else "\0"
        rank, of, rest = text.partition(link)
        text = template.format(rank) + of + rest
    person = resolution.mention.inner_person
    return f"{text} {person}" if person else text


def _item(resolution: Resolution, pivot: str) -> ProtectedText:
    mention = resolution.mention
    text = written_name(resolution, pivot)
    first = mention.surface.split()[0].lower() if mention.surface.strip() else ""
    plural = len(first) > 3 and first.endswith(language_rules(mention.lang).plural or ("\0",))
    return ProtectedText(mention.start, mention.end, "title", text, resolution, plural)


def names_to_keep(resolutions: Sequence[Resolution], more: Sequence[str]) -> tuple[str, ...]:
    """Give names that must come through unchanged, the longest first: persons and places of the mentions, and more."""
    found = [name for r in resolutions for name in (r.mention.person, r.mention.parsed.place) if name]
    return tuple(
        sorted({" ".join(name.split()) for name in [*found, *more]} - {""}, key=lambda name: (-len(name), name))
    )
