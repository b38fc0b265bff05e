"""The words of a sentence between titles and names: how far each reaches, and what a title or a name begins with."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set

from canonym.glossary.language_data import LanguageData
from canonym.titles.gaps import closes_bracket, is_dash, opens_bracket
from canonym.titles.grammar import Span
from canonym.titles.names import PersonalNames, Run
from canonym.titles.tokens import Token

_LONGEST_BRACKET = 14
"""Tokens that a bracket between a name and its title may hold: "A (born 1962, from Hà Nội), director"."""
_LONGEST_TAIL = 8
"""Tokens of a title that may be left unread before the comma behind it."""
_LONGEST_TO_VERB = 9
"""Characters within which a verb behind a title must begin and end where no spaces part the words: "に任命された"."""
_LOCAL = ("provincial", "municipal", "district", "commune")
_SHORTEST_STEM = 2
"""Letters up to which a verb of the language data is a whole word and no stem."""


class SentenceAround:
    """What stands around the titles of one sentence."""

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
        self.tokens = tokens
        self.language = language
        self.titles = [span for span in spans if span.has_rank]
        self._taken = {at for span in spans for at in range(span.first, span.last)}
        self._in_titles = {at for span in self.titles for at in range(span.first, span.last)}
        self._is_surname = is_surname
        self.names = PersonalNames(tokens, self._taken, language, is_surname, is_rare)
        self._solo = solo

    def _opening(self, group: list[Span]) -> int:
        """Where the title list begins, with the articles and the like before it."""
        at = group[0].first
        while (
            at > 0
            and (self.tokens[at - 1].glue or self.tokens[at - 1].has("tenure", "modifier") or self._is_ordinal(at - 1))
            and self.tokens[at].joined
        ):
            if at - 1 in self._taken or is_dash(self.tokens[at].gap):
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

    def _over_bracket(self, at: int) -> int:
        """Past a bracket behind a title: "Chairman of the Fatherland Front (VFF) Committee", "director (acting) A"."""
        if at >= len(self.tokens) or not self.tokens[at].gap.rstrip().endswith(("(", "（")):
            return at
        for end in range(at + 1, min(at + _LONGEST_BRACKET, len(self.tokens))):
            if closes_bracket(self.tokens[end].gap):
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

    def _over_tail(self, at: int) -> int:
        """Past what is left unread of a title, up to the comma: "director of the Ho Chi Minh | Academy,"."""
        last = at
        while last < min(at + _LONGEST_TAIL, len(self.tokens)) and self.tokens[last].joined:
            if last in self._in_titles:
                return at
            last += 1
        if last == at or last >= len(self.tokens) or not self.tokens[last].comma or self._says_office(at, last):
            return at
        name = next((run for run in map(self.names.beginning_at, range(at, last)) if run), None)
        return at if name and name[1] >= last else last

    def _opens_with_verb(self, span: Span) -> bool:
        """Whether the title begins with a word that is also the verb: "A | 当选 ..."."""
        token = self.tokens[span.first]
        return token.has("tenure") and token.text.casefold() in self.language.office_verbs

    def _says_office(self, first: int, last: int, skip: int = -1) -> bool:
        """Whether one of the words says that somebody takes, holds or leaves an office.

        `skip` is where the text to look at begins, where it begins within a token.
        """
        verbs = self.language.office_verbs
        if not verbs:
            return False
        if self.language.segmentation != "characters":
            numbers = range(first + (skip >= 0), last)
            words = [self.tokens[at].text.casefold() for at in numbers if at not in self._taken]
            # The shortest are whole words: Swedish "ta" (to take), but "talade" (spoke).
            stems = tuple(verb for verb in verbs if len(verb) > _SHORTEST_STEM)
            return any(word in verbs or word.startswith(stems) for word in words)
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

    def _name_before(self, at: int) -> Run | None:
        run = self.names.ending_at(at) if at > 0 else None
        if run is None or run[0] == 0 or run[1] >= len(self.tokens):
            return run
        # "르 후이 딴(Le Huy Tan) 씨 - ...": the name in a bracket is that of the one before it.
        in_bracket = opens_bracket(self.tokens[run[0]].gap) and closes_bracket(self.tokens[run[1]].gap)
        return (self.names.ending_at(run[0]) if in_bracket else None) or run

    def _is_certain(self, run: Run) -> bool:
        """Whether a run can only be a person: a family name or an honorific opens it."""
        if self._behind_honorific(run[0]) or self.tokens[run[0]].dotted:
            return True
        follows = self.language.order == "rank-last" and self.language.segmentation == "characters"
        behind = run[1] < len(self.tokens) and run[1] not in self._taken
        if follows and behind and self.tokens[run[1]].has("honorific"):
            return True
        if self.names.is_rare(run):
            return True
        return self._is_surname(self.tokens[run[0]].text) and self._is_whole(run) and not self._is_territory(run[0])

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
        if before < 0 or not self.tokens[before + 1].joined:
            return False
        unlike = not self._is_surname(self.tokens[at].text) and not self.tokens[at - 1].glue
        return self.tokens[before].has("level") or (unlike and self.says_level(before))

    def says_level(self, at: int) -> bool:
        """Whether a fixed name says a level, so that a place may stand behind it: "Huyện ủy | Tây Giang"."""
        levels = [tag.level for tag in self.tokens[at].tags if tag.kind in ("name", "office")]
        return bool(levels) and all(level in _LOCAL for level in levels)

    def end_of(self, run: Run) -> int:
        """Where a name ends, in code points of the document."""
        return self.names.end_of(run)
