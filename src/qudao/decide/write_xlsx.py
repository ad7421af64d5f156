"""Tables as one workbook."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime
from pathlib import Path

import xlsxwriter

from qudao.decide.write import Written, headings


def write(path: Path, tables: Mapping[str, Written]) -> None:
    """One sheet per table. Text is typed as text, so no export holds a formula; the creation date is fixed."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(str(path), options)
    book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001
    bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
    for name, table in tables.items():
        kind, rows = table.kind, table.rows
        names = headings(kind)
        sheet = book.add_worksheet(name)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(names) - 1, 22)
        for column, heading in enumerate(names):
            sheet.write_string(0, column, heading, bold)
        yuans = {column for column, heading in enumerate(names) if f"{heading}_fen" in {each.name for each in fields(kind)}}
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if value is None:
                    continue
                if isinstance(value, bool):
                    sheet.write_boolean(number, column, value)
                elif isinstance(value, int):
                    sheet.write_number(number, column, value)
                elif column in yuans:
                    sheet.write_number(number, column, float(value), money)
                else:
                    sheet.write_string(number, column, value[:32767])
    book.close()
