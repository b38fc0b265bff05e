"""The name beside a title: right before it, right behind it, or behind a comma, a dash, a colon or a bracket."""

from __future__ import annotations

from canonym.titles.gaps import closes_bracket, is_colon, is_dash, opens_bracket
from canonym.titles.grammar import Span
from canonym.titles.names import Run
from canonym.titles.surroundings import SentenceAround

_LONGEST_UNREAD = 4
"""Tokens between the commas of an apposition that is not read."""
_OF_MANY = frozenset({"member", "delegate", "leader", "representative", "alternate-member"})
_LONGEST_PREPOSITION = 3
"""Letters of a word that is no data file's and can lead to a place: "in", "na", "ke"."""


class NamesBeside(SentenceAround):
    """Finds the name beside a list of titles; each finder knows one way to write it."""

    _held_behind: set[Run]
    """Names behind a list that has none before it."""
    _held: set[int]
    """Tokens of titles whose holder stands right before them."""

    def _directly_behind(self, group: list[Span]) -> Run | None:
        at = self._skip(self._over_bracket(group[-1].last), allow_comma=False)
        if at is None or at >= len(self.tokens) or self.tokens[at].comma:
            return None
        if is_dash(self.tokens[at].gap):
            return self._behind_dash(group, at)
        run = self.names.beginning_at(at) or self.names.behind_place(at) or self._over_country(at)
        if run is None and self._is_bare(group[-1]) and at == group[-1].last:
            run = self.names.single_at(at)
        if run and run[1] - run[0] == 1 and self._behind_comma_from(run[1]):
            return None  # "jefa del Comité de Cam | Giang, Pham Thi Ngan"
        if run and at == group[-1].last and self._is_short(run):
            unlike = not self._is_surname(self.tokens[run[0]].text)
            if self.tokens[at - 1].has("level") or (unlike and self.says_level(at - 1)):
                return None  # "of the commune | Xuan Phu", "Huyện ủy | Tây Giang": a place
        return run

    def _over_country(self, at: int) -> Run | None:
        """A name behind the country or place of its title: "Predseda vlády | SR | A", "... General | in Nanning | A".

        Behind a place that no data file knows, only a name that is certain.
        """
        last = at
        if self.language.segmentation == "characters" or self.language.capitals == "none":
            return None
        while last + 1 < len(self.tokens) and last not in self._taken and self._leads_to_place(last) and last - at < 2:
            last += 1
        token = self.tokens[last]
        known = self.names.is_abbreviation(last) if not token.known else token.has("country", "place")
        if last in self._taken or not token.capital or not token.joined or (token.known and not known):
            return None
        if self._is_surname(token.text):
            return None
        behind = last + 1
        if behind >= len(self.tokens) or not self.tokens[behind].joined or (last == at and not known):
            return None
        run = self.names.beginning_at(behind)
        if run is None or run[1] - run[0] < 2:
            return None
        return run if known and last == at else (run if self._is_certain(run) else None)

    def _leads_to_place(self, at: int) -> bool:
        """Whether a word joins a place to what stands before it: a connective, or a short word that is not known."""
        token = self.tokens[at]
        short = not token.known and not token.capital and len(token.text) <= _LONGEST_PREPOSITION
        return token.joined and (token.glue or short)

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
        if self.names.is_rare(run):
            return False
        return run[1] - run[0] < 3 or not self._is_surname(self.tokens[run[0]].text)

    def _before_dash(self, group: list[Span]) -> Run | None:
        """A name that a dash or an opening bracket leads to its title: "Siu Lan Phong - Standing Deputy Secretary"."""
        at = self._opening(group)
        if at == 0 or at >= len(self.tokens):
            return None
        gap = self.tokens[at].gap
        if is_colon(gap):
            run = self._name_before(at)
            return run if run and self._is_certain(run) and self._opens_line(run[0]) else None
        if not (is_dash(gap) or opens_bracket(gap)):
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
        if closes_bracket(gap):
            at = self._bracket_start(at)
        elif self.tokens[at].breaks or not (self.tokens[at].comma or gap == ""):
            return None
        run = self._name_before(at)
        if run is None or self._is_territory(run[0]) or not self._is_whole(run):
            return None
        # "chair of X, A, the secretary of Y, B": where the first name stands behind its titles, the others do too.
        return None if run in self._held_behind and self._behind_comma(group) else run

    def _goes_on_behind(self, group: list[Span], run: Run | None, left: Run | None) -> bool:
        """Whether the titles behind a name are also its holder's: "the deputy minister A, member of X, said".

        Only where it can be nothing but a name: "Secretary of the Party Committee of Tây Giang, ..." has a place.
        """
        if run is None or run != left or not self.tokens[run[1]].comma or not self._is_certain(run):
            return False
        at = self._over_bracket(group[-1].last)
        if at >= len(self.tokens) or not self.tokens[at].joined:
            return True
        # Something unread follows, behind which the real holder may stand.
        return self.language.has_capitals and not self.tokens[at].capital

    def _before_apposition(self, group: list[Span]) -> Run | None:
        """A full name before a word or two that are not read: "A, además | subsecretaria", "A, TUV, | Giám đốc ...".

        Not for a title that many have at once, as in a list of guests.
        """
        at = self._opening(group)
        if at == 0 or at >= len(self.tokens) or self._is_shared_by_many(group[0]):
            return None
        longest = _LONGEST_UNREAD if self.tokens[at].comma else 1
        for first in range(at - 1, max(at - longest, 1) - 1, -1):
            after, token = self.tokens[first + 1], self.tokens[first]
            if (
                first in self._taken
                or after.breaks
                or token.breaks
                or token.has("rank", "office", "honorific", "article")
            ):
                return None
            if after.comma and first + 1 != at:
                return None
            if token.comma:
                run = self._name_before(first)
                inner = any(self.names.beginning_at(inside) for inside in range(first, at))
                said = self._says_office(first, at)
                return run if run and run[1] - run[0] > 1 and self._is_certain(run) and not inner and not said else None
        return None

    def _is_shared_by_many(self, span: Span) -> bool:
        ranks = " ".join(
            rank for at in range(span.rank_first, span.rank_last) for rank in self.tokens[at].values("rank")
        )
        return not _OF_MANY.isdisjoint(ranks.split())

    def _is_between(self, run: Run | None, group: list[Span]) -> bool:
        """Whether a name stands without a blank before its title and behind one that a particle ties to it."""
        if run is None or self.language.segmentation != "characters" or run[1] != group[0].first or run[0] < 2:
            return False
        return self.tokens[run[0] - 1].glue and run[0] - 2 in self._taken and self.tokens[run[1]].gap == ""

    def _note_direction(self, group: list[Span], run: Run | None) -> None:
        """Remember the name behind a list that has none before it."""
        behind = self._behind_comma(group)
        at = self._over_bracket(group[-1].last)
        if run is None and behind is not None and not is_colon(self.tokens[at].gap):
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
            place = self.tokens[before]
            before -= place.gap == "" and not place.known and self.tokens[at].gap.isspace()
        if before not in self._taken or self.tokens[at].gap.strip():
            return False
        return before not in self._held

    def _behind_comma(self, group: list[Span]) -> Run | None:
        at = self._over_bracket(group[-1].last)
        if at + 1 < len(self.tokens) and self.tokens[at].joined and not self.tokens[at].known:
            beyond = self._behind_comma_from(at + 1)
            if beyond and self._is_certain(beyond):
                return beyond
        return self._behind_comma_from(at) or self._behind_tail(at)

    def _behind_tail(self, at: int) -> Run | None:
        """A full name in commas behind the unread end of a title: "jefe | de su Comisión, A, dijo"."""
        if at >= len(self.tokens):
            return None
        if not (self.tokens[at].known or self.tokens[at].capital or self._leads_to_place(at)):
            return None
        last = self._over_tail(at)
        run = self._behind_comma_from(last) if last > at else None
        if run is None or not self._is_certain(run) or run[1] - run[0] < 2:
            return None
        closed = run[1] >= len(self.tokens) or self.tokens[run[1]].comma or self.tokens[run[1]].breaks
        return run if closed else None

    def _behind_comma_from(self, at: int) -> Run | None:
        if at >= len(self.tokens) or (
            self.tokens[at].breaks and not (is_colon(self.tokens[at].gap) or closes_bracket(self.tokens[at].gap))
        ):
            return None
        if not (self.tokens[at].comma or is_colon(self.tokens[at].gap)):
            return None
        start = self._skip(at, allow_comma=True)
        if start is None:
            return None
        run = self.names.beginning_at(start)
        if run is None or self.tokens[run[0]].dotted:
            return run
        return run if run[1] - run[0] > 1 or self._is_surname(self.tokens[run[0]].text) else None

    def _skip(self, at: int, *, allow_comma: bool) -> int | None:
        """Past honorifics and connectives such as Japanese の; None where something stops the way."""
        first = True
        while at < len(self.tokens):
            token = self.tokens[at]
            stops = token.breaks and not (first and (closes_bracket(token.gap) or is_colon(token.gap)))
            if stops or (token.comma and not (allow_comma and first)):
                return None
            bridge = (
                token.has("honorific")
                or self._leads_to_honorific(at)
                or (token.glue and self.language.segmentation == "characters")
            )
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
