"""Service cards on the command line: from the application to the signed list, and what each step refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.affairs.cards_office import card_number, people, result_file
from tests.cli.conftest import Commands
from tests.offices import ACTOR
from union_desk import records, registers

if TYPE_CHECKING:
    from pathlib import Path

    from union_desk.database import Database


@pytest.fixture
def desk(office: Database, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Commands:
    """Return the command line of an office with three members."""
    from union_desk.database import Database as Opened

    with office.write(ACTOR, "Added") as s:
        people(s, 3)
    key, folder = office.key, office.folder
    monkeypatch.setattr(Opened, "open", classmethod(lambda cls, place, *_words: cls.open_with(place, key)))
    monkeypatch.setenv("UNION_DESK_PASSPHRASE", "unused")
    return Commands(folder, capsys)


def cards(office: Database) -> list[dict[str, Any]]:
    """Return all cards."""
    with office.read() as s:
        return records.page(s, registers.get("cards"))


def test_a_card_is_applied_for_issued_handed_out_and_registered(
    desk: Commands, office: Database, tmp_path: Path
) -> None:
    assert len(desk.json("cards", "apply", "--signed", "--day", "2026-03-02")["made"]) == 3
    assert desk.json("cards", "precheck", "--day", "2026-03-02")["wrong"] == 0
    made = desk.json("cards", "batch", "--bank", "和风银行", "--day", "2026-03-03")
    assert (made["month"], made["cards"], made["left_out"]) == ("2026-03", 3, [])
    number = made["batch"]
    template = result_file(tmp_path / "模板.xlsx", [], ("序号", "姓名", "证件号码"))
    filled = desk.json("cards", "fill", template, "--batch", number, "--to", tmp_path / "填好.xlsx")
    assert (filled["rows"], (tmp_path / "填好.xlsx").exists()) == (3, True)
    assert desk.json("cards", "submit", "--batch", number, "--day", "2026-03-04")["submitted"] == 3
    rows: list[tuple[str, ...]] = [
        (c["holder_name"], c["holder_id_number"], card_number(n) if n else "", "成功" if n else "失败",
         "" if n else "影像不清") for n, c in enumerate(cards(office))]
    path = result_file(tmp_path / "回盘.xlsx", rows)
    found = desk.json("cards", "result", path, "--batch", number, "--day", "2026-03-20")
    assert (found["read"], found["issued"], found["rejected"], found["unknown"], found["changed"]) == (3, 2, 1, 0, 3)
    assert desk.json("cards", "result", path, "--batch", number, "--day", "2026-03-21")["changed"] == 0
    assert desk.json("cards", "receive", "--batch", number, "--day", "2026-03-22") == {"received": 2}
    assert desk.json("cards", "deliver", "--day", "2026-03-23", "--document", "签收单1号") == {"delivered": 2}
    listed = result_file(tmp_path / "激活.xlsx", [
        (c["holder_name"], c["card_number"], "2026-03-23", "", "") for c in cards(office) if c["card_number"]],
        ("序号", "姓名", "卡号", "激活日期", "甲", "乙"))
    told = desk.json("cards", "activated", listed, "--day", "2026-03-24")
    assert (told["read"], told["activated"], told["unknown"]) == (2, 2, 0)
    assert desk.json("cards", "figures", "--day", "2026-03-24")["coverage"] == {"part": 2, "whole": 3, "permille": 667}
    assert desk.json("cards", "register-year", "--year", "2026", "--day", "2026-03-24") == {"registered": 2}
    assert "办卡率：2/3" in desk("cards", "figures").out


@pytest.mark.parametrize(("words", "code"), [
    (("batch",), "option_missing"), (("submit",), "option_missing"), (("deliver",), "no_cards"),
    (("give-back",), "no_cards"), (("batch", "--bank", "和风银行"), "nothing_to_hand_in")])
def test_a_step_that_lacks_something_says_what(desk: Commands, words: tuple[str, ...], code: str) -> None:
    assert desk.json("cards", *words, code=2)["error"]["code"] == code
