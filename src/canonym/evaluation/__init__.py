"""How well canonym does: runs and single renderings against gold annotations."""

from __future__ import annotations

from canonym.evaluation.gold import Record
from canonym.evaluation.run_scores import Tally, calibration_error, pairs, read_records, score, score_by_language

__all__ = ["Record", "Tally", "calibration_error", "pairs", "read_records", "score", "score_by_language"]
