"""Judgements: what people decided about renderings, kept for good and honoured above every score.

record    one judgement, and its line in a file
log       judgements.jsonl: append-only, safe against crashes and against two people at once
standing  which judgements hold, what they say about a mention, and where two people disagree
"""

from __future__ import annotations

from canonym.judgements.log import JUDGEMENTS_FILE, JudgementLog, load_judgements, read_log
from canonym.judgements.record import Judged, Judgement, Office, Subject, Thought, new_judgement, new_undo
from canonym.judgements.standing import Conflict, Judgements

__all__ = [
    "JUDGEMENTS_FILE",
    "Conflict",
    "Judged",
    "Judgement",
    "JudgementLog",
    "Judgements",
    "Office",
    "Subject",
    "Thought",
    "load_judgements",
    "new_judgement",
    "new_undo",
    "read_log",
]
