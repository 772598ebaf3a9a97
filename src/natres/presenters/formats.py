"""Tables as text: terminal (rich) and CSV for Excel. XLSX and JSON have files of their own."""

import csv
import io
import sys
from collections.abc import Sequence

from natres.labels import words
from natres.presenters.table import Cell, Table

__all__ = ["WIDEST", "csv_text", "print_tables", "terminal_tables"]

_PIPE_WIDTH = 140
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


#: A table of more columns is for a sheet of paper; a terminal would break its numbers.
WIDEST = 9


def terminal_tables(tables: Sequence[Table], language: str) -> tuple[list[Table], str]:
    """Return the tables that fit a terminal, and a sentence that names the others; empty where all fit."""
    shown = [table for table in tables if len(table.columns) <= WIDEST]
    wide = [table.title for table in tables if len(table.columns) > WIDEST]
    stop = "、" if language == "zh" else ", "
    return shown, words(language)["table.wide"].format(titles=stop.join(wide)) if wide else ""


def print_tables(tables: Sequence[Table], *, width: int | None = None) -> str:
    """Return tables as terminal text; colour only where the terminal has it."""
    from rich.console import Console

    # In a pipe there is no terminal to fit into: wide enough that no number is broken.
    console = Console(width=width or (None if sys.stdout.isatty() else _PIPE_WIDTH), highlight=False, soft_wrap=False)
    with console.capture() as capture:
        for table in tables:
            console.print(_rich(table))
            for note in table.notes:
                console.print(f"  {note}", markup=False, style="dim")
            console.print()
    return capture.get()


def _rich(table: Table) -> object:
    from rich import box
    from rich.table import Table as RichTable
    from rich.text import Text

    drawn = RichTable(
        title=Text(f"{table.title}  {table.unit}".rstrip()),
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
    )
    for i, column in enumerate(table.columns):
        heading = f"{column.label}\n{column.unit}" if column.unit and not table.unit else column.label
        justify = "right" if _is_numeric(table, i) else "left"
        # Names of units and classes stay on one line beside their numbers; long texts (rules, cures) fold.
        drawn.add_column(Text(heading), justify=justify, overflow="fold", no_wrap=bool(table.unit) and i < 2)
    style = {"total": "bold", "alert": "bold red", "": ""}
    for row in table.rows:
        texts = [Text(_indented(cell, i, row.indent)) for i, cell in enumerate(row.cells)]
        drawn.add_row(*texts, style=style[row.mark])
    return drawn


def _indented(cell: Cell, column: int, indent: int) -> str:
    return "  " * indent + cell.text if column == 0 and cell.text else cell.text


def _is_numeric(table: Table, column: int) -> bool:
    return any(row.cells[column].number is not None for row in table.rows)


def csv_text(tables: Sequence[Table], marks: Sequence[str] = ()) -> str:
    """Return tables as CSV with the mark that makes Excel read it as UTF-8; texts cannot become formulas.

    ``marks`` is what every output of the run has to say of itself; it stands below each table.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    for number, table in enumerate(tables):
        if number:
            writer.writerow([])
        if len(tables) > 1:
            writer.writerow([_harmless(table.title)])
        moved = any(cell.moved for row in table.rows for cell in row.cells)
        headings = [_harmless(column.heading) for column in table.columns]
        writer.writerow([*headings, "*"] if moved else headings)
        for row in table.rows:
            texts = [_plain_cell(cell) for cell in row.cells]
            if moved:
                # Stars would make texts of numbers: the last column names the columns that closing moved.
                starred = [h for h, cell in zip(headings, row.cells, strict=True) if cell.moved]
                texts.append("; ".join(starred))
            writer.writerow(texts)
        for note in (*table.notes, *marks):
            writer.writerow([_harmless(f"# {note}")])
    return "\ufeff" + buffer.getvalue()


def _plain_cell(cell: Cell) -> str:
    return cell.plain if cell.number is not None else _harmless(cell.text)


def _harmless(text: str) -> str:
    return "'" + text if text.startswith(_FORMULA_STARTS) else text
