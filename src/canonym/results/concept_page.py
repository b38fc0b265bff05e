"""The concept table as one page: it needs no network and no script, and follows the reader's light or dark."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from canonym.letters import is_right_to_left
from canonym.results.concept_table import Cell, CellRendering, ConceptTable, OfficeRow

SIGNS = {"correct": "✓", "variant": "≈", "mistranslated": "✗", "ambiguous": "?"}
"""Beside the colour, so that nobody needs to see colours."""
_STYLE = """
:root { color-scheme: light dark; --ground: light-dark(#ffffff, #16181c); --ink: light-dark(#1b1f24, #e4e6ea);
  --soft: light-dark(#5b6470, #a2abb8); --line: light-dark(#d9dee5, #343a44); --head: light-dark(#f3f5f8, #1f232a);
  --correct: light-dark(#1a6b3c, #6fce97); --variant: light-dark(#7d5a00, #e0b64d);
  --mistranslated: light-dark(#b3261e, #ff8f86); --ambiguous: light-dark(#6b3fa0, #c6a4f5); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
header, footer { padding: 1rem; max-width: 70rem; } h1 { font-size: 1.3rem; margin: 0 0 .3rem; } p { margin: .2rem 0; }
.frame { overflow: auto; max-height: 85vh; border-block: 1px solid var(--line); }
table { border-collapse: separate; border-spacing: 0; }
th, td { padding: .5rem .7rem; text-align: start; vertical-align: top; border-bottom: 1px solid var(--line);
  border-inline-end: 1px solid var(--line); min-width: 15rem; max-width: 26rem; overflow-wrap: anywhere; }
thead th { position: sticky; top: 0; background: var(--head); z-index: 1; }
tbody th { position: sticky; inset-inline-start: 0; background: var(--head); font-weight: 600; min-width: 13rem; }
thead th:first-child { inset-inline-start: 0; z-index: 2; }
@media (max-width: 45rem) { tbody th, thead th:first-child { position: static; } }
.id, .rate, summary small, details p { color: var(--soft); font-weight: 400; font-size: .85rem; }
.rate { margin: 0 0 .3rem; font-variant-numeric: tabular-nums; } .rate b { color: var(--mistranslated); }
details { margin: .25rem 0; } summary { cursor: pointer; } details p { margin: .2rem 0 .4rem 1rem; }
.correct { color: var(--correct); } .variant { color: var(--variant); } .ambiguous { color: var(--ambiguous); }
.mistranslated { color: var(--mistranslated); }
mark { background: none; color: inherit; font-weight: 700; }
"""


def concept_page(table: ConceptTable, title: str, names: dict[str, str]) -> str:
    """Return the table as HTML; `names` are the languages in words, by code."""
    codes = list(table.totals)
    heads = "".join(_head(code, *table.totals[code], names.get(code, code)) for code in codes)
    body = "\n".join(_row(row, codes) for row in table.rows)
    legend = ", ".join(f'<span class="{name}">{sign} {name}</span>' for name, sign in SIGNS.items())
    empty = "" if table.rows else "<p>No office of this kind in the run.</p>"
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<header>
<h1>{escape(title)}</h1>
<p>{len(table.rows)} offices in {len(codes)} languages. {legend}. Open a rendering to see it in a sentence.</p>{empty}
</header>
<main class="frame" tabindex="0">
<table>
<thead><tr><th scope="col">office</th>{heads}</tr></thead>
<tbody>
{body}
</tbody>
</table>
</main>
</body>
</html>
"""


def _head(code: str, count: int, wrong: int, name: str) -> str:
    rate = _rate(wrong, count)
    return f'<th scope="col">{escape(name)} <span class="id">{escape(code)}</span>{rate}</th>'


def _rate(wrong: int, count: int) -> str:
    said = f"<b>{wrong} mistranslated</b> of {count}" if wrong else f"{count}, none mistranslated"
    return f'<p class="rate">{said}</p>'


def _row(row: OfficeRow, codes: Sequence[str]) -> str:
    concept = " · ".join(part for part in (row.body, row.rank, row.level) if part)
    head = f'<th scope="row">{escape(row.canonical)}<br><span class="id">{escape(concept)}</span></th>'
    return "<tr>" + head + "".join(_cell(row.languages.get(code), code) for code in codes) + "</tr>"


def _cell(cell: Cell | None, code: str) -> str:
    if cell is None:
        return "<td></td>"
    direction = ' dir="rtl"' if is_right_to_left(code) else ""
    renderings = "".join(_rendering(each, code, direction) for each in cell.renderings)
    return f"<td>{_rate(cell.mistranslated, cell.count)}{renderings}</td>"


def _rendering(each: CellRendering, code: str, direction: str) -> str:
    kind = each.verdict if each.verdict in SIGNS else "correct"
    sign = SIGNS.get(each.verdict or "", "")
    times = f" <small>× {each.count}</small>" if each.count > 1 else ""
    sentence = escape(each.sentence).replace(escape(each.text), f"<mark>{escape(each.text)}</mark>", 1)
    spoken = f'lang="{escape(code)}"{direction}'
    return (
        f'<details><summary><span class="{kind}" title="{escape(each.verdict or "")}">{sign}</span> '
        f"<span {spoken}>{escape(each.text)}</span>{times}</summary>"
        f"<p {spoken}>{sentence}</p><p>{escape(each.doc)}:{each.start}</p></details>"
    )
