"""What goes on upward: the wall that the registers declare, lines of data, and a change of them later."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from sync.protocol.columns import Table
from sync.relay import policy
from sync.relay.policy import PolicyFileError
from sync.server import duplicates, verifying
from tests.offices import ACTOR
from tests.sync.senders import Sender, row_id, table
from union_desk import records, registers
from union_desk.registers import MEMBERS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.sync.relay.levels import Level
    from tests.sync.roads import Pair

HEAD = "register,field,what,when,basis\n"


def lines(folder: Path, *written: str) -> policy.Policy:
    """Return a policy with lines of one's own."""
    (folder / "own.csv").write_text(HEAD + "\n".join(written), "utf-8")
    return policy.read(str(folder / "own.csv"))


def rows(register: str, **columns: Any) -> Table:
    count = len(next(iter(columns.values())))
    return Table(register, [row_id(number) for number in range(count)], columns, [0] * count)


def test_the_shipped_policy_keeps_what_a_confidential_appeal_says_and_nothing_else() -> None:
    told = policy.read().redact(rows("appeals", appellant_kind=["real", "confidential"], title=["甲", "乙"],
                                     content=["说一", "说二"], wish=["想一", "想二"]))
    assert told is not None
    assert told.columns == {"appellant_kind": ["real", "confidential"], "title": ["甲", "乙"],
                            "content": ["说一", None], "wish": ["想一", None]}
    members = rows("members", name=["张三"], id_number=["110101199003070011"])
    assert policy.read().redact(members) == members


@pytest.mark.parametrize("register", ["appellants", "kept_inner_versions"])
def test_what_is_declared_as_staying_below_is_never_passed_on_whatever_the_lines_say(
        tmp_path: Path, register: str) -> None:
    found = lines(tmp_path, "*,*,pass,,")
    assert found.redact(rows(register, x=["1"])) is None
    assert register in found.inner()


def test_the_first_line_that_fits_decides_and_ones_own_go_before(tmp_path: Path) -> None:
    found = lines(tmp_path, "appeals,content,pass,,", "members,mobile,pass,sex=1,", "members,@sensitive,mask,,",
                  "*,@id_number,omit,,")
    appeal = found.redact(rows("appeals", appellant_kind=["confidential"], content=["说"], wish=["想"]))
    assert appeal is not None
    assert appeal.columns == {"appellant_kind": ["confidential"], "content": ["说"]}
    told = found.redact(rows("members", name=["张三", "李四"], sex=["1", "2"], mobile=["13800001234", "13900001234"],
                             id_number=["110101199003070011"] * 2))
    assert told is not None
    assert told.columns["mobile"] == ["13800001234", "139****1234"]
    assert told.columns["id_number"] == ["110101********0011"] * 2
    assert told.columns["name"] == ["张三", "李四"]
    assert {"mobile", "id_number"} <= set(found.withheld()["members"])


def test_a_register_may_be_held_whole(tmp_path: Path) -> None:
    found = lines(tmp_path, "members,*,hold,,")
    assert found.redact(rows("members", name=["张三"])) is None
    assert set(found.withheld()["members"]) == set(MEMBERS.fields)


def test_a_version_that_was_set_aside_says_no_more_than_its_record_may(tmp_path: Path) -> None:
    found = lines(tmp_path, "members,id_number,omit,,", "honours,*,hold,,")
    content = json.dumps({"name": "张三", "id_number": "110101199003070011"}, ensure_ascii=False)
    told = found.redact(rows("kept_versions", owner_register=["members", "honours", "appellants", "members"],
                             content=[content, content, content, "no JSON"]))
    assert told is not None
    assert told.columns["content"] == ['{"name": "张三"}', None, None, None]


@pytest.mark.parametrize("line", ["members,nothing,omit,,", "nowhere,x,omit,,", "members,name,eat,,",
                                  "members,name,omit", "members,name,hold,,", "members,name,omit,sex,"])
def test_a_line_that_says_nothing_is_refused_with_its_place(tmp_path: Path, line: str) -> None:
    with pytest.raises(PolicyFileError) as refused:
        lines(tmp_path, line)
    assert refused.value.params["line"] == 2


def test_a_field_that_nobody_speaks_of_changes_no_policy(tmp_path: Path) -> None:
    assert policy.read().digest == lines(tmp_path, "members,name,pass,,").digest
    assert policy.read().digest != lines(tmp_path, "members,name,omit,,").digest


def test_a_field_that_the_policy_keeps_never_reaches_the_city_and_nothing_comes_back_for_it(
        pair: Pair, level: Level, tmp_path: Path) -> None:
    level.policy = lines(tmp_path, "members,id_number,omit,,", "members,mobile,mask,,")
    (record,) = pair.add(1)
    pair.sync()
    assert level.relay().returned == 0
    there, here = level.there(pair.unit)[record], pair.there()[record]
    assert "id_number" not in there
    assert there["mobile"].count("*") == 4 < len(here["mobile"])
    assert here["name"] in level.sent_values()
    assert here["id_number"] not in level.sent_values()
    assert {name: value for name, value in there.items() if name not in {"id_number", "mobile"}} == {
        name: value for name, value in here.items() if name not in {"id_number", "mobile"}}
    assert verifying.check(level.above).faults == []


def test_a_policy_that_changes_takes_back_what_was_passed_on_and_gives_it_again(
        small: tuple[Pair, Level], tmp_path: Path) -> None:
    pair, level = small
    first, second = pair.add(1), pair.add(2)
    pair.sync()
    level.relay()
    pair.edit(*first, name="王新")
    pair.sync()
    level.policy = lines(tmp_path, "members,id_number,omit,,")
    report = level.relay()
    assert (report.faults, report.records) == ({}, 4)  # what was replaced meanwhile is not passed on once more
    there = level.there(pair.unit)
    assert [("id_number" in there[record], there[record]["name"]) for (record,) in (first, second)] == [
        (False, "王新"), (False, "张2")]
    assert not level.there(pair.unit, "kept_versions")
    level.policy = policy.read()
    level.relay()
    assert same_values(pair, level)
    assert level.relay().frames == 0


def same_values(pair: Pair, level: Level) -> bool:
    return all(level.there(pair.unit)[record].get("id_number") == row["id_number"]
               for record, row in pair.there().items())


def test_masked_numbers_make_no_duplicates_at_the_city(small: tuple[Pair, Level], tmp_path: Path) -> None:
    pair, level = small
    level.policy = lines(tmp_path, "members,id_number,mask,,")
    pair.add(1)
    pair.sync()
    level.relay()
    (row,) = level.there(pair.unit).values()
    masked = {name: row[name] for name in ("id_type", "id_number")}
    other = Sender.of(level.above, "9")
    other.push(other.seal(table([{"name": "张三", **masked}])))
    assert duplicates.find(level.above)["documents"] == 0


def test_a_confidential_appeal_goes_to_the_district_whole_and_to_the_city_without_its_words(
        small: tuple[Pair, Level]) -> None:
    pair, level = small
    with pair.db.write(ACTOR, "Taken") as s:
        appeal = registers.get("appeals")
        (record,) = records.insert_many(s, appeal, [{
            "received_on": "2026-01-05", "title": "要求补发加班费", "content": "单位拖欠三个月加班费", "wish": "补发",
            "appellant_kind": "confidential", "case_no": "SQ2026-0001"}])
    pair.sync()
    level.relay()
    assert pair.there("appeals")[record]["content"] == "单位拖欠三个月加班费"
    there = level.there(pair.unit, "appeals")[record]
    assert there["title"] == "要求补发加班费"
    assert there.keys().isdisjoint({"content", "wish", "remark"})
    assert not [row for row in there["remarks"] if row["field"] in {"content", "wish"}]
    assert "要求补发加班费" in level.sent_values()
    assert "单位拖欠三个月加班费" not in level.sent_values()


def test_a_register_that_an_old_program_let_out_stops_at_the_district(small: tuple[Pair, Level]) -> None:
    _pair, level = small
    sender = Sender.of(level.superior, "8")
    sender.push(sender.seal(table([{"name": "张三"}], "appellants")))
    level.relay()
    assert not level.there(sender.unit, "appellants")
