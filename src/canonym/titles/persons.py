"""Title lists and the persons who hold them: "Nguyen A, chair of X, member of Y", or the person behind the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass

from canonym.glossary.language_data import LanguageData
from canonym.titles.beside import NamesBeside
from canonym.titles.gaps import closes_bracket
from canonym.titles.grammar import Span
from canonym.titles.names import Run
from canonym.titles.said import SaidToHold
from canonym.titles.tokens import Token

_LONGEST_APPOSITION = 9
"""Tokens of something unread between two titles of one person: "chair of X, a native of Y, member of Z"."""


_FARTHEST_VERB = 3
"""Tokens before a title within which the verb stands: "当选 | 第十五届 | ..."."""


@dataclass(frozen=True, slots=True)
class TitleList:
    """Titles of one person, side by side, and who holds them: none, one, or several where the title is a plural."""

    spans: tuple[Span, ...]
    people: tuple[Run, ...]


class Persons(NamesBeside, SaidToHold):
    """Groups the titles of a sentence into lists and finds the person of each."""

    def __init__(
        self,
        tokens: Sequence[Token],
        spans: Sequence[Span],
        language: LanguageData,
        is_surname: Callable[[str], bool],
        solo: Set[Span] = frozenset(),
        is_rare: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """Prepare for one sentence.

        `is_surname` tells whether a word opens a personal name of some pack, `is_rare` whether it does so in full names
        only; `solo` titles never continue a list.
        """
        super().__init__(tokens, spans, language, is_surname, solo, is_rare)
        self._held_behind = set()
        self._held = set()
        self._solo = {span for span in solo if not self._is_named(span)}

    def lists(self) -> list[TitleList]:
        """The title lists of the sentence in order."""
        groups = self._groups()
        claimed: set[int] = set()
        persons: list[Run | None] = [None] * len(groups)
        self._held_behind.clear()
        self._held.clear()
        for finder in (
            self._before_dash,
            self._right_before,
            self._directly_behind,
            self._before,
            self._behind_comma,
            self._before_apposition,
        ):
            for number, group in enumerate(groups):
                if persons[number] is not None:
                    continue
                run = finder(group)
                if finder == self._before:
                    self._note_direction(group, run)
                # "The Deputy Prime Minister, Sisouk P., a member of ...": both titles are the name's.
                shared = finder == self._behind_comma and run == persons[min(number + 1, len(groups) - 1)]
                # 政治局員のチン・ホア・クオン常任副首相: a name between two of its titles.
                shared = shared or (finder == self._before and self._is_between(run, group))
                shared = shared or (finder == self._directly_behind and run in persons[number + 1 : number + 2])
                # "the deputy prime minister A, also secretary of ...": so is what an apposition parts from them.
                shared = shared or finder == self._before_apposition
                shared = shared or (
                    finder == self._before and number > 0 and self._goes_on_behind(group, run, persons[number - 1])
                )
                if run and (shared or claimed.isdisjoint(range(*run))):
                    persons[number] = run
                    claimed.update(range(*run))
                    if finder == self._right_before:
                        self._held.update(range(group[0].first, group[-1].last))
        people = [
            self._with_others(group, run, claimed) if run else () for group, run in zip(groups, persons, strict=True)
        ]
        self._continue(groups, people)
        for number, group in enumerate(groups):
            if not people[number] and group[0] not in self._solo:
                people[number] = self._said_of(group, claimed, [run for runs in people for run in runs])
        holders = {
            at: runs[0]
            for group, runs in zip(groups, people, strict=True)
            if len(runs) == 1
            for at in range(group[0].first, group[-1].last)
        }
        for number, group in enumerate(groups):
            behind = not people[number] or people[number][0][0] >= group[-1].last
            if behind and group[0] not in self._solo and (listed := self._listed_behind(group, holders)):
                people[number] = listed
        return [TitleList(tuple(group), runs) for group, runs in zip(groups, people, strict=True)]

    def _is_named(self, span: Span) -> bool:
        """Whether a name follows that a particle ties to the title: "...、国会議員団代表のクオン氏"."""
        return self.language.name_then_title and span.has_rank and self._directly_behind([span]) is not None

    def _groups(self) -> list[list[Span]]:
        groups: list[list[Span]] = []
        for span in self.titles:
            if groups and not {span, groups[-1][-1]} & self._solo and self._adjacent(groups[-1][-1], span):
                groups[-1].append(span)
            else:
                groups.append([span])
        return groups

    def _adjacent(self, left: Span, right: Span) -> bool:
        """Whether only a comma, "and", articles and the like stand between two titles, or an opening bracket."""
        if self._in_bracket(left, right):
            return True
        if self._is_told(left) and self.names.beginning_at(right.last):
            return False
        for at in range(left.last, right.first + 1):
            token = self.tokens[at]
            if token.breaks:
                return False
            if at < right.first and not (token.glue or token.has("tenure", "conjunction")):
                return False
            if at < right.first and self._leads_elsewhere(token):
                return False
        return True

    def _is_told(self, span: Span) -> bool:
        """Whether somebody named right before is said to take the office, in a text without blanks: "A | 当选 ..."."""
        if self.language.segmentation != "characters":
            return False
        for at in range(span.first, max(span.first - _FARTHEST_VERB, 0), -1):
            if self.tokens[at].gap.strip():
                return False
            if self.tokens[at].text in self.language.office_verbs:
                return at > 0 and self.tokens[at].gap == "" and at - 1 not in self._taken
        return False

    def _in_bracket(self, left: Span, right: Span) -> bool:
        """Whether the second title stands alone in a bracket behind the first: "vice chair of X (head of the bloc)"."""
        if right.first != left.last or right.last >= len(self.tokens):
            return False
        opens = self.tokens[right.first].gap.strip() in ("(", "（")
        return opens and closes_bracket(self.tokens[right.last].gap)

    def _leads_elsewhere(self, token: Token) -> bool:
        """Whether a preposition begins a new phrase: "by A, secretary of X, and | by | the governor B"."""
        if self.language.segmentation == "characters" or token.has("article", "conjunction", "tenure"):
            return False
        return token.has("connective")

    def _continue(self, groups: list[list[Span]], people: list[tuple[Run, ...]]) -> None:
        """Give lists without a person the one of the list beside them, where only an unread apposition is between."""
        for number in range(1, len(groups)):
            left, right = people[number - 1], people[number]
            if left and not right and left[0][0] < groups[number - 1][0].first and self._goes_on(groups, number):
                people[number] = left
        for number in range(len(groups) - 2, -1, -1):
            left, right = people[number], people[number + 1]
            if right and not left and right[0][0] >= groups[number + 1][-1].last and self._goes_on(groups, number + 1):
                people[number] = right

    def _goes_on(self, groups: list[list[Span]], number: int) -> bool:
        """Whether a list continues the one before it, behind words in commas that are no title and no name."""
        first, last = self._over_tail(groups[number - 1][-1].last), groups[number][0].first
        if {groups[number - 1][-1], groups[number][0]} & self._solo or last - first > _LONGEST_APPOSITION:
            return False
        if self._is_told(groups[number - 1][0]) or self._is_told(groups[number][0]):
            return False
        start = self._opening(groups[number])
        parts = [start, first] if first < start else [start]
        if any(at >= len(self.tokens) or not self.tokens[at].comma for at in parts):
            return False
        inner = range(first, last)
        if any(self.tokens[at].breaks for at in range(first, last + 1)) or self._says_office(first, last):
            return False
        return not any(self.names.beginning_at(at) for at in inner)
