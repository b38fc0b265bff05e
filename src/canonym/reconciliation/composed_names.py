"""Proposed names of unknown offices, put together in the pivot language from what their renderings say.

Where a rendering in the pivot language says most of what all renderings say, its words are taken; else the words of the
pivot language for the senses, kind and level that the renderings share.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from canonym.glossary import Glossary
from canonym.glossary.language_data import LanguageData
from canonym.model import Resolution
from canonym.reconciliation.office_forms import OfficeForm
from canonym.reconciliation.title_parts import TitleParts

_SHARED = 0.5
"""Share of the mentions that must say something before a composed name says it."""
_ROLES = 0.8
"""Share of the mentions that must be titles of one rank before a group is named as an office and not as a body."""


@dataclass(frozen=True, slots=True)
class _Body:
    """A name of a body in the pivot language, and how it is joined to a rank."""

    name: str
    field: str
    """What a minister is one of: the name without the kind that the rank says."""


class GroupNames:
    """The names of one group of forms."""

    def __init__(self, members: Sequence[OfficeForm], glossary: Glossary, pivot: LanguageData) -> None:
        """Work out the name of the body."""
        self._members = members
        self._glossary = glossary
        self._pivot = pivot
        self._own = [each for form in members for each in form.mentions if form.lang == pivot.code]
        self._parts = TitleParts(glossary, pivot)
        self._body = self._from_pivot() or self._from_senses()

        self._rank = self._only_rank()

    @property
    def is_body(self) -> bool:
        """Whether the group is named as a body and not as one office in it."""
        return self._rank is None

    @property
    def name(self) -> str:
        """The proposed name of the office or body that the group is."""
        return self._with_rank(self._rank, None) if self._rank else self._body.name

    def _only_rank(self) -> str | None:
        """Return the rank that nearly all mentions have, or the usual one where nothing names a body."""
        mentions = [each.mention for form in self._members for each in form.mentions]
        ranks = Counter(each.parsed.ranks[0] for each in mentions if each.parsed.ranks)
        rank = min(ranks, key=lambda each: (-ranks[each], each)) if ranks else None
        if rank is None or (self._body.name and ranks[rank] < _ROLES * len(mentions)):
            return None
        return rank

    def of_mention(self, resolution: Resolution) -> str:
        """Return the proposed name for one mention: with its rank and place."""
        parsed = resolution.mention.parsed
        if resolution.mention.kind == "role" and parsed.ranks:
            return self._with_rank(parsed.ranks[0], parsed.place)
        return self._at(self._body.name or self.name, parsed.place)

    def _with_rank(self, rank: str, place: str | None) -> str:
        word = self._rank_word(rank)
        if not self._body.name:
            return self._at(word, place)
        implied = self._glossary.ranks.by_id[rank].body_kind
        if implied and self._body.field:
            return self._at(f"{word} {self._of} {self._body.field}", place)
        template = self._pivot.canonical.role["m"] if self._pivot.canonical else "{rank}, {body}"
        body = self._body.name.removeprefix("the ").removeprefix("The ")
        return self._at(template.format(rank=word, body=body, of=body), place)

    def _rank_word(self, rank: str) -> str:
        """Return the word for a rank: that of the renderings in the pivot language, else the usual one."""
        own = (each.mention for each in self._own if each.mention.parsed.ranks[:1] == (rank,))
        words = Counter(word for mention in own if (word := self._parts.of(mention)[0]))
        if words:
            word = min(words, key=lambda each: (-words[each], each))
            return word[:1].upper() + word[1:]
        known = self._glossary.ranks.by_id[rank]
        if known.written != rank and (territorial := self._territorial(rank)):
            return territorial
        names = self._pivot.canonical.ranks if self._pivot.canonical else {}
        return names.get(rank) or names.get(known.written) or rank.replace("-", " ").title()

    def _territorial(self, rank: str) -> str | None:
        """Return the word of the pivot language for who governs a territory of the group's level: governor, mayor."""
        levels = Counter(form.level for form in self._members if form.level for _ in form.mentions)
        level = min(levels, key=lambda each: (-levels[each], each)) if levels else None
        words = [word for ranks, forms in self._pivot.ranks if ranks == (rank,) for word in forms]
        own = self._pivot.levels.get(level or "", ())
        word = next((word for word in words if word in own), words[0] if words else None)
        return word[:1].upper() + word[1:] if word else None

    def _at(self, name: str, place: str | None) -> str:
        return f"{name} {self._of} {place}" if place and place.casefold() not in name.casefold() else name

    @property
    def _of(self) -> str:
        return self._pivot.connectives[0] if self._pivot.connectives else "-"

    def _from_pivot(self) -> _Body | None:
        """Return the words of the rendering in the pivot language that says most of what all renderings say."""
        forms = [form for form in self._members if form.lang == self._pivot.code and (form.concepts or form.kinds)]
        if not forms:
            return None
        said = self._said()
        best = max(forms, key=lambda form: (self._fit(form, said), len(form.mentions), form.key))
        words = Counter(self._parts.of(each.mention)[1] for each in best.mentions)
        phrase = min(words, key=lambda each: (-words[each], each))
        if "ministry" not in best.kinds:
            return _Body(phrase, "")
        ministry = f"{self._word('ministry')} {self._of} "
        if phrase.startswith(ministry):
            return _Body(phrase, phrase.removeprefix(ministry))
        if self._parts.names_kind(phrase) or not phrase:
            return _Body(phrase, "")
        return _Body(ministry + phrase, phrase)

    def _said(self) -> Counter[str]:
        """Return the senses, kinds and level that the group's mentions name, with their number."""
        said: Counter[str] = Counter()
        for form in self._members:
            names = [meaning for each in form.concepts for meaning in sorted(each.meanings)[:1]]
            for name in dict.fromkeys([*names, *sorted(form.kinds)]):  # as a reader meets them, in every process
                said[name] += len(form.mentions)
        return said

    def _fit(self, form: OfficeForm, said: Counter[str]) -> float:
        own = {*(meaning for each in form.concepts for meaning in each.meanings), *form.kinds}
        return sum(count if name in own else -count / 2 for name, count in said.items()) + len(form.mentions) / 2

    def _from_senses(self) -> _Body:
        """Return a name put together from what most renderings say."""
        total = sum(len(form.mentions) for form in self._members if form.concepts or form.kinds)
        counts = [(name, count) for name, count in self._said().items() if count >= _SHARED * total]
        kinds = sorted((-count, name) for name, count in counts if self._glossary.senses.is_kind(name))
        fields = [name for name, _ in counts if not self._glossary.senses.is_kind(name)]
        words = [self._word(name) for name in fields]
        if not words:
            words = self._unknown_words()
        levels = Counter(form.level for form in self._members if form.level for _ in form.mentions)
        level = min(levels, key=lambda each: (-levels[each], each)) if levels else None
        known = self._pivot.canonical.levels.get(level, {}) if self._pivot.canonical and level else {}
        joined = self._enumerated(words)
        if not kinds:
            return _Body(joined, joined)
        kind = f"{known.get('m', '')} {self._word(kinds[0][1])}".strip()
        name = f"{kind} {self._of} {joined}" if joined else kind
        return _Body(name, joined if kinds[0][1] == "ministry" else "")

    def _unknown_words(self) -> list[str]:
        form = max(self._members, key=lambda each: (len(each.mentions), each.key))
        return [form.phrase] if form.phrase and form.concepts else []

    def _enumerated(self, words: Sequence[str]) -> str:
        conjunction = self._pivot.conjunctions[0] if self._pivot.conjunctions else ","
        if len(words) < 2:
            return "".join(words)
        return f"{', '.join(words[:-1])} {conjunction} {words[-1]}"

    def _word(self, sense: str) -> str:
        words = self._pivot.words.get(sense) or (sense.replace("-", " "),)
        return " ".join(word[:1].upper() + word[1:] for word in words[0].split())
