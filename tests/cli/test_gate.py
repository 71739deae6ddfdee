"""Every command by which something leaves passes the gate: it is journaled, and refused to whom it is not given."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from union_desk.access import Actor
from union_desk.safety import accounts, gate

if TYPE_CHECKING:
    from tests.cli.conftest import Commands
    from union_desk.database import Database

# What leaves, by which way, of which book; {member} is somebody of the practice office
LEAVING = [
    ("export", "export", "members", ("export", "members", "--to", "a.xlsx")),
    ("export-csv", "export", "members", ("export", "members", "--to", "a.csv", "--unmasked", "--reason", "年报")),
    ("print", "print", "members", ("print", "member-roster", "--to", "a.pdf")),
    ("statistics", "export", "", ("statistics", "--to", "a.xlsx")),
    ("dues", "export", "dues", ("dues", "sheet", "2026-03", "--to", "a.xlsx")),
    ("ledger", "export", "ledger_entries", ("funds", "ledger", "2026", "--to", "a.xlsx")),
    ("handover", "export", "cadres", ("cadres", "handover", "--to", "a.xlsx")),
    ("transfer", "export", "transfers", ("transfer-out", "{member}", "--to-union", "某某市总工会",
                                         "--dues-paid-to", "2026-03", "--to", "a.udslip")),
    ("list", "unmask", "members", ("list", "members", "--unmasked", "--reason", "核对")),
    ("show", "unmask", "members", ("show", "members", "{member}", "--unmasked", "--reason", "核对")),
    ("search", "unmask", "members", ("search", "1", "--unmasked", "--reason", "核对")),
    ("history", "unmask", "members", ("history", "{member}", "--unmasked", "--reason", "核对")),
]
each = pytest.mark.parametrize(("way", "book", "words"), [one[1:] for one in LEAVING], ids=[one[0] for one in LEAVING])


def somebody(run: Commands) -> str:
    return str(run.json("list", "members", "--limit", 1)["records"][0]["id"])


def passings(run: Commands) -> list[gate.Passing]:
    db = run.database()
    with db.read() as s:
        found = gate.passed(s)
    db.close()
    return found


@each
def test_what_leaves_is_journaled_without_a_value(practice: Commands, way: str, book: str,
                                                  words: tuple[str, ...]) -> None:
    member, before = somebody(practice), len(passings(practice))
    answer = practice(*(word.format(member=member) for word in words))
    assert answer.code == 0, answer
    found = passings(practice)
    assert len(found) > before
    assert (way, book) in {(one.facts["gate"], one.facts["book"]) for one in found[: len(found) - before]}


@each
def test_what_leaves_is_refused_to_whom_it_is_not_given(
    practice: Commands, way: str, book: str, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch,
) -> None:
    member, before = somebody(practice), len(passings(practice))

    def enter(_db: Database, _operator: str, *, changing: bool = False) -> Actor:
        return Actor("客", rights=frozenset({"*.view"}), account="9")

    monkeypatch.setattr(accounts, "enter", enter)
    assert practice.json(*(word.format(member=member) for word in words), code=2)["error"]["code"] == "not_allowed"
    assert len(passings(practice)) == before


def test_a_workbook_that_turned_up_says_whose_it_is(practice: Commands) -> None:
    practice("export", "members", "--to", "a.xlsx")
    practice("export", "members", "--to", "b.csv")
    assert [one["actor"] for one in practice.json("whose", "a.xlsx")] == ["王干事"]
    Path("c.csv").write_text("somebody else's", "utf-8")
    assert practice.json("whose", "c.csv") == []
    assert practice.json("whose", "none.xlsx", code=2)["error"]["code"] == "cannot_write"
