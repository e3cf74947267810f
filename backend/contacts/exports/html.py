"""One page that stands alone: it can be printed, sent, and read by a screen reader (RGAA 4.1)."""

from collections.abc import Iterable
from html import escape
from typing import BinaryIO

from django.utils.timezone import localtime

from backend.contacts.exports.columns import Column, Value
from backend.contacts.exports.delimited import cell
from backend.contacts.exports.job import Format, Job
from backend.contacts.exports.records import Record

_HEAD = """<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title}</title>
<style>
:root {{ color-scheme: light; }}
body {{ margin: 2rem; font: 15px/1.45 "Segoe UI", system-ui, sans-serif; color: #14213a; background: #fff; }}
h1 {{ margin: 0 0 .25rem; font-size: 1.5rem; }}
p {{ margin: 0 0 1rem; color: #45526a; }}
.table {{ overflow-x: auto; }}
table {{ border-collapse: collapse; min-width: 100%; font-variant-numeric: tabular-nums; }}
caption {{ text-align: left; padding-bottom: .5rem; color: #45526a; }}
th, td {{ padding: .35rem .75rem .35rem 0; text-align: left; vertical-align: top; border-bottom: 1px solid #d9e0ea;
  white-space: pre-line; mso-number-format: "\\@"; }}
thead th {{ border-bottom: 2px solid #1f3f74; white-space: nowrap; }}
tbody th {{ font-weight: 600; }}
a {{ color: #1f3f74; }}
.table:focus-visible {{ outline: 2px solid #1f3f74; outline-offset: 2px; }}
@page {{ size: A4 landscape; margin: 12mm; }}
@media print {{
  body {{ margin: 0; font-size: 8.5pt; }}
  .table {{ overflow: visible; }}
  thead {{ display: table-header-group; }}
  tr {{ break-inside: avoid; }}
  a {{ color: inherit; text-decoration: none; }}
}}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{about}</p>
<div class="table" role="region" aria-label="Contacts" tabindex="0">
<table>
<caption>Un contact par ligne</caption>
<thead><tr>{headers}</tr></thead>
<tbody>
"""
_FOOT = "</tbody>\n</table>\n</div>\n</main>\n</body>\n</html>\n"


def write(job: Job, records: Iterable[Record], out: BinaryIO) -> None:
    headers = "".join(f'<th scope="col">{escape(column.header)}</th>' for column in job.columns)
    about = f"Exporté par {job.author}, le {localtime(job.moment):%d/%m/%Y à %H h %M}"
    out.write(_HEAD.format(title=escape(job.title), about=escape(about), headers=headers).encode())
    for record in records:
        cells = [_cell(column, column.read(record)) for column in job.columns]
        out.write(f"<tr>{''.join(cells)}</tr>\n".encode())
        job.report.count += 1
    out.write(_FOOT.encode())


def _cell(column: Column, value: Value) -> str:
    text = escape(cell(value))
    if column.key == "family_name":
        return f'<th scope="row">{text}</th>'
    if column.key == "email" and text:
        return f'<td><a href="mailto:{text}">{text}</a></td>'
    return f"<td>{text}</td>"


FORMAT = Format(
    key="html",
    label="Page à imprimer",
    hint="Une page .html qui s’ouvre et s’imprime partout, colonnes au choix",
    suffix="html",
    media_type="text/html",
    write=write,
    chooses_columns=True,
)
