"""Single phrases, one JSON object a line, resolved in order while they come in."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from canonym.config import Config
from canonym.model import UNDETERMINED
from canonym.run.deciding import decide_phrases, judgements_for
from canonym.texts.language import identify
from canonym.translation.engines.language_codes import language_code

NO_OFFICE = {
    "rank": None, "body": None, "level": None, "canonical": None, "verdict": None, "confidence": 0.0, "action": "leave",
}  # fmt: skip


def answer_lines(lines: Iterable[str], config: Config) -> Iterator[dict[str, Any]]:
    """Yield an answer for each line that is not blank, in order.

    A line that cannot be understood is answered by {"id", "line", "error"} and the fields of "no office", so that one
    bad line costs nothing but itself; the lines are read no further ahead than resolution needs.
    """
    waiting: deque[dict[str, Any]] = deque()

    def records() -> Iterator[dict[str, Any]]:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            answer: dict[str, Any] = {"id": None}
            try:
                record = parse_line(line, answer)
            except ValueError as error:
                waiting.append(answer | {"line": number, "error": str(error)} | NO_OFFICE)
                continue
            waiting.append(answer)
            yield record

    for answer in answer_records(records(), config):
        while "error" in waiting[0]:
            yield waiting.popleft()
        yield waiting.popleft() | answer
    yield from waiting


def answer_records(records: Iterable[dict[str, Any]], config: Config) -> Iterator[dict[str, Any]]:
    """Yield the office of each record {"lang", "text", "context", "person"}, without its id."""
    judgements, _ = judgements_for(config, config.judgements)
    for found in decide_phrases(records, config, judgements):
        yield {name: getattr(found, name) for name in NO_OFFICE}


def parse_line(line: str, answer: dict[str, Any]) -> dict[str, Any]:
    """Return a record as resolution takes it; puts its id into `answer` as soon as it is known.

    Raises ValueError that says what is wrong with the line.
    """
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"is not JSON: {getattr(error, 'msg', 'nested too deeply')}") from None
    if not isinstance(record, dict):
        raise ValueError("is not a JSON object")
    answer["id"] = record.get("id")
    return check_record(record)


def check_record(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record with all fields, its language told from the text where none is given; raises ValueError."""
    text, code = record.get("text"), record.get("lang")
    if not isinstance(text, str) or not text.strip():
        raise ValueError('has no "text"')
    for name in ("context", "person"):
        if not isinstance(record.get(name), str | None):
            raise ValueError(f'"{name}" is neither a string nor null')
    if code is None:
        code = identify(text).code
    known = None
    if isinstance(code, str):
        known = code if code == UNDETERMINED else language_code(code)
    if known is None:
        raise ValueError(f'"lang" is {code!r}, which is not a language code such as en')
    context, person = record.get("context"), record.get("person")
    return {"id": record.get("id"), "lang": known, "text": text, "context": context, "person": person}
