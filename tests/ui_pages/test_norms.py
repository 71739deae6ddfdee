"""Norms of the office's own: chosen in the list, typed and read in yuan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.ui.typing_in import type_into
from tests.ui_pages.conftest import page_of
from ui.pages.norms import NormList
from ui.record_dialog import RecordDialog
from union_desk import limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QLineEdit

    from ui.context import App
    from union_desk.database import Database

CASH = "funds.cash_fen"
MEANT = "现金结算起点"


def line(norms: NormList) -> list[str]:
    """Return the words of the limit on cash as the list shows it."""
    place = [one.name for one in norms.found].index(CASH)
    return [norms.table.item(place, spot).text() for spot in range(3)]  # type: ignore[union-attr]  # filled


def test_a_limit_is_begun_with_what_holds_and_typed_in_yuan(
    desk: App, office: Database, settled: Callable[[], None]
) -> None:
    norms: NormList = page_of(desk, "norms").findChild(NormList)
    settled()
    assert line(norms) == [MEANT, "1,000.00", "元"]
    norms.table.setCurrentCell([one.name for one in norms.found].index(CASH), 0)
    norms.own.click()
    dialog = norms.findChild(RecordDialog)
    assert dialog is not None
    values: dict[str, QLineEdit] = {name: dialog.form.lines[name].widget for name in ("name", "value", "basis")}  # type: ignore[misc]  # lines of text
    assert (values["name"].text(), values["value"].text()) == (f"{MEANT}（元）", "1000")
    values["value"].selectAll()
    type_into(values["value"], "500.50")
    type_into(values["basis"], "本单位财务制度")
    dialog.save()
    settled()
    assert line(norms) == [MEANT, "500.50", "元"]
    with office.read() as s:
        assert limits.norm(s, CASH, "2100-01-01").value == 500_50


def test_words_lead_to_a_limit(desk: App, settled: Callable[[], None]) -> None:
    norms: NormList = page_of(desk, "norms").findChild(NormList)
    settled()
    type_into(norms.filter, MEANT)
    shown = [place for place in range(norms.table.rowCount()) if not norms.table.isRowHidden(place)]
    assert [norms.found[place].name for place in shown] == [CASH]
