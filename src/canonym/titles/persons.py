"""Title lists and the persons who hold them: "Nguyen A, chair of X, member of Y", or the person behind the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass

from canonym.glossary.language_data import LanguageData
from canonym.titles.grammar import Span
from canonym.titles.han_names import LONGEST, is_han, name_length
from canonym.titles.tokens import Token

_LONGEST_NAME = 9


@dataclass(frozen=True, slots=True)
class TitleList:
    """Titles of one person, side by side; `person` is a pair of token numbers, or None where nobody is named."""

    spans: tuple[Span, ...]
    person: tuple[int, int] | None


class Persons:
    """Groups the titles of a sentence into lists and finds the person of each."""

    def __init__(
        self,
        tokens: Sequence[Token],
        spans: Sequence[Span],
        language: LanguageData,
        is_surname: Callable[[str], bool],
        solo: Set[Span] = frozenset(),
    ) -> None:
        """Prepare for one sentence.

        `is_surname` tells whether a word opens a personal name of some pack; `solo` titles never continue a list.
        """
        self._solo = solo
        self.tokens = tokens
        self.language = language
        self.titles = [span for span in spans if span.has_rank]
        self._taken = {at for span in spans for at in range(span.first, span.last)}
        self._is_surname = is_surname

    def lists(self) -> list[TitleList]:
        """The title lists of the sentence in order."""
        groups: list[list[Span]] = []
        for span in self.titles:
            if groups and not {span, groups[-1][-1]} & self._solo and self._adjacent(groups[-1][-1], span):
                groups[-1].append(span)
            else:
                groups.append([span])
        claimed: set[int] = set()
        persons: list[tuple[int, int] | None] = [None] * len(groups)
        for finder in (self._directly_behind, self._before, self._behind_comma):
            for number, group in enumerate(groups):
                if persons[number] is not None:
                    continue
                run = finder(group)
                # "The Deputy Prime Minister, Sisouk P., a member of ...": both titles are the name's.
                shared = finder == self._behind_comma and run == persons[min(number + 1, len(groups) - 1)]
                if run and (shared or claimed.isdisjoint(range(*run))):
                    persons[number] = run
                    claimed.update(range(*run))
        return [TitleList(tuple(group), person) for group, person in zip(groups, persons, strict=True)]

    def _adjacent(self, left: Span, right: Span) -> bool:
        """Whether only a comma, "and", articles and the like stand between two titles."""
        for at in range(left.last, right.first + 1):
            token = self.tokens[at]
            if token.breaks:
                return False
            if at < right.first and not (token.glue or token.has("tenure", "conjunction")):
                return False
            if at < right.first and self._leads_elsewhere(token):
                return False
        return True

    def _leads_elsewhere(self, token: Token) -> bool:
        """Whether a preposition begins a new phrase: "by A, secretary of X, and | by | the governor B"."""
        if self.language.segmentation == "characters" or token.has("article", "conjunction", "tenure"):
            return False
        return token.has("connective")

    def _directly_behind(self, group: list[Span]) -> tuple[int, int] | None:
        at = self._skip(group[-1].last, allow_comma=False)
        if at is None or not self._joined_or_quoted(at):
            return None
        return self._name_at(at)

    def _before(self, group: list[Span]) -> tuple[int, int] | None:
        at = group[0].first
        while at > 0 and self.tokens[at - 1].glue and not self.tokens[at].breaks:
            at -= 1
            if self.tokens[at].has("conjunction") and not self.tokens[at].has("connective", "article"):
                return None  # "the president of X, Ho Nghiem, and the secretary of Y": the name belongs to the left
        first = self.tokens[at] if at < len(self.tokens) else None
        if first is None or first.breaks or not (first.comma or "(" in first.gap or first.gap == ""):
            return None
        run = self._name_ending_at(at)
        if run is None or self._is_territory(run[0]):
            return None
        return run if run[1] - run[0] > 1 or self.language.segmentation == "characters" else None

    def _is_territory(self, at: int) -> bool:
        """Whether a name stands behind a level word: "in the district of Nam Tra My, the secretary ..."."""
        before = at - 1
        while before >= 0 and self.tokens[before].glue and self.tokens[before + 1].joined:
            before -= 1
        return before >= 0 and self.tokens[before].has("level") and self.tokens[before + 1].joined

    def _behind_comma(self, group: list[Span]) -> tuple[int, int] | None:
        at = group[-1].last
        if at >= len(self.tokens) or not self.tokens[at].comma or self.tokens[at].breaks:
            return None
        start = self._skip(at, allow_comma=True)
        if start is None:
            return None
        run = self._name_at(start)
        if run is None or (run[1] - run[0] < 2 and not self._is_surname(self.tokens[run[0]].text)):
            return None
        return run

    def _skip(self, at: int, *, allow_comma: bool) -> int | None:
        """Past honorifics and connectives such as Japanese の; None where something stops the way."""
        first = True
        while at < len(self.tokens):
            token = self.tokens[at]
            if token.breaks or (token.comma and not (allow_comma and first)):
                return None
            bridge = token.has("honorific") or (token.glue and self.language.segmentation == "characters")
            if not bridge or at in self._taken:
                return at
            if self._is_surname(token.text) and self._name_at(at):
                return at
            at += 1
            first = False
        return None

    def _joined_or_quoted(self, at: int) -> bool:
        return at < len(self.tokens) and not self.tokens[at].comma

    def _name_at(self, at: int) -> tuple[int, int] | None:
        """The personal name that begins at a token: capitalised unknown words, or any behind a surname."""
        if at in self._taken or at >= len(self.tokens):
            return None
        surname = self._is_surname(self.tokens[at].text)
        last = at
        while last < len(self.tokens) and last - at < _LONGEST_NAME and last not in self._taken:
            token = self.tokens[last]
            if last > at and not token.joined:
                break
            inside = last > at and token.capital and (token.has("place") or self._between_names(last))
            if not inside and not self._name_word(last, behind_surname=surname and last > at):
                break
            last += 1
        while last > at and self.tokens[last - 1].glue:
            last -= 1
        if self.language.segmentation == "characters" and surname and is_han(self.tokens[at].text):
            return self._han_name_at(at)
        if last < len(self.tokens) and self.tokens[last].joined and self.tokens[last].has("level") and not surname:
            return None
        return (at, last) if self._is_name(at, last) else None

    def _han_name_at(self, at: int) -> tuple[int, int] | None:
        """The tokens that a name in Chinese characters reaches into; known words may be characters of it."""
        end = self.tokens[at].start + name_length(self._unbroken_from(at), self.language)
        last = at
        while last < len(self.tokens) and self.tokens[last].start < end:
            last += 1
        return (at, last) if self._is_name(at, last) else None

    def _unbroken_from(self, at: int) -> str:
        """The text from a token on to the next space, comma or title."""
        text = self.tokens[at].text
        for after in range(at + 1, len(self.tokens)):
            if self.tokens[after].gap or after in self._taken or len(text) >= LONGEST:
                break
            text += self.tokens[after].text
        return text[:LONGEST]

    def end_of(self, run: tuple[int, int]) -> int:
        """Where a name ends, in code points of the document: within its last token, where no space tells."""
        first = self.tokens[run[0]]
        if self.language.segmentation != "characters" or not is_han(first.text):
            return self.tokens[run[1] - 1].end
        return first.start + name_length(self._unbroken_from(run[0]), self.language)

    def _between_names(self, at: int) -> bool:
        """Whether a known word stands between two unknown ones, as in "Yoel | Barrios | Peña"."""
        token = self.tokens[at]
        if self.language.segmentation == "characters" or token.has("rank", "office") or at + 1 >= len(self.tokens):
            return False
        after = self.tokens[at + 1]
        return token.joined and after.joined and after.capital and not after.known and not self.tokens[at - 1].known

    def _name_ending_at(self, end: int) -> tuple[int, int] | None:
        last = end
        while (
            last > 0 and self.tokens[last - 1].has("honorific") and not self._name_word(last - 1, behind_surname=False)
        ):
            last -= 1
        first = last
        while first > 0 and last - first < _LONGEST_NAME and first - 1 not in self._taken:
            at = first - 1
            if first < last and not self.tokens[first].joined:
                break
            if not self._name_word(at, behind_surname=self._surname_before(at)):
                break
            first = at
        return (first, last) if self._is_name(first, last) else None

    def _surname_before(self, at: int) -> bool:
        for back in range(1, 4):
            if at - back < 0 or not self.tokens[at - back + 1].joined or not self.tokens[at - back].capital:
                return False
            if self._is_surname(self.tokens[at - back].text):
                return True
        return False

    def _name_word(self, at: int, *, behind_surname: bool) -> bool:
        token = self.tokens[at]
        if self.language.segmentation == "characters":
            if token.text in "・·" and at > 0 and not self.tokens[at - 1].known:
                return True
            return not token.known and (not token.text.isascii() or token.capital) and not _kana_word(token.text)
        if not token.capital:
            return False
        if not token.known or self._is_surname(token.text):
            return True
        if token.glue and at > 0 and not token.breaks:
            # "Vàng A Lử", "..., A Brol Thinh": an article is not capitalised within a sentence.
            return True
        return behind_surname and not token.has("rank", "office")

    def _is_name(self, first: int, last: int) -> bool:
        if last <= first:
            return False
        surname = self._is_surname(self.tokens[first].text)
        if self.language.segmentation == "characters":
            text = "".join(token.gap + token.text for token in self.tokens[first:last])
            if self.language.surnames and not text.isascii():
                return surname and len(text) >= 2
            return surname and len(text) >= 2 if is_han(text) else len(text) > 2
        if last - first == 1:
            return surname and self.tokens[first].joined
        return self.language.capitals != "nouns" or surname or last - first >= 2


def _kana_word(text: str) -> bool:
    return all(0x3040 < ord(char) < 0x30A0 for char in text)
