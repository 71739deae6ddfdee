"""Taking frames in: order, ownership, poison, unknown things, and many at once."""

from __future__ import annotations

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings

from sync.protocol import canonical, envelope, keys, messages, tokens
from sync.protocol.columns import Table
from sync.protocol.frame import Frame
from sync.protocol.messages import ENROL_PATH, FRAMES_PATH, HELLO_PATH, Enrolment, EnrolmentRequest
from sync.protocol.receipts import Receipt
from sync.server import reading, rows, tables, verifying
from sync.server.service import REFUSALS_A_MINUTE, Patience, Service
from tests.samples import member
from tests.sync.protocol.samples import refusal
from tests.sync.protocol.samples import tables as any_tables
from tests.sync.senders import Sender, row_id, table

if TYPE_CHECKING:
    from sync.server.superior import Superior


def person(serial: int = 1, **changes: object) -> dict[str, str | int | None]:
    values = member(serial) | changes
    return {name: int(v) if isinstance(v, bool) else v for name, v in values.items()}


def held(sender: Sender, register: str = "members") -> dict[str, dict[str, object]]:
    return {r["id"]: r for r in reading.records(sender.superior, sender.unit, register)}


def state(superior: Superior) -> list[object]:
    """Return everything the superior stores about reports."""
    with superior.engine.begin() as connection:
        picked = (tables.LOGS, tables.FRAMES, tables.ROOTS, tables.REMARKS, tables.KEPT, tables.OTHER,
                  *(m.table for m in tables.mirrors().values()))
        return [sorted(map(repr, connection.execute(sa.select(t)))) for t in picked]


def test_a_gap_a_fork_and_an_early_frame_change_nothing(superior: Superior) -> None:
    sender = Sender.of(superior)
    first, second, third = (sender.seal(table([person(n)], first=n)) for n in (1, 2, 3))
    sender.push(first)
    before = state(superior)
    with refusal("gap") as refused:
        sender.push(third)
    assert refused.value.params["head"] == 1
    fork = Sender(superior, sender.unit, sender.service, sender.signer, sender.log, sender.certificate)
    with refusal("fork"):
        fork.push(fork.seal(table([person(9)])))
    assert state(superior) == before
    assert [r.seq for r in sender.push(first, second, third)] == [1, 2, 3]
    assert state(superior) != before


def test_what_stands_before_a_refused_frame_is_taken(superior: Superior) -> None:
    sender = Sender.of(superior)
    first, _second, third = (sender.seal(table([person(n)], first=n)) for n in (1, 2, 3))
    assert [r.seq for r in sender.push(first, third)] == [1]
    assert set(held(sender)) == {row_id(1)}


def test_rows_go_to_the_database_some_at_a_time(superior: Superior, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "_AT_ONCE", 2)
    sender = Sender.of(superior)
    for name in ("早", "晚\t\\N"):  # new rows, then the same ones changed
        sender.push(sender.seal(table([person(n, name=f"{name}{n}") for n in range(1, 6)])))
        assert [row["name"] for row in held(sender).values()] == [f"{name}{n}" for n in range(1, 6)]
    assert verifying.check(superior).faults == []


def test_any_order_with_repetitions_ends_the_same(superior: Superior) -> None:
    one, two = Sender.of(superior, "1"), Sender.of(superior, "2")
    for sender in (one, two):
        for n in (1, 2, 3):
            sender.seal(table([person(n, name=f"第{n}")], first=1))
    one.push(*one.sealed)
    for picked in ((0,), (0, 1), (1,), (0, 1, 2), (2,), (0,)):
        two.push(*(two.sealed[n] for n in picked))
    assert [r["name"] for r in held(one).values()] == [r["name"] for r in held(two).values()] == ["第3"]
    assert verifying.check(superior).faults == []


def test_a_unit_cannot_write_for_another(superior: Superior) -> None:
    mine, theirs = Sender.of(superior, "1"), Sender.of(superior, "2")
    theirs.push(theirs.seal(table([person(1)])))
    before = state(superior)
    with refusal("wrong_unit"):
        mine.push(mine.seal(table([person(2)]), unit=theirs.unit.id))
    mine.sealed.clear()
    with refusal("wrong_unit"):
        mine.push(mine.seal(table([person(2)]), log=theirs.log))
    mine.sealed.clear()
    with refusal("unknown_device"):
        mine.push(mine.seal(table([person(2)]), device=theirs.signer.name))
    assert state(superior) == before
    with superior.engine.begin() as connection:
        events = connection.execute(sa.select(tables.AUDIT.c.event).where(tables.AUDIT.c.unit_id == mine.unit.id))
        assert list(events.scalars()) == ["enrolled", "wrong_unit", "wrong_unit"]


def test_nobody_is_given_receipts_or_frames_of_another_union(local: Superior) -> None:
    mine, theirs = Sender.of(local, "1"), Sender.of(local, "2")
    theirs.push(theirs.seal(table([person(1)])))
    wanted = canonical.encode(messages.Wanted(log=theirs.log, first=1, last=9))
    asked = canonical.encode(messages.Asked(log=theirs.log, after=0))
    for sender, count in ((theirs, 1), (mine, 0)):
        told = sender.post(messages.RECEIPTS_PATH, wanted, sender.hello().nonce)
        assert len(canonical.decode(told, messages.Receipts).receipts) == count
        assert bool(sender.post(messages.FEED_PATH, asked, sender.hello().nonce)) is bool(count)


def test_the_same_id_in_two_units_is_two_records(superior: Superior) -> None:
    mine, theirs = Sender.of(superior, "1"), Sender.of(superior, "2")
    mine.push(mine.seal(table([person(1, name="甲")])))
    theirs.push(theirs.seal(table([person(2, name="乙")])))
    assert [held(s)[row_id(1)]["name"] for s in (mine, theirs)] == ["甲", "乙"]


def test_a_tampered_frame_is_refused_and_noted(superior: Superior) -> None:
    sender = Sender.of(superior)
    whole = sender.seal(table([person(1)]))
    before = state(superior)
    with refusal("tampered"):
        sender.push(Frame(whole.head, whole.signature, whole.payload[:-1] + bytes([whole.payload[-1] ^ 1])))
    with refusal("tampered"):
        sender.push(Frame(whole.head, bytes(64), whole.payload))
    assert state(superior) == before
    sender.push(whole)


POISON: list[dict[str, str | int | None]] = [
    {"name": "空\0字"}, {"name": 5}, {"birth_date": "31.12.1990"}, {"birth_date": 19901231}, {"is_migrant_worker": 7},
    {"is_migrant_worker": "是"}, {"dues_base": "很多"}, {"dues_base": 2**64 - 1}, {"dues_base": -(2**63)}, {"sex": "X"},
    {"ethnicity": 1}, {"mobile": ""}, {"resume": "长" * 200_000}, {"membership_state": "\\N"},
    {"home_address": "a\\b\tc\nd\re"},
]


@pytest.mark.parametrize("poison", POISON, ids=lambda p: str(p)[:40])
def test_a_poisoned_row_is_stored_and_reported_and_its_neighbours_stand(
        superior: Superior, poison: dict[str, str | int | None]) -> None:
    sender = Sender.of(superior)
    rows = [person(n) for n in range(1, 6)]
    rows[2] |= poison
    (receipt,) = sender.push(sender.seal(table(rows)))
    assert receipt.roots_equal
    found = held(sender)
    for n, row in enumerate(rows, 1):
        shown = found[row_id(n)]
        assert {k: v for k, v in shown.items() if k in row} == {k: v for k, v in row.items() if v is not None}
    returned = {r.id for r in receipt.remarks if r.level == "error"}
    harmless = set(poison) <= {"home_address"}
    assert returned == (set() if harmless else {row_id(3)})
    assert [found[row_id(n)]["status"] for n in (1, 2, 4, 5)] == ["received"] * 4
    assert verifying.check(superior).faults == []
    rows[2] = person(3)
    (mended,) = sender.push(Sender.seal(sender, table(rows)))
    assert [r for r in mended.remarks if r.level == "error"] == []
    assert held(sender)[row_id(3)]["status"] == "received"


def test_a_reference_to_nothing_harms_nothing(superior: Superior) -> None:
    sender = Sender.of(superior)
    rows: list[dict[str, str | int | None]] = [
        {"name": "一组", "branch_kind": "2", "parent_id": other}
        for other in ("somewhere", row_id(9), row_id(1), "", 5)]
    (receipt,) = sender.push(sender.seal(table(rows, "branches")))
    assert receipt.roots_equal
    assert held(sender, "branches")[row_id(1)]["parent_id"] == "somewhere"


def test_unknown_columns_and_registers_are_kept_and_given_back(superior: Superior) -> None:
    sender = Sender.of(superior)
    rows = table([person(1, blood_group="AB", shoe_size=42)])
    future = table([{"plate": "琼A12345", "seats": 5}, {"plate": None}], register="vehicles", deleted=[0, 1])
    (receipt,) = sender.push(sender.seal(rows, future))
    assert (receipt.roots_equal, receipt.returned) == (True, 0)
    assert held(sender)[row_id(1)]["blood_group"] == "AB"
    assert held(sender)[row_id(1)]["shoe_size"] == 42
    assert held(sender, "vehicles")[row_id(1)] == {
        "id": row_id(1), "status": "received", "plate": "琼A12345", "seats": 5, "remarks": []}
    assert held(sender, "vehicles")[row_id(2)]["status"] == "deleted"
    (again,) = sender.push(sender.seal(table([{"plate": "琼B00001"}], register="vehicles")))
    assert again.roots_equal is False  # this sender does not take the old row out of its sums
    assert held(sender, "vehicles")[row_id(1)]["plate"] == "琼B00001"
    assert verifying.check(superior).faults == []
    assert verifying.rebuild(superior, sender.unit.id) == 4
    assert verifying.check(superior).faults == []


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(any_tables())
def test_any_rows_at_all_are_stored_as_they_came(superior: Superior, content: Table) -> None:
    with superior.engine.begin() as connection:
        count = connection.execute(sa.select(sa.func.count()).select_from(tables.UNITS)).scalar_one()
    sender = Sender.of(superior, f"u{count}")
    (receipt,) = sender.push(sender.seal(content))
    assert receipt.roots_equal
    found = held(sender)
    for place, record in enumerate(content.ids):
        came = {n: v[place] for n, v in content.columns.items() if v[place] is not None}
        shown = {k: v for k, v in found[record].items() if k not in {"id", "status", "remarks"} or k in came}
        assert shown == shown | came


def test_one_frame_from_many_senders_at_once_is_taken_once(superior: Superior) -> None:
    sender = Sender.of(superior)
    frames = [sender.seal(table([person(n)], first=n)) for n in range(1, 4)]
    start = threading.Barrier(6)

    def push(_number: int) -> list[str]:
        nonce = sender.hello().nonce
        start.wait()
        body = b"".join(f.data for f in frames)
        return [r.decode() for r in [sender.post(FRAMES_PATH, body, nonce)]]

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(push, range(6)))
    assert len({a[0] for a in answers}) == 1
    assert verifying.check(superior).frames == 3
    assert verifying.check(superior).faults == []


def test_many_units_report_at_once(superior: Superior) -> None:
    senders = [Sender.of(superior, str(n)) for n in range(4)]

    def work(sender: Sender) -> None:
        for n in range(1, 6):
            sender.push(sender.seal(table([person(n)], first=n)))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, senders))
    assert [len(held(s)) for s in senders] == [5] * 4
    assert verifying.check(superior).faults == []


def test_receipts_are_signed_stored_and_the_same_for_ever(superior: Superior) -> None:
    sender = Sender.of(superior)
    one = sender.seal(table([person(1, mobile="1")]))
    (first,) = sender.push(one)
    (again,) = sender.push(one)
    assert first == again
    assert isinstance(first, Receipt)
    assert (first.records, first.returned, first.hash, first.superior) == (1, 1, one.hash, superior.signer.name)


# ---- who may ask at all


def test_only_enrolled_devices_with_a_valid_signature_are_answered(local: Superior) -> None:
    sender = Sender.of(local)
    body = b"{}"
    with refusal("not_signed"):
        sender.service.post(HELLO_PATH, body, "")
    stranger = keys.Signer.generate()
    with refusal("unknown_device"):
        signed = messages.authorise(stranger, local.signer.name, HELLO_PATH, body, "")
        sender.service.post(HELLO_PATH, body, signed.header())
    given_ = messages.authorise(sender.signer, local.signer.name, HELLO_PATH, b"other", "").header()
    with refusal("not_signed"):
        sender.service.post(HELLO_PATH, body, given_)
    with refusal("not_found"):
        sender.service.post("/s/secret", body, given_)
    with refusal("malformed"):
        sender.post(HELLO_PATH, b"<html>", "")


def test_frames_need_a_fresh_nonce_of_ones_own(local: Superior) -> None:
    sender, other = Sender.of(local, "1"), Sender.of(local, "2")
    data = sender.seal(table([person(1)])).data
    good = sender.hello().nonce
    stamp, mac = good.rpartition(".")[::2]
    for nonce in ("", "x", other.hello().nonce, f"{stamp}.{'0' * len(mac)}", f"0.{good.partition('.')[2]}"):
        with refusal("stale_nonce"):
            sender.post(FRAMES_PATH, data, nonce)
    sender.post(FRAMES_PATH, data, good)


def test_an_old_nonce_has_expired(local: Superior, monkeypatch: pytest.MonkeyPatch) -> None:
    sender = Sender.of(local)
    nonce, now = sender.hello().nonce, time.time()
    monkeypatch.setattr(time, "time", lambda: now + 7100)
    local.check_nonce(sender.signer.name, nonce)
    monkeypatch.setattr(time, "time", lambda: now + 7300)
    with refusal("stale_nonce"):
        local.check_nonce(sender.signer.name, nonce)


def test_a_newer_greeting_is_told_so(local: Superior) -> None:
    sender = Sender.of(local)
    hello = {"v": 2, "challenge": "c", "app": "x", "schema": "9", "heads": []}
    with refusal("newer_version"):
        sender.post(HELLO_PATH, json.dumps(hello, sort_keys=True, separators=(",", ":")).encode(), "")


def test_a_computer_that_sends_rubbish_must_wait(local: Superior) -> None:
    clock = [0.0]
    sender = Sender.of(local, service=Service(local, Patience(lambda: clock[0])))
    for _count in range(REFUSALS_A_MINUTE):
        with refusal("malformed"):
            sender.post(HELLO_PATH, b"rubbish", "")
    with refusal("too_many") as refused:
        sender.hello()
    assert refused.value.params["seconds"] == 61
    clock[0] = 61
    assert sender.hello().unit == sender.unit.id


def test_empty_and_torn_bodies_are_refused(local: Superior) -> None:
    sender = Sender.of(local)
    data = sender.seal(table([person(1)])).data
    nonce = sender.hello().nonce
    for body in (b"", b"U", data[:50], data[:-1], b"\0" * 100):
        with refusal("malformed"):
            sender.post(FRAMES_PATH, body, nonce)
    assert held(sender) == {}


def test_a_vector_that_is_none_is_refused_and_the_log_goes_on(local: Superior) -> None:
    sender = Sender.of(local)
    sender.push(sender.seal(table([person(1)])))
    poisoned = table([person(1)])
    with refusal("malformed"):
        sender.push(sender.seal(Table("members", poisoned.ids, poisoned.columns, [0], ["nonsense"])))
    sender.sealed.pop()
    assert [r.seq for r in sender.push(sender.seal(table([person(1, name="李四")])))] == [2]


def test_a_frame_must_name_the_certificate_of_its_computer(local: Superior) -> None:
    sender = Sender.of(local)
    own, other = sender.certificate, Sender.of(local, "2").certificate
    sender.certificate = other
    forged = sender.seal(table([person(1)]))
    with refusal("malformed"):
        sender.push(forged)
    sender.certificate = own
    sender.sealed.clear()
    assert [r.seq for r in sender.push(sender.seal(table([person(1)])))] == [1]


@pytest.mark.parametrize("key", ["*", "AAAA", "", "A" * 44])
def test_an_enrolment_with_a_damaged_key_is_malformed(local: Superior, key: str) -> None:
    sender = Sender.of(local)
    _unit, token = local.add_token("1")
    request = envelope.seal(sender.signer, keys.ENROLMENT, Enrolment(token=token.number, key=key, challenge="", app=""))
    body = canonical.encode(EnrolmentRequest(request=request, proof=tokens.prove(token.key, request)))
    with refusal("malformed"):
        sender.service.post(ENROL_PATH, body)


def test_after_a_lost_answer_another_token_serves_as_well(local: Superior) -> None:
    sender = Sender.of(local)
    first = sender.certificate
    _unit, token = local.add_token("1")
    assert sender.enrol(token).certificate == first
    with refusal("token_refused"):
        Sender(local, sender.unit, sender.service).enrol(token)
    Sender.of(local, "2")
    _other, foreign = local.add_token("2")
    with refusal("token_refused"):
        sender.enrol(foreign)


def test_a_wrong_token_certifies_nobody(local: Superior) -> None:
    sender = Sender.of(local)
    forged = tokens.Token.new(local.signer.name)
    with refusal("token_refused"):
        Sender(local, sender.unit, sender.service).enrol(forged)
    _unit, real = local.add_token("1")
    with refusal("token_refused"):
        Sender(local, sender.unit, sender.service).enrol(tokens.Token(real.number, bytes(16), real.superior))
    with local.engine.begin() as connection:
        connection.execute(sa.update(tables.TOKENS).values(expires_at="2001-01-01T00:00:00Z"))
    with refusal("token_refused"):
        Sender(local, sender.unit, sender.service).enrol(real)


def test_more_frames_than_a_request_may_hold_are_left_for_the_next(local: Superior) -> None:
    sender = Sender.of(local)
    frames = [sender.seal(table([person(n)], first=n)) for n in range(1, 21)]
    assert len(sender.push(*frames)) == 16
    assert len(sender.push(*frames[16:])) == 4
