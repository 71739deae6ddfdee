"""Blank workbooks to fill in: headings, drop-down lists, text cells for long numbers, a page of rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk.exchange.exporting import width_of
from union_desk.exchange.matching import OPENING_FIELDS
from union_desk.schema import codes
from union_desk.schema.kinds import Code, Date, Integer, LongText, Money, Points, Ref, Region, YesNo
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from union_desk.schema.field import Field
    from union_desk.schema.register import Register

_ROWS = 5000  # rows with drop-downs and text format
_LONGEST_LIST = 400
_RULES, _LISTS = N_("How to fill in"), N_("Choices")
_COLUMNS = (N_("Column"), N_("Needed"), N_("What may stand there"), N_("Rule"))
_NEEDED, _EXPECTED, _OPTIONAL = N_("needed"), N_("expected of a qualified record"), N_("optional")
_DATE, _NUMBER = N_("a date such as 2024-03-15"), N_("a whole number")
_AMOUNT = N_("an amount in yuan, such as 4826.50")
_CHOOSE, _TEXT, _NAME_OF = N_("choose from the list"), N_("text"), N_("the name of a record in {register}")
_PICK = N_("Choose one of the values in the list.")


def fields(register: Register, names: Sequence[str] | None = None) -> list[Field]:
    """Return the fields of a template: those named, or all that people fill in."""
    if names is not None:
        return [register.fields[name] for name in names]
    return [
        f
        for f in register.fields.values()
        if not f.computed or (register.lifecycle is not None and f.name in OPENING_FIELDS)
    ]


def write(register: Register, path: Path, names: Sequence[str] | None = None) -> Path:
    """Write a blank .xlsx template of a register and return its path."""
    import xlsxwriter

    chosen = fields(register, names)
    with xlsxwriter.Workbook(str(path)) as book:
        page = _Template(book, book.add_worksheet(_sheet_name(_(register.label))))
        page.fill(chosen)
        _write_rules(book, chosen)
        page.hide_lists()
    return path


def _sheet_name(text: str) -> str:
    return "".join(" " if char in "[]:*?/\\" else char for char in text)[:31]


class _Template:
    """The sheet to fill in, and the hidden sheet with its lists."""

    def __init__(self, book: Any, sheet: Any) -> None:
        self._book, self._sheet = book, sheet
        self._lists: Any = None
        self._list_columns: dict[str, str] = {}
        self._text = book.add_format({"num_format": "@"})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        look = {"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"}
        self._heads = {
            level: book.add_format({**look, "bg_color": colour})
            for level, colour in ((2, "#F8CBAD"), (1, "#FFE699"), (0, "#D9E1F2"))
        }

    def fill(self, chosen: Sequence[Field]) -> None:
        """Write the headings and the rules of the cells below."""
        sheet = self._sheet
        sheet.set_row(0, 32)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(9)
        for column, field in enumerate(chosen):
            sheet.write_string(0, column, _(field.label), self._heads[2 if field.required else 1 if field.core else 0])
            if field.help:
                sheet.write_comment(0, column, _(field.help))
            style = self._day if isinstance(field.kind, Date) else None
            if not isinstance(field.kind, (Date, Integer)):
                style = self._text
            sheet.set_column(column, column, max(width_of(field), len(_(field.label)) * 2 + 2), style)
            self._restrict(column, field)

    def _restrict(self, column: int, field: Field) -> None:
        source = self._source(field)
        if source:
            self._sheet.data_validation(
                1,
                column,
                _ROWS,
                column,
                {
                    "validate": "list",
                    "source": source,
                    "ignore_blank": True,
                    "error_type": "warning",
                    "error_title": _(field.label)[:32],
                    "error_message": _(_PICK),
                },
            )

    def _source(self, field: Field) -> list[str] | str | None:
        if isinstance(field.kind, YesNo):
            return [field.kind.show(value) for value in (True, False)]
        if not isinstance(field.kind, Code) or isinstance(field.kind, Region):
            return None
        labels = [label for _code, label in codes.get(field.kind.list).choices()]
        if not labels or len(labels) > _LONGEST_LIST:
            return None
        return self._list(field.kind.list, labels)

    def _list(self, name: str, labels: list[str]) -> str:
        """Return the range of a list on the hidden sheet; Excel takes only 255 characters in the rule itself."""
        if self._lists is None:
            self._lists = self._book.add_worksheet(_(_LISTS))
        if name not in self._list_columns:
            column = len(self._list_columns)
            self._lists.write_column(0, column, labels)
            from xlsxwriter.utility import xl_range_abs

            where = xl_range_abs(0, column, len(labels) - 1, column)
            self._list_columns[name] = f"='{_(_LISTS)}'!{where}"
        return self._list_columns[name]

    def hide_lists(self) -> None:
        """Hide the sheet with the lists; the importer leaves hidden sheets out."""
        if self._lists is not None:
            self._lists.hide()
        self._sheet.activate()


def _write_rules(book: Any, chosen: Sequence[Field]) -> None:
    sheet = book.add_worksheet(_(_RULES))
    bold, wrap = book.add_format({"bold": True, "border": 1}), book.add_format({"text_wrap": True, "valign": "top"})
    for column, (title, width) in enumerate(zip(_COLUMNS, (24, 22, 34, 70), strict=True)):
        sheet.write_string(0, column, _(title), bold)
        sheet.set_column(column, column, width, wrap)
    for row, field in enumerate(chosen, 1):
        for column, text in enumerate((_(field.label), *told(field))):
            sheet.write_string(row, column, text)
    sheet.freeze_panes(1, 0)


def told(field: Field) -> tuple[str, str, str]:
    """Return what a person needs to know to fill in a field: whether it is needed, what may stand there, its rule."""
    need = _NEEDED if field.required else _EXPECTED if field.core else _OPTIONAL
    return _(need), _what(field), _(field.help) if field.help else ""


def _what(field: Field) -> str:
    kind = field.kind
    if isinstance(kind, Date):
        return _(_DATE)
    if isinstance(kind, Money) and not isinstance(kind, Points):
        return _(_AMOUNT)
    if isinstance(kind, Integer):
        return _(_NUMBER)
    if isinstance(kind, Ref):
        from union_desk import registers

        return _(_NAME_OF).format(register=_(registers.get(kind.register).label))
    chosen = isinstance(kind, (YesNo, Code)) and not isinstance(kind, (Region, LongText))
    return _(_CHOOSE) if chosen else _(_TEXT)
