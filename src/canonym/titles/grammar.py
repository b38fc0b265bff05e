"""The title grammar: where in a row of tokens titles and bodies begin and end, and what their parts are.

A title is a rank phrase (rank, modifiers, tenure) and a body phrase (kind, senses, levels, places, joined by
connectives). Languages differ in where the rank stands (`order` of the language file); the rest is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from canonym.glossary.country_words import country_of_word
from canonym.glossary.lexicon import Lexicon
from canonym.glossary.senses_and_ranks import Ranks, Senses
from canonym.letters import is_latin
from canonym.titles.tokens import Token

_UNSPACED = ("Thai", "Laoo", "Khmr")
"""Scripts that set a blank between phrases only."""
_DASHES = ("-", "‑", "–", "—")
_LONGEST_IN_NAME = 4
"""Letters of a word that is perhaps a syllable of a name."""
_LONG_WORD = 8
"""Letters of a single word from which it is hardly a common one as well ("politbyra")."""
_SHORTEST_JOINED = 4
"""Letters of a rank behind an "and" that is written together with it."""
_SHORTEST_NOUN = 4
"""Letters from which on an unknown word in small letters is rather a noun than a pronoun or an article."""
_LONGEST_NUMBER = 3
"""Digits of a number that names a body; a year has more."""
_NUMBER_GOES_ON = frozenset("-–/.,:%")
"""What stands behind a number that is part of a date, a share or another number."""
_TERRITORIES = {"provincial", "municipal", "district", "commune"}


@dataclass(frozen=True, slots=True)
class Span:
    """A title or body found: token numbers, the end exclusive."""

    first: int
    last: int
    rank_first: int
    rank_last: int
    """Tokens of the rank phrase; both equal for a bare body."""

    @property
    def has_rank(self) -> bool:
        """Whether the span is a title and not a bare body."""
        return self.rank_last > self.rank_first


class Grammar:
    """Finds titles and bodies in the tokens of one sentence."""

    def __init__(
        self,
        tokens: Sequence[Token],
        lexicon: Lexicon,
        senses: Senses,
        ranks: Ranks,
        term_bodies: frozenset[str] = frozenset(),
        is_surname: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """Prepare for one sentence; `term_bodies`: bodies whose plain name is a common term ("emulation cluster")."""
        self._is_surname = is_surname
        self.tokens = tokens
        self._term_bodies = term_bodies
        self.language = lexicon.language
        self._lexicon = lexicon
        self._glued_conjunctions = sorted(set(self.language.proclitics) & set(self.language.conjunctions))
        self._senses = senses
        self._ranks = ranks

    def spans(self) -> list[Span]:
        """Titles and bodies in order, without overlaps."""
        taken = [False] * len(self.tokens)
        found: list[Span] = []
        for span in (*self._titles(taken), *self._bodies(taken)):
            found.append(span)
        return sorted(found, key=lambda span: span.first)

    # titles with a rank

    def _titles(self, taken: list[bool]) -> Iterator[Span]:
        at = 0
        while at < len(self.tokens):
            if not self._is_rank(at) or taken[at]:
                at += 1
                continue
            span = self._title_at(at, taken)
            taken[span.first : span.last] = [True] * (span.last - span.first)
            yield span
            at = max(span.last, at + 1)

    def _title_at(self, at: int, taken: list[bool]) -> Span:
        first, last = self._rank_phrase(at, taken)
        order = self.language.order
        right = self._body_right(last, first, with_rank=True) if order != "rank-last" else last
        if order == "both" and right > last and not self._glued_on(last):
            right = last
        if right > last:
            start = self._compound_left(first, taken)
            return Span(self._territory_left(start, taken) if order == "both" else start, right, first, last)
        left = self._body_left(first, taken) if order != "rank-first" else self._compound_left(first, taken)
        return Span(self._tenure_left(left, taken), last, first, last)

    def _tenure_left(self, first: int, taken: list[bool]) -> int:
        """ "former" before the body where the rank stands last: "eski | Parti Komitesi Sekreteri"."""
        while first > 0 and not taken[first - 1] and self.tokens[first].joined and self.tokens[first - 1].has("tenure"):
            first -= 1
        return first

    def _territory_left(self, first: int, taken: list[bool]) -> int:
        """Level and place before the rank where the body follows it: "Artvin Provincial | Director of Health"."""
        at = first
        while at > 0 and not taken[at - 1] and self.tokens[at].joined:
            before = self.tokens[at - 1]
            if (before.has("level", "place") and not before.glue) or (
                not before.known and before.capital and self.tokens[at].has("level") and at > 1
            ):
                first = at = at - 1
            else:
                break
        return first

    def _glued_on(self, at: int) -> bool:
        """Whether a connective leads from the rank to what follows ("Chairman of ...")."""
        token = self.tokens[at]
        return token.has("connective")

    def _rank_phrase(self, at: int, taken: list[bool]) -> tuple[int, int]:
        first, last = at, at + 1
        inner = self._compound_left(at, taken)
        if 0 < inner < at and not taken[inner - 1] and self.tokens[inner].joined and self._qualifies(inner - 1):
            first = inner  # "vice | parti|sekreterare": the modifier stands before the whole compound
        while first > 0 and not taken[first - 1] and self.tokens[first].joined and self._qualifies(first - 1):
            if self._joins_rank(first):
                break  # "اللجنة الدائمة | والأمين": the adjective belongs to what stands before "and"
            first -= 1
        first = self._over_deputy_of(first, taken)
        while last < len(self.tokens) and self.tokens[last].joined and self._qualifies(last):
            if self.language.order == "rank-last" and not self.tokens[last].has("modifier"):
                break
            if self.language.adjective_endings and self._is_kind_ahead(last + 1):
                break  # "член | Постоянного комитета": the adjective belongs to what follows it
            last += 1
        last = self._over_adjectives(last)
        while first < at and self.tokens[first].has("connective") and not self.tokens[first].has("tenure", "modifier"):
            first += 1
        while first < at and self._is_told_of(first):
            first += 1
        return first, last

    def _over_deputy_of(self, first: int, taken: list[bool]) -> int:
        """Back over a deputy whom a connective ties to the rank: "adjunct | al | șefului", "deputy | to the | head"."""
        at = first - 1
        while at > 0 and self.tokens[at].glue and self.tokens[at + 1].joined and not taken[at]:
            at -= 1
        if at < 0 or at == first - 1 or taken[at] or not self.tokens[at + 1].joined:
            return first
        token = self.tokens[at]
        tied = any(self.tokens[i].has("connective") for i in range(at + 1, first))
        return at if tied and "deputy" in token.values("modifier") and not token.has("rank", "office") else first

    def _is_told_of(self, at: int) -> bool:
        """Whether a word before the rank tells how somebody came to it: "was | elected chairman", not "the elect"."""
        token = self.tokens[at]
        if "elect" not in token.values("tenure") or at == 0 or not token.joined:
            return False
        before = self.tokens[at - 1]
        return not before.has("article", "conjunction", "tenure", "modifier", "honorific", "connective")

    def _is_kind_ahead(self, at: int) -> bool:
        return at < len(self.tokens) and self.tokens[at].joined and self.tokens[at].content

    def _over_adjectives(self, at: int) -> int:
        """Past one or two unknown words between rank and connective: "vicepresidente no profesional del Comité"."""
        if self.language.order == "rank-last":
            return at
        last = at
        while last < min(at + 2, len(self.tokens)) and self.tokens[last].joined:
            token = self.tokens[last]
            if token.known or token.capital:
                break
            last += 1
        if last == at or last >= len(self.tokens) or not self.tokens[last].joined:
            return at
        follower = self._after_glue(last) if self.tokens[last].has("connective") else None
        return last if follower is not None and self.tokens[follower].content else at

    def _qualifies(self, at: int) -> bool:
        token = self.tokens[at]
        return token.has("modifier", "tenure") and not token.has("rank", "office")

    def says_office(self, span: Span) -> bool:
        """Whether the span alone is an office: it has a body, and where anybody can have its rank, one with a name."""
        if not span.has_rank or self.tokens[self._rank_token(span)].has("office"):
            return True
        body = [*self.tokens[span.first : span.rank_first], *self.tokens[span.rank_last : span.last]]
        if self._is_weak(span):
            return any(token.has("name") or self._proper(token) for token in body)
        return bool(body) or self.tokens[self._rank_token(span)].has("level") or self._is_single(span)

    def _is_weak(self, span: Span) -> bool:
        """A leader, representative or member may be one of anything; only of a proper name is it an office."""
        ranks = " ".join(self.tokens[self._rank_token(span)].values("rank")).split()
        return bool(ranks) and all(self._ranks.by_id[rank].weak for rank in ranks if rank in self._ranks.by_id)

    def _is_single(self, span: Span) -> bool:
        """Whether the rank is an office of which a country has one: "the premier" is the prime minister."""
        ranks = " ".join(self.tokens[self._rank_token(span)].values("rank")).split()
        return bool(ranks) and all(self._ranks.by_id[rank].single for rank in ranks)

    def is_solo(self, span: Span) -> bool:
        """Whether the title stands for somebody unnamed ("a representative of ...") and continues nobody's list."""
        ranks = self.ranks_of(span)
        return bool(ranks) and self._ranks.by_id[ranks[0]].solo

    def ranks_of(self, span: Span) -> list[str]:
        """The ranks that the rank word of a title can mean."""
        return " ".join(self.tokens[self._rank_token(span)].values("rank")).split()

    def body_of(self, span: Span) -> Span | None:
        """The body of a title, without its rank; None where what is left is no body."""
        first, last = (span.rank_last, span.last) if span.last > span.rank_last else (span.first, span.rank_first)
        while first < last and self.tokens[first].glue:
            first += 1
        return Span(first, last, first, first) if first < last and self._is_body(first, last) else None

    def is_grouping(self, span: Span) -> bool:
        """Whether the body of a title is a grouping of units ("cluster"), which is no body on its own."""
        families = self._senses.families
        return any(families[kind] == "grouping" for at in range(span.first, span.last) for kind in self._kinds(at))

    def _proper(self, token: Token) -> bool:
        if not token.has("sense", "name") and token.known:
            return False
        return token.capital if self.language.has_capitals else token.has("sense", "name")

    def _rank_token(self, span: Span) -> int:
        return next(at for at in range(span.rank_first, span.rank_last) if self._is_rank(at))

    def _is_rank(self, at: int) -> bool:
        token = self.tokens[at]
        if not token.has("rank", "office") or self._is_of_name(at):
            return False
        if self.language.segmentation == "characters":
            if self.is_within_body(at):
                return False
            if len(token.text) == 1:
                # 長 ends many words; only behind a body (局|長) is it a rank.
                return at > 0 and token.gap == "" and self.tokens[at - 1].content
        # German "leitet" has the stem of "Leiter"; a rank is a noun, or the end of one ("Büroleiter").
        is_noun = token.capital or token.gap == "" or any(word[:1].isupper() for word in token.text.split())
        return self.language.capitals != "nouns" or is_noun

    def is_within_body(self, at: int) -> bool:
        """Whether a rank is part of a body's name, as its kind follows in the same word: 会長代表団 is a delegation."""
        following = at + 1
        if self.language.order != "rank-last" or following >= len(self.tokens) or self.tokens[following].gap != "":
            return False
        if not self.tokens[at].has("rank", "office"):
            return False
        return self._is_kind(following) and not self.tokens[following].has("rank", "office", "name", "level")

    # bodies

    def _bodies(self, taken: list[bool]) -> Iterator[Span]:
        numbers = range(len(self.tokens))
        for at in reversed(numbers) if self.language.order == "rank-last" else numbers:
            if taken[at] or not self._opens_body(at):
                continue
            left = self._body_left(at, taken)
            right = at + 1 if self.language.order == "rank-last" else self._body_right(at, left, with_rank=False)
            if self.language.order == "rank-last":
                right = self._tail_right(at, taken)
            right = next((i for i in range(at, right) if taken[i]), max(right, at + 1))
            if self._is_body(left, right):
                taken[left:right] = [True] * (right - left)
                yield Span(left, right, left, left)

    def _opens_body(self, at: int) -> bool:
        if self._is_party(at):
            return True
        if self._is_inside_name(at):
            return False
        is_small = self.language.has_capitals and not self.tokens[at].capital and not self._is_plain_name(at)
        if is_small and not self._heads_field(at):
            return self._is_kind(at) and self._has_capital_field(at)
        names = self.tokens[at].values("name")
        if names:
            return not all(name in self._term_bodies for name in names) or self._is_particular(at)
        return any(self._senses.families[kind] != "grouping" for kind in self._kinds(at))

    def _heads_field(self, at: int) -> bool:
        """Whether a kind of body in small letters heads a field with a capital: "ministère de l'Agriculture"."""
        if not self._lexicon.reads_lists or not self._is_kind(at) or at + 1 >= len(self.tokens):
            return False
        follower = self._after_glue(at + 1)
        return (
            follower is not None
            and follower > at + 1
            and self.tokens[at + 1].joined
            and self.tokens[follower].capital
            and self._plain_sense(follower)
        )

    def _is_inside_name(self, at: int) -> bool:
        """Whether a word that only shares its stem with a kind stands in a personal name: "Vo Thi | Cam | Nhung"."""
        token = self.tokens[at]
        if token.listed or not token.capital or len(token.text) > _LONGEST_IN_NAME:
            return False
        first = at
        while first > 0 and self.tokens[first].joined and self.tokens[first - 1].capital:
            first -= 1
            if self.tokens[first].known:
                return False
            if self._surname(first):
                return True
        return False

    def _is_particular(self, at: int) -> bool:
        """Whether a level, place or number makes a common term one body: "the province's Emulation Congress"."""
        behind = at + 1
        while behind < len(self.tokens) and self.tokens[behind].glue and self.tokens[behind].joined:
            behind += 1
        sides = [i for i in (at - 1, behind) if 0 <= i < len(self.tokens) and self.tokens[max(i, at)].joined]
        return any(self.tokens[i].has("level", "place") or self.tokens[i].ordinal for i in sides)

    def _is_plain_name(self, at: int) -> bool:
        """Whether a token in small letters is the full name of a body that no common word is ("national assembly")."""
        token = self.tokens[at]
        return token.has("name") and token.listed and (" " in token.text.strip() or len(token.text) > _LONG_WORD)

    def _tail_right(self, at: int, taken: list[bool]) -> int:
        """In languages with the head last, a body goes on while further words of it follow directly."""
        last = at + 1
        end = last
        while last < len(self.tokens) and not taken[last] and self.tokens[last].joined:
            token = self.tokens[last]
            if not self.is_within_body(last) and (token.has("rank", "office") or token.glue or not token.content):
                break
            last += 1
            if token.has("name") or self._is_kind(last - 1):
                end = last
        return end

    def _is_body(self, first: int, last: int) -> bool:
        tokens = self.tokens[first:last]
        kinds = [at for at in range(first, last) if self._is_kind(at)]
        heads = [at for at in range(first, last) if self.tokens[at].has("name")] or kinds
        if any(self._is_party(at) or self._is_alone(at) for at in range(first, last)):
            return True
        if kinds and self._has_capital_field(kinds[0]):
            return True
        if self.language.has_capitals and not any(
            self.tokens[at].capital or self._is_plain_name(at) or self._heads_field(at) for at in heads
        ):
            return False
        if any(token.has("name") for token in tokens):
            return True
        if not kinds:
            return False
        if len(kinds) > 1 and all(self.tokens[at].capital for at in kinds) and self._are_one_name(kinds):
            return True
        if self._lexicon.reads_lists and any(
            self.tokens[at].capital and self._lexicon.is_own_name(self.tokens[at].tags) for at in kinds
        ):
            return True
        others = [token for at, token in enumerate(tokens, first) if not token.glue and not self._is_kind(at)]
        if self.language.script in _UNSPACED and any(self._is_field_too(at) for at in kinds):
            return True  # "คณะกรรมการบริหาร", the executive board, is one word
        if len(kinds) > 1:
            others += [self.tokens[at] for at in kinds if self._has_own_sense(at)]
        return any(token.content or (token.capital and len(token.text) > 3) for token in others)

    def _is_own_abbreviation(self, at: int) -> bool:
        """Whether a token is the abbreviation of a body in a pack that was made from a list."""
        tags = self.tokens[at].tags if self._lexicon.reads_lists else ()
        return any(tag.kind == "name" and tag.exact for tag in tags)

    def _has_own_sense(self, at: int) -> bool:
        """Whether a token has a sense that a pack adds and that is no kind of body."""
        tags = self.tokens[at].tags
        return any(tag.kind == "sense" and tag.pack and tag.value not in self._senses.families for tag in tags)

    def _is_of_name(self, at: int) -> bool:
        """Whether a word that can be a rank is a sense of a pack in the name of a body: "House of Representatives"."""
        if not self._has_own_sense(at):
            return False
        for step in (-1, 1):
            beside = at + step
            while 0 <= beside < len(self.tokens) and self.tokens[max(beside, beside - step)].joined:
                if self._is_kind(beside):
                    return True
                if not (self.tokens[beside].glue or self.tokens[beside].content):
                    break
                beside += step
        return False

    # how far a body reaches

    def _body_right(self, at: int, first: int, *, with_rank: bool) -> int:
        """End of the body phrase that begins at a token (for a title: behind the rank phrase)."""
        last = end = at
        size = len(self.tokens)
        while last < size:
            token = self.tokens[last]
            if last > first and self._breaks_off(last, at, first):
                break
            if token.ordinal and self._numbers(last):
                last += 1
                continue
            if (self._is_rank(last) and not self._is_inner(last, at)) or self._person_begins(last):
                break
            if token.content and not (token.glue and not token.has("sense")):
                if self._is_other_title(last) or self._is_common_word(last, at):
                    break
                last += 1
                end = last
                continue
            if token.glue:
                follower = self._after_glue(last)
                if follower is not None and self._is_plain_noun(last, follower, at):
                    last = end = follower + 1
                    continue
                if follower is None or not self._may_continue(last, follower, at, with_rank):
                    break
                last = follower
                if not self.tokens[last].known and not self.tokens[last].ordinal:
                    last = min(self._name_run(last), self._full_name_inside(last))
                    end = last
                continue
            over = self._over_unknown(last, end, at)
            if over is None:
                break
            last, end = over
        return self._over_number(end, at)

    def _over_unknown(self, at: int, end: int, body_start: int) -> tuple[int, int] | None:
        """Past an unknown word of the body, with where the body ends then; None where it is none of its words."""
        if self._belongs(at, end, body_start):
            return self._place_run(at), self._place_run(at)
        if self._is_inner_adjective(at, body_start):
            return at + 1, end
        if self._is_demonym(at, body_start):
            last = at + 1
            return last, last if last == len(self.tokens) or not self.tokens[last].has("connective") else end
        return None

    def _breaks_off(self, at: int, body_start: int, first: int) -> bool:
        """Whether a body cannot go on to a token, whatever that is."""
        token = self.tokens[at]
        if not (token.joined or self._is_counted(at)) and not self._enumerates(body_start, at):
            return True
        if token.behind_clitic and not self._kind_ahead(at):
            return True  # "the Government's | Emulation Flag"
        return bool(self._parts(at)) and self._has_kind(first, at) and self._opens_other(first, at)

    def _is_inner_adjective(self, at: int, body_start: int) -> bool:
        """Whether an unknown adjective stands between words of a body: "provinčního | vzpomínkového | výboru"."""
        endings, token, following = self.language.adjective_endings, self.tokens[at], at + 1
        if not endings or token.known or at == body_start or not self.tokens[at - 1].content:
            return False
        if following >= len(self.tokens) or not self.tokens[following].joined:
            return False
        ahead = self._is_kind(following) or self.tokens[following].has("name")
        return token.text.lower().endswith(endings) and ahead and not self._has_kind(body_start, at)

    def _is_counted(self, at: int) -> bool:
        """Whether a word stands behind its number, which ends in a full stop: "des 7. | Kongresses"."""
        return self.tokens[at - 1].ordinal and self.tokens[at].gap in (". ", ".", ".\u00a0") and self.tokens[at].content

    def _over_number(self, end: int, body_start: int) -> int:
        """Past a number that tells a body from its likes: "Military Region | 5", "Steering Committee | 515".

        Not past one that counts what follows: "the council's | 7 provinces".
        """
        if not body_start < end < len(self.tokens):
            return end
        token, before = self.tokens[end], self.tokens[end - 1]
        if not (token.text.isdigit() and len(token.text) <= _LONGEST_NUMBER and token.gap == " "):
            return end
        if not (before.has("sense", "name", "level") and (self._is_kind(end - 1) or before.has("name", "level"))):
            return end
        if end + 1 == len(self.tokens):
            return end + 1
        after = self.tokens[end + 1]
        if after.gap in _NUMBER_GOES_ON:
            return end
        tells = "regional" in before.values("level") or any(
            tag.level == "regional" for tag in before.tags if tag.kind == "name"
        )
        closed = after.breaks or after.comma or after.glue or (after.capital and not after.known)
        return end + 1 if tells or closed else end

    def _parts(self, at: int) -> bool:
        """Whether what stands before a token can part two bodies side by side.

        A dash does ("Party Committee - People's Council"), a conjunction glued on, and a blank where words have none
        between them.
        """
        token = self.tokens[at]
        if self._dashed(at) or self._holds_conjunction(at):
            return True
        unspaced = self.language.segmentation == "characters" and self.language.script in _UNSPACED
        return unspaced and token.gap != "" and not token.gap.strip()

    def _opens_other(self, first: int, at: int) -> bool:
        """Whether another body begins at a token, of which the one before it is no part and no office."""
        families = ("administrative",) if self._holds_conjunction(at) else ("administrative", "representative")
        if self._administrative(first, at, families) or not self._kind_ahead(at):
            return False
        token = self.tokens[at]
        return self._dashed(at) or self._is_kind(at) or token.has("name")

    def _dashed(self, at: int) -> bool:
        """Whether a dash parts a token from the one before: with a blank, or between two names ("HĐND-UBND")."""
        token = self.tokens[at]
        between_names = at > 0 and token.has("name") and self.tokens[at - 1].has("name")
        written_as_name = token.capital or not self.language.has_capitals  # no address of a page: "chinh-phu"
        return token.dashed or (between_names and written_as_name and token.gap in _DASHES)

    def _holds_conjunction(self, at: int) -> bool:
        """Whether "and" is written together with a word that is known without it: "ومجلس", "ומועצת"."""
        text = self.tokens[at].text
        for conjunction in self._glued_conjunctions:
            words = text.removeprefix(conjunction).split()
            if text.startswith(conjunction) and words and words[0]:
                return self._lexicon.longest_match(words, 0).length == len(words)
        return False

    def _joins_rank(self, at: int) -> bool:
        """Whether "and" is written together with a rank: "والأمين"; not part of one, as in "وزير"."""
        text = self.tokens[at].text
        for conjunction in self._glued_conjunctions:
            words = text.removeprefix(conjunction).split()
            if text.startswith(conjunction) and words and len(words[0]) >= _SHORTEST_JOINED:
                found = self._lexicon.longest_match(words, 0)
                if found.length == len(words) and any(tag.kind in ("rank", "office") for tag in found.tags):
                    return True
        return False

    def _numbers(self, at: int) -> bool:
        """Whether an ordinal stands before a word of the same body ("the 16th | Kon Tum Party Committee")."""
        following = at + 1
        if following >= len(self.tokens):
            return False
        after = self.tokens[following]
        joined = after.joined or after.gap in (". ", ".", ":")
        return (
            joined
            and not after.glue
            and (after.content or self._capital_name(following))
            and self._kind_ahead(following)
        )

    def _is_inner(self, at: int, body_start: int) -> bool:
        """Whether a token that can be a rank is part of a body's name here ("Standing Committee")."""
        token = self.tokens[at]
        if not token.has("sense") or at <= body_start:
            return False
        return token.has("modifier") or ("deputies" in token.values("sense") and self._is_chamber(body_start, at))

    def _is_chamber(self, first: int, last: int) -> bool:
        """Whether the kind named before is one that representatives make up: "Chambre des | représentants"."""
        kinds = [kind for at in range(first, last) for kind in self._kinds(at)]
        return bool(kinds) and kinds[-1] in ("chamber", "assembly", "council")

    def _is_party(self, at: int) -> bool:
        """Whether a political party is named: "Prosperity | Party", "Partido | de la Prosperidad", "parti | Amanat"."""
        token = self.tokens[at]
        if "party" not in token.values("sense") or token.has("name", "level") or not self.language.has_capitals:
            return self._is_party_in_compound(at)
        following = at + 1
        behind = self.tokens[following] if following < len(self.tokens) and self.tokens[following].joined else None
        if behind is not None and behind.has("connective"):
            field = self._after_glue(following)
            if field is None or not token.capital or self._is_rank(field):
                return False
            return self.tokens[field].capital and self._is_field(field)
        if self.language.order == "rank-first":
            return behind is not None and self._is_party_name(following) and self._run_length(following) == 1
        if at == 0 or not token.joined:
            return False
        if behind is not None and (behind.content or behind.has("rank")):
            return False
        opens = at == 1 and not self.tokens[0].known and self.language.order != "rank-last"
        return not opens and (self._is_party_name(at - 1) or (token.capital and self._is_capital_field(at - 1)))

    def _is_party_in_compound(self, at: int) -> bool:
        """Whether the word of which a party's word is the end says what it is for: "Wohlstands|partei"."""
        token = self.tokens[at]
        if "party" not in token.values("sense") or token.has("name", "level") or self.language.capitals != "nouns":
            return False
        behind = self._after_glue(at + 1) if at + 1 < len(self.tokens) and self.tokens[at + 1].joined else None
        if token.gap == "" and at > 0:
            return self._is_capital_field(at - 1) and not (at + 1 < len(self.tokens) and self.tokens[at + 1].gap == "")
        return token.capital and behind is not None and behind > at + 1 and self._is_capital_field(behind)

    def _is_party_name(self, at: int) -> bool:
        """Whether an unknown word with a capital can be a party's name: it is no family name."""
        token = self.tokens[at]
        return not token.known and token.capital and len(token.text) > 3 and not self._surname(at)

    def _is_capital_field(self, at: int) -> bool:
        return self.tokens[at].capital and self._is_field(at)

    def _is_alone(self, at: int) -> bool:
        """Whether a kind of body is one body's name by itself: "the Senate"."""
        token = self.tokens[at]
        written = token.capital or self.language.capitals in ("none", "names")
        return written and token.listed and not self._senses.alone.isdisjoint(self._kinds(at))

    def _is_field(self, at: int) -> bool:
        """Whether a word says what a body is about: no level, place, country, rank or kind."""
        token = self.tokens[at]
        return (
            token.has("sense") and not token.has("level", "place", "country", "name", "rank") and not self._is_kind(at)
        )

    def _has_capital_field(self, at: int) -> bool:
        """Whether a ministry in small letters has a field in capitals: "ministère | de l'Agriculture"."""
        if not self.language.has_capitals or self.language.order != "rank-first" or self.tokens[at].capital:
            return False
        following = at + 1
        if "ministry" not in self._kinds(at) or following >= len(self.tokens):
            return False
        if not (self.tokens[following].joined and self.tokens[following].has("connective")):
            return False
        field = self._after_glue(following)
        return field is not None and self.tokens[field].capital and self._is_field(field)

    def _are_one_name(self, kinds: Sequence[int]) -> bool:
        """Whether kinds of body make up one name: "House of the | Federation", "Federasyon | Meclisi", "Bundes|rat"."""
        first, second = kinds[0], kinds[1]
        if self.tokens[first].has("level") or self.tokens[second].has("level"):
            return False
        if {"confederation", "union"}.isdisjoint((*self._kinds(first), *self._kinds(second))):
            return False
        between = self.tokens[first + 1 : second]
        return self.tokens[second].joined and all(token.glue and token.joined for token in between)

    def _is_plain_noun(self, glue: int, at: int, body_start: int) -> bool:
        """Whether an unknown noun in small letters says what a body is about: "Commission de | gestion des | risques".

        Only behind the connective of the genitive and a kind with a capital; what follows the noun must not be the
        noun that an unknown pronoun goes with ("Comité de | cette | ville").
        """
        token = self.tokens[at]
        if token.known or token.capital or len(token.text) <= _SHORTEST_NOUN or not token.text.isalpha():
            return False
        if not self.language.has_capitals or self.language.order != "rank-first":
            return False
        ties = [each for each in self.tokens[glue:at] if each.has("connective")]
        if not ties or any(each.text[0].casefold() != self.language.connectives[0][0] for each in ties):
            return False
        kinds = [number for number in range(body_start, glue) if self._is_kind(number)]
        if not kinds or not self.tokens[kinds[0]].capital or self.tokens[kinds[0]].has("name"):
            return False
        between = self.tokens[kinds[0] + 1 : glue]
        if any(each.has("name", "level", "place", "article") and not each.glue for each in between):
            return False
        behind = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        if behind is None or not behind.joined or behind.glue:
            return True
        return not behind.has("level", "place", "name", "rank") and not behind.capital

    def _is_demonym(self, at: int, body_start: int) -> bool:
        """Whether a country's adjective stands behind a kind of body: "Commission | éthiopienne | de ..."."""
        token = self.tokens[at]
        if token.known or at == body_start or not token.joined or self.language.segmentation == "characters":
            return False
        before = self.tokens[at - 1]
        if not before.has("sense", "name") or self.language.order == "rank-last":
            return False
        return country_of_word(token.text, self.language.code) is not None

    def _is_common_word(self, at: int, body_start: int) -> bool:
        """Whether a lower-case word behind capitalised ones belongs to the sentence, not to the name ("reconoció")."""
        token = self.tokens[at]
        if self.language.capitals not in ("titles", "nouns") or token.capital or token.gap == "":
            return False
        if token.has("level", "country", "place", "name"):
            return False
        if at > body_start and self._is_own_abbreviation(at - 1):
            return True  # "NEBE | office"
        if at > body_start and self.tokens[at - 1].has("level") and not token.listed:
            return True
        if at > body_start and self.tokens[at - 1].has("level") and any(t.capital for t in self.tokens[body_start:at]):
            return True  # "UBND tỉnh | tổ chức ...": behind the level the name is complete
        before = self.tokens[at - 1] if at > body_start else None
        if before is not None and token.listed and token.joined and not before.glue:
            # "Comité permanent", "conseil de développement économique", "del Partito comunista": an adjective.
            opens = at - 1 == body_start or self.tokens[at - 2].glue
            if self._is_kind(at - 1) or not before.capital or opens:
                return False
        if at > body_start and self.tokens[at - 1].glue and not self.tokens[at - 1].has("conjunction"):
            return False
        return any(item.capital and item.has("sense", "name") for item in self.tokens[body_start:at])

    def _is_other_title(self, at: int) -> bool:
        """Whether modifiers at a token lead to the rank of the next title ("... and Standing | Vice Chairwoman of")."""
        if self.language.order == "rank-last" or not self.tokens[at].has("modifier", "tenure"):
            return False
        following = at + 1
        while following < len(self.tokens) and self._qualifies(following) and self.tokens[following].joined:
            following += 1
        return following < len(self.tokens) and self._is_rank(following) and self.tokens[following].joined

    def _enumerates(self, body_start: int, at: int) -> bool:
        """A comma inside a name: "Ministry of Culture, Sports and Tourism", "... de la Culture, des Sports et ..."."""
        token = self.tokens[at]
        has_kind = self._has_kind(body_start, at) or self._implies_kind(body_start - 1)
        opening = self._behind_link(at) if self._links(body_start, at) else at
        if not token.comma or not self._plain_sense(opening) or not has_kind:
            return False
        follower = opening + 1
        while follower < len(self.tokens) and (self.tokens[follower].joined or self.tokens[follower].comma):
            word = self._behind_link(follower) if self.tokens[follower].comma else follower
            if not self._plain_sense(word):
                break
            follower = word + 1
        return (
            follower + 1 < len(self.tokens)
            and self.tokens[follower].has("conjunction")
            and self.tokens[follower].joined
            and self._is_last_field(self._after_glue(follower) or follower)
        )

    def _is_last_field(self, at: int) -> bool:
        """Whether a word ends an enumeration of fields; beside a list of names, one that no file knows may."""
        return self._plain_sense(at) or (self._lexicon.reads_lists and not self.tokens[at].known)

    def _links(self, body_start: int, at: int) -> bool:
        """Whether connectives tie a body's fields to it, so that each has its own behind a comma ("des Sports")."""
        return any(self.tokens[i].has("connective") for i in range(max(body_start - 1, 0), at))

    def _behind_link(self, at: int) -> int:
        """The first token from one on that is no connective or article."""
        while at + 1 < len(self.tokens) and self.tokens[at].glue and not self.tokens[at].has("conjunction"):
            if not self.tokens[at + 1].joined:
                break
            at += 1
        return at

    def _implies_kind(self, at: int) -> bool:
        """Whether a rank says by itself what kind of body it has: a minister, a ministry."""
        ranks = " ".join(self.tokens[at].values("rank")).split() if at >= 0 else []
        return bool(ranks) and self._ranks.by_id[ranks[0]].body_kind is not None

    def _plain_sense(self, at: int) -> bool:
        token = self.tokens[at]
        return token.has("sense") and not self._is_kind(at) and not token.has("rank", "office", "name")

    def _after_glue(self, at: int) -> int | None:
        while at < len(self.tokens) and self.tokens[at].glue:
            at += 1
            if at < len(self.tokens) and not self.tokens[at].joined:
                return None
        return at if at < len(self.tokens) else None

    def _may_continue(self, glue: int, follower: int, body_start: int, with_rank: bool) -> bool:
        token = self.tokens[follower]
        if self._is_rank(follower) and not token.has("sense", "name"):
            return False
        glues = self.tokens[glue:follower]
        if not any(item.has("connective", "conjunction") for item in glues):
            return False
        if any(item.has("conjunction") and not item.has("connective") for item in glues):
            if not token.content or (token.has("level", "country", "place") and not token.has("sense")):
                ends_list = not token.known and any(self.tokens[at].comma for at in range(body_start + 1, glue))
                return self._lexicon.reads_lists and ends_list
            if self._is_common_word(follower, body_start) or any(
                item.has("article") and not item.has("connective") for item in glues
            ):
                return False
            if self._is_other_title(follower):
                return False
            is_field = self._plain_sense(follower)
            # "Culture and | Society": a society would not follow a field
            society = self._plain_sense(glue - 1) and self._is_field_too(follower)
            if not society and self._has_kind(body_start, glue) and self._kind_ahead(follower, in_phrase=is_field):
                return with_rank and (self._administrative(body_start, glue) or self._heads_office(body_start - 1))
            return body_start < glue and self.tokens[glue - 1].content
        if token.content or (token.ordinal and self._numbers(follower)) or self._territory_at(follower):
            return True
        is_field = self._lexicon.reads_lists and self._is_inside_field(follower, body_start, glue)
        return is_field or self._is_place_name(follower, self.tokens[glue - 1])

    def _is_inside_field(self, at: int, body_start: int, glue: int) -> bool:
        """Whether an unknown word opens a field, as a known word of one follows: "des | processus | électoraux"."""
        following = at + 1
        return (
            not self.tokens[at].known
            and self._has_kind(body_start, glue)
            and following < len(self.tokens)
            and self.tokens[following].joined
            and self._plain_sense(following)
        )

    def _is_field_too(self, at: int) -> bool:
        """Whether a kind of body can be what another one is for, and nothing of its own follows it: "Society"."""
        token = self.tokens[at]
        fields = [sense for sense in token.values("sense") if not self._senses.is_kind(sense)]
        following = at + 1
        if not fields or not self._is_kind(at) or token.has("name") or following >= len(self.tokens):
            return bool(fields) and self._is_kind(at) and not token.has("name")
        behind = self._after_glue(following) if self.tokens[following].joined else None
        return behind is None or not self._plain_sense(behind)

    def _territory_at(self, at: int) -> bool:
        """Whether unknown words are a place, as a level word follows them: "of the | Van Yen | District ..."."""
        if self.tokens[at].known or not self._capital_name(at):
            return False
        last = self._name_run(at)
        if last >= len(self.tokens) or last - at > 3 or not self.tokens[last].joined:
            return False
        return self.tokens[last].has("level") and self._kind_ahead(last)

    def _is_place_name(self, at: int, before: Token) -> bool:
        """Whether unknown capitalised words behind a connective are a place or the like, not a person."""
        if self.tokens[at].known or not self._capital_name(at) or self._surname(at):
            return False
        if self.language.capitals == "nouns":
            return before.has("level")
        length = min(self._name_run(at), self._full_name_inside(at)) - at
        return length <= (3 if before.has("level") else 2)

    def _full_name_inside(self, at: int) -> int:
        """Where a full name begins in a run of capitalised words: "de la République | Đặng Thị Ánh"; else its end."""
        last = self._name_run(at)
        return next((begin for begin in range(at + 1, last - 2) if self._surname(begin)), last)

    def _kind_ahead(self, at: int, *, in_phrase: bool = False) -> bool:
        """Whether a kind of body follows; `in_phrase`: before any connective, behind which an outer body stands."""
        while at < len(self.tokens) and (self.tokens[at].content or self.tokens[at].has("connective")):
            if self._is_kind(at) or self.tokens[at].has("name"):
                return True
            if in_phrase and self.tokens[at].glue:
                return False
            at += 1
            if at < len(self.tokens) and not self.tokens[at].joined:
                return False
        return False

    def _heads_office(self, at: int) -> bool:
        """Whether the rank itself is that of an office's head ("Büroleiter")."""
        ranks = " ".join(self.tokens[at].values("rank")).split() if at >= 0 else []
        return bool(ranks) and all(self._ranks.by_id[rank].base == "chief-of-office" for rank in ranks)

    def _administrative(
        self, first: int, last: int, families: Sequence[str] = ("administrative", "representative")
    ) -> bool:
        for at in range(first, last):
            for sense in self._kinds(at):
                return self._senses.families[sense] in families
        return False

    def _belongs(self, at: int, end: int, body_start: int) -> bool:
        """Whether an unknown word continues the body: a place after "province", a word of an unknown name."""
        token = self.tokens[at]
        if token.known or at == body_start or token.dashed:
            return False
        before = self.tokens[at - 1]
        if self.language.segmentation == "characters":
            return False
        if not self._capital_name(at):
            return False
        if before.has("level"):
            named = at > 1 and self.tokens[at - 2].capital and not self.tokens[at - 2].known
            small = set() if named else set(before.values("level")) & {"district", "commune"}
            return bool(small) and not self._surname(at) and self._run_length(at) <= 5
        # "Ministerio de la Industria | Alimentaria": one word; two would be a person.
        return (
            self.language.has_capitals and before.has("sense") and self._run_length(at) == 1 and not self._surname(at)
        )

    def _surname(self, at: int) -> bool:
        return self._is_surname(self.tokens[at].text)

    def _person_begins(self, at: int) -> bool:
        """Whether a known word opens a personal name here ("Phó Thủ tướng | Đoàn Nhật Giáp")."""
        token = self.tokens[at]
        if not token.capital or not self._surname(at) or token.has("name", "place") or at + 1 >= len(self.tokens):
            return False
        following = self.tokens[at + 1]
        return following.joined and following.capital and not following.known

    def _capital_name(self, at: int) -> bool:
        token = self.tokens[at]
        return token.capital and self.language.capitals != "none"

    def _place_run(self, at: int) -> int:
        """End of a place name; of four and more words the last three are a person ("Dinh Hoa | Trieu Thi Hom")."""
        last = self._name_run(at)
        return last if last - at <= 3 else last - 3

    def _run_length(self, at: int) -> int:
        return self._name_run(at) - at

    def _name_run(self, at: int) -> int:
        """End of the run of unknown capitalised words that begins at a token."""
        last = at + 1
        while last < len(self.tokens) and self.tokens[last].joined:
            token = self.tokens[last]
            if token.known or not token.capital or token.dashed:
                break
            last += 1
        return last

    def _body_left(self, at: int, taken: list[bool]) -> int:
        """Beginning of the body phrase whose head, or whose rank, stands at a token."""
        first = at
        while first > 0:
            before = first - 1
            token = self.tokens[before]
            if taken[before] or self._is_rank(before):
                break
            if not self.tokens[first].joined and not self._enumerates_left(first, at):
                break
            if first < at and self._dashed(first) and self._stands_alone(first, at) and self._ends_body(before):
                break
            if token.glue:
                if not self._glue_inside(before, first, at, taken):
                    break
            elif self.is_within_body(before):
                pass
            elif not self._describes(before, first, at) and not self._name_on_left(before):
                break
            elif first == at and self._is_kind(before) and self._is_kind(at) and self._parts(at):
                break  # a blank parts two bodies where words have none between them
            elif not self.tokens[first].known and first < at and (self._is_kind(before) or token.has("name")):
                break  # a whole body stands there already: "人民委员会 | 召开会议"
            first = before
        return self._trim_left(self._from_territory(first, at), at)

    def _stands_alone(self, first: int, at: int) -> bool:
        """Whether the words from a token on are a whole body, and not one office of two ("Office of A - B")."""
        return self._has_kind(first, at) and not self._last_kind_administrative(first, at)

    def _ends_body(self, at: int) -> bool:
        return self._is_kind(at) or self.tokens[at].has("name")

    def _from_territory(self, first: int, at: int) -> int:
        """In languages with case endings a body begins at its province: what stands before it belongs to the sentence.

        "Toplantıya | İl Parti Komitesi", "Lào Cai şehrinde | İl Halk Komitesi".
        """
        if self.language.order != "rank-last" or self.language.segmentation == "characters":
            return first
        for index in range(first, at):
            # A cluster of provinces has no province: "Nam Dinh ili | küme lideri".
            if any(self._senses.families[kind] == "grouping" for kind in self._kinds(index)):
                start = index
                while start > first and not self.tokens[start - 1].has("level") and self.tokens[start - 1].known:
                    start -= 1
                return start
        for index in range(at - 1, first, -1):
            if not set(self.tokens[index].values("level")) & _TERRITORIES:
                continue
            start = index
            while start > first and (self.tokens[start - 1].has("place") or not self.tokens[start - 1].known):
                start -= 1
            while start > first and self.language.has_capitals and self.tokens[start - 1].glue:
                start -= 1
            before = self.tokens[start - 1] if start > first else None
            if before is not None and before.has("sense", "level", "name") and not before.has("country"):
                return next(at for at in range(start, index + 1) if not self.tokens[at].glue)
        return first

    def _enumerates_left(self, first: int, at: int) -> bool:
        """A comma inside a name before its head: "Culture, | Sports and Tourism Department"."""
        if not self.tokens[first].comma or self.tokens[first].breaks:
            return False
        inner = self.tokens[first:at]
        ahead = any(token.has("conjunction") for token in inner[1:])
        return self._plain_sense(first - 1) and self._plain_sense(first) and ahead and not self._has_kind(first, at - 1)

    def _precedes(self, before: int, first: int, at: int) -> bool:
        """Whether a word can stand before the head: where genitives follow their noun, only an adjective can."""
        token = self.tokens[before]
        endings = self.language.adjective_endings
        if not endings or self.tokens[first].gap == "":
            return True
        return token.text.lower().endswith(endings)

    def _glue_inside(self, glue: int, first: int, at: int, taken: list[bool]) -> bool:
        token = self.tokens[glue]
        before = glue - 1
        if before < 0 or taken[before] or not token.joined or self._is_rank(before):
            return False
        if token.has("article") and not token.has("connective", "conjunction"):
            return False
        if self.language.order != "rank-last" and not token.has("conjunction"):
            return False
        left = self.tokens[before]
        if not left.content or (left.has("connective") and not left.has("sense")):
            return False
        if first == at and token.has("connective") and self._ranks_here(at):
            return True  # "समिति | के | अध्यक्ष": the committee's chairman
        if token.has("connective") and not token.has("conjunction") and self._is_kind(before):
            # "महिला संघ | की | केंद्रीय समिति": the central committee of the women's union.
            inner = range(first, at + 1)
            return any(self._is_kind(i) or self._plain_sense(i) or self.tokens[i].has("name") for i in inner)
        if token.has("conjunction"):
            if self._is_kind(before) or left.has("name") or self.tokens[before].has("level"):
                return self._last_kind_administrative(first, at)
            return self._plain_sense(before) or left.has("sense")
        return True

    def _ranks_here(self, at: int) -> bool:
        """Whether a rank phrase begins at a token."""
        while at < len(self.tokens) and self._qualifies(at):
            at += 1
        return at < len(self.tokens) and self._is_rank(at)

    def _last_kind_administrative(self, first: int, at: int) -> bool:
        heads = [
            i for i in range(first, min(at + 1, len(self.tokens))) if self._is_kind(i) or self.tokens[i].has("name")
        ]
        last = self._kinds(heads[-1]) if len(heads) > 1 else []
        return any(self._senses.families[kind] == "administrative" for kind in last)

    def _describes(self, before: int, first: int, at: int) -> bool:
        """Whether a word before the head belongs to the body.

        Where all that describes a noun follows it (Arabic), a word that is known by its stem only does not.
        """
        token = self.tokens[before]
        if self.language.order == "rank-first" and self.language.capitals == "none":
            told = token.listed or token.has("name", "level", "place", "country") or self._is_kind(before)
            if not told:
                return False
        return token.content and self._precedes(before, first, at)

    def _name_on_left(self, at: int) -> bool:
        token = self.tokens[at]
        if token.known or token.dotted or self._closes_name(at) or self.tokens[at + 1].dashed:
            return False
        if self._closes_latin_name(at):
            return False
        if self.language.script == "Kore":
            # Words have spaces between them: 호치민 시 is a place, 결정으로 before 부총리 is none.
            if self._is_latin_name(at) and self._is_latin_name(at + 1):
                return True  # "Can | Tho 시": a place in Latin letters
            return self.tokens[at + 1].has("level") and not (at and self.tokens[at].gap == "")
        if self.language.segmentation == "characters":
            return (not is_latin(token.text) or token.capital) and not _is_hiragana(token.text)
        return token.capital and self.language.has_capitals

    def _closes_latin_name(self, at: int) -> bool:
        """Whether a personal name in Latin letters ends here, in a text of another script: "Nguyen Van | Tam 省..."."""
        if self.language.has_capitals or not is_latin(self.tokens[at].text):
            return False
        first = at
        while first > 0 and self._is_latin_name(first - 1) and self.tokens[first].gap == " ":
            first -= 1
        return any(self._surname(begin) for begin in range(first, at - 1))

    def _is_latin_name(self, at: int) -> bool:
        token = self.tokens[at]
        return not token.known and token.capital and is_latin(token.text)

    def _closes_name(self, at: int) -> bool:
        """Whether a name written syllable by syllable ends here, before its title: "팜 꾸억 | 탐 중앙 조직위원회"."""
        if self.language.script != "Kore":
            return False
        for first in range(at, max(at - 4, -1), -1):
            token = self.tokens[first]
            if at - first > 1 and token.text in self.language.surnames:
                return True
            if token.known or len(token.text) > 3 or token.gap == "" or not token.joined:
                return False
        return False

    def _trim_left(self, first: int, at: int) -> int:
        """Drop what only seemed to belong to the body: an opening word of the sentence, a connective."""
        while first < at:
            token = self.tokens[first]
            if token.glue or (not token.known and not self._place_before_level(first, at)):
                first += 1
                continue
            break
        return first

    def _place_before_level(self, first: int, at: int) -> bool:
        """Whether unknown words at the beginning are a place's name: they stand directly before a level word."""
        last = first
        while last < at and not self.tokens[last].known:
            last += 1
        return last <= at and self.tokens[last].has("level") and first > 0 and (last < at or self._is_rank(at))

    def _compound_left(self, first: int, taken: list[bool]) -> int:
        """Parts of the same word before the rank ("Provinzpartei|sekretär")."""
        while first > 0 and self.tokens[first].gap == "" and not taken[first - 1] and self.tokens[first - 1].content:
            first -= 1
        return first

    # what a token says

    def _is_kind(self, at: int) -> bool:
        return bool(self._kinds(at))

    def _kinds(self, at: int) -> list[str]:
        token = self.tokens[at]
        kinds = [sense for sense in token.values("sense") if self._senses.is_kind(sense)]
        if kinds and self.language.segmentation == "characters" and (len(token.text) == 1 or token.has("level")):
            # 省 is a province, 部 and 署 end many words: kinds only right behind what they are a ministry or office of.
            behind = self.tokens[at - 1] if at and token.gap == "" else None
            return kinds if behind is not None and behind.has("sense", "name") and not behind.has("level") else []
        return kinds

    def _has_kind(self, first: int, last: int) -> bool:
        return any(self._is_kind(at) or self.tokens[at].has("name") for at in range(first, last))


def _is_hiragana(text: str) -> bool:
    return all(0x3040 < ord(char) < 0x30A0 for char in text)
