"""The rows of the dirty roster: what each is about, what must become of it, what must then stand in the register."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from typing import Any

from tests.samples import id_number

NEW, REFUSED, SKIPPED = "new", "refused", "skipped"
MAIN, SECOND = "花名册", "装配车间"
GROUPS = (("", 1), ("基本信息", 7), ("联系方式", 2), ("", 9))
HEADINGS = (
    "序号",
    "姓　名",
    "性别",
    "有效证件\n类别",
    "证件号码\n（填写18位身份证号）",
    "出生日期（格式：yyyy/MM/dd）",
    "民族",
    "*籍贯",
    "移动电话",
    "现居住地址",
    "政 治 面 貌",
    "学历\n(最高学历)",
    "入会时间",
    "是否农民工\n（是/否）",
    "部门",
    "会籍变化类型",
    "会籍变化原因",
    "证件有效期止",
    "备注",
)
NAMES = (
    "serial",
    "name",
    "sex",
    "id_type",
    "id_number",
    "birth_date",
    "ethnicity",
    "native_place",
    "mobile",
    "home_address",
    "political_status",
    "education",
    "join_union_date",
    "is_migrant_worker",
    "department",
    "membership_change_type",
    "membership_change_reason",
    "id_valid_to",
    "remark",
)
FIRST_ROW = 6  # the first row below the heading


class Formula(str):
    """A formula that no program has computed yet."""

    __slots__ = ()


class Error(str):
    """A cell that shows an error."""

    __slots__ = ()


@dataclass(frozen=True)
class Row:
    """One row of the sheet: its cells by field, what must become of it, the remarks it must get, what it is about."""

    about: str
    outcome: str
    codes: frozenset[str]
    cells: dict[str, Any]
    values: dict[str, Any] = field(default_factory=dict)  # what must stand in the register afterwards
    hidden: bool = False
    merged: bool = False


_serials = count(1)


def person(
    about: str,
    outcome: str = NEW,
    codes: str = "",
    *,
    birth: str = "1990-03-07",
    female: bool = False,
    then: dict[str, Any] | None = None,
    hidden: bool = False,
    **cells: Any,
) -> Row:
    """Return a row that is right but for what `cells` puts into it (None empties a cell)."""
    _serial = next(_serials)
    values: dict[str, Any] = {
        "serial": _serial,
        "name": _name(_serial),
        "sex": "女" if female else "男",
        "id_type": "居民身份证",
        "id_number": id_number(_serial, birth, female=female),
        "birth_date": birth.replace("-", "/"),
        "ethnicity": "汉族",
        "native_place": "海南文昌",
        "mobile": f"1380000{_serial:04d}",
        "home_address": f"滨海路{_serial}号",
        "political_status": "群众",
        "education": "大专",
        "join_union_date": "2015-05-01",
        "is_migrant_worker": "否",
        "department": "办公室",
    } | cells
    filled = {name: cell for name, cell in values.items() if cell is not None}
    return Row(about, outcome, frozenset(codes.split()), filled, then or {}, hidden)


def _name(serial: int) -> str:
    return (
        "赵钱孙李周吴郑王冯陈"[serial % 10]
        + "安宁平康乐文武成功业"[serial // 10 % 10]
        + "一二三四五六七八九十"[serial % 7]
    )


def line(about: str, code: str, *, merged: bool = False, **cells: Any) -> Row:
    """Return a row that is no person."""
    return Row(about, SKIPPED, frozenset({code}), cells, merged=merged)


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def _wrong_digit(number: str) -> str:
    return number[:17] + ("1" if number[17] != "1" else "2")


def _short(number: str) -> str:
    return number[:6] + number[8:17]


@cache
def rows() -> list[Row]:
    """Return the rows below the heading of the main sheet, in order."""
    x_born = "1978-06-15"
    with_x = next(n for n in (id_number(s, x_born) for s in range(1, 400)) if n.endswith("X"))
    first = person("right in all respects")
    wide = person("full-width digits", then={"mobile": "13800000002"}, codes="tidied")
    wide.cells.update(id_number=_wide(wide.cells["id_number"]), mobile=_wide(wide.cells["mobile"]))
    dragged = id_number(200, "1988-08-08")
    return [
        line("a sample row", "sample_row", serial="例", name="张三", sex="男", id_number="46010019900101XXXX"),
        Row("columns numbered", SKIPPED, frozenset({"column_numbers"}), {n: i for i, n in enumerate(NAMES, 1)}),
        first,
        wide,
        person(
            "blanks in the name and in the numbers",
            codes="name_blanks tidied",
            name="王 小　明",
            id_number="460100 19850214 0014"[:16] + id_number(1, "1985-02-14")[14:],
            birth="1985-02-14",
            mobile="138 0000-0003",
            then={"name": "王小明", "id_number": id_number(1, "1985-02-14")},
        ),
        person("a small x", codes="tidied", birth=x_born, id_number=with_x.lower(), then={"id_number": with_x}),
        person("number stored as a number", REFUSED, "precision_lost", id_number=float(id_number(5))),
        person("number in scientific notation", REFUSED, "precision_lost", id_number="4.6010019900307E+17"),
        person(
            "15 digits",
            codes="upgraded",
            id_type=None,
            id_number=_short(id_number(11, "1975-05-05")),
            birth="1975-05-05",
            then={"id_number": id_number(11, "1975-05-05"), "id_type": "01"},
        ),
        person("wrong check digit", REFUSED, "R1", id_number=_wrong_digit(id_number(8))),
        person("no number", REFUSED, "missing", id_number=None),
        person("no name", REFUSED, "missing", name=None),
        person("sex contradicts the number", REFUSED, "R2", sex="女"),
        person("date of birth contradicts the number", REFUSED, "R2", birth_date="1991/3/7"),
        person(
            "a date that became a number: 1990.1",
            codes="date_from_number",
            birth="1990-01-15",
            birth_date=1990.1,
            then={"birth_date": "1990-01-15"},
        ),
        person("a date in Chinese", birth_date="1990年3月7日", then={"birth_date": "1990-03-07"}),
        person("a date in eight digits", birth_date="19900307", then={"birth_date": "1990-03-07"}),
        person("a date as a serial number", birth_date=32939, then={"birth_date": "1990-03-07"}),
        person(
            "a date with a short year", codes="date_from_number", birth_date="90.3", then={"birth_date": "1990-03-07"}
        ),
        person("a real date cell", birth_date=dt.date(1990, 3, 7), then={"birth_date": "1990-03-07"}),
        line("a line of totals in between", "total_row", serial="小 计", name="18人"),
        line("an empty row", "blank_row"),
        line("the title again", "note_row", merged=True, serial="和风机械厂工会会员花名册（续表）"),
        line("the heading again, upper row", "repeated_heading", **_heading_cells(0)),
        line("the heading again, lower row", "repeated_heading", **_heading_cells(1)),
        person(
            "values in other words",
            sex="1",
            ethnicity="傈僳",
            political_status="党员",
            education="本科",
            is_migrant_worker="√",
            then={"ethnicity": "20", "political_status": "01", "education": "21", "is_migrant_worker": True},
        ),
        person(
            "a misspelt ethnicity",
            sex="M",
            ethnicity="僳僳族",
            education="大学本科",
            is_migrant_worker="×",
            female=False,
            then={"ethnicity": "20", "is_migrant_worker": False},
        ),
        person(
            "a minority name with another dot",
            name="阿依古丽・买买提",
            female=True,
            ethnicity="维吾尔族",
            then={"name": "阿依古丽·买买提", "sex": "2"},
        ),
        person(
            "a bullet as the dot",
            name="古力娜扎 • 拜合提",
            female=True,
            ethnicity="维吾尔",
            then={"name": "古力娜扎·拜合提"},
        ),
        person("a character beyond the BMP", name="𠮷𡈽安", then={"name": "𠮷𡈽安"}),
        person("a character of a private font", codes="name_private_mended", name="王\ue863"),
        person("a character that was lost", codes="name_lost_character", name="李?明"),
        person("brackets in the name", codes="R10", name="孙立（男）"),
        person("a numbered name", codes="R10", name="周平2"),
        person("two people in one cell", REFUSED, "several_people", name="吴一、郑二"),
        person(
            "two numbers in one cell",
            codes="several_numbers",
            mobile="13800001111/13900002222",
            then={"mobile": "13800001111"},
        ),
        person("not a mobile number", REFUSED, "not_a_mobile", mobile="66668888"),
        person("an ethnicity that does not exist", REFUSED, "not_in_list", ethnicity="火星族"),
        person("an error in a cell", REFUSED, "error_value", native_place=Error("#N/A")),
        person(
            "a formula that was never computed",
            REFUSED,
            "formula_without_value",
            native_place=Formula('="海南"&"文昌"'),
        ),
        _twin(first, "the same row again"),
        _twin(wide, "the same number with another telephone", mobile="13899998888"),
        person("same name and birthday, other number", codes="possible_duplicate", name=first.cells["name"]),
        person("a number dragged down: the genuine one", id_number=dragged, birth="1988-08-08"),
        *[
            person(
                "a number dragged down", REFUSED, "drag_filled", id_number=str(int(dragged) + step), birth="1988-08-08"
            )
            for step in range(1, 5)
        ],
        person("a hidden row", hidden=True),
        person(
            "apostrophe, no-break blanks and invisible characters",
            codes="",
            id_number="'" + id_number(300) + "\u200b",
            mobile="\u00a013800000300\ufeff",
            name="\u3000何心\u00a0",
            then={"name": "何心", "id_number": id_number(300), "mobile": "13800000300"},
        ),
        person(
            "a residence permit of Hong Kong",
            codes="",
            id_type=None,
            female=True,
            birth="1992-12-25",
            id_number="810000199212250020",
            then={"id_type": "11", "sex": "2"},
        ),
        person(
            "a permit to travel", codes="kind_guessed", id_type=None, id_number="H1234567801", then={"id_type": "13"}
        ),
        person("transferred in", membership_change_type="转入", then={"membership_change_type": "2"}),
        person(
            "kept after retirement",
            birth="1950-05-05",
            membership_change_type="保留",
            membership_change_reason="退休",
            then={"membership_state": "kept"},
        ),
        person("kept without a reason", REFUSED, "missing", membership_change_type="保留"),
        person("a document without end", codes="no_expiry", id_valid_to="长期", then={"id_no_expiry": True}),
        person(
            "sex and birthday left open",
            codes="from_number incomplete",
            sex=None,
            birth_date=None,
            then={"sex": "1", "birth_date": "1990-03-07"},
        ),
        person("merged department, first row", department="锻造车间"),
        person("merged department, second row", department=None, then={"department": "锻造车间"}),
        person("merged department, third row", department=None, then={"department": "锻造车间"}),
        line("only the running number", "serial_only", serial=99),
        line("the grand total", "total_row", serial="合计", remark="共58人"),
        line("signatures", "signature_row", serial="制表人：刘洋", mobile="审核人："),
        line(
            "a note below",
            "note_row",
            merged=True,
            serial="填表说明：1.证件号码必须与有效证件一致；2.入会时间为首次加入工会的时间；3.本表一式两份。",
        ),
        line("page numbers", "page_row", serial="第 1 页 共 1 页"),
    ]


def _heading_cells(layer: int) -> dict[str, Any]:
    if layer == 1:
        return dict(zip(NAMES, HEADINGS, strict=True))
    tops, column = {}, 0
    for text, width in GROUPS:
        if text:
            tops[NAMES[column]] = text
        column += width
    return tops | {name: HEADINGS[i] for i, name in enumerate(NAMES) if i == 0 or i > 9}


def _twin(model: Row, about: str, **changes: Any) -> Row:
    cells = model.cells | changes
    if not changes:
        return Row(about, SKIPPED, frozenset({"duplicate_row"}), cells)
    return Row(about, REFUSED, frozenset({"twin_row"}), cells)
