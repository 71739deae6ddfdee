"""Official forms as a superior sends them, of our own making: every feature that filling must leave alone."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, Any

from tests.exchange import files

if TYPE_CHECKING:
    from collections.abc import Callable

HEADING_ROW, FIRST, PREPARED = 4, 6, 5  # 1-based; the heading is two rows deep
FOOT = FIRST + PREPARED
EDUCATIONS = ("10-研究生", "20-大学本科", "30-专科", "40-中专", "60-高中", "70-初中及以下")
_X14 = (
    '<extLst><ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
    'uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}"><x14:dataValidations '
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1"><x14:dataValidation type="list" '
    'allowBlank="1" showErrorMessage="1"><x14:formula1><xm:f>选项!$B$1:$B$3</xm:f></x14:formula1>'
    "<xm:sqref>F{first}:F{last}</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
)


def picture() -> bytes:
    """Return a PNG of one grey pixel."""
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0\x80")) + chunk(b"IEND", b"")


def official(prepared: int = PREPARED, *, protected: bool = False, foot: bool = True) -> bytes:
    """Return the form: title, group heading, prepared rows with their rules, totals and signatures, a second sheet."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet, lists, sums = (book.add_worksheet(name) for name in ("会员信息表", "选项", "汇总"))
        lists.write_column(0, 0, EDUCATIONS)
        lists.write_column(0, 1, ("是", "否", "不详"))
        lists.hide()
        book.define_name("学历列表", "=选项!$A$1:$A$6")
        _heading(book, sheet)
        _rows(book, sheet, prepared)
        if foot:
            _foot(book, sheet, FIRST + prepared)
        _rules(sheet, prepared)
        sheet.write_comment("B4", "与身份证一致")
        if foot:
            sheet.write_comment(f"B{FIRST + prepared}", "自动计算")
        sheet.insert_image("L1", "标志.png", {"image_data": io.BytesIO(picture())})
        sheet.insert_textbox(FIRST + prepared + 1, 5, "此处盖章", {"width": 120, "height": 60})
        sheet.set_column("A:A", 6)
        sheet.set_column("D:D", 24.5)
        sheet.freeze_panes(5, 2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.repeat_rows(3, 4)
        sheet.print_area(0, 0, FIRST + prepared + 2, 9)
        sheet.set_footer("&C第 &P 页")
        if protected:
            sheet.protect("秘密")
        sums.write("A1", "人数")
        sums.write_formula("B1", f"=COUNTA(会员信息表!B{FIRST}:B{FIRST + prepared - 1})", None, 0)
        sums.write_formula("B2", f"=会员信息表!H{FIRST + prepared}*2", None, 0)
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": f"=会员信息表!$H${FIRST}:$H${FIRST + prepared - 1}"})
        sums.insert_chart("D2", chart)
    return files.altered(out.getvalue(), files.SHEET, lambda xml: _with_x14(xml, prepared))


def _with_x14(xml: bytes, prepared: int) -> bytes:
    text = _X14.format(first=FIRST, last=FIRST + prepared - 1)
    return xml.replace(b"</worksheet>", f"{text}</worksheet>".encode())


def _heading(book: Any, sheet: Any) -> None:
    title = book.add_format({"bold": True, "font_size": 18, "align": "center", "font_name": "方正小标宋"})
    head = book.add_format({"bold": True, "border": 1, "align": "center", "text_wrap": True, "bg_color": "#DDEBF7"})
    sheet.merge_range("A1:J1", "基层工会会员信息采集表", title)
    sheet.merge_range("A2:D2", "填报单位（盖章）：")
    sheet.merge_range("A3:J3", "")
    tall = {"A": "序号", "B": "姓名", "C": "性别", "G": "出生日期\n（yyyy-mm-dd）", "H": "缴费基数", "J": "年龄"}
    for column, text in tall.items():
        sheet.merge_range(f"{column}4:{column}5", text, head)
    sheet.merge_range("D4:F4", "证件与身份", head)
    for column, text in (("D", "证件号码"), ("E", "学历"), ("F", "是否农民工")):
        sheet.write(f"{column}5", text, head)
    sheet.merge_range("I4:I5", "工作单位", head)


def _rows(book: Any, sheet: Any, prepared: int) -> None:
    plain = book.add_format({"border": 1, "font_name": "仿宋", "font_size": 11, "locked": False})
    text = book.add_format({"border": 1, "num_format": "@", "locked": False})
    day = book.add_format({"border": 1, "num_format": "yyyy-mm-dd", "locked": False})
    money = book.add_format({"border": 1, "num_format": "#,##0.00", "locked": False})
    for row in range(FIRST - 1, FIRST - 1 + prepared):
        sheet.set_row(row, 21.75)
        for column in range(9):
            form = {3: text, 6: day, 7: money}.get(column, plain)
            sheet.write_blank(row, column, None, form)
        sheet.write_formula(row, 9, f'=IF(G{row + 1}="","",YEAR(TODAY())-YEAR(G{row + 1}))', plain, "")


def _foot(book: Any, sheet: Any, row: int) -> None:
    bold = book.add_format({"bold": True, "border": 1})
    last = row - 1
    sheet.write(f"A{row}", "合计", bold)
    sheet.write_formula(f"B{row}", f"=COUNTA(B{FIRST}:B{last})", bold, 0)
    sheet.write_formula(f"H{row}", f"=SUM(H{FIRST}:H{last})", bold, 0)
    sheet.merge_range(f"A{row + 1}:J{row + 1}", "单位负责人（签字）：      审核人：      填表人：      联系电话：")


def _rules(sheet: Any, prepared: int) -> None:
    last = FIRST + prepared - 1
    red = {"type": "cell", "criteria": "==", "value": '""'}
    sheet.conditional_format(f"B{FIRST}:B{last}", red)
    sheet.conditional_format(f"H{FIRST}:H{last}", {"type": "data_bar", "data_bar_2010": True})
    stop = {"error_type": "stop"}
    sheet.data_validation(f"C{FIRST}:C{last}", {"validate": "list", "source": ["1-男", "2-女"], **stop})
    sheet.data_validation(f"E{FIRST}:E{last}", {"validate": "list", "source": "=学历列表", **stop})
    sheet.data_validation(f"D{FIRST}:D{last}", {
        "validate": "custom", "value": f"=AND(LEN(D{FIRST})=18,COUNTIF($D${FIRST}:$D${last},D{FIRST})=1)", **stop})
    sheet.data_validation(f"I{FIRST}:I{last}", {"validate": "length", "criteria": "<=", "value": 10, **stop})
    sheet.data_validation(f"H{FIRST}:H{last}", {
        "validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 100000, **stop})


def document(body: str, *, extra: dict[str, str] | None = None) -> bytes:
    """Return a Word document with that body (WordprocessingML)."""
    word = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    types = ("application/vnd.openxmlformats-package.relationships+xml",
             "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml")
    parts = {
        "[Content_Types].xml": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Types xmlns="http://schemas.'
                               'openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="'
                               f'{types[0]}"/><Default Extension="xml" ContentType="application/xml"/><Override '
                               f'PartName="/word/document.xml" ContentType="{types[1]}"/></Types>',
        "_rels/.rels": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="http://schemas.'
                       'openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.'
                       'openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
                       'Target="word/document.xml"/></Relationships>',
        "word/document.xml": '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document xmlns:w="'
                             f'{word}"><w:body>{body}<w:sectPr/></w:body></w:document>',
        **(extra or {}),
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def parts_of(data: bytes, wanted: Callable[[str], bool] = lambda _name: True) -> dict[str, bytes]:
    """Return the parts of a package by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist() if wanted(name)}
