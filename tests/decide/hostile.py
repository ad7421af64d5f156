"""Files that break readers: each with the codes of the problems it must raise, or none when it must read clean.

`corpus()` yields name, bytes (or, where they are large, what makes them) and the expected codes. All are meant as table `registrations`.
"""

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import xlsxwriter

HEADINGS = ["registration_id", "received_at", "partner_id", "project_id", "stage", "customer_name", "phone", "identity_no"]
ROW = ["R1", "2025-03-01 09:00", "A", "P", "pre", "周敏", "13812345678", ""]

Content = bytes | Callable[[], bytes]
Case = tuple[str, Content, frozenset[str]]
Family = tuple[Any, ...]
Sheet = xlsxwriter.worksheet.Worksheet


def book(fill: Callable[[Sheet, xlsxwriter.Workbook], None] | None = None, **options: object) -> bytes:
    """A small honest workbook, then spoilt by `fill`."""
    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(file, {"in_memory": True, **options})
    sheet = workbook.add_worksheet("registrations")
    sheet.write_row(0, 0, HEADINGS)
    for column, value in enumerate(ROW):
        sheet.write_string(1, column, value)
    if fill:
        fill(sheet, workbook)
    workbook.close()
    return file.getvalue()


def edited(change: Callable[[dict[str, bytes]], None], base: bytes | None = None) -> bytes:
    """A workbook whose parts were changed by hand."""
    parts: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(base or book())) as archive:
        for name in archive.namelist():
            parts[name] = archive.read(name)
    change(parts)
    return packed(parts)


def packed(parts: dict[str, bytes]) -> bytes:
    """Parts as a zip archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


def part(name: str, old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    """Replace something within one part; it must be there."""

    def change(parts: dict[str, bytes]) -> None:
        assert old in parts[name], (name, old)
        parts[name] = parts[name].replace(old, new, 1)

    return change


def whole(name: str, content: bytes) -> Callable[[dict[str, bytes]], None]:
    """Put a whole part in place of what is there."""
    return lambda parts: parts.__setitem__(name, content)


def csv(*lines: str, encoding: str = "utf-8", heading: bool = True) -> bytes:
    """A CSV file with the usual headings."""
    return "\r\n".join([*([",".join(HEADINGS)] if heading else []), *lines, ""]).encode(encoding)


LINE = ",".join(ROW)


def line(**values: str) -> str:
    """The usual row with some values changed."""
    return ",".join(values.get(name, usual) for name, usual in zip(HEADINGS, ROW, strict=True))


def corpus() -> Iterator[Case]:
    """Every hostile file."""
    for family in (archives, parts_, sheets, workbook_cells, truncated, impostors, texts, text_cells):
        for name, content, *codes in family():
            yield name, content, frozenset(codes)


def archives() -> Iterator[Family]:
    """Zip tricks."""
    yield "zip-bomb.xlsx", lambda: edited(whole("xl/media/bomb.bin", b"\0" * (300 * 2**20))), "hostile"
    yield "zip-bomb-sheet.xlsx", lambda: edited(part(SHEET, b"</sheetData>", b" " * (200 * 2**20) + b"</sheetData>")), "hostile"
    yield "huge.xlsx", lambda: edited(whole("xl/media/bomb.bin", b"\0" * (401 * 2**20))), "too_big"
    inner = packed({"inner.bin": b"\0" * (5 * 2**20)})
    yield "nested-zip.xlsx", edited(whole("xl/embeddings/inner.zip", packed({"a.zip": inner})))
    yield "zip-slip.xlsx", edited(whole("../../../etc/cron.d/evil", b"x")), "hostile"
    yield "zip-slip-absolute.xlsx", edited(whole("/etc/passwd", b"x")), "hostile"
    yield "zip-slip-windows.xlsx", edited(whole("..\\..\\evil.dll", b"x")), "hostile"
    yield "many-parts.xlsx", lambda: edited(lambda parts: parts.update({f"xl/media/{n}.bin": b"" for n in range(65536 // 16)})), "hostile"
    yield "not-office.xlsx", packed({"readme.txt": b"hello"}), "not_a_workbook"
    lying = bytearray(book())
    at = lying.rfind(b"PK\x01\x02")
    lying[at + 24 : at + 28] = (2**31).to_bytes(4, "little")
    yield "lying-size.xlsx", bytes(lying), "too_big"


def parts_() -> Iterator[Family]:
    """XML tricks."""
    laughs = b'<!DOCTYPE sst [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    head = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    yield "entity-bomb.xlsx", edited(part(STRINGS, b"<sst", laughs + b"<sst")), "hostile"
    yield "xxe-file.xlsx", edited(part(SHEET, b"<worksheet", b'<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet')), "hostile"
    yield "xxe-http.xlsx", edited(part("xl/workbook.xml", b"<workbook", b'<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x"><workbook')), "hostile"
    yield "doctype-in-styles.xlsx", edited(part("xl/styles.xml", b"<styleSheet", b"<!doctype x><styleSheet")), "hostile"
    wide = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x><sst/>'.encode("utf-16")
    yield "utf16-part.xlsx", edited(whole(STRINGS, wide)), "hostile"
    yield "doctype-in-rels.xlsx", edited(part("xl/_rels/workbook.xml.rels", b"<Relationships", b"<!DOCTYPE r><Relationships")), "hostile"
    yield "broken-xml.xlsx", edited(part(SHEET, b"</sheetData>", b"<row><c></sheetData>")), "damaged"
    yield "no-strings.xlsx", edited(lambda parts: parts.pop(STRINGS)), "no_header", "damaged"
    yield "no-sheet.xlsx", edited(lambda parts: parts.pop(SHEET)), "no_header", "damaged"
    yield ("deep-xml.xlsx", edited(part(SHEET, b"<sheetData>", b"<a>" * 100_000 + b"<sheetData>")))
    yield (
        "shared-string-bomb.xlsx",
        lambda: edited(whole(STRINGS, head + b"<sst>" + (b"<si><t>%s</t></si>" % (b"x" * 32000)) * 6000 + b"</sst>")),
        "hostile",
        "too_big",
    )
    cells = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, 60000))
    one = head + b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>' + b"y" * 32000 + b"</t></si></sst>"

    def repeated(parts: dict[str, bytes]) -> None:
        start, rest = parts[SHEET].split(b"<sheetData>")
        parts[SHEET] = start + b"<sheetData>" + cells + b"</sheetData>" + rest.split(b"</sheetData>")[1]
        parts[STRINGS] = one

    yield "shared-string-repeated.xlsx", lambda: edited(repeated), "too_big", "too_slow"


def sheets() -> Iterator[Family]:
    """Shapes of sheets."""
    yield "dimension-bomb.xlsx", edited(part(SHEET, b'ref="A1:H2"', b'ref="A1:XFD1048576"')), "dimensions"
    yield "million-columns.xlsx", edited(part(SHEET, b'ref="A1:H2"', b'ref="A1:BDWGN2"')), "dimensions"
    yield (
        "million-column-styles.xlsx",
        edited(part(SHEET, b"<sheetData>", b'<cols><col min="1" max="1000000" width="9"/></cols><sheetData>')),
        "dimensions",
    )
    yield "far-cell.xlsx", book(lambda sheet, _: sheet.write(1048575, 16383, "x")), "dimensions"
    yield "far-row.xlsx", book(lambda sheet, _: sheet.write(1048575, 24, "x")), "too_big", "too_slow"

    def many(_: Sheet, workbook: xlsxwriter.Workbook) -> None:
        for number in range(2100):
            workbook.add_worksheet(f"s{number}")

    yield "many-sheets.xlsx", lambda: book(many), "hostile"
    yield (
        "chart-sheet.xlsx",
        book(lambda _, workbook: workbook.add_chartsheet("chart").set_chart(chart(workbook))),
    )
    yield (
        "empty-sheet.xlsx",
        book(lambda _, workbook: workbook.add_worksheet("visits")),
    )
    yield "duplicate-headers.xlsx", book(lambda sheet, _: sheet.write(0, 7, "电话")), "duplicate_column"
    yield "unknown-header.xlsx", book(lambda sheet, _: sheet.write(0, 8, "colour")), "unknown_column"
    yield (
        "merged-title.xlsx",
        titled(),
    )
    yield "merged-rows.xlsx", book(lambda sheet, _: sheet.merge_range(2, 2, 5, 2, "A")), "merged", "missing"
    yield "value-beyond-headings.xlsx", book(lambda sheet, _: sheet.write(1, 20, "x")), "outside"
    yield (
        "hidden-sheet.xlsx",
        book(lambda _, workbook: workbook.add_worksheet("x").hide()),
    )


def chart(workbook: xlsxwriter.Workbook) -> Any:
    """A line chart of two cells."""
    made = workbook.add_chart({"type": "line"})
    made.add_series({"values": "=registrations!$A$1:$A$2"})
    return made


def titled() -> bytes:
    """A merged title and a note above the headings."""
    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = workbook.add_worksheet("客户报备")
    sheet.merge_range(0, 0, 0, 7, "云岭地产 报备登记")
    sheet.write(1, 0, "制表:销售部")
    sheet.write_row(3, 0, ["报备编号", "报备时间", "渠道编号", "项目编号", "阶段", "客户姓名", "联系电话", "身份证号"])
    for column, value in enumerate(ROW):
        sheet.write_string(4, column, value)
    workbook.close()
    return file.getvalue()


def cell(column: int, value: object) -> bytes:
    """The honest workbook with one cell of its row changed."""
    return book(lambda sheet, _: sheet.write(1, column, value), strings_to_formulas=False)


def raw_cell(reference: bytes, xml: bytes) -> bytes:
    """The honest workbook with one cell's XML replaced."""

    def change(parts: dict[str, bytes]) -> None:
        start, rest = parts[SHEET].split(b'<c r="' + reference + b'"', 1)
        parts[SHEET] = start + xml + rest.split(b"</c>", 1)[1]

    return edited(change)


def workbook_cells() -> Iterator[Family]:
    """Values that lost or gained something on their way through a spreadsheet."""
    yield "id-as-float.xlsx", cell(7, 110101199003078123), "lost_digits"
    yield (
        "phone-as-number.xlsx",
        cell(6, 13812345678),
    )
    yield "date-serial.xlsx", raw_cell(b"B2", b'<c r="B2"><v>45717.375</v></c>'), "wrong"
    yield (
        "date-1904.xlsx",
        book(_dated, date_1904=True),
    )
    yield (
        "date-cell.xlsx",
        book(_dated),
    )
    yield "date-1900-02-29.xlsx", cell(1, "1900-02-29 10:00"), "no_such_date"
    yield "number-1e400.xlsx", raw_cell(b"G2", b'<c r="G2"><v>1E400</v></c>'), "wrong", "not_finite", "damaged", "lost_digits"
    yield "number-nan.xlsx", raw_cell(b"G2", b'<c r="G2"><v>NaN</v></c>'), "wrong", "not_finite", "damaged"
    yield "tenths.xlsx", cell(6, 0.1 + 0.2), "wrong"
    yield (
        "formula.xlsx",
        book(lambda sheet, _: sheet.write_formula(1, 5, '=HYPERLINK("http://evil","周敏")', None, "周敏")),
    )
    yield "formula-uncached.xlsx", raw_cell(b"F2", b'<c r="F2"><f>1+1</f></c>'), "missing"
    yield "formula-error.xlsx", book(lambda sheet, _: sheet.write_formula(1, 6, "=1/0", None, "#DIV/0!")), "error_cell"
    yield (
        "dde.xlsx",
        book(lambda sheet, _: sheet.write_formula(1, 5, "=cmd|'/c calc'!A0", None, "周敏")),
    )
    yield (
        "macros.xlsx",
        edited(whole("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0" + b"\0" * 100)),
    )
    yield (
        "external-link.xlsx",
        edited(whole("xl/externalLinks/externalLink1.xml", b"<externalLink/>")),
    )
    yield "huge-cell.xlsx", lambda: edited(part(STRINGS, "周敏".encode(), b"z" * (10 * 2**20))), "too_long", "hostile"
    yield (
        "rtl.xlsx",
        cell(5, "\u202e敏周\u202c"),
    )
    yield (
        "emoji.xlsx",
        cell(5, "周敏👩\u200d👧"),
    )
    yield (
        "rare-name.xlsx",
        cell(5, "𠮷田"),
    )
    yield "boolean-as-stage.xlsx", cell(4, value=True), "not_a_word"


def _dated(sheet: Sheet, workbook: xlsxwriter.Workbook) -> None:
    sheet.write_datetime(1, 1, dt.datetime(2025, 3, 1, 9, 0, tzinfo=None), workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"}))  # noqa: DTZ001


def truncated() -> Iterator[Family]:
    """The honest workbook cut off at every four per cent."""
    content = book()
    for percent in range(0, 100, 4):
        cut = content[: len(content) * percent // 100]
        yield f"truncated-{percent:02}.xlsx", cut, "damaged", "not_a_workbook"


def impostors() -> Iterator[Family]:
    """Other files under the name of a workbook, and the other way round."""
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000
    yield "old.xlsx", ole, "not_a_workbook"
    yield "encrypted.xlsx", ole + "EncryptedPackage".encode("utf-16-le") + b"\0" * 500, "encrypted"
    yield "html.xlsx", b"<html><table><tr><td>registration_id</td></tr></table></html>", "not_a_workbook"
    yield "xml-2003.xlsx", b'<?xml version="1.0"?><Workbook/>', "not_a_workbook"
    yield "text.xlsx", csv(LINE), "not_a_workbook"
    yield "pdf.xlsx", b"%PDF-1.7\n%\xe2\xe3\0\n", "not_a_workbook"
    yield "empty.xlsx", b"", "not_a_workbook"
    yield "workbook.csv", book(), "encoding"
    yield "noise.parquet", bytes(range(256)) * 10, "damaged"
    yield "cut.parquet", b"PAR1" + b"\0" * 100 + b"PAR1", "damaged"
    yield "old.xls", ole, "file_kind"


def texts() -> Iterator[Family]:
    """Encodings and syntax of text files."""
    yield (
        "gbk.csv",
        csv(LINE, encoding="gbk"),
    )
    yield (
        "gb18030.csv",
        csv(line(customer_name="𠮷田"), encoding="gb18030"),
    )
    yield (
        "bom.csv",
        csv(LINE, encoding="utf-8-sig"),
    )
    yield (
        "utf16.csv",
        csv(LINE, encoding="utf-16"),
    )
    yield "utf16-no-mark.csv", csv(LINE, encoding="utf-16-le"), "encoding"
    yield "big5.csv", csv(*[line(customer_name="陳大文張偉強", registration_id=f"R{n}") for n in range(30)], encoding="big5"), "encoding"
    yield "latin1.csv", csv(line(customer_name="José Núñez Ångström"), encoding="latin-1"), "encoding"
    yield "broken-utf8.csv", csv(*[line(registration_id=f"R{n}") for n in range(5)])[:-40] + b"\xe5\x91,\r\n", "encoding_broken"
    yield "nul.csv", csv(line(customer_name="周\0敏")), "control"
    yield "escape.csv", csv(line(customer_name="周\x1b[31m敏")), "control"
    yield "open-quote.csv", csv(LINE) + b'"R2,2025', "csv_syntax"
    yield "huge-cell.csv", csv(line(customer_name="z" * (10 * 2**20))), "csv_syntax"
    yield "long-cell.csv", csv(line(customer_name="z" * 5000)), "too_long"
    yield (
        "empty.csv",
        b"",
    )
    yield (
        "headings-only.csv",
        csv(),
    )
    yield "no-headings.csv", csv(LINE, heading=False), "no_header"
    yield (
        "semicolons.csv",
        csv(LINE).replace(b",", b";"),
    )
    yield (
        "tabs.csv",
        csv(LINE, encoding="utf-16").replace(",".encode("utf-16-le"), "\t".encode("utf-16-le")),
    )
    yield "ragged.csv", csv("R1,2025-03-01 09:00,A"), "missing"
    yield "deep.jsonl", b'{"registration_id":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "json_syntax"
    yield "nan.jsonl", b'{"registration_id": NaN}', "json_syntax"
    yield "twice.jsonl", b'{"registration_id": "R1", "registration_id": "R2"}', "json_syntax"
    yield "list.jsonl", b"[1, 2]", "json_syntax"
    yield "surrogate.jsonl", b'{"registration_id": "\\ud800"}', "control", "missing_column"


def text_cells() -> Iterator[Family]:
    """Values in text files."""
    yield "id-in-scientific.csv", csv(line(identity_no="1.10101E+17")), "lost_digits"
    yield (
        "leading-zeros.csv",
        csv(line(registration_id="0007")),
    )
    yield (
        "zero-width.csv",
        csv(line(registration_id="R\u200b1")),
    )
    yield (
        "full-width.csv",
        csv(line(phone="+86 138-1234-5678", received_at="2025-03-01 09:00")),
    )
    yield "letters-in-phone.csv", csv(line(phone="1381234567O")), "wrong"
    yield "short-phone.csv", csv(line(phone="1381234567")), "wrong"
    yield "no-such-day.csv", csv(line(received_at="2025-02-30 10:00")), "no_such_date"
    yield "no-such-hour.csv", csv(line(received_at="2025-02-28 25:00")), "no_such_date"
    yield "absurd-year.csv", csv(line(received_at="0001-01-01 00:00")), "absurd_date"
    yield "far-year.csv", csv(line(received_at="9999-12-31T23:59:59-12:00")), "absurd_date"
    yield (
        "formula.csv",
        csv(line(customer_name="=HYPERLINK(1)")),
    )
    yield "error.csv", csv(line(customer_name="#REF!")), "error_cell"
    yield "duplicate-id.csv", csv(LINE, line(customer_name="吴敏")), "duplicate_id"
    yield (
        "same-twice.csv",
        csv(LINE, LINE),
    )
