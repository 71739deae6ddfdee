"""`union-desk return`: the whole way of a yearly return on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.samples import id_number
from union_desk import lifecycle, registers
from union_desk.access import Actor

if TYPE_CHECKING:
    from tests.cli.conftest import Commands

YEAR = ("--period", "2024-10-01..2025-09-30")


@pytest.fixture
def peopled(desk: Commands) -> Commands:
    """Return commands on an office of eleven members and nothing else."""
    db = desk.database()
    with db.write(Actor("王干事"), "Laid the ground") as s:
        for place in range(11):
            born = f"19{80 + place}-01-02"
            values = {"name": f"王{place:02d}", "id_type": "01", "id_number": id_number(place + 1, born), "sex": "1",
                      "birth_date": born, "join_union_date": f"2025-0{1 + place % 5}-01", "data_source": "practice"}
            lifecycle.create(s, registers.get("members"), values)
    db.close()
    return desk


def fill_in(desk: Commands) -> None:
    desk.json("return", "confirm", *YEAR)
    shown = desk.json("return", "show", *YEAR)
    missing = [f"{f['id']}=0" for f in shown["figures"] if f["state"] == "missing"]
    desk.json("return", "set", *YEAR, *missing)
    desk.json("return", "set", *YEAR, "employees_total=40")
    for finding in desk.json("return", "check", *YEAR)["findings"]:
        if finding["code"] == "L8":
            desk.json("return", "explain", *YEAR, finding["figures"][0], "本年新成立")


def test_a_return_goes_from_opening_to_the_receipt_and_a_correction(peopled: Commands) -> None:
    assert peopled.fault("return", "show", *YEAR)["code"] == "no_return"
    opened = peopled.json("return", "open", *YEAR)
    assert (opened["state"], opened["version"], opened["over"]) == ("draft", 1, True)
    assert peopled.fault("return", "open", *YEAR)["code"] == "return_there"
    faults = peopled.fault("return", "sign", "--by", "陈静", *YEAR)
    assert faults["code"] == "return_faulty"
    fill_in(peopled)
    assert [f for f in peopled.json("return", "check", *YEAR)["findings"] if f["level"] == "error"] == []
    signed = peopled.json("return", "sign", "--by", "陈静", *YEAR)
    assert (signed["state"], signed["signed_by"]) == ("signed", "陈静")
    verified = peopled.json("return", "verify", "--code", signed["code"])
    assert verified["paper"] == {"equal": True, "sections": [], "other_union": False}
    assert verified["differences"] == []
    assert peopled.fault("return", "set", *YEAR, "accidents=1")["code"] == "return_frozen"
    assert peopled.json("return", "report", "--receipt", "收文12号", *YEAR)["state"] == "reported"
    again = peopled.json("return", "correct", "--reason", "漏报", *YEAR)
    assert (again["version"], again["state"]) == (2, "draft")
    peopled.json("return", "set", *YEAR, "accidents=1")
    second = peopled.json("return", "sign", "--by", "陈静", *YEAR)
    states = [(r["version"], r["state"]) for r in peopled.json("return", "list")["returns"]]
    assert states == [(1, "superseded"), (2, "signed")]
    other = second["code"].replace(":1:", ":1:").split(":")
    first = signed["code"].split(":")
    forged = ":".join([*other[:5], *first[5:]])
    told = peopled.json("return", "verify", "--code", forged)
    assert told["paper"] == {"equal": False, "sections": ["protection"], "other_union": False}


def test_every_figure_and_its_records_are_shown(peopled: Commands) -> None:
    peopled.json("return", "open", *YEAR)
    figures = {f["id"]: f for f in peopled.json("return", "show", *YEAR)["figures"] if not f["part"]}
    assert (figures["members_total"]["value"], figures["members_total"]["records"]) == (11, 11)
    assert figures["members_joined"]["value"] == 11
    assert figures["members_opening"]["value"] == 0
    behind = peopled.json("return", "show", "--records", "members_total", *YEAR)
    assert sorted(r["title"] for r in behind["records"]) == [f"王{place:02d}" for place in range(11)]
    words = peopled("return", "show", *YEAR)
    assert "会员" in words.out
    assert "入会率" in words.out
    assert peopled("return", "show", *YEAR, language="en").out.isascii() is False  # names and dashes


def test_what_is_typed_and_breaks_a_check_is_told_at_once(peopled: Commands) -> None:
    peopled.json("return", "open", *YEAR)
    told = peopled.json("return", "set", *YEAR, "employees_total=5", "hazards_found=2", "hazards_fixed=3")
    codes = {finding["code"] for finding in told["findings"]}
    assert codes >= {"L2", "L6", "L7"}
    assert "多于" in peopled("return", "set", *YEAR, "employees_total=5").out
    for words, code in ((["no_such=1"], "unknown_indicator"), (["hazards_found=x"], "not_a_figure"),
                        (["members_total=1"], "automatic_figure")):
        assert peopled.fault("return", "set", *YEAR, *words)["code"] == code
    assert peopled.fault("return", "show", "--records", "no_such", *YEAR)["code"] == "unknown_indicator"
    assert peopled.fault("return", "verify", "--code", "nonsense")["code"] == "no_return_code"
    assert "2025" in peopled("return", "open", "--period", "2025-10-01").err


def test_a_period_that_is_not_over_is_filled_in_but_not_signed(peopled: Commands) -> None:
    later = ("--period", "2098-10-01..2099-09-30")
    assert peopled.json("return", "open", *later)["over"] is False
    assert "2099-09-30" in peopled("return", "open", "--period", "2097-10-01..2098-09-30").out.replace("2098", "2099")
    assert peopled.fault("return", "sign", "--by", "陈静", *later)["code"] == "return_faulty"


def test_the_statistical_year_begins_when_the_office_says(peopled: Commands) -> None:
    assert peopled.json("return", "open")["period_from"].endswith("-10-01")
    begins, ends = peopled.json("return", "year", "01-01")["last_year"]
    assert (begins[5:], ends[5:], begins[:4]) == ("01-01", "12-31", ends[:4])
    assert peopled.json("return", "open")["period_from"] == begins
    assert "02-30" in peopled("return", "year", "02-30").err
