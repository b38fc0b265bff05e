"""An alignment as a page with the two texts side by side; it needs no network and no script."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from canonym.alignment.links import Link, Span
from canonym.letters import is_right_to_left

UNSURE = 0.5
"""Score below which a link is marked for a second look."""
_STYLE = """
:root { color-scheme: light dark; --line: #8884; --doubt: #d9730d; --alone: #8881; }
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 80rem; padding: 1rem; }
h1 { font-size: 1.3rem; } p.note { margin-top: 0; }
table { border-collapse: collapse; width: 100%; table-layout: fixed; }
col.number { width: 4.5rem; } col.score { width: 5rem; }
th, td { border-top: 1px solid var(--line); padding: .4rem .6rem; text-align: start; vertical-align: top; }
td { overflow-wrap: anywhere; } td.number, td.score { font-variant-numeric: tabular-nums; opacity: .75; }
tr.doubt td.score { color: var(--doubt); font-weight: bold; opacity: 1; }
tr.alone { background: var(--alone); } tr.alone td.empty { font-style: italic; opacity: .75; }
@media (max-width: 40rem) { col.number { width: 2.5rem; } th, td { padding: .3rem; } }
"""


def page(a: tuple[str, str, str], b: tuple[str, str, str], links: Sequence[Link]) -> str:
    """Name, language and text of both versions -> HTML."""
    together = sum(1 for link in links if link.a and link.b)
    title = f"{a[0]} · {b[0]}"
    note = (
        f"{together} links, {sum(1 for link in links if not link.b)} without counterpart in B, "
        f"{sum(1 for link in links if not link.a)} without counterpart in A. "
        f"Scores below {UNSURE} are marked; look at these."
    )
    rows = [_row(link, a, b) for link in links]
    return "\n".join(
        [
            '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>",
            f'<h1>{escape(title)}</h1>\n<p class="note">{note}</p>',
            '<table>\n<colgroup><col class="number"><col><col class="number"><col><col class="score"></colgroup>',
            f'<thead><tr><th scope="col">A</th><th scope="col">{escape(f"{a[0]} ({a[1]})")}</th>'
            f'<th scope="col">B</th><th scope="col">{escape(f"{b[0]} ({b[1]})")}</th><th scope="col">score</th></tr>',
            "</thead>\n<tbody>",
            *rows,
            "</tbody>\n</table>\n</main>\n</body>\n</html>\n",
        ]
    )


def _row(link: Link, a: tuple[str, str, str], b: tuple[str, str, str]) -> str:
    alone = not (link.a and link.b)
    state = "alone" if alone else "doubt" if link.score < UNSURE else ""
    score = "" if alone else f"{link.score:.2f}" + (" ?" if state == "doubt" else "")
    cells = _cells(link.a, link.a_span, a) + _cells(link.b, link.b_span, b)
    return f'<tr class="{state}">{cells}<td class="score">{score}</td></tr>'


def _cells(numbers: Sequence[int], span: Span | None, version: tuple[str, str, str]) -> str:
    if span is None:
        return '<td class="number"></td><td class="empty">no counterpart</td>'
    _, language, text = version
    direction = ' dir="rtl"' if is_right_to_left(language) else ""
    shown = ", ".join(map(str, numbers))
    words = escape(text[slice(*span)])
    return f'<td class="number">{shown}</td><td lang="{escape(language)}"{direction}>{words}</td>'
