"""The yearly return on the screen: figures open their records, a line is filled in, the checks point, it is signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sync.desk.papers import Asked
from tests.samples import id_number
from tests.ui_pages.conftest import page_of
from ui.pages.statistics_paper import PaperDialog
from ui.pages.statistics_year import YearDialog
from union_desk import lifecycle, records, registers
from union_desk.affairs import returns, returns_filling
from union_desk.statistics import content, dimensions, indicators, period, printed
from union_desk.statistics.crosstab import crosstab
from union_desk.statistics.received import Beside
from union_desk.statistics.scope import Scope
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ui.context import App
    from ui.pages.statistics_return import ReturnView
    from union_desk.database import Database
    from union_desk.search import Query


@pytest.fixture
def view(desk: App, office: Database, settled: Callable[[], None]) -> ReturnView:
    with office.write(desk.actor, "x") as session:
        for place in range(12):
            lifecycle.create(session, registers.get("members"), {
                "name": f"王{place:02d}", "id_type": "01", "id_number": id_number(place + 1, "1980-01-02"), "sex": "1",
                "birth_date": "1980-01-02", "join_union_date": "2020-01-01", "data_source": "practice"})
    desk.show_page("statistics", tab="return")
    settled()
    found: ReturnView = page_of(desk, "statistics").returned
    assert found.opened is None
    found.acts.begin()
    settled()
    return found


def choose(view: ReturnView, name: str) -> None:
    assert (name, "") in view._keys
    view.view.selectRow(view._keys.index((name, "")))


def test_every_figure_opens_the_records_behind_it(
    view: ReturnView, desk: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, Query]] = []
    monkeypatch.setattr(desk, "show_query", lambda register, query: asked.append((register, query)))
    opened = view.opened
    assert opened is not None
    for key, line in opened.content.lines.items():
        figure = view.view.figures.figure(view.view.model().index(view._keys.index(key), 1))
        assert figure is not None
        assert figure.text == (line.text() or "—")
        assert (figure.open is None) == (not line.ids)
        if figure.open is not None:
            figure.open()
            register, query = asked.pop()
            with desk.db.read() as session:
                assert records.count(session, registers.get(register), query) == len(line.ids)
    assert opened.content.value("members_total") == 12


def test_a_line_is_filled_in_and_the_next_gap_is_chosen(view: ReturnView, settled: Callable[[], None]) -> None:
    choose(view, "members_total")
    assert not view.value.isEnabled()
    choose(view, "employees_total")
    view.value.setText("10")
    view.why.setText("测算")
    view.save_line()
    settled()
    assert view.opened is not None
    line = view.opened.content.lines["employees_total", ""]
    assert (line.value, line.state, line.explanation) == (10, content.CONFIRMED, "测算")
    chosen = view.chosen()
    assert chosen is not None
    assert chosen.state in (content.MISSING, content.SUGGESTED)
    assert view.opened.findings[0].code == "L2"
    view._point_finding(view.findings.item(0))
    pointed = view.chosen()
    assert pointed is not None
    assert pointed.indicator.id == "members_total"


def test_what_is_no_figure_is_refused(
    view: ReturnView, desk: App, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[BaseException] = []
    monkeypatch.setattr(desk.messages, "error", told.append)
    choose(view, "employees_total")
    view.value.setText("许多")
    view.save_line()
    settled()
    assert [type(fault).__name__ for fault in told] == ["NotAFigureError"]


def test_a_return_is_confirmed_signed_handed_in_and_corrected(
    view: ReturnView, desk: App, settled: Callable[[], None], tmp_path: Path
) -> None:
    view.acts.confirm_all()
    settled()
    with desk.db.write(desk.actor, "x") as session:
        record = returns.latest(session)
        for line in returns.live(session, record).lines.values():
            if line.state == content.MISSING:
                returns_filling.enter(session, record, line.indicator.id, 0, desk.actor)
        returns_filling.enter(session, record, "employees_total", 20, desk.actor)
        returns_filling.explain(session, record, "employees_total", "首次填报")
    view.show_return()
    settled()
    view.acts.sign("陈静")
    settled()
    assert view.opened is not None
    assert view.opened.record["state"] == "signed"
    assert view.acts.report.isVisibleTo(view)
    assert not view.acts.signing.isVisibleTo(view)
    assert not view.value.isEnabled()
    for kind, name in (("xlsx", "r.xlsx"), ("pdf", "r.pdf"), ("checks", "c.pdf")):
        view.acts.write(kind, tmp_path / name)
        settled()
        assert (tmp_path / name).stat().st_size > 1000
    view.acts.hand_in()
    settled()
    assert view.opened.record["state"] == "reported"
    view.acts.begin_correction("漏报")
    settled()
    assert (view.opened.record["version"], view.opened.record["state"]) == (2, "draft")
    assert view.picker.count() == 2


def test_what_is_due_leads_to_the_return(view: ReturnView, desk: App, settled: Callable[[], None]) -> None:
    page = page_of(desk, "statistics")
    page.tabs.setCurrentIndex(0)
    desk.show_page("statistics", tab="return")
    settled()
    assert page.tabs.currentWidget() is view


def test_the_statistical_year_is_set_in_the_window(view: ReturnView, desk: App, settled: Callable[[], None]) -> None:
    view.acts.year.click()
    dialog = view.findChild(YearDialog)
    assert dialog is not None
    assert dialog.chosen() == "10-01"
    dialog.month.setCurrentIndex(1)
    dialog.day.setCurrentIndex(dialog.day.count() - 1)
    assert dialog.chosen() == "02-28"
    dialog.month.setCurrentIndex(0)
    dialog.day.setCurrentIndex(0)
    told = dialog.told.text()
    dialog.save()
    settled()
    with desk.db.read() as session:
        assert period.first_day(session) == "01-01"
        assert period.usual(session).text() in told


def test_a_paper_is_checked_by_its_code(
    view: ReturnView, desk: App, settled: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = view.opened
    assert opened is not None
    view.page.paper.click()
    dialog = view.page.findChild(PaperDialog)
    assert dialog is not None
    assert not dialog.here.isEnabled()
    dialog.code.setText(opened.code)
    dialog.ask_office()
    settled()
    assert dialog.verdict.text() == _("The paper is equal to this office's figures.")
    monkeypatch.setattr("sync.desk.papers.check_now", lambda _db, _code: Asked(
        Beside(opened.content, equal=False, sections=(indicators.AREAS[1].id,)), ()))
    dialog.ask_superior()
    settled()
    assert indicators.AREAS[1].title() in dialog.verdict.text()
    assert dialog.answer.toPlainText().count("\n") > 3
    dialog.code.setText("乱码")
    dialog.ask_office()
    settled()
    assert "乱码" in dialog.verdict.text()
    with desk.db.read() as s:
        tab = crosstab(s, [dimensions.get("sex")], Scope.today())
    verdict = printed.beside(printed.read_code(printed.code(tab)), tab)
    monkeypatch.setattr("sync.desk.papers.check_table_now", lambda _db, _code: (verdict, "2026-01-31T08:00:00Z"))
    dialog.code.setText(printed.code(tab))
    dialog.ask_superior()
    settled()
    assert dimensions.get("sex").title() in dialog.verdict.text()
    assert "2026-01-31" in dialog.answer.toPlainText()
