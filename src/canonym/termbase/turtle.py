"""RDF in Turtle and JSON-LD, as far as vocabularies in SKOS use it: triples with IRIs and literals."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from canonym.errors import GlossaryError

TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_TOKEN = re.compile(
    r"""(?P<skip>\s+|\#[^\n]*)
    |(?P<long>\"\"\"(?:[^"\\]|\\.|"(?!""))*\"\"\"|'''(?:[^'\\]|\\.|'(?!''))*''')
    |(?P<short>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<iri><[^<>"{}|^`\\\s]*>)
    |(?P<lang>@[a-zA-Z]+(?:-[a-zA-Z0-9]+)*)
    |(?P<type>\^\^)
    |(?P<number>[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    |(?P<name>(?:[^\W\d_][\w.\-]*)?:(?:[\w%\-\\.:]*[\w%\-\\:])?|_:[\w.\-]*[\w]|[a-zA-Z]+)
    |(?P<mark>[.;,\[\]()])""",
    re.VERBOSE,
)
_ESCAPED = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)", re.DOTALL)
_ESCAPES = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}


class Literal(NamedTuple):
    """A text with its language."""

    text: str
    language: str | None = None


class Triple(NamedTuple):
    """A statement; `value` is an IRI or a literal."""

    subject: str
    predicate: str
    value: str | Literal


def triples_of_turtle(path: Path, text: str) -> list[Triple]:
    """The triples of a Turtle file; raises GlossaryError with the line of what cannot be read."""
    return list(_TurtleReader(path, text).triples())


class _TurtleReader:
    def __init__(self, path: Path, text: str) -> None:
        self._path, self._text = path, text
        self._tokens: list[tuple[str, str, int]] = []
        at = 0
        while at < len(text):
            match = _TOKEN.match(text, at)
            if match is None:
                raise self._error(at)
            if match.lastgroup != "skip":
                self._tokens.append((match.lastgroup or "", match.group(), at))
            at = match.end()
        self._at = 0
        self._blank = 0
        self._prefixes: dict[str, str] = {}
        self._base = ""

    def _error(self, at: int) -> GlossaryError:
        line = self._text.count("\n", 0, at) + 1
        return GlossaryError("not readable as Turtle", where=f"{self._path}:{line}", remedy="correct this line")

    def _next(self) -> tuple[str, str, int]:
        if self._at >= len(self._tokens):
            raise self._error(len(self._text))
        self._at += 1
        return self._tokens[self._at - 1]

    def _peek(self) -> str:
        return self._tokens[self._at][1] if self._at < len(self._tokens) else ""

    def _take(self, mark: str) -> None:
        _, text, at = self._next()
        if text != mark:
            raise self._error(at)

    def triples(self) -> Iterator[Triple]:
        while self._at < len(self._tokens):
            first = self._peek().lower()
            if first in ("@prefix", "prefix", "@base", "base"):
                self._directive(first)
                continue
            found: list[Triple] = []
            is_blank = self._peek() == "["
            subject = self._value(found)
            if not isinstance(subject, str):
                raise self._error(self._tokens[self._at - 1][2])
            if not (is_blank and self._peek() == "."):
                self._predicates(subject, found, ".")
            else:
                self._take(".")
            yield from found

    def _directive(self, first: str) -> None:
        self._next()
        if first.endswith("prefix"):
            name = self._next()[1]
            self._prefixes[name.removesuffix(":")] = self._iri(self._next()[1])
        else:
            self._base = self._iri(self._next()[1])
        if first.startswith("@"):
            self._take(".")

    def _predicates(self, subject: str, found: list[Triple], end: str) -> None:
        while True:
            if self._peek() == end:
                self._next()
                return
            predicate = TYPE if self._peek() == "a" else None
            if predicate:
                self._next()
            else:
                value = self._value(found)
                if not isinstance(value, str):
                    raise self._error(self._tokens[self._at - 1][2])
                predicate = value
            while True:
                found.append(Triple(subject, predicate, self._value(found)))
                if self._peek() != ",":
                    break
                self._next()
            _, mark, at = self._next()
            if mark == end:
                return
            if mark != ";":
                raise self._error(at)

    def _value(self, found: list[Triple]) -> str | Literal:
        kind, text, at = self._next()
        if kind == "iri":
            return self._iri(text)
        if kind in ("long", "short"):
            return self._literal(text[3:-3] if kind == "long" else text[1:-1], found)
        if kind == "number" or text in ("true", "false"):
            return Literal(text)
        if text == "[":
            self._blank += 1
            name = f"_:b{self._blank}"
            self._predicates(name, found, "]")
            return name
        if text == "(":
            while self._peek() != ")":
                self._value(found)
            self._next()
            return "_:list"
        if kind == "name" and ":" in text:
            prefix, _, local = text.partition(":")
            if prefix == "_":
                return text
            if prefix not in self._prefixes:
                raise self._error(at)
            return self._prefixes[prefix] + local.replace("\\", "")
        raise self._error(at)

    def _literal(self, text: str, found: list[Triple]) -> Literal:
        plain = _ESCAPED.sub(_unescaped, text)
        if self._at < len(self._tokens):
            kind, following, _ = self._tokens[self._at]
            if kind == "lang":
                self._at += 1
                return Literal(plain, following[1:])
            if kind == "type":
                self._at += 1
                self._value(found)
        return Literal(plain)

    def _iri(self, text: str) -> str:
        iri = text.strip("<>")
        return iri if re.match(r"[a-zA-Z][\w+.-]*:", iri) else self._base + iri


def _unescaped(match: re.Match[str]) -> str:
    code = match.group(1)
    return chr(int(code[1:], 16)) if code[0] in "uU" and len(code) > 1 else _ESCAPES.get(code, code)


def triples_of_json(path: Path, text: str) -> list[Triple]:
    """The triples of a JSON-LD file; contexts elsewhere are not fetched. Raises GlossaryError."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        problem = getattr(error, "msg", "nested too deeply")
        raise GlossaryError(f"not readable as JSON: {problem}", where=str(path), remedy="correct the file") from None
    found: list[Triple] = []
    _Linked(found).read(data, {})
    return found


class _Linked:
    """Reads nodes of JSON-LD."""

    def __init__(self, found: list[Triple]) -> None:
        self._found = found
        self._blank = 0

    def read(self, node: Any, context: Mapping[str, Any]) -> str | None:
        if isinstance(node, list):
            for each in node:
                self.read(each, context)
            return None
        if not isinstance(node, dict):
            return None
        context = {**context, **_context(node.get("@context"))}
        if "@graph" in node:
            self.read(node["@graph"], context)
        id_key = next((key for key in node if key == "@id" or _term(key, context) == "@id"), "@id")
        self._blank += 1
        subject = _full(str(node[id_key]), context) if id_key in node else f"_:n{self._blank}"
        for key, value in node.items():
            if key in ("@context", "@graph", id_key):
                continue
            name = _term(key, context)
            predicate = TYPE if name == "@type" else _full(name, context)
            for each in value if isinstance(value, list) else [value]:
                self._value(subject, predicate, each, context, key)
        return subject

    def _value(self, subject: str, predicate: str, value: Any, context: Mapping[str, Any], key: str) -> None:
        told = context.get(key)
        rules = told if isinstance(told, dict) else {}
        if isinstance(value, dict) and "@value" in value:
            self._found.append(Triple(subject, predicate, Literal(str(value["@value"]), value.get("@language"))))
        elif isinstance(value, dict) and rules.get("@container") == "@language":
            for language, texts in value.items():
                for text in texts if isinstance(texts, list) else [texts]:
                    self._found.append(Triple(subject, predicate, Literal(str(text), language)))
        elif isinstance(value, dict):
            other = self.read(value, context)
            if other:
                self._found.append(Triple(subject, predicate, other))
        elif predicate == TYPE or rules.get("@type") in ("@id", "@vocab"):
            self._found.append(Triple(subject, predicate, _full(str(value), context)))
        else:
            language = rules.get("@language", context.get("@language"))
            self._found.append(Triple(subject, predicate, Literal(str(value), language)))


def _context(value: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict):
            found.update(each)
    return found


def _term(key: str, context: Mapping[str, Any]) -> str:
    told = context.get(key)
    name = told.get("@id", key) if isinstance(told, dict) else told
    return name if isinstance(name, str) and not key.startswith("@") else key


def _full(name: str, context: Mapping[str, Any]) -> str:
    prefix, colon, local = name.partition(":")
    if colon and not local.startswith("//") and isinstance(context.get(prefix), str):
        return str(context[prefix]) + local
    if not colon and isinstance(context.get("@vocab"), str):
        return str(context["@vocab"]) + name
    return name
