"""Offices that no pack knows: their renderings across reports, languages and versions, brought together and named.

Nothing here changes a decision: an office of a pack stays what it is, and an unknown one is left alone in the text.
"""

from canonym.reconciliation.unknown_offices import reconciled

__all__ = ["reconciled"]
