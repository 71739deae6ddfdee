"""The page of cadres: people taken over, attendance pasted, points typed in place, schemes edited, the pack saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from PySide6.QtCore import Qt

from tests.offices import ACTOR
from tests.ui_pages.conftest import page_of
from union_desk import checking, records, registers
from union_desk.affairs import cadres_schemes, cadres_scoring
from union_desk.errors import InvalidRecordError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ui.context import App
    from union_desk.database import Database


@pytest.fixture
def posts(office: Database, people: list[str]) -> list[str]:
    """Return three members, two of them in post since the beginning of the year."""
    year = checking.today()[:4]
    with office.write(ACTOR, "Posts") as s:
        for member, post, nature in zip(people, ("01", "11"), ("1", "2"), strict=False):
            records.save(s, registers.get("officers"), {
                "member_id": member, "post": post, "nature": nature, "since": f"{int(year) - 1}-01-01"})
    return people


@pytest.fixture
def own(office: Database) -> str:
    """Return an assessment of the union by the shipped example, just begun."""
    with office.write(ACTOR, "Schemes") as s:
        scheme = cadres_schemes.take_examples(s)[0]
        return cadres_scoring.begin(s, {"scheme_id": scheme, "year": int(checking.today()[:4]), "subject": "union"})


def _part(desk: App, name: str) -> Any:
    page = page_of(desk, "cadres")
    page.open(view=name)
    return page.part(name)


def test_people_in_post_are_taken_over_by_one_press(
    desk: App, posts: list[str], office: Database, settled: Callable[[], None]
) -> None:
    page = page_of(desk, "cadres")
    for _again in range(2):
        page.enlist()
        settled()
    with office.read() as s:
        found = records.page(s, registers.get("cadres"))
    assert {(row["member_id"], row["name"]) for row in found} == {(posts[0], "张三"), (posts[1], "李四")}


def test_a_pasted_list_is_entered_and_what_names_nobody_stays(
    desk: App, posts: list[str], office: Database, settled: Callable[[], None]
) -> None:
    day = f"{checking.today()[:4]}-01-01"
    page_of(desk, "cadres").enlist()
    settled()
    with office.write(ACTOR, "Course") as s:
        records.save(s, registers.get("trainings"), {
            "title": "数据采集培训", "topic": "09", "begins_on": day, "hours": 8})
    view = _part(desk, "training")
    settled()
    assert [view.table.item(line, 3).text() for line in range(view.table.rowCount())] == ["0", "0"]
    view.list.setPlainText("张三\n王五六")
    view.enter_button.click()
    settled()
    assert "登记签到1人" in view.answer.text()
    assert "“王五六”" in view.answer.text()
    assert view.list.toPlainText() == "王五六"
    shown = {view.table.item(n, 0).text(): view.table.item(n, 3).text() for n in range(view.table.rowCount())}
    assert shown == {"张三": "8", "李四": "0"}


def test_points_are_typed_where_the_state_asks_for_them_and_refused_above_the_most(
    desk: App, own: str, office: Database, settled: Callable[[], None]
) -> None:
    said: list[str] = []
    desk.messages.said.connect(lambda _level, text: said.append(text))
    view = _part(desk, "scoring")
    settled()
    editable = [bool(view.table.item(0, at).flags() & Qt.ItemFlag.ItemIsEditable) for at in (5, 6, 7, 8)]
    assert editable == [False, True, False, False]
    view.table.item(0, 6).setText("9.5")
    settled()
    assert "自评" in view.said.text()
    with office.read() as s:
        assert cadres_scoring.standing(s, own).lines[0].score["self_score"] == 950
    view.table.item(0, 6).setText("11")
    settled()
    assert view.table.item(0, 6).text() == "9.5"  # what is kept is shown again
    assert "该指标满分10分，11分超出" in said[-1]
    view.take_button.click()
    settled()
    assert view.table.item(14, 4).text() == "—"  # nothing was due: no figure, so no points
    assert view.table.item(14, 5).text() == ""
    assert view.table.item(9, 5).text() == "0"  # no activity


def test_a_record_of_the_office_is_linked_as_evidence_and_opens(
    desk: App, own: str, posts: list[str], office: Database, settled: Callable[[], None]
) -> None:
    view = _part(desk, "scoring")
    settled()
    view.table.setCurrentCell(0, 6)
    dialog = view.link_evidence()
    dialog.book.setCurrentIndex(dialog.book.findData("members"))
    dialog.record.show_value(posts[0])
    dialog.save()
    settled()
    assert view.table.item(0, 12).text() == "张三"
    with office.write(ACTOR, "Wrong") as s, pytest.raises(InvalidRecordError, match="没有这条记录"):
        score = cadres_scoring.standing(s, own).lines[0].score
        records.save(s, registers.get("assessment_scores"), {"evidence_id": "x"}, score["id"])
    view.table.setCurrentCell(0, 6)
    view.show_button.click()
    settled()
    assert page_of(desk, "members").detail.record_id == posts[0]


def test_the_roster_of_a_day_tells_the_posts_since_the_beginning(
    desk: App, posts: list[str], settled: Callable[[], None]
) -> None:
    page = page_of(desk, "cadres")
    page.enlist()
    settled()
    view = page.part("roster")
    assert [view.table.item(line, 0).text() for line in range(view.table.rowCount())] == ["张三", "李四"]
    assert view.table.item(0, 3).text() == "工会主席"
    assert f"{int(checking.today()[:4]) - 1}-01-01 –" in view.table.item(0, 3).toolTip()
    assert view.said.text().startswith("专职1人（女0人），兼职1人")
    view.day.setDate(view.day.date().addYears(-9))
    settled()
    assert view.table.item(0, 3).text() == ""


def test_the_records_behind_a_figure_open(
    desk: App, posts: list[str], own: str, settled: Callable[[], None]
) -> None:
    view = _part(desk, "scoring")
    settled()
    line = next(n for n in range(view.table.rowCount()) if "实名" in view.table.item(n, 1).text())
    view.table.setCurrentCell(line, 6)
    view.behind_button.click()
    settled()
    assert page_of(desk, "members").grid.grid_model.total == len(posts)


def test_the_editor_adds_moves_and_frees_a_used_scheme_by_a_new_version(
    desk: App, own: str, office: Database, settled: Callable[[], None]
) -> None:
    view = _part(desk, "schemes")
    settled()
    with office.read() as s:
        used = records.get(s, registers.get("assessments"), own)["scheme_id"]
    place = next(n for n, row in enumerate(view.rows) if row["id"] == used)
    view.choice.setCurrentIndex(place)
    settled()
    assert "已启用" in view.said.text()
    assert not view.item_button.isEnabled()
    view.version_button.click()
    settled()
    name = next(row["name"] for row in view.rows if row["id"] == used)
    newest = next(n for n, row in enumerate(view.rows) if (row["name"], row["version"]) == (name, 2))
    view.choice.setCurrentIndex(newest)
    settled()
    assert view.item_button.isEnabled()
    dialog = view.add_item()
    dialog.form.put({"part": "其他", "item": "新指标", "max_score": 500})
    dialog.save()
    settled()
    assert view.tree.items[-1]["item"] == "新指标"
    assert "105分" in view.said.text()
    first = view.items.topLevelItem(0).child(0).child(0)
    view.items.setCurrentItem(first)
    view.down_button.click()
    settled()
    assert [one["item"] for one in view.tree.items[:2]] == ["工会法人资格登记", "工会组织建设"]


def test_the_pack_is_saved_as_a_workbook(
    desk: App, posts: list[str], own: str, settled: Callable[[], None], tmp_path: Path
) -> None:
    page_of(desk, "cadres").write_workbook(tmp_path / "交接包.xlsx")
    settled()
    assert len(openpyxl.load_workbook(tmp_path / "交接包.xlsx").worksheets) == 5
