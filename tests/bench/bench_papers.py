"""
Papers: what drawing a long berita acara takes beside a bare table of its texts, how hundreds lie on their pages, what
signing and checking take, and whether every change to a signed paper is found out.

    ./dev bench papers [--rows 300] [--signatories 30] [--papers 200] [--changes 200]
"""

import argparse
import re
import sys
from collections.abc import Iterator

from forum.confined import confined
from forum.drawing import draw
from meetings.pdf import agreement_job
from meetings.specimen import specimen
from tests.bench.sealed_papers import measure_signing, measure_tampering
from tests.meetings.layout import faults_of, made_up
from tests.pdf_checks import problems_of

DRAWING = {"seconds": 120, "megabytes": 2048, "written": 8}
MOST_RATIO, MOST_MB = 1.25, 200
REPEATS = 3
CELL = re.compile(r"<t[hd]([^>]*)>(.*?)</t[hd]>", re.DOTALL)
SPAN = re.compile(r'colspan="\d+"')


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev bench papers")
    parser.add_argument("--rows", type=int, default=300)
    parser.add_argument("--signatories", type=int, default=30)
    parser.add_argument("--papers", type=int, default=200, help="how many made-up papers are laid out")
    parser.add_argument("--changes", type=int, default=200, help="how many times one byte of a signed paper is changed")
    options = parser.parse_args(arguments)
    faults = [
        fault
        for measure in (measure_drawing, measure_signing, measure_tampering, measure_layout)
        for fault in measure(options)
    ]
    for fault in faults:
        print(f"  {fault}")
    return 1 if faults else 0


def measure_drawing(options) -> Iterator[str]:
    """CPU time and memory of a long paper, against the same cell texts in tables without any style of ours."""
    job = agreement_job(*specimen(rows=options.rows, signatories=options.signatories))
    tables = bare_tables(job.html)
    ours, bare = [], []
    for _ in range(REPEATS):  # in turn, so that a busy machine slows both
        ours.append(confined("tests.paper_drawing:ours", *job.as_plain(), **DRAWING))
        bare.append(confined("tests.paper_drawing:bare", tables, **DRAWING))
    ratio = min(run["cpu"] for run in ours) / min(run["cpu"] for run in bare)
    memory = max(run["mb"] for run in ours)
    print(f"  {options.rows} baris, {options.signatories} tanda tangan: {min(run['cpu'] for run in ours):.2f} s CPU,")
    print(f"  {ratio:.2f} kali tabel polos (batas {MOST_RATIO}), {memory:.0f} MB (batas {MOST_MB})")
    if ratio > MOST_RATIO:
        yield f"lambat: {ratio:.2f} kali tabel polos"
    if memory > MOST_MB:
        yield f"memori: {memory:.0f} MB"


def bare_tables(html: str) -> str:
    """Return every table of the paper with its cells and texts alone."""
    tables = []
    for table in re.findall(r"<table.*?</table>", html, re.DOTALL):
        rows = re.findall(r"<tr[^>]*>(.*?)</tr>", table, re.DOTALL)
        cells = [
            "".join(f"<td {''.join(SPAN.findall(attrs))}>{text}</td>" for attrs, text in CELL.findall(row))
            for row in rows
        ]
        tables.append(f"<table>{''.join(f'<tr>{row}</tr>' for row in cells)}</table>")
    style = "<style>table { width: 100%; table-layout: fixed }</style>"
    return f'<html lang="id"><title>Polos</title>{style}{"".join(tables)}</html>'


def measure_layout(options) -> Iterator[str]:
    """Made-up papers of every length: nothing lost, split, orphaned or printed over, and all fit for the archive."""
    faulty = 0
    for seed in range(options.papers):
        content, imprint = made_up(seed, most_rows=options.rows)
        pdf = draw(agreement_job(content, imprint))
        if faults := faults_of(content, pdf) + problems_of(pdf):
            faulty += 1
            yield f"naskah {seed}: {'; '.join(faults[:3])}"
    print(f"  {options.papers} naskah karangan, {faulty} bercela")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
