"""Every lifecycle can be carried on by a command, and what was decided in it stands (domain reference §6.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk import checking, records, registers
from union_desk.registers.decided import CODE
from union_desk.schema import codes
from union_desk.schema.kinds import Code, Date, Integer, Money, Ref, YesNo
from union_desk.schema.problem import ERROR
from union_desk.search import Query

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.cli.conftest import Commands
    from union_desk.schema.field import Field
    from union_desk.schema.register import Register, Transition

ALIVE = [register for register in registers.ALL if register.lifecycle]
# A member's own record is corrected whenever it is wrong: its rules say what may not be (domain reference §1.5).
NEVER_SETTLED = {"members"}
MOST = 400
FEW = 2
NEW = {"legal_registrations": ("kind=变更", "prepared_on=2026-03-01")}  # all of the year are through
# Words that some guards compare with the record: whoever decides is not whoever handled it.
SPOKEN = {"decided_by": "钱主席", "cashier": "孙出纳", "handler": "李承办", "signed_by": "周签领", "note": "经会议研究",
          "until": "2099-12-31", "new_start": "2099-01-01", "card_number": "6222020000000000008"}


def _typed(session: Session, field: Field) -> str:
    """Return some sound text for a field of an event."""
    kind = field.kind
    if field.name in SPOKEN:
        return SPOKEN[field.name]
    if isinstance(kind, Date):
        return checking.today()
    if isinstance(kind, Code):
        return next(iter(codes.get(kind.list))).code
    if isinstance(kind, Ref):
        found = records.page(session, registers.get(kind.register), Query(), limit=1)
        return str(found[0]["id"]) if found else ""
    return {Integer: "1", Money: "1", YesNo: "是"}.get(type(kind), "某某")


def _carries_on(desk: Commands, register: Register, row: dict[str, Any], step: Transition) -> bool:
    life = register.lifecycle
    assert life is not None
    db = desk.database()
    with db.read() as session:
        fields = registers.get(life.events).fields
        given = [f"{name}={_typed(session, fields[name])}" for name in step.needs]
    db.close()
    answer = desk("--json", "event", register.name, row["id"], step.event, *given)
    assert answer.code in {0, 2}, answer
    if answer.code == 0:
        assert answer.json["state"] == step.target
        assert desk.json("show", register.name, row["id"])[life.state] == step.target
    else:
        assert answer.json["error"]["message"].strip(), "a refusal says why"
    return answer.code == 0


def test_every_lifecycle_takes_its_next_step_by_command(working: Commands) -> None:
    stuck = []
    for register in ALIVE:
        life = register.lifecycle
        assert life is not None
        db = working.database()
        with db.read() as session:
            rows = records.page(session, register, Query(), limit=MOST)
        db.close()
        first = {row[life.state]: row for row in reversed(rows)}
        steps = [(row, step) for state, row in first.items() for step in life.allowed(state)]
        if not steps:
            made = working.json("add", register.name, *NEW[register.name])
            steps = [(made, step) for step in life.allowed(made[life.state])]
        if not any(_carries_on(working, register, row, step) for row, step in steps):
            stuck.append(register.name)
    assert stuck == []
    assert working.json("verify")["records"]


def _other(field: Field, value: object) -> object:
    """Return another value of a field's kind."""
    if isinstance(field.kind, YesNo):
        return not value
    if isinstance(field.kind, Integer | Money):
        return (value if isinstance(value, int) else 0) + 1
    if isinstance(field.kind, Date):
        return "2001-01-01" if value != "2001-01-01" else "2001-01-02"
    return f"{value or ''}另"


def test_what_was_decided_is_not_written_anew(working: Commands) -> None:
    """Put records of the practice office into each state of their life: what the rule names stands, and only that."""
    refused: dict[str, set[str]] = {}
    db = working.database()
    with db.read() as session:
        for register in ALIVE:
            settled = [rule for rule in register.rules if rule.code == CODE]
            assert bool(settled) != (register.name in NEVER_SETTLED), f"{register.name}: what stands once decided?"
            named = {name for rule in settled for name in rule.fields}
            for row in records.page(session, register, Query(), limit=FEW):
                found = {name for name in named for state in _states(register)
                         if name in _refusals(session, register, row | state, name)}
                refused.setdefault(register.name, set()).update(found)
    db.close()
    assert {name: missing for name, names in _NAMED.items() if (missing := names - refused[name])} == {}
    assert [name for name, found in refused.items() if not found and name not in NEVER_SETTLED] == []


_NAMED = {
    "welfare_claims": {"member_id", "event", "amount", "form", "handler", "override_reason", "override_by"},
    "help_records": {"member_id", "file_id", "fund_source", "amount", "in_kind", "in_kind_value", "handler"},
    "legal_registrations": {"income_total", "fixed_assets"}, "elections": {"entitled", "attended", "committee_seats"},
    "departures": {"member_id", "kind", "judgment_no"}, "transfers": {"member_id", "to_union", "dues_paid_to"},
    "assessments": {"year", "scheme_id"}, "statistics_returns": {"period_from", "period_to"},
    "appeals": {"content", "people_count"}, "cards": {"member_id", "apply_kind"}}


def _states(register: Register) -> list[dict[str, str]]:
    assert register.lifecycle is not None
    return [{register.lifecycle.state: state} for state in {step.target for step in register.lifecycle.transitions}]


def _refusals(session: Session, register: Register, row: dict[str, Any], name: str) -> set[str]:
    """Return the fields that are refused because they stand, once one of them says something else."""
    changed = row | {name: _other(register.fields[name], row[name])}
    here = checking.Here(session, row["id"])
    rules = [rule for rule in register.rules if rule.code == CODE]
    assert not any(True for rule in rules for _problem in rule.check(row, here)), "an untouched record is sound"
    return {problem.field for rule in rules for problem in rule.check(changed, here) if problem.level == ERROR}


def test_an_empty_field_of_an_approved_payment_is_not_filled_afterwards(working: Commands) -> None:
    listed = working.json("list", "help_records", "--limit", MOST)["records"]
    paid = next(row for row in listed if row["help_state"] in {"approved", "paid"} and "in_kind" not in row)
    fault = working.fault("edit", "help_records", paid["id"], "in_kind=大米十袋")
    assert [problem["code"] for problem in fault["problems"]] == [CODE]
    assert working.json("edit", "help_records", paid["id"], "note=回访时补记")["changed"]
