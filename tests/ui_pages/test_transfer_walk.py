"""A member moves from one office to another, walked through in the windows of both: slip, file, receipt, histories."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.offices import PASSPHRASE
from tests.samples import member
from tests.ui.conftest import ACTOR, settle, window_of
from tests.ui_pages.conftest import page_of
from union_desk import checking, lifecycle, records, registers
from union_desk.database import Database
from union_desk.papers import qr

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from ui.context import App
    from ui.theme import Theme

MEMBERS, TRANSFERS, ARRIVALS, FORMER = (
    registers.get(n) for n in ("members", "transfers", "arrivals", "former_memberships"))
EVENTS = registers.get("membership_events")
HERE, THERE = ("和风机械厂工会委员会", "4601001234"), ("海风造船厂工会委员会", "4601007788")


@pytest.fixture
def other(theme: Theme, tmp_path: Path, qtbot: QtBot) -> Iterator[App]:
    """Return the window of another office, with a key of its own."""
    office = Database.create(tmp_path / "other", PASSPHRASE)
    with window_of(office, tmp_path / "config of the other", theme, qtbot) as app:
        yield app
    office.close()


def union(app: App, told: tuple[str, str]) -> None:
    with app.db.write(ACTOR, "Founded") as s:
        records.save(s, registers.get("unions"), {"union_name": told[0], "union_code": told[1]})


def one(app: App, book: Any) -> dict[str, Any]:
    with app.db.read() as s:
        (found,) = records.page(s, book)
    return found


def agree(app: App, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Answer every question of a window with yes; returns what was asked."""
    asked: list[str] = []

    def ask(text: str, _yes: str, then: Any, detail: str = "", **_more: Any) -> None:
        asked.append(f"{text}\n{detail}")
        then()

    monkeypatch.setattr(app.messages, "ask", ask)
    return asked


def leave(desk: App, qtbot: QtBot, person: str, file: Path) -> tuple[dict[str, Any], Any]:
    """Draw the slip up in the form and hand it over as a file; returns the slip and the page."""
    page = page_of(desk, "membership")
    page.open(register="transfers")
    slips = page.front()
    slips.new_record()
    settle(qtbot, desk)
    slips.detail.form.put({"member_id": person, "issued_on": checking.today(), "to_union": THERE[0],
                           "to_code": THERE[1], "dues_paid_to": checking.today()[:7], "reason": "1"})
    slips.save_record()
    settle(qtbot, desk)
    slip = one(desk, TRANSFERS)
    slips.hand_over(slip["id"], slip["slip_no"], file)
    settle(qtbot, desk)
    return slip, slips


def printed(desk: App, qtbot: QtBot, slip: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """Print the slip; returns the words of the paper and what its QR code says."""
    codes: set[str] = set()
    draw = qr.QrPen.draw

    def watched(pen: qr.QrPen, sheet: Any, x: float, y: float, side: float, text: str) -> None:
        codes.add(text)
        draw(pen, sheet, x, y, side, text)

    monkeypatch.setattr(qr.QrPen, "draw", watched)
    desk.show_page("print", register="transfers", form="transfer-slip", ids=[slip["id"]])
    settle(qtbot, desk)
    pdf = page_of(desk, "print").pdf
    words = str(pdf.text(0))
    pdf.close()
    (code,) = codes
    return words, code


def take_on(other: App, qtbot: QtBot, file: Path, receipt: Path) -> None:
    """Take the slip in, accept the member under the tab of the steps, write the receipt."""
    page = page_of(other, "membership")
    page.open(register="arrivals")
    arrivals = page.front()
    arrivals.take_slip(file)
    settle(qtbot, other)
    arrived = one(other, ARRIVALS)
    arrivals.show_record(arrived["id"])
    settle(qtbot, other)
    steps = arrivals.detail.lifecycle
    arrivals.detail.tabs.setCurrentWidget(steps)
    settle(qtbot, other)
    dialog = steps.step(next(step for step in steps.life.allowed("received") if step.event == "accept"))
    dialog.form.put({"decided_by": "委员会"})
    dialog.save()
    settle(qtbot, other)
    arrivals.send_answer(arrived["id"], "张三", receipt)
    settle(qtbot, other)


def test_a_member_moves_and_both_histories_join(
    desk: App, other: App, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    day, file, receipt = checking.today(), tmp_path / "slip.json", tmp_path / "receipt.json"
    union(desk, HERE)
    union(other, THERE)
    with desk.db.write(ACTOR, "Joined") as s:
        person = lifecycle.create(s, MEMBERS, member(member_no="HF0001")).id
        records.save(s, FORMER, {"member_id": person, "union_name": "潮汐纺织厂工会委员会", "joined_on": "2010-01-01",
                                 "left_on": "2015-04-30"})
    slip, slips = leave(desk, qtbot, person, file)
    paper, code = printed(desk, qtbot, slip, monkeypatch)
    assert [word for word in (slip["slip_no"], "张三", THERE[0]) if word not in paper] == []

    asked = agree(other, monkeypatch)
    take_on(other, qtbot, file, receipt)
    assert [word for word in ("张三", HERE[0]) if word not in asked[0]] == []
    mark = asked[0].split("指纹：")[1].split("\n", 1)[0].strip()
    assert mark in paper  # what the screen there says is what the sealed paper says
    assert code == "|".join(("UDT1", slip["slip_no"], HERE[1], day, mark))

    answered = agree(desk, monkeypatch)
    slips.take_receipt(receipt)
    settle(qtbot, desk)
    assert THERE[0] in answered[0]
    assert (one(desk, TRANSFERS)["state"], one(other, ARRIVALS)["state"]) == ("stub_returned", "stub_returned")
    gone, come = one(desk, MEMBERS), one(other, MEMBERS)
    assert (gone["membership_state"], come["membership_state"]) == ("transferred_out", "active")
    assert (come["join_union_date"], come["name"]) == (gone["join_union_date"], gone["name"])
    with other.db.read() as s:
        before = [(row["union_name"], row["left_on"]) for row in records.page(s, FORMER)]
        events = [row["event"] for row in records.page(s, EVENTS)]
    assert before == [("潮汐纺织厂工会委员会", "2015-04-30"), (HERE[0], day)]
    assert events == ["transfer_in"]
    with desk.db.read() as s:
        own = [row["event"] for row in records.page(s, EVENTS)]
    assert own[-2:] == ["request_transfer_out", "confirm_transfer_out"]
