"""What leaves the office is shown before the first report: a person is asked, a script is told."""

from __future__ import annotations

import io
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from sync.desk import commands, policy

if TYPE_CHECKING:
    from tests.sync.roads import Pair


class Terminal(io.StringIO):
    """A terminal at which somebody types an answer."""

    def isatty(self) -> bool:
        return True


def accept(pair: Pair, **options: bool) -> None:
    desk: Any = SimpleNamespace(db=pair.db, actor=SimpleNamespace(name="王经办"))
    commands._accept(desk, SimpleNamespace(**{"accept_policy": False} | options))  # type: ignore[arg-type]  # its part


def accepted_by(pair: Pair) -> str:
    with pair.db.read() as session:
        found = policy.accepted(session)
        return found.by if found is not None else ""


@pytest.mark.parametrize(("typed", "agreed"), [("y\n", True), ("是\n", True), ("n\n", False), ("\n", False)])
def test_a_person_is_asked(pair: Pair, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
                           typed: str, *, agreed: bool) -> None:
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    if agreed:
        accept(pair)
    else:
        with pytest.raises(commands.PolicyNotAcceptedError):
            accept(pair)
    assert accepted_by(pair) == ("王经办" if agreed else "")
    assert "家庭成员" in capsys.readouterr().err


def test_a_script_is_told_and_asked_nothing(pair: Pair, monkeypatch: pytest.MonkeyPatch,
                                           capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    accept(pair)
    assert accepted_by(pair) == "王经办"
    assert "sync policy" in capsys.readouterr().err
    accept(pair)
    assert capsys.readouterr().err == ""


def test_who_has_read_it_already_says_so(pair: Pair, capsys: pytest.CaptureFixture[str]) -> None:
    accept(pair, accept_policy=True)
    assert (accepted_by(pair), capsys.readouterr().err) == ("王经办", "")
