"""Put canonical names into a sentence so that it reads naturally: article, plural, possessive, spaces, capitals.

The name itself is never changed but for a plural ending, so that it can be found in the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from canonym.translation.language_rules import PivotRules
from canonym.translation.protection import Parts, ProtectedText

_LAST_WORD = re.compile(r"([^\W_]+(?:['’]\w+)?)[\s\"“«(]*$")
_SENTENCE_START = re.compile(r"(?:^|[.!?…。！？]|[.!?…][\"”»)]*\s)[\s\"“«(–—•*#-]*$")
_VOWEL = re.compile(r"[aeiouAEIOU8]|1[18](?!\d)")


@dataclass(frozen=True, slots=True)
class Placed:
    """An item in the finished text; `start` and `end` are offsets of the name, without its article."""

    item: ProtectedText
    start: int
    end: int


def write(parts: Parts, rules: PivotRules) -> tuple[str, list[Placed]]:
    """Join the parts into a text and tell where each item stands in it."""
    out = ""
    placed: list[Placed] = []
    bare = False
    for index, part in enumerate(parts):
        after = next((other for other in parts[index + 1 :] if other != ""), "")
        if isinstance(part, str):
            out += _after_item(part, placed[-1] if placed and placed[-1].end == len(out) else None)
            continue
        if out and (out[-1].isalnum() or out[-1] in ",;:)"):
            out += " "
        name = part.text
        if part.kind == "title":
            previous = placed[-1].item if placed and _joined(out[placed[-1].end :]) else None
            out, name, bare = _introduce(out, part, after, rules, previous if bare else None)
        elif part.kind == "number" and rules.article:
            # The engine saw a placeholder, took it for one thing and wrote "a 17,000 people".
            out = _indefinite(out, name) if name.endswith("%") else re.sub(r"\b[Aa]n?\s+$", "", out)
        placed.append(Placed(part, len(out), len(out) + len(name)))
        out += name
    return out, placed


def _introduce(
    out: str, item: ProtectedText, after: str | ProtectedText, rules: PivotRules, listed: ProtectedText | None
) -> tuple[str, str, bool]:
    """Give the text so far with what must stand before the name, the name, and whether the office stands without
    article.

    `listed` is the office right before this one, where it stands without article.
    """
    kind = item.resolution.mention.kind if item.resolution else "body"
    name = _plural(item.text, kind, rules) if item.plural else item.text
    if kind == "role":
        out = _without_rank(out, name, rules)
    first = bool(_SENTENCE_START.search(out))
    if not rules.article or out.endswith("["):
        return out, _capital(name) if first and kind == "term" else name, False
    word, two_back = _last_word(out), _last_word(_before(out))
    person = item.resolution.mention.person if item.resolution else None
    named = person is not None and isinstance(after, str) and after.lstrip(" ,").startswith(person)
    if word in rules.determiners or word.endswith(("'s", "’s", "s'", "s’")):
        if kind == "role" and named and word == rules.article and not _comma_follows(after):
            # "the Chairman of the Provincial People's Committee Nguyen Van A": the article reads as if it were A's.
            out = re.sub(r"\w+(\s*)$", "", out)
        return _indefinite(out, name), name, False
    heading = first and not _goes_on(after) and (kind == "role" or not out.strip())
    described = two_back in rules.determiners and word not in rules.openers and bool(word)
    described = described or word[-1:].isdigit()
    if heading or described or name.lower().startswith(rules.article + " "):
        return out, _capital(name) if first else name, kind == "role" and heading
    if kind == "role":
        in_list = listed is not None and (out.rstrip().endswith(",") or word in ("and", "or"))
        mark = out.rstrip()[-1:]
        if named:
            # "the Chairman of ..., Nguyen Van A, said" but "Chairman of ... Nguyen Van A said".
            apposition = not _comma_follows(after) or mark in (":", ";")
        else:
            apposition = person is not None and mark in (",", "(")
        if word in rules.bare_after or in_list or apposition:
            return out, name, True
    elif kind == "term" and (item.plural or name.endswith("s") or _head(name, rules).lower() in rules.mass):
        return out, _capital(name) if first else name, False
    article = rules.article.capitalize() if first else rules.article
    return f"{out}{article} ", name, False


def _without_rank(out: str, name: str, rules: PivotRules) -> str:
    """Give the text without a rank that the engine put before the office by itself: "head of the [Head of the ...]"."""
    rank, of, _ = name.partition(f" {rules.of} ")
    if not (rules.of and of):
        return out
    return re.sub(rf"\b{re.escape(rank)}(?:\s+{rules.of}(?:\s+{rules.article})?)?\s+$", "", out, flags=re.IGNORECASE)


def _capital(name: str) -> str:
    return name[:1].upper() + name[1:]


def _head(name: str, rules: PivotRules) -> str:
    return name.partition(f" {rules.of} ")[0].split()[-1]


def _comma_follows(after: str | ProtectedText) -> bool:
    """Tell whether what follows an office is set off by a comma."""
    return isinstance(after, str) and after.lstrip().startswith(",")


def _joined(between: str) -> bool:
    return len(between) <= 6


def _last_word(out: str) -> str:
    """Return the word right before the end in lower case, or "" where a sign stands there."""
    match = _LAST_WORD.search(out)
    return match[1].lower() if match else ""


def _before(out: str) -> str:
    match = _LAST_WORD.search(out)
    return out[: match.start()] if match else out


def _goes_on(after: str | ProtectedText) -> bool:
    """Tell whether words of the same sentence follow, so that the name is its subject rather than a heading."""
    return isinstance(after, str) and re.match(r"(?:['’]s?)?\s+[a-z]", after) is not None


def _plural(name: str, kind: str, rules: PivotRules) -> str:
    """Return a plural that still holds the name: "emulation movements"; for a term also "certificates of merit"."""
    if not rules.article or name.endswith("s"):
        return name
    head, of, rest = name.partition(f" {rules.of} ")
    if of and kind != "term":
        return name
    if _head(name, rules).lower() in rules.mass:
        return name
    ending = "es" if head.endswith(("x", "ch", "sh")) else "s"
    if re.search(r"[^aeiou]y$", head):
        # The name would no longer stand in the text.
        return name if kind != "term" else f"{head[:-1]}ies{of}{rest}"
    return f"{head}{ending}{of}{rest}"


def _indefinite(out: str, name: str) -> str:
    """Mend "a" and "an" before the name."""
    match = re.search(r"\b([Aa])n?(\s+)$", out)
    if not match:
        return out
    return f"{out[: match.start()]}{match[1]}{'n' if _VOWEL.match(name) else ''}{match[2]}"


def _after_item(text: str, placed: Placed | None) -> str:
    """Tell what follows a name: a space before a word, and no second s in a possessive."""
    if placed is None or not text:
        return text
    if placed.item.text.endswith("s"):
        text = re.sub(r"^(['’])s\b", r"\1", text)
    return f" {text}" if text[0].isalnum() else text
