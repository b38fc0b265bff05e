"""Personal names in a sentence: where one begins, how far it reaches, and which runs of words are none."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set

from canonym.glossary.language_data import LanguageData
from canonym.letters import is_latin, is_vietnamese_syllable
from canonym.titles.dotted_names import is_katakana
from canonym.titles.han_names import LONGEST, is_han, name_length
from canonym.titles.tokens import Token

_LONGEST_NAME = 9
_LONGEST_IN_SYLLABLES = 4
_LONGEST_SYLLABLE = {"Kore": 3}
_SHORTEST_RARE, _LONGEST_RARE = 3, 5
"""Words of a full name that opens with a rare family name."""
_LONGEST_PLACE = 3
_USUAL_SYLLABLE = 9
"""Letters that a syllable of a foreign name has at most, as far as a script differs from the usual."""
_SHORTEST_BEFORE_KNOWN = 2
"""Syllables of a name before a known word that can be its last one."""
_IDEOGRAPHIC = frozenset(("Hans", "Hant", "Hani", "Jpan"))

Run = tuple[int, int]
"""Numbers of the first token and of the one behind the last."""


class PersonalNames:
    """Finds the personal names among the tokens of one sentence; a name is two token numbers, the end exclusive."""

    def __init__(
        self,
        tokens: Sequence[Token],
        taken: Set[int],
        language: LanguageData,
        is_surname: Callable[[str], bool],
        is_rare: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """Prepare for one sentence; `taken` tokens belong to titles, `is_surname` knows all family names.

        `is_rare` knows those that open a name only where all words behind them look like its syllables.
        """
        self.tokens = tokens
        self.language = language
        self._taken = taken
        self._is_surname = is_surname
        self._is_rare = is_rare
        self._has_small_letters = any(
            token.text != token.text.upper() or not token.text.isascii() for token in tokens if len(token.text) > 1
        )
        self._in_syllables = language.capitals == "none" and language.script not in _IDEOGRAPHIC
        """Whether names are found by their syllables, as no capital and no character of their own shows them."""

    def beginning_at(self, at: int) -> Run | None:
        """The personal name that begins at a token: capitalised unknown words, or any behind a surname."""
        if at in self._taken or at >= len(self.tokens):
            return None
        if self.tokens[at].dotted:
            return (at, at + 1)
        surname = self._is_surname(self.tokens[at].text)
        if self._in_syllables and not is_latin(self.tokens[at].text):
            surname = surname and self._can_open(at)
            return self._syllables_from(at) if surname or self._is_introduced(at) else None
        if self._is_before_honorific(at):
            return (at, at + 1)
        last = at
        while last < len(self.tokens) and last - at < _LONGEST_NAME and last not in self._taken:
            token = self.tokens[last]
            if last > at and not self._continues(last):
                break
            if self._changes_script(at, last):
                break
            inside = last > at and token.capital and (token.has("place") or self._between_names(last))
            if not inside and not self._name_word(last, behind_surname=surname and last > at):
                break
            last += 1
        while last > at and self.tokens[last - 1].glue and not self.tokens[last - 1].capital:
            last -= 1
        if self.language.segmentation == "characters" and surname and is_han(self.tokens[at].text):
            return self._han_name_at(at)
        leveled = last < len(self.tokens) and self.tokens[last].joined and self.tokens[last].has("level")
        if leveled and not (surname and self.tokens[last].capital):
            return None
        at = self._from_surname(at, last)
        if self.language.segmentation != "characters":
            last = self._to_syllable(at, last)
        return (at, last) if self._is_name(at, last) else None

    def is_rare(self, run: Run) -> bool:
        """Whether a run is a full name with a family name that is also a word of many languages: "Ta Hai Son"."""
        if not _SHORTEST_RARE <= run[1] - run[0] <= _LONGEST_RARE:
            return False
        if len(self.tokens[run[0]].text) == 1:
            return self.tokens[run[0] + 1].gap == " "  # "Y Vinh Tor"
        return self._is_rare(self.tokens[run[0]].text) and self._in_syllable_words(*run)

    def single_at(self, at: int) -> Run | None:
        """One capitalised unknown word that stands alone, as it may right behind a rank: "sindaco | Stiratelli"."""
        token = self.tokens[at]
        if self.language.capitals not in ("titles", "names") or not token.capital or token.known or at in self._taken:
            return None
        if not self.language.single_names or not token.text[1:].islower():
            return None
        if not token.joined or token.dashed or (at + 1 < len(self.tokens) and self._goes_on(at + 1)):
            return None
        return (at, at + 1)

    def _goes_on(self, at: int) -> bool:
        """Whether a token goes on with a phrase: another capitalised word, or one of a body's name."""
        token = self.tokens[at]
        return token.joined and (token.capital or token.has("sense", "level", "name"))

    def _can_open(self, at: int) -> bool:
        """Whether a word that looks like a family name is not rather one that stands behind names, or a particle."""
        token = self.tokens[at]
        surely = self.language.name_ends.get("surely", ())
        if self.language.script == "Kore" and (token.has("rank", "office") or (at > 0 and token.gap == "")):
            return False
        if self.language.segmentation == "characters":
            return token.text in self.language.surnames or not (token.glue or token.text.startswith(surely or ("\0",)))
        return token.text not in surely or self._is_middle(at + 1, at)

    def behind_place(self, at: int) -> Run | None:
        """A full name behind a few unknown words that belong to the title: "... في | داك لاك | تران آنه لونغ".

        Only where names are known by their family names; without blanks, behind one word that is glued to the title.
        """
        if not self._in_syllables:
            return None
        if self.language.segmentation == "characters":
            after = at + 1
            if after >= len(self.tokens) or self.tokens[at].known or self.tokens[at].gap or not self.tokens[after].gap:
                return None
            return self.beginning_at(after) if self._continues(after) else None
        found: Run | None = None
        for first in range(at, min(at + _LONGEST_PLACE, len(self.tokens) - 1)):
            token = self.tokens[first]
            if first in self._taken or (token.known and token.listed) or not self.tokens[first + 1].joined:
                break
            run = self._syllables_from(first + 1) if self._is_surname(self.tokens[first + 1].text) else None
            if run and run[1] - run[0] >= 3 and run[0] not in self._taken:
                if found is None or self._is_name_inside(found[0] + 1):
                    found = run
                if self.tokens[run[0] + 1].text in self.language.name_middles:
                    return run
        return found

    def _is_name_inside(self, at: int) -> bool:
        """Whether a family name that is hardly ever another one's middle name stands here."""
        return len(self.tokens[at].text) > 3 and self._is_surname(self.tokens[at].text)

    def _changes_script(self, first: int, at: int) -> bool:
        """Whether a text without spaces goes on in another script: "Vu Thanh Quan | ชิม"."""
        if self.language.segmentation != "characters" or at == first:
            return False
        return is_latin(self.tokens[first].text) != is_latin(self.tokens[at].text)

    def _from_surname(self, first: int, last: int) -> int:
        """Where a long run really begins: what stands before a family name is not in it ("Senior | Ta Duc Binh")."""
        if self.language.segmentation == "characters" or last - first < 4 or self._is_surname(self.tokens[first].text):
            return first
        if self._in_syllable_words(first, last):
            return first
        return next((at for at in range(first + 1, last - 2) if self._is_surname(self.tokens[at].text)), first)

    def _in_syllable_words(self, first: int, last: int) -> bool:
        """Whether each word has the shape of one syllable, as in Vietnamese and Lao names: "Vi Dao Thu Ha"."""
        return all(is_vietnamese_syllable(self.tokens[at].text) for at in range(first, last))

    def _to_syllable(self, first: int, last: int) -> int:
        """Where a Vietnamese name ends before a capitalised word of the sentence: "Ma Thi Lien | Bermalam"."""
        if not self._is_surname(self.tokens[first].text):
            return last
        end = next((at for at in range(first, last) if not self._in_syllable_words(at, at + 1)), last)
        return end if end - first >= 3 else last

    def _syllables_from(self, at: int) -> Run | None:
        """A name written syllable by syllable behind a family name: "لي مينه هونغ", "부이 반 록"."""
        last, count = self._over_inner_ending(at + 1, 1), 1
        ends = [at + 1]
        while (
            last < len(self.tokens)
            and count < _LONGEST_IN_SYLLABLES
            and last not in self._taken
            and self._continues(last)
            and self.tokens[last].gap != ""
            and (
                self._is_syllable(last)
                or self._is_middle(last, at)
                or self._is_closed(last, count)
                or self._is_before_end(last, count)
            )
        ):
            count += 1
            last = self._over_inner_ending(last + 1, count)
            ends.append(last)
        if count == _LONGEST_IN_SYLLABLES and not self._is_long(at, last):
            last = ends[-2]
        last = self._over_ending(last)
        return (at, last) if last - at > 1 or self._in_one_word(at) else None

    def _over_inner_ending(self, last: int, count: int) -> int:
        """Past a letter that is an ending elsewhere, where one more syllable of the name follows: "후|이 딴"."""
        if self.language.script != "Kore" or count > 2 or last + 1 >= len(self.tokens) or last in self._taken:
            return last
        ending, after = self.tokens[last], self.tokens[last + 1]
        inside = ending.text in self.language.name_ends.get("inside", ()) and ending.gap == ""
        if (
            inside
            and after.gap.isspace()
            and not after.known
            and last + 1 not in self._taken
            and self._is_syllable(last + 1)
        ):
            return last + 1
        return last

    def _is_closed(self, at: int, count: int) -> bool:
        """Whether a known word of one letter must be the last syllable, as an honorific or a bracket follows."""
        if self.language.script != "Kore" or len(self.tokens[at].text) > 1 or at + 1 >= len(self.tokens):
            return False
        after = self.tokens[at + 1]
        if after.gap == "" and self._over_inner_ending(at + 1, count) > at + 1:
            return True
        return (after.gap.isspace() and after.has("honorific")) or after.gap.startswith(("(", "（"))

    def _is_before_end(self, at: int, count: int) -> bool:
        """Whether a known word must be the last syllable, as a sign follows: "ها ترونگ | چین،" (also China)."""
        token = self.tokens[at]
        if self.language.segmentation == "characters" or count < _SHORTEST_BEFORE_KNOWN or token.gap != " ":
            return False
        if not token.known or token.text in self.language.name_ends.get("surely", ()):
            return False
        if token.has("rank", "office", "honorific", "level", "name") or len(token.text) > _USUAL_SYLLABLE:
            return False
        after = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        return after is None or after.breaks or after.comma or after.dashed

    def _is_long(self, at: int, last: int) -> bool:
        """Whether a name has four syllables: a usual middle name is the second, or something closes it behind."""
        if self.tokens[at + 1].text in self.language.name_middles or last >= len(self.tokens):
            return True
        token = self.tokens[last]
        return last in self._taken or not token.joined or token.has("honorific", "conjunction")

    def _over_ending(self, last: int) -> int:
        """Past letters that are an ending elsewhere, where an honorific, a bracket or a title follows: "호|에 동지"."""
        end = last
        while (
            end < len(self.tokens) and end not in self._taken and self.tokens[end].gap == "" and self.tokens[end].glue
        ):
            end += 1
        if end == last or end >= len(self.tokens):
            return last
        token = self.tokens[end]
        closed = token.gap.startswith(("(", "（")) or (
            token.gap.isspace() and (token.has("honorific") or end in self._taken)
        )
        return end if closed else last

    def _in_one_word(self, at: int) -> bool:
        """Whether a name stands in one word with its family name: "레타잉람", "ลุกมินห์ท้าย"."""
        text = self.tokens[at].text
        if self.language.segmentation != "characters" or len(text) < 3:
            return False
        if self.language.script == "Thai" and not (at > 0 and self.tokens[at - 1].has("honorific")):
            return False  # "หัวเราะ" (laughs) begins with a family name too
        return not text.endswith(self.language.name_ends.get("perhaps", ()) or ("\0",))

    def _is_syllable(self, at: int) -> bool:
        """Whether a token can be a syllable of a name: short, and no word that ends names or builds titles."""
        token = self.tokens[at]
        longest = _LONGEST_SYLLABLE.get(self.language.script, _USUAL_SYLLABLE)
        surely = self.language.name_ends.get("surely", ())
        if len(token.text) > longest or token.text in surely or token.text.isdigit():
            return False
        if self.language.segmentation == "characters" and token.text.startswith(surely or ("\0",)):
            return self._is_surname(token.text)
        if token.text.startswith(self.language.name_ends.get("beginnings", ()) or ("\0",)):
            return False
        if token.text.startswith(self.language.office_verbs or ("\0",)) and not self._is_surname(token.text):
            return False
        return (
            not token.known
            or not token.listed
            or not (token.glue or token.has("rank", "office", "level", "country", "honorific", "name"))
        )

    def _is_middle(self, at: int, first: int) -> bool:
        """Whether a word is a usual middle name here, though it is a word of the language too: "ले | थी | न्गोआन"."""
        if (
            at >= len(self.tokens)
            or at != first + 1
            or self.tokens[at].text not in self.language.name_middles
            or at + 1 >= len(self.tokens)
        ):
            return False
        return at + 1 not in self._taken and self._continues(at + 1) and self._is_syllable(at + 1)

    def _is_introduced(self, at: int) -> bool:
        """Whether an honorific stands right before a token, so that a name must follow."""
        return at > 0 and self.tokens[at - 1].has("honorific") and self._is_syllable(at) and self.tokens[at].joined

    def _syllables_to(self, end: int) -> Run | None:
        """A name written syllable by syllable that ends before a token; the farthest family name opens it."""
        found: Run | None = None
        for first in range(end - 1, max(end - 2 * _LONGEST_IN_SYLLABLES, 0) - 1, -1):
            if first in self._taken or (first < end - 1 and not self._continues(first + 1)):
                break
            if self.language.script == "Kore" and self.tokens[first].glue and self.tokens[first].gap == "":
                continue  # perhaps an ending that is part of the name: "하|이"
            opens = (self._is_surname(self.tokens[first].text) and self._can_open(first)) or self._is_introduced(first)
            if opens and self._syllables_from(first) == (first, end):
                found = (first, end)
            inside = self._is_syllable(first) or self._is_closed(first, 2)
            if not (opens or inside or self.tokens[first].text in self.language.name_middles):
                break
        return found

    def _continues(self, at: int) -> bool:
        """Whether a token can go on with the name before it: no dash with a blank beside it is between."""
        return self.tokens[at].joined and not self.tokens[at].dashed

    def _han_name_at(self, at: int) -> Run | None:
        """The tokens that a name in Chinese characters reaches into; known words may be characters of it."""
        end = self.tokens[at].start + self._han_length(at)
        last = at
        while last < len(self.tokens) and self.tokens[last].start < end:
            last += 1
        return (at, last) if self._is_name(at, last) else None

    def _is_before_honorific(self, at: int) -> bool:
        """Whether one unknown Chinese word stands between a title and an honorific or a verb: "陶杰常坎旺 | 同志"."""
        token = self.tokens[at]
        if not is_han(token.text) or token.known or not 2 <= len(token.text) <= LONGEST or at + 1 >= len(self.tokens):
            return False
        introduced = at - 1 in self._taken and token.gap == ""
        return introduced and self.tokens[at + 1].has("honorific", "tenure") and not self.tokens[at + 1].gap.strip()

    def _han_length(self, at: int) -> int:
        """How many characters a name has; "and" between it and the next title is none of them."""
        if self._is_before_honorific(at):
            return len(self.tokens[at].text)
        text = self._unbroken_from(at)
        after = at
        while after < len(self.tokens) and self.tokens[after].end <= self.tokens[at].start + len(text):
            after += 1
        last = self.tokens[after - 1] if after > at + 1 else None
        if last is not None and last.has("conjunction") and after in self._taken and not self.tokens[after].gap:
            text = text[: len(text) - len(last.text)]
        return name_length(text, self.language)

    def _unbroken_from(self, at: int) -> str:
        """The text from a token on to the next space, comma or title."""
        text = self.tokens[at].text
        for after in range(at + 1, len(self.tokens)):
            if self.tokens[after].gap or after in self._taken or len(text) >= LONGEST:
                break
            if not is_han(self.tokens[after].text):
                break  # "、"
            text += self.tokens[after].text
        return text[:LONGEST]

    def end_of(self, run: Run) -> int:
        """Where a name ends, in code points of the document: within its last token, where no space tells."""
        first = self.tokens[run[0]]
        if self.language.segmentation != "characters" or not is_han(first.text):
            return self.tokens[run[1] - 1].end
        return first.start + self._han_length(run[0])

    def _between_names(self, at: int) -> bool:
        """Whether a known word stands between two unknown ones, as in "Yoel | Barrios | Peña"."""
        token = self.tokens[at]
        if self.language.segmentation == "characters" or token.has("rank", "office") or at + 1 >= len(self.tokens):
            return False
        after = self.tokens[at + 1]
        return token.joined and after.joined and after.capital and not after.known and not self.tokens[at - 1].known

    def ending_at(self, end: int) -> Run | None:
        """The personal name that ends before a token, honorifics behind it left out."""
        last = end
        while (
            last > 0 and self.tokens[last - 1].has("honorific") and not self._name_word(last - 1, behind_surname=False)
        ):
            last -= 1
        if last > 0 and self.tokens[last - 1].dotted and last - 1 not in self._taken:
            return (last - 1, last)
        if self._in_syllables and not (last > 0 and is_latin(self.tokens[last - 1].text)):
            return self._syllables_to(last)
        first = last
        while first > 0 and last - first < _LONGEST_NAME and first - 1 not in self._taken:
            at = first - 1
            if first < last and (not self._continues(first) or self._changes_script(first, at)):
                break
            inner = first < last and self.tokens[at].has("place") and self._between_names(at)
            if not inner and not self._name_word(at, behind_surname=self._surname_before(at)):
                break
            first = at
        first = self._from_surname(first, last)
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
            return not token.known and (not is_latin(token.text) or token.capital) and not _kana_word(token.text)
        if not token.capital or self._is_abbreviation(token):
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
            if is_han(text) and 2 <= len(text) <= 4 and last < len(self.tokens) and self.tokens[last].has("honorific"):
                return True
            if is_katakana(text):
                # One word in katakana may be any: "シェフ", but "アクソイ氏".
                return last < len(self.tokens) and (self.tokens[last].has("honorific") or last in self._taken)
            if self.language.surnames and not is_latin(text):
                return surname and len(text) >= 2
            return surname and len(text) >= 2 if is_han(text) else len(text) > 2
        if last - first == 1:
            return (surname and self.tokens[first].joined) or self._is_addressed(first)
        return self.language.capitals != "nouns" or surname or last - first >= 2

    def _is_addressed(self, at: int) -> bool:
        """Whether an honorific stands before an unknown capitalised word: "Mr. Kiet"."""
        if at == 0 or self.tokens[at].known or not self.tokens[at].capital:
            return False
        return self.tokens[at - 1].has("honorific") and self.tokens[at].gap.strip() in ("", ".")

    def is_abbreviation(self, at: int) -> bool:
        """Whether a token is a short word in capitals, in a sentence that is not: "SR"."""
        return self._is_abbreviation(self.tokens[at])

    def _is_abbreviation(self, token: Token) -> bool:
        """Whether a word is short and in capitals, in a sentence that is not: "KS", "PKV"."""
        if not (2 <= len(token.text) <= 5 and token.text.isupper()) or self._is_surname(token.text):
            return False
        return self._has_small_letters


def _kana_word(text: str) -> bool:
    return all(0x3040 < ord(char) < 0x30A0 for char in text)
