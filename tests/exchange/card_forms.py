"""A form with one record a page, of our own making, with everything that a copy of its sheet must bring along."""

from __future__ import annotations

import io
from typing import Any

from tests.exchange import files
from tests.exchange.forms import EDUCATIONS, picture

SHEET = "登记卡"
_X14 = (
    '<ext xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main" '
    'uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations '
    'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main" count="1"><x14:dataValidation type="list" '
    'allowBlank="1" showErrorMessage="1"><x14:formula1><xm:f>选项!$A$1:$A$6</xm:f></x14:formula1>'
    "<xm:sqref>D4</xm:sqref></x14:dataValidation></x14:dataValidations></ext>"
)


def card(*, locked_structure: bool = False) -> bytes:
    """Return the form: a title sheet, the card with every feature, lists in a hidden sheet, sums that name the card."""
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        cover, sheet, lists, sums = (book.add_worksheet(name) for name in ("封面", SHEET, "选项", "汇总"))
        cover.write("A1", "会员登记卡")
        cover.set_first_sheet()
        lists.write_column(0, 0, EDUCATIONS)
        lists.hide()
        _cells(book, sheet)
        _around(book, sheet)
        book.define_name(f"{SHEET}!本人", f"={SHEET}!$B$2")
        book.define_name("填表人", f"={SHEET}!$B$6")
        sums.write_formula("A1", f"=COUNTA({SHEET}!B2)", None, 0)
        sums.print_area("A1:B2")
        sheet.activate()
    data = files.altered(out.getvalue(), "xl/worksheets/sheet2.xml", _with_x14)
    if locked_structure:
        data = files.altered(data, "xl/workbook.xml", lambda xml: xml.replace(
            b"<bookViews>", b'<workbookProtection lockStructure="1"/><bookViews>'))
    return data


def _with_x14(xml: bytes) -> bytes:
    """Put the rule beside the other extensions, which stand at the very end."""
    before, mark, after = xml.rpartition(b"<extLst>")
    return before + mark + _X14.encode() + after


def _cells(book: Any, sheet: Any) -> None:
    border, text, day = (book.add_format({"border": 1, "locked": False, **more})
                         for more in ({}, {"num_format": "@"}, {"num_format": "yyyy-mm-dd"}))
    sheet.merge_range("A1:D1", SHEET, book.add_format({"bold": True, "align": "center", "font_size": 18}))
    for row, (left, right) in enumerate((("姓名", "性别"), ("证件号码", "出生日期"), ("手机", "学历"),
                                         ("民族", "备注"), ("填表人", "年龄")), 2):
        sheet.write(f"A{row}", left, border)
        sheet.write(f"C{row}", right, border)
        sheet.write_blank(f"B{row}", None, text)
        sheet.write_blank(f"D{row}", None, day if row == 3 else border)
    sheet.write_formula("D6", f'=IF({SHEET}!D3="","",YEAR(TODAY())-YEAR(D3))', border, "")
    sheet.write_formula("F1", '="登记卡!B2 "&选项!A1&本人', border, "")
    sheet.add_table("F3:G5", {"name": "家庭成员", "columns": [{"header": "称谓"}, {"header": "姓名。"}]})
    sheet.write_formula("F7", "=COUNTA(家庭成员[称谓])", border, 0)


def _around(book: Any, sheet: Any) -> None:
    sheet.data_validation("D2", {"validate": "list", "source": ["1-男", "2-女"], "error_type": "stop"})
    sheet.data_validation("B5", {"validate": "custom", "value": f"=LEN({SHEET}!B5)<9", "error_type": "stop"})
    sheet.conditional_format("B2", {"type": "formula", "criteria": f'={SHEET}!$B$2=""',
                                    "format": book.add_format({"bg_color": "#FFC7CE"})})
    sheet.conditional_format("G3:G5", {"type": "data_bar", "data_bar_2010": True})
    sheet.write_comment("A3", "与身份证一致")
    sheet.insert_image("F9", "标志.png", {"image_data": io.BytesIO(picture())})
    sheet.insert_textbox("F11", "此处盖章", {"textlink": f"={SHEET}!$B$2"})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": f"={SHEET}!$G$4:$G$5", "categories": f"={SHEET}!$F$4:$F$5"})
    sheet.insert_chart("F14", chart)
    sheet.write_url("A8", f"internal:{SHEET}!A1", string="回到表头")
    sheet.write_url("A9", "https://example.invalid/填表说明", string="填表说明")
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.print_area("A1:D9")
    sheet.repeat_rows(0, 0)
    sheet.set_margins(left=0.5)
    sheet.set_column("A:D", 17.5)
    sheet.set_row(0, 33)
    sheet.set_header("&L&G", {"image_left": "标志.png", "image_data_left": io.BytesIO(picture())})
    sheet.set_footer("&C第 &P 页")
    sheet.protect("秘密", {"select_locked_cells": True})
