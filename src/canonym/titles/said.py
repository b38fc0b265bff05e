"""Who takes, holds or leaves an office in the same clause: "A was elected ...", "the post of ... goes to A"."""

from __future__ import annotations

from collections.abc import Sequence

from canonym.titles.gaps import ends_clause
from canonym.titles.grammar import Span
from canonym.titles.names import Run
from canonym.titles.several import SeveralPeople


class SaidToHold(SeveralPeople):
    """Finds whom a clause says to hold an office; the words that say so are language data."""

    def _said_of(self, group: list[Span], claimed: set[int], known: Sequence[Run]) -> tuple[Run, ...]:
        """Who takes, holds or leaves the office in the same clause: the last certain name before it, or the next."""
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

    def _clause_start(self, at: int) -> int:
        while at > 0 and not ends_clause(self.tokens[at].gap):
            at -= 1
        return at

    def _clause_end(self, at: int) -> int:
        while at < len(self.tokens) and not ends_clause(self.tokens[at].gap):
            at += 1
        return at

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
