"""Which rows below the heading are no people: blanks, totals, signatures, notes, samples, headings said again.

A row with anything like an identity number in it is never skipped: it is imported or refused, with its reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from union_desk.exchange.vocabulary import narrow
from union_desk.exchange.workbook import Cell, Fault, shown
from union_desk.schema.kinds import IdNumber, PersonName
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from union_desk.exchange.headings import Heading
    from union_desk.exchange.matching import Match
    from union_desk.exchange.workbook import Sheet
    from union_desk.schema.register import Register

MESSAGES = {
    "blank_row": N_("The row is empty."),
    "serial_only": N_("The row holds only its running number."),
    "repeated_heading": N_("The heading is repeated here."),
    "total_row": N_("A row of totals."),
    "signature_row": N_("A line for signatures or dates."),
    "note_row": N_("A note, not a person: “{text}”."),
    "page_row": N_("A line with page numbers."),
    "sample_row": N_("A sample row that explains how to fill in the sheet."),
    "column_numbers": N_("A row that numbers the columns."),
    "continued_row": N_("The row continues the merged cell of row {first}."),
    "stray_row": N_("Only “{text}” stands here: neither a name nor a number."),
    "duplicate_row": N_("The same as row {first}."),
    "left_out": N_("Left out by hand."),
    "kept_mine": N_("The record in the register was kept as it is, by hand."),
}

_TOTAL = re.compile(
    r"^(?:本页|本表|部门|科室|车间|班组|单位|全厂|全公司|会员|人员|以上)?"
    r"(?:合计|小计|总计|共计|累计|汇总|总人数|总数|人数合计|计)(?:人数)?(?:共?\d+人?|人)?$|^(?:sub)?total"
)
_MAY_BE_TOTAL = re.compile("计|总|otal", re.IGNORECASE)
_SIGNATURE = re.compile(
    r"^(?:制表|填表|填报|审核|复核|审批|审定|经办|核对|统计|单位负责|部门负责|工会负责|负责|分管领导|领导|"
    r"工会主席|主席|组织委员|联系|签名|签字|盖章|公章|单位盖章|单位公章|制表日期|填表日期|填报日期|上报日期|"
    r"报送日期|日期|年月日|打印日期|打印时间|制表时间|填表时间|制表单位|填报单位|报送单位)"
    r"(?:人|单位|部门|日期|时间|电话|方式|签字|签名|盖章|[(（].*?[)）]|\s)*(?:[:：].*)?$",
    re.DOTALL,
)
_DAY_ONLY = re.compile(r"^\d{2,4}\s*年\s*\d{0,2}\s*月\s*\d{0,2}\s*日$|^年\s*月\s*日$")
_NOTE = re.compile(
    r"^[(（]?(?:填表说明|填报说明|填写说明|填表要求|填写要求|使用说明|说明|备注|附注|注意事项|注意|注|提示|"
    r"温馨提示|要求|特此说明)[)）]?\s*[:：0-9一二三四、.．]"
)
_NUMBERED_NOTE = re.compile(r"^(?:\d{1,2}[.、．)）]|[一二三四五六七八九十]+、|[(（]\d{1,2}[)）])\s*\S")
_PAGE = re.compile(r"第\s*[\d一二三四五六七八九十]+\s*页|共\s*\d+\s*页|^page\s*\d+|^-\s*\d+\s*-$", re.IGNORECASE)
_SAMPLE = re.compile(r"^[(（【\[]?(?:例|示例|样例|范例|例如|样表|填写示例|举例|示范)")
# in a column of something else, a word of that kind alone; a longer text there may be what the record says
_SAMPLE_ALONE = re.compile(_SAMPLE.pattern + r"\d{0,2}\s*[)）】\]]?\s*[:：]?$")
_NAMES_OF_NOBODY = {
    "张三",
    "李四",
    "王五",
    "赵六",
    "某某",
    "某某某",
    "xxx",
    "xx",
    "×××",
    "××",
    "***",
    "**",
    "姓名",
    "测试",
    "示例",
}
_SERIAL = {"序号", "序", "编号", "号", "no", "行号", "顺序", "顺序号", "项次"}
_COUNTED = re.compile(r"^[(（]?(?:\d{1,6}|[a-z]{1,2}|[甲乙丙丁戊己庚辛壬癸]|栏次)[)）]?$", re.IGNORECASE)
_FIRST_ROWS = 3
_FEW = 2
_LONG_TEXT = 20
_KEY, _JOINTS = re.compile(r"\d{6}"), re.compile(r"[\s\-'·.]+")


@dataclass(frozen=True, slots=True)
class Skip:
    """A row that is not imported: zero-based `row`, `code` (a key of MESSAGES) and the sentence's parameters."""

    row: int
    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    def text(self) -> str:
        """Return the reason in the current language."""
        return _(MESSAGES[self.code]).format(**self.params)


def sort_rows(
    sheet: Sheet, heading: Heading, matches: list[Match], register: Register, rows: Iterable[int] | None = None
) -> tuple[list[int], list[Skip]]:
    """Return (rows with records, rows that are skipped with their reasons), zero-based, from below the heading.

    `rows` judges only some of them.
    """
    sorter = _Sorter(sheet, heading, matches, register)
    kept, skipped = [], []
    for row in range(heading.first_data_row, len(sheet.rows)) if rows is None else rows:
        skip = sorter.judge(row)
        if skip is None:
            kept.append(row)
        else:
            skipped.append(skip)
    return kept, skipped


def fill_down(sheet: Sheet, column: int, first: int) -> dict[int, Cell]:
    """Return the values that merged cells give to the rows below their first, for one column."""
    filled: dict[int, Cell] = {}
    for merge in sheet.merges:
        if merge.left == column and merge.right == column and merge.bottom > merge.top and merge.top >= first:
            value = sheet.rows[merge.top][column] if merge.top < len(sheet.rows) else ""
            for row in range(merge.top + 1, min(merge.bottom + 1, len(sheet.rows))):
                filled[row] = value
    return filled


class _Sorter:
    """Judges one row after the other; an ordinary row costs a few look-ups."""

    def __init__(self, sheet: Sheet, heading: Heading, matches: list[Match], register: Register) -> None:
        self._sheet, self._heading, self._register = sheet, heading, register
        by_field = {m.field: m.column for m in matches if m.field}
        keys = [name for key in register.keys for name in key]
        self._keys = [by_field[name] for name in keys if name in by_field]
        self._titles = [by_field[name] for name in register.title if name in by_field]
        self._named = sorted({*self._keys, *self._titles}) or sorted(by_field.values())[:2]
        self._serials = {m.column for m in matches if narrow(m.heading) in _SERIAL}
        # where a text is what the record says, and no sample by its first word: 例会 may be an activity's name
        self._told = {column for name, column in by_field.items() if column not in self._serials
                      and not isinstance(register.fields[name].kind, (PersonName, IdNumber))}
        self._own_words = self._heading_words()
        self._continued = self._continuations()
        self._wide = {
            m.top: max(3, m.right - m.left + 1)
            for m in sheet.merges
            if m.right - m.left + 1 >= max(3, sheet.width // 2)
        }

    def _heading_words(self) -> list[set[str]]:
        words: list[set[str]] = [{narrow(text)} for text in self._heading.texts]
        for row in range(self._heading.row, self._heading.first_data_row):
            for column, cell in enumerate(self._sheet.rows[row] if row < len(self._sheet.rows) else ()):
                words[column].add(narrow(shown(cell)))
        return [found - {""} for found in words]

    def _continuations(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for merge in self._sheet.merges:
            if merge.top >= self._heading.first_data_row and any(merge.left <= c <= merge.right for c in self._named):
                for row in range(merge.top + 1, merge.bottom + 1):
                    found[row] = merge.top
        return found

    def judge(self, row: int) -> Skip | None:
        """Return why a row is skipped, or None."""
        cells = self._sheet.rows[row]
        near_top = row - self._heading.first_data_row < _FIRST_ROWS
        if not near_top and all(map(_has, [cells[c] for c in self._named])) and not self._suspicious(cells):
            return None  # an ordinary row
        filled = [(c, cell) for c, cell in enumerate(cells) if _has(cell)]
        if not filled:
            return Skip(row, "blank_row")
        if row in self._continued and not all(_has(cells[c]) for c in self._named):
            return Skip(row, "continued_row", {"first": self._continued[row] + 1})
        texts = {c: shown(cell).strip() for c, cell in filled}
        return self._judge_texts(row, texts, near_top=near_top)

    def _suspicious(self, cells: list[Cell]) -> bool:
        first = cells[0] or next((cell for cell in cells if cell != ""), "")
        if isinstance(first, str) and _MAY_BE_TOTAL.search(first) and _TOTAL.match(narrow(first)):
            return True
        for column in self._keys:
            cell = cells[column]
            if isinstance(cell, str) and not cell[:6].isdigit():
                return True
        return any(_word(cells[c]) in self._own_words[c] for c in self._titles)

    def _judge_texts(self, row: int, texts: dict[int, str], *, near_top: bool) -> Skip | None:
        if self._repeats_heading(texts):
            return Skip(row, "repeated_heading")
        if near_top:
            code = self._explains(texts)
            if code:
                return Skip(row, code)
        if any(_looks_like_key(texts.get(c, "")) for c in self._keys):
            return None
        code = self._speaks(row, texts)
        if code:
            return Skip(row, code, {"text": _short(" ".join(texts.values()))} if code == "note_row" else {})
        if not (set(texts) - self._serials) and all(_COUNTED.match(text) for text in texts.values()):
            return Skip(row, "serial_only")
        return self._lonely(row, texts)

    def _repeats_heading(self, texts: dict[int, str]) -> bool:
        same = sum(1 for c, text in texts.items() if c < len(self._own_words) and narrow(text) in self._own_words[c])
        return same >= max(2, 0.6 * len(texts))

    def _explains(self, texts: dict[int, str]) -> str | None:
        """Recognise a sample row or a row of column numbers right below the heading."""
        words = list(texts.values())
        if len(words) > _FEW and all(_COUNTED.match(word) for word in words) and _rising(words):
            return "column_numbers"
        key_ok = any(self._is_sound_key(texts.get(c, "")) for c in self._keys)
        if key_ok:
            return None
        named = [texts.get(c, "") for c in self._titles]
        if any((_SAMPLE_ALONE if c in self._told else _SAMPLE).match(word) for c, word in texts.items()):
            return "sample_row"
        if len(words) > _FEW and len(set(words)) == 1:
            return "sample_row"
        nobody = any(narrow(word) in _NAMES_OF_NOBODY or word.casefold() in _NAMES_OF_NOBODY for word in named)
        return "sample_row" if nobody and not any(_looks_like_key(texts.get(c, "")) for c in self._keys) else None

    def _is_sound_key(self, text: str) -> bool:
        from union_desk.schema import identity

        return bool(text) and not identity.read(identity.guess_kind(text) or "01", text).faults

    def _speaks(self, row: int, texts: dict[int, str]) -> str | None:
        """Recognise totals, signatures, page numbers and notes."""
        words = list(texts.values())
        first = words[0] if next(iter(texts)) not in self._serials or len(words) == 1 else words[1]
        if _TOTAL.match(narrow(words[0])) or _TOTAL.match(narrow(first)):
            return "total_row"
        if (
            _SIGNATURE.match(words[0])
            or _DAY_ONLY.match(words[0])
            or any(_SIGNATURE.match(word) and re.search("[:：]", word) for word in words)
        ):
            return "signature_row"
        if any(_PAGE.search(word) for word in words):
            return "page_row"
        alone = len(words) == 1
        lengthy = alone and len(words[0]) > _LONG_TEXT
        if _NOTE.match(words[0]) or lengthy or (alone and (row in self._wide or _NUMBERED_NOTE.match(words[0]))):
            return "note_row"
        return None

    def _lonely(self, row: int, texts: dict[int, str]) -> Skip | None:
        """Leave out a row of one or two cells that name nobody; anything fuller is refused with its reason instead."""
        if any(texts.get(c) for c in self._named) or len(texts) > _FEW:
            return None
        return Skip(row, "stray_row", {"text": _short(" ".join(texts.values()))})


def _has(cell: Cell) -> bool:
    return cell != "" and (isinstance(cell, Fault) or not isinstance(cell, str) or not cell.isspace())


def _word(cell: Cell) -> str:
    if not isinstance(cell, str):
        return ""
    return cell.casefold() if cell.isalpha() else narrow(cell)


def _looks_like_key(text: str) -> bool:
    return bool(_KEY.search(_JOINTS.sub("", text)))


def _rising(words: list[str]) -> bool:
    numbers = [int(digits) for word in words if (digits := word.strip("()（）")).isdecimal()]
    if len(numbers) < len(words) - 1:
        return len({word for word in words if not word.isdecimal()}) == len(words)
    return all(b > a for a, b in pairwise(numbers)) and numbers[0] <= _FEW


def _short(text: str) -> str:
    return text if len(text) <= _LONG_TEXT else f"{text[:_LONG_TEXT]}…"
