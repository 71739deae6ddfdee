"""The model of the grid: pages when looked at, the whole order in the background, masks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt

from tests.ui.conftest import ACTOR, person, settle
from ui.grid_model import PAGE, STATUS, GridModel, ids_of
from union_desk import records
from union_desk.registers import MEMBERS
from union_desk.search import Filter, Query

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from ui.context import App

MANY = 5 * PAGE + 7
MALE, FEMALE = "1", "2"


@pytest.fixture
def model(desk: App, qtbot: QtBot) -> GridModel:
    """Return a model over many members, alternately men and women."""
    with desk.db.write(ACTOR, "Filled") as session:
        rows = [person(f"王{i}", i % 400 + 1, f"19{60 + i // 400}-03-07", sex="12"[i % 2]) for i in range(MANY)]
        records.insert_many(session, MEMBERS, rows)
    made = GridModel(desk, MEMBERS, desk)
    made.show_columns(["name", "sex", "id_number", "branch_id", STATUS])
    made.ask(Query())
    settle(qtbot, desk)
    return made


def text(model: GridModel, row: int, column: int) -> str:
    return str(model.data(model.index(row, column)))


def test_the_model_keeps_the_rules_of_models(model: GridModel, qtmodeltester: Any, qtbot: QtBot) -> None:
    qtmodeltester.check(model)
    model.ask(Query(text="wang1"))
    settle(qtbot, model.app)
    qtmodeltester.check(model)
    model.show_columns(["name"])
    model.ask(Query(text="nobody"))
    settle(qtbot, model.app)
    qtmodeltester.check(model)
    assert model.rowCount() == 0


def test_every_row_is_there_without_turning_pages(model: GridModel) -> None:
    assert model.rowCount() == MANY
    assert [text(model, row, 0) for row in range(MANY)] == [f"王{i}" for i in range(MANY)]


def test_a_jump_before_the_whole_order_is_known_shows_the_right_rows(model: GridModel) -> None:
    model._places = None
    model._pages.clear()
    assert not model.is_complete
    assert text(model, MANY - 1, 0) == f"王{MANY - 1}"
    assert text(model, 300, 0) == "王300"


def test_all_records_chosen_at_once_are_all_there_before_the_whole_order_is_known(model: GridModel) -> None:
    model._places = None
    model._pause.stop()
    assert len(set(model.places_of(range(MANY)))) == MANY
    assert model.is_complete


def test_the_whole_order_is_not_read_while_somebody_types(model: GridModel, qtbot: QtBot) -> None:
    model._pause.setInterval(3_600_000)
    for typed in ("w", "wa"):
        model.ask(Query(text=typed))
        settle(qtbot, model.app)
        assert (model.total, model.is_complete, model._pause.isActive()) == (MANY, False, True)
    model._pause.timeout.emit()
    settle(qtbot, model.app)
    assert model.is_complete


def test_only_the_answer_to_the_last_question_is_shown(model: GridModel, qtbot: QtBot) -> None:
    for typed in ("w", "wa", "wang", "wang63"):
        model.ask(Query(text=typed))
    settle(qtbot, model.app)
    assert text(model, 0, 0) == "王63"
    assert model.rowCount() == 1 + sum(str(i).startswith("63") for i in range(100, MANY))


def test_the_count_is_that_of_the_database_when_somebody_wrote_in_between(model: GridModel, qtbot: QtBot) -> None:
    model.ask(Query(filters=(Filter("sex", "is", (FEMALE,)),)))
    settle(qtbot, model.app)
    assert model.rowCount() == MANY // 2
    with model.app.db.write(ACTOR, "Removed") as session:
        records.delete(session, MEMBERS, ids_of(session, MEMBERS, Query(text="王1"))[:1])
    model.ask(Query())
    settle(qtbot, model.app)
    assert model.rowCount() == MANY - 1


def test_private_values_are_masked_until_asked_for(model: GridModel) -> None:
    row = model.row(0)
    assert row is not None
    masked = text(model, 0, 2)
    assert masked.startswith("460100*")
    assert row["id_number"] not in masked
    model.set_unmasked([row["id"]])
    assert text(model, 0, 2) == row["id_number"]
    assert "*" in text(model, 1, 2)
    model.set_unmasked([])
    assert text(model, 0, 2) == masked


def test_the_line_of_a_record_is_found_far_away(
    model: GridModel, office_last: Callable[[], str], qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: model.is_complete, timeout=20_000)
    assert model.line_of(office_last()) == MANY - 1
    assert model.line_of("nobody") is None


@pytest.fixture
def office_last(model: GridModel) -> Callable[[], str]:
    """Return a function that gives the id of the record entered last."""

    def last() -> str:
        with model.app.db.read() as session:
            return str(records.page(session, MEMBERS, Query(), MANY - 1, 1)[0]["id"])

    return last


def test_headings_and_helps_come_from_the_register(model: GridModel) -> None:
    across, help_role = Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole
    assert [model.headerData(i, across) for i in range(5)] == ["姓名", "性别", "证件号码", "所属分会或小组", "上报"]
    assert "证件" in model.headerData(0, across, help_role)
