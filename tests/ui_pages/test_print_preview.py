"""The print preview: the PDF itself, printed where and as it should be, and journaled."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pypdfium2
import pytest
from PySide6.QtPrintSupport import QPrinter

from ui import printing
from ui.pages.print_preview import PrintPage
from ui.printing import PageRangeError, Pdf, read_range
from union_desk.journal import GestureRow
from union_desk.papers import calibration, gathering
from union_desk.safety import gate
from union_desk.search import Query

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ui.context import App
    from union_desk.database import Database


@pytest.fixture
def page(desk: App, people: list[str], settled: Callable[[], None]) -> PrintPage:
    desk.show_page("print", ids=people, form="card-application")
    assert desk.window is not None
    found = desk.window.page("print")
    assert isinstance(found, PrintPage)
    found.options._pause.setInterval(0)
    settled()
    return found


def gestures(office: Database) -> list[str]:
    with office.read() as session:
        return [row.what for row in session.query(GestureRow).order_by(GestureRow.n)]


def test_each_member_has_a_page_in_the_order_given(page: PrintPage) -> None:
    assert page.pdf is not None
    assert len(page.pdf) == 3
    texts = [page.pdf.text(n) for n in range(3)]
    assert [name in text for name, text in zip(("张三", "李四", "单雄信"), texts, strict=True)] == [True, True, True]


def test_another_form_is_drawn_when_it_is_chosen(page: PrintPage, settled: Callable[[], None]) -> None:
    page.options.choose("card-pickup-list")
    settled()
    settled()
    assert page.pdf is not None
    assert "领卡" in page.pdf.text(0)


def test_a_query_is_printed_whole(page: PrintPage, desk: App, settled: Callable[[], None]) -> None:
    desk.show_page("print", query=Query(), form="member-roster")
    settled()
    assert page.made is not None
    assert page.made.people == 3


def test_numbers_in_full_leave_for_a_reason_only(
    page: PrintPage, office: Database, tmp_path: Path, settled: Callable[[], None]
) -> None:
    page.options.choose("member-roster")
    page.options.unmasked.setChecked(True)
    settled()
    settled()
    page.save_to(tmp_path / "名册.pdf")
    assert page.asked is not None
    page.asked.reject()
    settled()
    assert not (tmp_path / "名册.pdf").exists()
    page.save_to(tmp_path / "名册.pdf")
    page.asked.box.setCurrentText("上级抽查")
    page.asked.accept()
    settled()
    assert (tmp_path / "名册.pdf").exists()
    with office.read() as session:
        facts = gate.passed(session)[0].facts
    assert (facts["gate"], facts["reason"], facts["private"]) == ("print", "上级抽查", True)


def test_a_form_is_printed_blank(page: PrintPage, settled: Callable[[], None]) -> None:
    page.options.blank.setChecked(True)
    settled()
    settled()
    assert page.made is not None
    assert page.made.people == 0
    assert page.options.people.text() == "未选人员：空白表"


def test_saving_is_journaled_and_numbers_are_not_given_out_twice(
    page: PrintPage, office: Database, tmp_path: Path, settled: Callable[[], None]
) -> None:
    page.save_to(tmp_path / "办卡.pdf")
    settled()
    assert len(pypdfium2.PdfDocument(tmp_path / "办卡.pdf")) == 3
    assert gestures(office)[-1].startswith("Saved {form}")
    with office.read() as session:
        assert gathering.next_number(session, gathering.this_month()) == 4
    page.open(ids=[])
    settled()
    assert page.options.first.value() == 4


def test_the_view_goes_to_pages_and_zooms(page: PrintPage, settled: Callable[[], None]) -> None:
    page.page.setValue(3)
    assert page.view._page == 2
    before = page.view.zoom
    page.view.larger()
    assert page.view.zoom == pytest.approx(before * 1.2, rel=0.01)
    page.view.fit_page()
    assert page.view.zoom < before
    page.view.grab()
    settled()
    assert page.view._pictures


def test_pages_are_pictures_of_the_pdf(page: PrintPage) -> None:
    assert page.pdf is not None
    image = page.pdf.picture(0, 1.0)
    assert (image.width(), image.height()) == (596, 842)
    dark = sum(image.pixelColor(x, y).lightness() < 128 for x in range(0, 596, 3) for y in range(0, 842, 3))
    assert dark > 100


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("", [0, 1, 2, 3, 4]),
        ("2", [1]),
        ("1-3", [0, 1, 2]),
        ("4-", [3, 4]),
        ("-2", [0, 1]),
        ("5，1—2、2", [4, 0, 1]),
        (" 1 - 2 ", [0, 1]),
    ],
)
def test_a_range_is_read_as_people_write_it(text: str, pages: list[int]) -> None:
    assert read_range(text, 5) == pages


@pytest.mark.parametrize("text", ["0", "6", "3-1", "a", "1-x", "1,,9"])
def test_a_range_that_is_none_is_a_sentence(text: str) -> None:
    with pytest.raises(PageRangeError, match="1-3,5"):
        read_range(text, 5)


def test_the_printer_gets_the_chosen_pages_moved_by_the_offset(page: PrintPage, tmp_path: Path) -> None:
    pdf = page.pdf
    assert pdf is not None
    ink = {}
    for name, offset in (("plain", (0.0, 0.0)), ("moved", (10.0, 5.0))):
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFileName(str(tmp_path / f"{name}.pdf"))
        printing.send(pdf, printer, [2, 0], offset=offset)
        printed = Pdf(tmp_path / f"{name}.pdf")
        assert len(printed) == 2
        assert printed.sizes[0] == pytest.approx((595, 842), abs=2)
        ink[name] = _first_ink(printed)
        printed.close()
    right, down = (moved - plain for plain, moved in zip(ink["plain"], ink["moved"], strict=True))
    assert right == pytest.approx(10 / 25.4 * 72, abs=2)
    assert down == pytest.approx(5 / 25.4 * 72, abs=2)


def _first_ink(pdf: Pdf) -> tuple[int, int]:
    """Return the leftmost and the topmost dark dot of the first page, in points."""
    image = pdf.picture(0, 1.0)
    dark = [
        (x, y) for x in range(image.width()) for y in range(image.height()) if image.pixelColor(x, y).lightness() < 140
    ]
    return min(x for x, _y in dark), min(y for _x, y in dark)


def test_without_a_printer_it_is_said(page: PrintPage, desk: App, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[Any] = []
    monkeypatch.setattr(desk.messages, "error", said.append)
    page.options.printer.clear()
    page.options.printer.addItem("x", "")
    page.print_now()
    assert isinstance(said[0], printing.NoPrinterError)


def test_offsets_are_remembered_for_each_printer(page: PrintPage) -> None:
    for name in ("甲", "乙"):
        page.options.printer.addItem(name, name)
    page.options.printer.setCurrentIndex(page.options.printer.findData("甲"))
    page.options.right.setValue(1.5)
    page.options.printer.setCurrentIndex(page.options.printer.findData("乙"))
    assert page.options.offset() == (0.0, 0.0)
    page.options.printer.setCurrentIndex(page.options.printer.findData("甲"))
    assert page.options.offset() == (1.5, 0.0)


def test_the_calibration_sheet_has_its_cross_where_it_says() -> None:
    stream = io.BytesIO()
    calibration.draw(stream, "甲", (1.0, 2.0))
    pdf = Pdf(stream.getvalue())
    assert "套打校准页" in pdf.text(0)
    image = pdf.picture(0, 72 / 25.4 * 2)  # not millimetres, but a whole number of dots for each
    scale = image.width() / 210
    assert image.pixelColor(round(calibration.CROSS * scale), round(calibration.CROSS * scale)).lightness() < 200
    pdf.close()


def test_families_are_gathered_for_the_registration_form(office: Database, people: list[str], desk: App) -> None:
    from union_desk import records, registers

    with office.write(desk.actor, "x") as session:
        records.save(
            session, registers.get("family_members"), {"member_id": people[0], "relation": "01", "name": "王芳"}
        )
    with office.read() as session:
        found = gathering.gather(session, "registration-form", people)
        assert [row["name"] for row in found.details.families[people[0]]] == ["王芳"]
        assert list(found.details.groups.values()) == ["第一分会"]


def test_small_pictures_lead_to_their_pages(page: PrintPage, settled: Callable[[], None]) -> None:
    assert page.thumbs.count() == 3
    page.view.set_zoom(1.0)
    page.thumbs.setCurrentRow(2)
    settled()
    assert page.page.value() == 3
    page.view.go(0)
    assert page.thumbs.currentRow() == 0


def test_the_first_pages_come_before_the_others_are_drawn(
    desk: App, people: list[str], settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    from ui.pages import print_preview

    shown: list[tuple[int, bool]] = []
    show = PrintPage._show
    monkeypatch.setattr(print_preview, "FIRST_PAGES", 1)

    def noted(self: PrintPage, made: print_preview.Made) -> None:
        shown.append((made.printed.pages, made.whole))
        show(self, made)

    monkeypatch.setattr(PrintPage, "_show", noted)
    desk.show_page("print", ids=people, form="card-application")
    settled()
    settled()
    assert shown[0] == (1, False)
    assert shown[-1] == (3, True)
