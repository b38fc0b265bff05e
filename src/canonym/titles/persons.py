"""Title lists and the persons who hold them: "Nguyen A, chair of X, member of Y", or the person behind the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass

from canonym.glossary.languages import LanguageData
from canonym.titles.grammar import Span
from canonym.titles.names import PersonalNames, Run
from canonym.titles.tokens import Token

_DASHES = frozenset("-–—‑−")
_BLANKS = frozenset(" \u00a0\u3000\t")
_CLAUSE_ENDS = frozenset(";:!?|\n\r…•*；：。！？؛؟۔।॥")
_LONGEST_BRACKET = 14
"""Tokens that a bracket between a name and its title may hold: "A (born 1962, from Hà Nội), director"."""
_LONGEST_TAIL = 8
"""Tokens of a title that may be left unread before the comma behind it."""
_LONGEST_TO_VERB = 9
"""Characters within which a verb behind a title must begin and end where no spaces part the words: "に任命された"."""
_LONGEST_APPOSITION = 9
"""Tokens of something unread between two titles of one person: "chair of X, a native of Y, member of Z"."""


@dataclass(frozen=True, slots=True)
class TitleList:
    """Titles of one person, side by side, and who holds them: none, one, or several where the title is a plural."""

    spans: tuple[Span, ...]
    people: tuple[Run, ...]


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
        self.tokens = tokens
        self.language = language
        self.titles = [span for span in spans if span.has_rank]
        self._taken = {at for span in spans for at in range(span.first, span.last)}
        self._in_titles = {at for span in self.titles for at in range(span.first, span.last)}
        self._is_surname = is_surname
        self.names = PersonalNames(tokens, self._taken, language, is_surname)
        self._solo = {span for span in solo if not self._is_named(span)}

    def lists(self) -> list[TitleList]:
        """The title lists of the sentence in order."""
        groups = self._groups()
        claimed: set[int] = set()
        persons: list[Run | None] = [None] * len(groups)
        self._held_behind: set[Run] = set()
        self._held: set[int] = set()
        for finder in (self._before_dash, self._right_before, self._directly_behind, self._before, self._behind_comma):
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
                shared = shared or (finder == self._before and number > 0 and self._goes_on_behind(group, run, persons[number - 1]))
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
        for at in range(left.last, right.first + 1):
            token = self.tokens[at]
            if token.breaks:
                return False
            if at < right.first and not (token.glue or token.has("tenure", "conjunction")):
                return False
            if at < right.first and self._leads_elsewhere(token):
                return False
        return True

    def _in_bracket(self, left: Span, right: Span) -> bool:
        """Whether the second title stands alone in a bracket behind the first: "vice chair of X (head of the bloc)"."""
        if right.first != left.last or right.last >= len(self.tokens):
            return False
        opens = self.tokens[right.first].gap.strip() in ("(", "（")
        return opens and _closes_bracket(self.tokens[right.last].gap)

    def _leads_elsewhere(self, token: Token) -> bool:
        """Whether a preposition begins a new phrase: "by A, secretary of X, and | by | the governor B"."""
        if self.language.segmentation == "characters" or token.has("article", "conjunction", "tenure"):
            return False
        return token.has("connective")

    # a name right beside a title

    def _directly_behind(self, group: list[Span]) -> Run | None:
        at = self._skip(self._over_bracket(group[-1].last), allow_comma=False)
        if at is None or at >= len(self.tokens) or self.tokens[at].comma:
            return None
        if _is_dash(self.tokens[at].gap):
            return self._behind_dash(group, at)
        run = self.names.beginning_at(at) or self.names.behind_place(at)
        if run is None and self._is_bare(group[-1]) and at == group[-1].last:
            run = self.names.single_at(at)
        if run and run[1] - run[0] == 1 and self._behind_comma_from(run[1]):
            return None  # "jefa del Comité de Cam | Giang, Pham Thi Ngan"
        if run and self.tokens[at - 1].has("level") and at == group[-1].last and self._is_short(run):
            return None  # "of the commune | Xuan Phu": a place
        return run

    def _behind_dash(self, group: list[Span], at: int) -> Run | None:
        """A name that a dash leads from its title, in a line with nothing else: "3. 司法厅厅长-陈英桃 女士;"."""
        run = self.names.beginning_at(at)
        before = self._opening(group)
        if run is None or not (before == 0 or self.tokens[before].breaks) or not self._is_certain(run):
            return None
        end = run[1]
        while end < len(self.tokens) and self.tokens[end].has("honorific"):
            end += 1
        return run if end >= len(self.tokens) or self.tokens[end].breaks else None

    def _is_bare(self, span: Span) -> bool:
        """Whether the rank ends the title, so that no unknown word behind it can be part of its body's name."""
        return span.last == span.rank_last

    def _is_short(self, run: Run) -> bool:
        """Whether a run could be a place as well: two words, or no family name before them."""
        if self.language.segmentation == "characters":
            return False
        if len(self.tokens[run[0]].text) == 1:
            return False  # "Y Thanh"
        return run[1] - run[0] < 3 or not self._is_surname(self.tokens[run[0]].text)

    def _before_dash(self, group: list[Span]) -> Run | None:
        """A name that a dash or an opening bracket leads to its title: "Siu Lan Phong - Standing Deputy Secretary"."""
        at = self._opening(group)
        if at == 0 or at >= len(self.tokens):
            return None
        gap = self.tokens[at].gap
        if _is_colon(gap):
            run = self._name_before(at)
            return run if run and self._is_certain(run) and self._opens_line(run[0]) else None
        if not _is_dash(gap) and "".join(char for char in gap if char not in _BLANKS) not in ("(", "（"):
            return None
        run = self._name_before(at)
        return run if run and self._is_whole(run) else None

    def _opens_line(self, at: int) -> bool:
        """Whether nothing stands before a name in its clause but honorifics and a dash: "- Mr. A: director of ..."."""
        while at > 0 and self._behind_honorific(at) and self.tokens[at].joined:
            at -= 1
        gap = self.tokens[at].gap
        return at == 0 or any(char in gap for char in "\n\r;.•|") or self.tokens[at].dashed

    def _before(self, group: list[Span]) -> Run | None:
        at = self._opening(group)
        if at >= len(self.tokens) or (at < group[0].first and self._is_joining(at, group[0].first)):
            return None  # "the president of X, Ho Nghiem, and the secretary of Y": the name belongs to the left
        gap = self.tokens[at].gap
        if _closes_bracket(gap):
            at = self._bracket_start(at)
        elif self.tokens[at].breaks or not (self.tokens[at].comma or gap == ""):
            return None
        run = self._name_before(at)
        if run is None or self._is_territory(run[0]) or not self._is_whole(run):
            return None
        # "chair of X, A, the secretary of Y, B": where the first name stands behind its titles, the others do too.
        return None if run in self._held_behind and self._behind_comma(group) else run

    def _goes_on_behind(self, group: list[Span], run: Run | None, left: Run | None) -> bool:
        """Whether the titles behind a name are also its holder's: "the deputy minister A, member of X, said"."""
        if run is None or run != left or not self.tokens[run[1]].comma:
            return False
        at = self._over_bracket(group[-1].last)
        if at >= len(self.tokens) or not self.tokens[at].joined:
            return True
        # Something unread follows, behind which the real holder may stand.
        return self.language.has_capitals and not self.tokens[at].capital

    def _is_between(self, run: Run | None, group: list[Span]) -> bool:
        """Whether a name stands without a blank before its title and behind one that a particle ties to it."""
        if run is None or self.language.segmentation != "characters" or run[1] != group[0].first or run[0] < 2:
            return False
        return self.tokens[run[0] - 1].glue and run[0] - 2 in self._taken and self.tokens[run[1]].gap == ""

    def _note_direction(self, group: list[Span], run: Run | None) -> None:
        """Remember the name behind a list that has none before it."""
        behind = self._behind_comma(group)
        at = self._over_bracket(group[-1].last)
        if run is None and behind is not None and not _is_colon(self.tokens[at].gap):
            self._held_behind.add(behind)

    def _right_before(self, group: list[Span]) -> Run | None:
        """A name that stands before its title with nothing but a blank between, as in Korean: "쩐 탄 푹 위원장".

        In other languages only one behind an honorific does: "M. Tong Van Luc chef du comité".
        """
        at = group[0].first
        if at == 0 or at >= len(self.tokens):
            return None
        if self.language.name_then_title and self.tokens[at].gap.strip() in (")", "）"):
            at = self._bracket_start(at)
        elif self.tokens[at].gap.strip():
            return None
        run = self._name_before(at)
        if run is None or self._is_behind_title(run):
            return None
        if not (self.language.name_then_title or self._behind_honorific(run[0])):
            return None
        if self.language.script == "Kore" and self.tokens[group[0].first].gap == "":
            return None  # "호치민|시": a place
        return run if self._is_certain(run) else None

    def _is_behind_title(self, run: Run) -> bool:
        """Whether a name stands right behind a title that no name before it holds."""
        at = run[0]
        while at > 0 and self._behind_honorific(at) and self.tokens[at].joined and at - 1 not in self._taken:
            at -= 1
        before = at - 1
        if self.language.segmentation == "characters" and before > 0 and before not in self._taken:
            # "ประธาน...นคร|ดานัง ฝ่าม ดึ๊ก อาน": behind a place that is glued to the title
            if self.tokens[before].gap == "" and not self.tokens[before].known and self.tokens[at].gap.isspace():
                before -= 1
        if before not in self._taken or self.tokens[at].gap.strip():
            return False
        return before not in self._held

    def _opening(self, group: list[Span]) -> int:
        """Where the title list begins, with the articles and the like before it."""
        at = group[0].first
        while (
            at > 0
            and (self.tokens[at - 1].glue or self.tokens[at - 1].has("tenure", "modifier") or self._is_ordinal(at - 1))
            and self.tokens[at].joined
        ):
            if at - 1 in self._taken or _is_dash(self.tokens[at].gap):
                break
            at -= 1
        return at

    def _is_ordinal(self, at: int) -> bool:
        """Whether a term number stands before a title: "A, | 12th | Central Committee member"."""
        return self.tokens[at].text[:1].isdigit() and self.tokens[at].text[-1:].isalpha()

    def _is_joining(self, first: int, last: int) -> bool:
        """Whether a conjunction leads to the title."""
        inner = self.tokens[first:last]
        return any(token.has("conjunction") and not token.has("connective", "article") for token in inner)

    def _name_before(self, at: int) -> Run | None:
        run = self.names.ending_at(at) if at > 0 else None
        if run and run[0] > 0 and run[1] < len(self.tokens):
            # "르 후이 딴(Le Huy Tan) 씨 - ...": the name in a bracket is that of the one before it.
            if self.tokens[run[0]].gap.strip() in ("(", "（") and _closes_bracket(self.tokens[run[1]].gap):
                return self.names.ending_at(run[0]) or run
        return run

    def _is_whole(self, run: Run) -> bool:
        """Whether a run is a full name, or at least one behind an honorific ("Mr. Kiet")."""
        if run[1] - run[0] > 1 or self.language.segmentation == "characters":
            return True
        return self._behind_honorific(run[0])

    def _behind_honorific(self, at: int) -> bool:
        return at > 0 and self.tokens[at - 1].has("honorific")

    def _is_territory(self, at: int) -> bool:
        """Whether a name stands behind a level word: "in the district of Nam Tra My, the secretary ..."."""
        before = at - 1
        while before >= 0 and self.tokens[before].glue and self.tokens[before + 1].joined:
            before -= 1
        return before >= 0 and self.tokens[before].has("level") and self.tokens[before + 1].joined

    def _behind_comma(self, group: list[Span]) -> Run | None:
        at = self._over_bracket(group[-1].last)
        if at + 1 < len(self.tokens) and self.tokens[at].joined and not self.tokens[at].known:
            beyond = self._behind_comma_from(at + 1)
            if beyond and self._is_certain(beyond):
                return beyond
        return self._behind_comma_from(at) or self._behind_tail(at)

    def _behind_tail(self, at: int) -> Run | None:
        """A full name in commas behind the unread end of a title: "jefe | de su Comisión, A, dijo"."""
        if at >= len(self.tokens) or not (self.tokens[at].known or self.tokens[at].capital):
            return None
        last = self._over_tail(at)
        run = self._behind_comma_from(last) if last > at else None
        if run is None or not self._is_certain(run) or run[1] - run[0] < 2:
            return None
        closed = run[1] >= len(self.tokens) or self.tokens[run[1]].comma or self.tokens[run[1]].breaks
        return run if closed else None

    def _behind_comma_from(self, at: int) -> Run | None:
        if at >= len(self.tokens) or self.tokens[at].breaks and not (_is_colon(self.tokens[at].gap) or _closes_bracket(self.tokens[at].gap)):
            return None
        if not (self.tokens[at].comma or _is_colon(self.tokens[at].gap)):
            return None
        start = self._skip(at, allow_comma=True)
        if start is None:
            return None
        run = self.names.beginning_at(start)
        if run is None or (run[1] - run[0] < 2 and not self._is_surname(self.tokens[run[0]].text)):
            return None
        return run

    def _skip(self, at: int, *, allow_comma: bool) -> int | None:
        """Past honorifics and connectives such as Japanese の; None where something stops the way."""
        first = True
        while at < len(self.tokens):
            token = self.tokens[at]
            stops = token.breaks and not (first and (_closes_bracket(token.gap) or _is_colon(token.gap)))
            if stops or (token.comma and not (allow_comma and first)):
                return None
            bridge = token.has("honorific") or self._leads_to_honorific(at) or (token.glue and self.language.segmentation == "characters")
            if not bridge or at in self._taken:
                return at
            if self._is_surname(token.text) and self.names.beginning_at(at):
                return at
            at += 1
            first = False
        return None

    def _leads_to_honorific(self, at: int) -> bool:
        """Whether an article stands before an honorific: "le chef du comité, | la | camarade A"."""
        after = at + 1
        return self.tokens[at].has("article") and after < len(self.tokens) and self.tokens[after].has("honorific")

    def _over_bracket(self, at: int) -> int:
        """Past a bracket behind a title: "Chairman of the Fatherland Front (VFF) Committee", "director (acting) A"."""
        if at >= len(self.tokens) or not self.tokens[at].gap.rstrip().endswith(("(", "（")):
            return at
        for end in range(at + 1, min(at + _LONGEST_BRACKET, len(self.tokens))):
            if _closes_bracket(self.tokens[end].gap):
                return at if any(inner in self._in_titles for inner in range(at, end)) else end
        return at

    def _bracket_start(self, at: int) -> int:
        """Where the bracket that closes before a token begins; the token itself where none does."""
        for first in range(at - 1, max(at - _LONGEST_BRACKET, 0), -1):
            if first in self._taken:
                return at
            if self.tokens[first].gap.rstrip().endswith(("(", "（")):
                return first
        return at

    # several people

    def _with_others(self, group: list[Span], run: Run, claimed: set[int]) -> tuple[Run, ...]:
        """A name with those that share the title: "the Deputy Prime Ministers A and B"; "A, B - Deputy Secretaries"."""
        if run[0] >= group[-1].last:
            return (run, *(self._behind_colon(group, run) or self._coordinated_right(run, claimed)))
        if _is_dash(self.tokens[run[1]].gap if run[1] < len(self.tokens) else ""):
            return (*self._coordinated_left(run, claimed, from_break=True), run)
        return (run,)

    def _behind_colon(self, group: list[Span], run: Run) -> tuple[Run, ...]:
        """The others who share a plural title before a colon: "members: A, director of X; B, director of Y".

        Each part of the list must begin with a name; where titles begin them, the first name is the only one.
        """
        at = self._over_bracket(group[-1].last)
        if not _is_colon(self.tokens[at].gap):
            return ()
        found: list[Run] = []
        separators = [
            number for number in range(run[1], len(self.tokens)) if _ends_entry(self.tokens[number].gap)
        ]
        if not separators:
            separators = [number for number in range(run[1], len(self.tokens)) if self.tokens[number].comma]
        for number in separators:
            name = self._entry_name(number)
            if name is None:
                break
            found.append(name)
        return tuple(found)

    def _entry_name(self, at: int) -> Run | None:
        """The name that opens a part of a list, behind conjunctions and honorifics."""
        while at < len(self.tokens) and at not in self._taken and self.tokens[at].has("conjunction", "honorific"):
            at += 1
        run = self.names.beginning_at(at) if at < len(self.tokens) else None
        return run if run and self._is_certain(run) else None

    def _coordinated_right(self, run: Run, claimed: set[int]) -> tuple[Run, ...]:
        """Names that "and" joins to the one behind a title; none where a title of its own follows one of them."""
        found: list[Run] = []
        at, joined = run[1], False
        while at < len(self.tokens):
            token = self.tokens[at]
            if token.breaks or not (token.comma or token.has("conjunction")):
                break
            joined = joined or token.has("conjunction")
            while at < len(self.tokens) and self.tokens[at].has("conjunction", "honorific") and at not in self._taken:
                at += 1
            name = self.names.beginning_at(at) if at < len(self.tokens) else None
            if name is None or name[1] - name[0] < 2 or not claimed.isdisjoint(range(*name)):
                break
            found.append(name)
            at = name[1]
        follows = at < len(self.tokens) and (at in self._taken or _is_dash(self.tokens[at].gap))
        follows = follows or (at < len(self.tokens) and self.tokens[at].comma)
        if not joined or not found or follows:
            return ()
        for name in found:
            claimed.update(range(*name))
        return tuple(found)

    def _coordinated_left(self, run: Run, claimed: set[int], *, from_break: bool) -> tuple[Run, ...]:
        """Names joined before one: "A, B and C"; with `from_break` only where a new clause begins with them."""
        found: list[Run] = []
        first = run[0]
        while True:
            at = first
            while at > 0 and self.tokens[at - 1].has("honorific", "conjunction", "article") and self.tokens[at].joined:
                if at - 1 in self._taken:
                    break
                at -= 1
            joined = any(token.has("conjunction") for token in self.tokens[at:first]) or self.tokens[at].comma
            name = self.names.ending_at(at) if joined and at > 0 and not self.tokens[at].breaks else None
            if name is None or not self._is_certain(name) or not claimed.isdisjoint(range(*name)):
                break
            found.append(name)
            first = name[0]
        while first > 0 and self.tokens[first - 1].has("honorific") and self.tokens[first].joined:
            first -= 1
        if from_break and first > 0 and not self.tokens[first].breaks:
            return ()
        for name in found:
            claimed.update(range(*name))
        return tuple(reversed(found))

    # a list that goes on behind something unread

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
        start = self._opening(groups[number])
        parts = [start, first] if first < start else [start]
        if any(at >= len(self.tokens) or not self.tokens[at].comma for at in parts):
            return False
        inner = range(first, last)
        if any(self.tokens[at].breaks for at in range(first, last + 1)) or self._says_office(first, last):
            return False
        return not any(self.names.beginning_at(at) for at in inner)

    def _over_tail(self, at: int) -> int:
        """Past what is left unread of a title, up to the comma: "director of the Ho Chi Minh | Academy of Politics,"."""
        last = at
        while last < min(at + _LONGEST_TAIL, len(self.tokens)) and self.tokens[last].joined:
            if last in self._in_titles:
                return at
            last += 1
        if last == at or last >= len(self.tokens) or not self.tokens[last].comma or self._says_office(at, last):
            return at
        name = next((run for run in map(self.names.beginning_at, range(at, last)) if run), None)
        return at if name and name[1] >= last else last

    # what the sentence says of somebody

    def _said_of(self, group: list[Span], claimed: set[int], known: Sequence[Run]) -> tuple[Run, ...]:
        """Who takes, holds or leaves the office in the same clause: "A was elected ...", "the post of ... goes to A"."""
        first, last = group[0].first, group[-1].last
        start, end = self._clause_start(first), self._clause_end(last)
        names = self._names_in(start, first, known)
        if names:
            run = names[-1]
            held = self._is_linked(first) or self._opens_with_verb(group[0])
            if not (self.language.name_then_title and self.language.order == "rank-last"):
                held = held or self._says_office(run[1] - 1, first, skip=self.end_of(run))
            if held or (self.language.order != "rank-first" and self._says_office(last, min(last + 5, end))):
                return (*self._coordinated_left(run, set(), from_break=False), run)
            return ()
        behind = self._names_in(last, end, known)
        if not behind or not claimed.isdisjoint(range(*behind[0])):
            return ()
        held = self._says_office(start, first) or self._says_office(last, behind[0][0])
        return (behind[0],) if held else ()

    def _names_in(self, start: int, end: int, known: Sequence[Run]) -> list[Run]:
        """The personal names of a part of the sentence that are certain ones, in order."""
        found = {run for run in known if start <= run[0] and run[1] <= end}
        at = start
        while at < end:
            run = next((run for run in found if run[0] == at), None)
            if run is None and at not in self._taken:
                run = self.names.beginning_at(at)
                if run and run[1] <= end and self._is_certain(run):
                    found.add(run)
                else:
                    run = None
            at = run[1] if run else at + 1
        return sorted(found)

    def _is_certain(self, run: Run) -> bool:
        """Whether a run can only be a person: a family name or an honorific opens it."""
        if self._behind_honorific(run[0]) or self.tokens[run[0]].dotted:
            return True
        follows = self.language.order == "rank-last" and self.language.segmentation == "characters"
        if follows and run[1] < len(self.tokens) and run[1] not in self._taken:
            if self.tokens[run[1]].has("honorific"):
                return True
        return self._is_surname(self.tokens[run[0]].text) and self._is_whole(run) and not self._is_territory(run[0])

    def _clause_start(self, at: int) -> int:
        while at > 0 and not _ends_clause(self.tokens[at].gap):
            at -= 1
        return at

    def _clause_end(self, at: int) -> int:
        while at < len(self.tokens) and not _ends_clause(self.tokens[at].gap):
            at += 1
        return at

    def _opens_with_verb(self, span: Span) -> bool:
        """Whether the title begins with a word that is also the verb: "A | 当选 ..."."""
        token = self.tokens[span.first]
        return token.has("tenure") and token.text.casefold() in self.language.office_verbs

    def _is_linked(self, first: int) -> bool:
        """Whether a word such as "as" or "is" stands right before a title, articles and the like left out."""
        at = first - 1
        for _ in range(3):
            if at < 0 or at in self._taken:
                return False
            word = self.tokens[at].text.casefold()
            if word in self.language.office_links:
                return True
            if not (self.tokens[at].glue or self.tokens[at].has("tenure")):
                return False
            at -= 1
        return False

    def _says_office(self, first: int, last: int, skip: int = -1) -> bool:
        """Whether one of the words says that somebody takes, holds or leaves an office.

        `skip` is where the text to look at begins, where it begins within a token.
        """
        verbs = self.language.office_verbs
        if not verbs:
            return False
        if self.language.segmentation != "characters":
            numbers = range(first + (skip >= 0), last)
            return any(self.tokens[at].text.casefold().startswith(verbs) for at in numbers if at not in self._taken)
        text = ""
        for at in range(first, last):
            token = self.tokens[at]
            if at > first and token.comma and skip < 0:
                break
            if at not in self._taken:
                text += token.text[max(skip - token.start, 0) :]
            else:
                text += " "
        if skip < 0:
            text = text[:_LONGEST_TO_VERB]
        return any(verb in text for verb in verbs)

    def end_of(self, run: Run) -> int:
        """Where a name ends, in code points of the document."""
        return self.names.end_of(run)


def _is_dash(gap: str) -> bool:
    """Whether a gap is a dash between two phrases, and not a hyphen within a word."""
    core = [char for char in gap if char not in _BLANKS]
    return bool(core) and set(core) <= _DASHES


def _ends_entry(gap: str) -> bool:
    """Whether a gap parts two entries of a list that has commas inside them."""
    return any(char in ";；؛·\u0387" for char in gap)


def _is_colon(gap: str) -> bool:
    return "".join(char for char in gap if char not in _BLANKS) in (":", "：")


def _closes_bracket(gap: str) -> bool:
    core = "".join(char for char in gap if char not in _BLANKS)
    return core[:1] in (")", "）") and core[1:] in ("", ",", "،", "、", "，")


def _ends_clause(gap: str) -> bool:
    if any(char in _CLAUSE_ENDS for char in gap):
        return True
    return "." in gap and gap not in (".", ". ")
