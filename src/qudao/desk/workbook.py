"""What is seen, as a workbook: text stays text, money stays a number."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import BytesIO

import xlsxwriter
from django.http import HttpResponse

from qudao.rules.money import format_yuan

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Cell = str | Decimal


def yuan_cell(amount_fen: int | None) -> Cell:
    """Money as a number with two decimals; unknown money as an empty cell."""
    return "" if amount_fen is None else Decimal(format_yuan(amount_fen, grouped=False))


def workbook(name: str, sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Cell]]]]) -> HttpResponse:
    """The answer that downloads sheets of (title, headings, rows). No text in it is ever a formula or a link."""
    target = BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False})
    bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
    for title, headings, rows in sheets:
        sheet = book.add_worksheet(title)
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, Decimal):
                    sheet.write_number(number, column, cell, money)
                else:
                    sheet.write_string(number, column, cell)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(headings), 18)
    book.close()
    answer = HttpResponse(target.getvalue(), content_type=TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return answer
