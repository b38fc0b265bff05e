"""Whose an office is: which country or organisation the words around a title bind it to.

The nearest word binds: one inside the phrase, then one of its list (the titles of one person have one country), the
family name of its holder, the side for which a list speaks ("for the Lao side"), its sentence, its paragraph, and last
what the whole document speaks of. One country's name alone, somewhere in a document, binds nothing: a veteran of a war,
a trip and an export name a country too.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

import regex

from canonym.letters import UNSPACED
from canonym.model import DocumentTitles, Mention, Signal

How = Literal["phrase", "list", "holder", "side", "sentence", "paragraph", "document", "nothing"]
_BEFORE_LIST = 3
"""Code points at most between a country's name and a list that belongs to it ("the Lao | Minister of ...")."""
_BEHIND_TITLE = 8
"""The same behind it ("Minister | of the Republic of Cuba"); not where words have no blanks between them."""
_UNSPACED = regex.compile(f"[{UNSPACED}]")

_NEAR_TITLE = 200
"""Code points within which a word that is part of the holder's name is taken for that part."""


class Bound(NamedTuple):
    """What a title is bound to."""

    pack: str | None
    """Id of a pack, or the code of a country without one; None where nothing binds it."""
    how: How
    word: str = ""
    """The word that binds it."""
    at: int = -1

    @property
    def is_sure(self) -> bool:
        """Whether it stands in the phrase, its list, or says for which side the list speaks."""
        return self.how in ("phrase", "list", "side")


NOTHING = Bound(None, "nothing")


class WhoseOffice:
    """Finds what the titles of one document are bound to."""

    def __init__(self, document: DocumentTitles) -> None:
        """Look at the signals of a document."""
        self._document = document
        self._named = list(_named(document))
        self._starts = [each.start for each in self._named]
        self._families = [each for each in document.signals if each.kind == "surname"]
        self._family_packs = frozenset(each.pack for each in self._families)
        self._lists: dict[int, list[Mention]] = defaultdict(list)
        for mention in document.mentions:
            if mention.kind != "term" and mention.list_id >= 0:
                self._lists[mention.list_id].append(mention)
        self._of_lists: dict[int, Bound] = {}
        self.is_phrase = not document.sentences
        """Whether it is no report but a phrase on its own, of which nobody can ask what it is bound to."""
        self._different = Counter(pack for pack, _ in _different(self._named, self._families))
        self.main = _main(self._named, self._families, self._different)

    def of(self, mention: Mention) -> Bound:
        """What a title or body is bound to."""
        own = self._between(mention.start, mention.end, "phrase")
        if own is not None:
            return own
        return self._of_list(mention) or self._around(mention) or self.main

    def _of_list(self, mention: Mention) -> Bound | None:
        together = self._lists.get(mention.list_id) or [mention]
        key = mention.list_id if mention.list_id >= 0 else -2 - mention.start
        if key not in self._of_lists:
            self._of_lists[key] = self._bound_list(together) or NOTHING
        found = self._of_lists[key]
        return found if found is not NOTHING else None

    def _bound_list(self, together: Sequence[Mention]) -> Bound | None:
        first, last = together[0], together[-1]
        holder = next((bound for each in together if (bound := self._holder(each)) is not None), None)
        if holder is not None:
            return holder
        inside = [bound for each in together if (bound := self._between(each.start, each.end, "list")) is not None]
        if inside and len({each.pack for each in inside}) == 1:
            return inside[0]
        return self._beside(first, last)

    def _beside(self, first: Mention, last: Mention) -> Bound | None:
        """What stands right before a list or right behind it, in the same sentence."""
        sentence = _last_start(self._document.sentences, first.start)
        at = bisect_right(self._starts, first.start - 1) - 1
        before = self._named[at] if at >= 0 else None
        if before and before.start >= sentence and first.start - _end(before) <= _BEFORE_LIST:
            return Bound(before.pack, "list", before.text, before.start)
        at = bisect_right(self._starts, last.end - 1)
        behind = self._named[at] if at < len(self._named) else None
        if behind is None or _last_start(self._document.sentences, behind.start) > last.start:
            return None
        if behind.start - last.end > _BEHIND_TITLE or _UNSPACED.match(behind.text):
            return None
        return Bound(behind.pack, "list", behind.text, behind.start)

    def _holder(self, mention: Mention) -> Bound | None:
        if not mention.person:
            return None
        packs = {each.pack: each.text for each in self._families if mention.person.startswith(each.text)}
        if len(packs) != 1:
            return None
        ((pack, word),) = packs.items()
        return Bound(pack, "holder", word, mention.start)

    def _around(self, mention: Mention) -> Bound | None:
        """The last country named before it: as a side anywhere in its paragraph, else in its sentence or paragraph.

        But for a side, its name alone binds nothing: the document must speak of it by something else as well. Nor does
        it bind somebody whose family name is none of that country's, where others' are.
        """
        sentence = _last_start(self._document.sentences, mention.start)
        paragraph = _last_start(self._document.paragraphs, mention.start)
        end = bisect_right(self._starts, mention.start - 1)
        before = [each for each in reversed(self._named[:end]) if each.start >= paragraph]
        for each in before:
            if each.kind == "side":
                return Bound(each.pack, "side", each.text, each.start)
        strange = self._family_packs if mention.person else frozenset()
        for each in before:
            if self._different[each.pack] > 1 and each.pack not in strange:
                return Bound(each.pack, "sentence" if each.start >= sentence else "paragraph", each.text, each.start)
        return None

    def _between(self, start: int, end: int, how: How) -> Bound | None:
        """The first country named in a stretch."""
        at = bisect_right(self._starts, start - 1)
        if at == len(self._named) or self._named[at].start >= end:
            return None
        return Bound(self._named[at].pack, how, self._named[at].text, self._named[at].start)


def _named(document: DocumentTitles) -> Iterator[Signal]:
    """The words that name countries, in order: none inside another word (Lao in Lào Cai) or in a person's name."""
    persons = [(each.start, each.person) for each in document.mentions if each.person]
    found = [each for each in document.signals if not each.is_against and each.kind != "surname"]
    found.sort(key=lambda each: (each.start, -len(each.text), each.kind not in ("country", "side")))
    end = -1
    for each in found:
        inside = each.start < end
        end = max(end, each.start + len(each.text))
        if not inside and not any(abs(at - each.start) < _NEAR_TITLE and each.text in name for at, name in persons):
            yield each


def _end(signal: Signal) -> int:
    return signal.start + len(signal.text)


def _last_start(starts: Sequence[int], at: int) -> int:
    found = bisect_right(starts, at)
    return starts[found - 1] if found else 0


def _main(named: Sequence[Signal], families: Sequence[Signal], counts: Counter[str]) -> Bound:
    """What a document as a whole speaks of: by two different things at least, and not less than of any other."""
    words = {each.pack: each.text for each in reversed(named)}
    words |= {each.pack: each.text for each in families if each.pack not in words}
    if not counts:
        return NOTHING
    (pack, most), *others = counts.most_common()
    others_named = {each.pack for each in named} - {pack}
    only_name = {each.kind for each in (*named, *families) if each.pack == pack} <= {"country", "side", "word"}
    if (most < 2 and (others_named or only_name)) or (others and others[0][1] == most):
        return NOTHING
    return Bound(pack, "document", words[pack])


def _different(named: Sequence[Signal], families: Sequence[Signal]) -> Iterator[tuple[str, str]]:
    """The different things that speak of a country: its name in all forms is one, each place and family another.

    A report that is dated from there speaks of it twice.
    """
    found: dict[tuple[str, str], None] = {}
    for each in named:
        found[each.pack, "country" if each.kind in ("country", "side") else each.text.casefold()] = None
        if each.kind in ("country", "side") and each.weight:
            found[each.pack, "dateline"] = None
    for each in families:
        found[each.pack, each.text.casefold()] = None
    yield from found
