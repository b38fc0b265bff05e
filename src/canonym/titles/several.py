"""Several people with one title: "the Deputy Prime Ministers A and B", "members: A, director of X; B, director"."""

from __future__ import annotations

from collections.abc import Mapping

from canonym.titles.gaps import ends_entry, is_colon, is_dash
from canonym.titles.grammar import Span
from canonym.titles.names import Run
from canonym.titles.surroundings import SentenceAround

_LONGEST_TO_COLON = 3
"""Tokens between a title and the colon before those who hold it: "members are the following:"."""


class SeveralPeople(SentenceAround):
    """Finds those who share a title with the name that was found beside it."""

    def _with_others(self, group: list[Span], run: Run, claimed: set[int]) -> tuple[Run, ...]:
        """A name with those that share the title: "the Deputy Prime Ministers A and B"; "A, B - Deputy Secretaries"."""
        if run[0] >= group[-1].last:
            return (run, *(self._behind_colon(group, run) or self._coordinated_right(run, claimed)))
        if is_dash(self.tokens[run[1]].gap if run[1] < len(self.tokens) else ""):
            return (*self._coordinated_left(run, claimed, from_break=True), run)
        return (run,)

    def _behind_colon(self, group: list[Span], run: Run) -> tuple[Run, ...]:
        """The others who share a plural title before a colon: "members: A, director of X; B, director of Y".

        Each part of the list must begin with a name; where titles begin them, the first name is the only one.
        """
        at = self._over_bracket(group[-1].last)
        if not is_colon(self.tokens[at].gap):
            return ()
        found: list[Run] = []
        for number in self._separators(run[1]):
            name = self._entry_name(number)
            if name is None:
                break
            found.append(name)
        return tuple(found)

    def _separators(self, at: int) -> list[int]:
        """Where the parts of a list begin behind its first one: at semicolons, or where there are none at commas."""
        found = [number for number in range(at, len(self.tokens)) if ends_entry(self.tokens[number].gap)]
        return found or [number for number in range(at, len(self.tokens)) if self.tokens[number].comma]

    def _listed_behind(self, group: list[Span], named: Mapping[int, Run]) -> tuple[Run, ...]:
        """All who share a title that a list behind a colon is about: "members of X: the chairman A; B, director of Y".

        Each part of the list has one name, its first or that of its title (`named`: token -> holder). Between title and
        colon a word or two may stand ("include:"); a list has two parts at least.
        """
        colon = next(
            (at for at in range(group[-1].last, len(self.tokens)) if self.tokens[at].breaks or at in self._in_titles),
            len(self.tokens),
        )
        if colon - group[-1].last > _LONGEST_TO_COLON or colon >= len(self.tokens):
            return ()
        if not is_colon(self.tokens[colon].gap) or any(self.tokens[at].comma for at in range(group[-1].last, colon)):
            return ()
        starts = [
            colon,
            *(number for number in range(colon + 1, len(self.tokens)) if ends_entry(self.tokens[number].gap)),
        ]
        found: list[Run] = []
        for start, end in zip(starts, [*starts[1:], len(self.tokens)], strict=True):
            name = self._entry_name(start) or next((named[at] for at in range(start, end) if at in named), None)
            if name is None or name in found:
                break
            found.append(name)
        return tuple(found) if len(found) > 1 else ()

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
        follows = at < len(self.tokens) and (at in self._taken or is_dash(self.tokens[at].gap))
        follows = follows or (at < len(self.tokens) and self.tokens[at].comma and not self._closes_apposition(run, at))
        if not joined or not found or follows:
            return ()
        for name in found:
            claimed.update(range(*name))
        return tuple(found)

    def _closes_apposition(self, run: Run, at: int) -> bool:
        """Whether the comma behind several names closes what the one before them opened: "the chairs, A and B, said".

        Where a title follows, it is that of the last name.
        """
        if not self.tokens[run[0]].comma and not any(self.tokens[i].comma for i in self._honorifics_before(run[0])):
            return False
        while at < len(self.tokens) and at not in self._taken and self.tokens[at].glue:
            at += 1
        return at < len(self.tokens) and at not in self._in_titles

    def _honorifics_before(self, at: int) -> range:
        first = at
        while first > 0 and self._behind_honorific(first) and self.tokens[first].joined:
            first -= 1
        return range(first, at)

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
