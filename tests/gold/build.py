#!/usr/bin/env python3
"""Turn the marked reports into plain reports (samples/) and gold annotations (tests/gold/*.jsonl).

Usage: build.py [--check]

A marked report is the report's text with every official title, body and domain term in ⟦ ⟧, followed by what a
careful reader says about it in { }:

    ⟦surface⟧{role: RANK BODY LEVEL}
    ⟦surface⟧{body: BODY LEVEL}
    ⟦surface⟧{term: canonical English wording}

RANK, BODY and LEVEL are the values that `canonym run` writes; "-" stands for null, as for a body of no glossary pack.
Further fields follow after semicolons, each `name: value`:

    person    the name as written in the same title list
    verdict   correct (when left out), variant, mistranslated or ambiguous
    tenure    current (when left out), former, acting or elect
    place     a province or the like named inside the phrase
    office    for a term that is also the name of a body: BODY LEVEL
    note      why

A mark does not cross lines, and surfaces carry no surrounding white space.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
MARKED = HERE / "marked"
SAMPLES = HERE.parents[1] / "samples"

MARK = re.compile(r"⟦(?P<surface>[^⟦⟧{}\n]+)⟧\{(?P<fields>[^⟦⟧{}\n]+)\}")
LEFTOVER = re.compile(r"[⟦⟧{}]")

KINDS = ("role", "body", "term")
VERDICTS = ("correct", "variant", "mistranslated", "ambiguous")
TENURES = ("current", "former", "acting", "elect")
OPTIONAL = ("person", "verdict", "tenure", "place", "office", "note")

Annotation = dict[str, str | int | None]


class MarkError(ValueError):
    """A mark that cannot be read; the message says what is wrong with it."""


def parse_fields(text: str) -> Annotation:
    """Read what stands between { and } into the fields of one annotation, without doc and offsets.

    Raises MarkError where a field is unknown, repeated, missing or has an illegal value.
    """
    fields: dict[str, str] = {}
    for part in text.split(";"):
        name, colon, value = part.partition(":")
        name, value = name.strip(), value.strip()
        if not colon or not value:
            raise MarkError(f"{part.strip()!r} is not `name: value`")
        if name in fields:
            raise MarkError(f"field {name!r} occurs twice")
        if name not in KINDS + OPTIONAL:
            raise MarkError(f"unknown field {name!r}")
        fields[name] = value
    kinds = [name for name in fields if name in KINDS]
    if len(kinds) != 1 or next(iter(fields)) not in KINDS:
        raise MarkError("a mark begins with exactly one of role, body, term")
    kind = kinds[0]
    rank: str | None = None
    office = ["-", "-"]
    if kind == "role":
        rank, *office = split_values(fields["role"], 3)
    elif kind == "body":
        office = split_values(fields["body"], 2)
    elif "office" in fields:
        office = split_values(fields["office"], 2)
    verdict, tenure = fields.get("verdict", "correct"), fields.get("tenure", "current")
    if verdict not in VERDICTS:
        raise MarkError(f"unknown verdict {verdict!r}")
    if tenure not in TENURES:
        raise MarkError(f"unknown tenure {tenure!r}")
    return {
        "kind": kind,
        "rank": none_if_dash(rank),
        "body": none_if_dash(office[0]),
        "level": none_if_dash(office[1]),
        "place": fields.get("place"),
        "person": fields.get("person"),
        "tenure": tenure,
        "verdict": verdict,
        "canonical_en": fields.get("term"),
        "note": fields.get("note", ""),
    }


def split_values(text: str, count: int) -> list[str]:
    """Split a value at spaces into exactly `count` words, or raise MarkError."""
    words = text.split()
    if len(words) != count:
        raise MarkError(f"{text!r} should be {count} words")
    return words


def none_if_dash(value: str | None) -> str | None:
    """Null is written as "-" in a mark."""
    return None if value == "-" else value


def unmark(marked: str, doc: str) -> tuple[str, list[Annotation]]:
    """Take the marks out of a text: the plain text, and one annotation a mark with its offsets (code points).

    Raises MarkError, with the line's number, for a mark that cannot be read.
    """
    plain = ""
    annotations: list[Annotation] = []
    at = 0
    for match in MARK.finditer(marked):
        plain += marked[at : match.start()]
        at = match.end()
        surface = match["surface"]
        line = marked.count("\n", 0, match.start()) + 1
        if surface != surface.strip():
            raise MarkError(f"line {line}: white space around {surface!r}")
        try:
            fields = parse_fields(match["fields"])
        except MarkError as error:
            raise MarkError(f"line {line}: {surface!r}: {error}") from error
        start = len(plain)
        plain += surface
        annotations.append({"doc": doc, "start": start, "end": len(plain), "surface": surface, **fields})
    plain += marked[at:]
    if leftover := LEFTOVER.search(plain):
        line = plain.count("\n", 0, leftover.start()) + 1
        raise MarkError(f"line {line}: stray {leftover[0]!r}, a mark is broken")
    return plain, annotations


def build() -> Iterator[tuple[Path, str]]:
    """Yield every generated file with its text, in a fixed order.

    Raises MarkError, with file and line, for a mark that cannot be read.
    """
    for path in sorted(MARKED.glob("*.txt")):
        try:
            plain, annotations = unmark(path.read_text(encoding="utf-8"), path.name)
        except MarkError as error:
            raise MarkError(f"{path.name}: {error}") from error
        yield SAMPLES / path.name, plain
        lines = [json.dumps(annotation, ensure_ascii=False) + "\n" for annotation in annotations]
        yield HERE / f"{path.stem}.jsonl", "".join(lines)


def stale() -> list[Path]:
    """Files in samples/ and tests/gold/ that differ from what the marked reports make, or that no report makes."""
    wanted = dict(build())
    differing = [path for path, text in wanted.items() if not path.is_file() or path.read_bytes() != text.encode()]
    present = [*SAMPLES.glob("*.txt"), *HERE.glob("*.jsonl")]
    return sorted({*differing, *(path for path in present if path not in wanted)})


def main() -> int:
    """Write the generated files, or with --check say which are out of date."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a file is out of date")
    arguments = parser.parse_args()
    try:
        if arguments.check:
            names = [path.name for path in stale()]
            if names:
                print(f"out of date: {', '.join(names)}; run tests/gold/build.py", file=sys.stderr)
            return 1 if names else 0
        for path, text in build():
            path.write_text(text, encoding="utf-8", newline="")
    except MarkError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
