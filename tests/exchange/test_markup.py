"""Tables in web pages that are named .xls."""

from __future__ import annotations

from union_desk.exchange import markup, reading
from union_desk.exchange.workbook import Merge, Workbook


def read(page: str, encoding: str = "utf-8") -> Workbook:
    book = reading.read_bytes(page.encode(encoding), "导出.xls")
    assert book.kind == "html"
    return book


def test_cells_are_read_with_entities_breaks_and_collapsed_blanks() -> None:
    book = read(
        "<html><table><tr><th>姓名</th><th>住址</th></tr>"
        "<tr><td> 王\n 小&nbsp;明 </td><td>一<br>二&amp;三</td></tr></table>"
    )
    assert book.sheets[0].rows == [["姓名", "住址"], ["王 小\xa0明", "一\n二&三"]]


def test_spans_keep_the_columns_in_place() -> None:
    book = read(
        "<table><tr><td rowspan=2>序号</td><td colspan=2>基本</td><td rowspan='2'>手机</td></tr>"
        "<tr><td>姓名</td><td>性别</td></tr><tr><td>1</td><td>甲</td><td>男</td><td>139</td></tr></table>"
    )
    sheet = book.sheets[0]
    assert sheet.rows == [["序号", "基本", "", "手机"], ["", "姓名", "性别", ""], ["1", "甲", "男", "139"]]
    assert set(sheet.merges) == {Merge(0, 0, 1, 0), Merge(0, 1, 0, 2), Merge(0, 3, 1, 3)}


def test_unclosed_cells_rows_and_tables_are_read() -> None:
    assert read("<table><tr><td>姓名<td>民族<tr><td>甲<td>汉").sheets[0].rows == [["姓名", "民族"], ["甲", "汉"]]


def test_hidden_rows_are_read_and_named() -> None:
    sheet = read("<table><tr><td>姓名</td></tr><tr style='display:none'><td>甲</td></tr></table>").sheets[0]
    assert (sheet.rows, sheet.hidden_rows) == ([["姓名"], ["甲"]], {1})


def test_scripts_styles_and_comments_are_no_words() -> None:
    page = "<html><style>td{}</style><table><tr><td><script>alert(1)</script>甲<!-- x --></td></tr></table></html>"
    assert read(page).sheets[0].rows == [["甲"]]


def test_each_table_is_a_sheet_also_one_inside_another() -> None:
    book = read(
        "<table><tr><td>外<table><tr><td>内</td></tr></table></td></tr></table><table><tr><td>二</td></tr></table>"
    )
    assert sorted(str(s.rows[0][0]) for s in book.sheets) == ["二", "内", "外"]


def test_the_declared_charset_counts() -> None:
    head = "<html><head><meta http-equiv=Content-Type content='text/html; charset=gb2312'></head>"
    page = f"{head}<table><tr><td>镕</td></tr></table>"
    assert read(page, "gb18030").sheets[0].rows == [["镕"]]


def test_a_wrong_charset_is_seen_through() -> None:
    page = "<html><head><meta charset='ascii'></head><table><tr><td>王小明</td></tr></table>"
    assert read(page).sheets[0].rows == [["王小明"]]


def test_a_page_saved_in_one_file_is_unpacked() -> None:
    page = (
        "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n"
        "--x\nContent-Type: text/html; charset=utf-8\n"
        "Content-Transfer-Encoding: 8bit\n\n<html><table><tr><td>姓名</td></tr></table></html>\n--x--\n"
    )
    assert read(page).sheets[0].rows == [["姓名"]]


def test_a_mad_span_costs_no_memory() -> None:
    sheet = markup.read(
        b"<table><tr><td colspan=99999999 rowspan=99999999>a</td></tr><tr><td>b</td></tr></table>"
    ).sheets[0]
    assert len(sheet.rows) == 2
    assert sheet.width == 1001
