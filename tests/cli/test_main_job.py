"""The main job from end to end, with the installed programs and a real server process.

Every command runs at least once as a process of its own; what is only asked for comparison runs in this one, since a
process spends most of its time loading the program.
"""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from pypdf import PdfReader

from sync.server import cli as superior_cli
from tests.cli.conftest import UNION
from tests.offices import ACTOR, PASSPHRASE
from union_desk import cli, records
from union_desk.database import Database
from union_desk.paths import resource
from union_desk.registers import MEMBERS

if TYPE_CHECKING:
    from collections.abc import Iterator

PROGRAMS = Path(sys.executable).parent
ROSTER = resource("samples", "roster.xlsx")
CODE = "4601001234"
COUNTS = ("new", "changed", "same", "refused", "skipped")
INVENTED = 30


@dataclass(frozen=True)
class Machine:
    """A computer with both programs installed, an office on it, and the superior's database beside it."""

    folder: Path
    ran: set[tuple[object, ...]] = field(default_factory=set)  # what was run as a process of its own

    def run(self, program: str, *words: object) -> subprocess.CompletedProcess[str]:
        """Run a program as a person would, in a process of its own."""
        return subprocess.run([PROGRAMS / program, *map(str, words)], capture_output=True, text=True, encoding="utf-8",
                              env=self.environment(), cwd=self.folder, timeout=100, check=False)

    def environment(self) -> dict[str, str]:
        """Return the environment of that computer."""
        return os.environ | {"UNION_DESK_PASSPHRASE": PASSPHRASE, "UNION_DESK_OFFICE": str(self.folder / "office"),
                             "UNION_DESK_DEVICES": str(self.folder / "devices"), "UNION_DESK_OPERATOR": "王干事",
                             "UNION_SUPERIOR_DATABASE": str(self.folder / "superior.db")}

    def desk(self, *words: object, code: int = 0) -> Any:
        """Run `union-desk … --json`; returns its answer."""
        return self._ask("union-desk", words, code)

    def superior(self, *words: object, code: int = 0) -> Any:
        """Run `union-superior … --json`; returns its answer."""
        return self._ask("union-superior", words, code)

    def _ask(self, program: str, words: tuple[object, ...], code: int) -> Any:
        kind = (program, words[0], words[1:] == ("status",), code)
        given = [*map(str, words), "--json"]
        if kind not in self.ran:
            self.ran.add(kind)
            done = self.run(program, *given)
            assert done.returncode == code, done
            return json.loads(done.stdout)
        with redirect_stdout(io.StringIO()) as answer:
            main = cli.main if program == "union-desk" else superior_cli.main
            assert main(given) == code, answer.getvalue()
        return json.loads(answer.getvalue())

    @contextmanager
    def serving(self, listen: str = "127.0.0.1:0") -> Iterator[str]:
        """Run the superior's server; gives its address."""
        command = [str(PROGRAMS / "union-superior"), "serve", "--listen", listen, "--json"]
        log = (self.folder / "server.log").open("a")
        with log, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True,
                                   env=self.environment()) as server:
            assert server.stdout is not None
            try:
                yield json.loads(server.stdout.readline())["listening"]
            finally:
                server.terminate()
                assert server.wait(30) in {0, -15}

    def members(self) -> dict[str, dict[str, Any]]:
        """Return the office's living members in full, by id."""
        return {r["id"]: r for r in self.desk("list", "members", "--limit", 0, "--unmasked")["records"]}

    def reported(self) -> dict[str, dict[str, Any]]:
        """Return the members that the superior holds, by id; those in the office's bin left out."""
        return {r["id"]: r for r in self.superior("members", "--unit", CODE) if r["status"] != "deleted"}


def _values(record: dict[str, Any]) -> dict[str, Any]:
    """Return a member's values as they travel: yes and no are 1 and 0."""
    return {n: int(v) if isinstance(v, bool) else v for n, v in record.items() if n in MEMBERS.fields}


def _same_there(machine: Machine) -> None:
    here, there = machine.members(), machine.reported()
    assert here.keys() == there.keys()
    for record_id, record in here.items():
        assert _values(record) == _values(there[record_id])


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_dirty_roster_becomes_records_that_the_superior_has_received(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Machine(tmp_path)
    for name, value in machine.environment().items():
        monkeypatch.setenv(name, value)
    _found(machine)
    receipt = _import(machine)
    _look(machine, receipt)
    _print_and_count(machine)
    _export(machine)
    token = machine.superior("add-unit", "--name", UNION, "--code", CODE)["token"]
    with machine.serving() as address:
        _report(machine, address, token)
        _return(machine)
    _offline(machine)
    _undo(machine, address)


def _found(machine: Machine) -> None:
    made = machine.desk("init", "--name", UNION, "--code", CODE)
    assert Path(made["office"]) == machine.folder / "office"
    assert machine.desk("generate", "--members", INVENTED, "--seed", 5, "--years", 0)["members"] == INVENTED
    assert machine.run("union-desk", "init", "--name", UNION).returncode == 2


def _import(machine: Machine) -> dict[str, Any]:
    trial = machine.desk("import", "members", ROSTER, "--dry-run")
    receipt = machine.desk("import", "members", ROSTER, "--returned", "退回.xlsx")
    assert [trial[name] for name in COUNTS] == [receipt[name] for name in COUNTS]
    assert receipt["rows_read"] == sum(receipt[name] for name in COUNTS)
    assert min(receipt["new"], receipt["refused"], receipt["skipped"]) > 0
    errors = {(p["sheet"], p["row"]) for p in receipt["problems"] if p["level"] == "error"}
    assert len(errors) == receipt["refused"] == receipt["returned"]["rows"]
    assert all(p["code"] and p["message"] for p in receipt["problems"])
    back = openpyxl.load_workbook(machine.folder / "退回.xlsx")
    marked = {cell.row for sheet in back for row in sheet.iter_rows() for cell in row if cell.comment}
    assert len(marked) == receipt["refused"]
    again = machine.desk("import", "members", ROSTER)
    assert (again["new"], again["changed"], again["same"]) == (0, 0, receipt["new"])
    assert machine.desk("list", "members")["total"] == INVENTED + receipt["new"]
    assert isinstance(receipt, dict)
    return receipt


def _look(machine: Machine, receipt: dict[str, Any]) -> None:
    (person,) = machine.desk("search", "wangxiaoming")["results"]
    assert person["name"] == "王小明"
    assert person["id"] in {r["id"] for r in machine.desk("search", "wxm")["results"]}
    history = machine.desk("history", person["id"])["entries"]
    assert history[-1]["what"] == f"导入 roster.xlsx：新增 {receipt['new']}，变更 0"
    assert machine.run("union-desk", "history", "王小明").returncode == 0


def _print_and_count(machine: Machine) -> None:
    printed = machine.desk("print", "card-application", "--to", "申请表.pdf")
    pages = [page.extract_text() for page in PdfReader(machine.folder / "申请表.pdf").pages]
    assert len(pages) == printed["pages"] == printed["rows"] == machine.desk("list", "members")["total"]
    assert sum("王小明" in page for page in pages) == 1
    counted = machine.desk("statistics", "--to", "统计.xlsx")
    active = machine.desk("list", "members", "--filter", "membership_state=active,transferring_out")["total"]
    assert counted["members"] == active
    assert openpyxl.load_workbook(machine.folder / "统计.xlsx").sheetnames == counted["sheets"]


def _export(machine: Machine) -> None:
    done = machine.desk("export", "members", "--to", "会员.csv", "--field-names", "--unmasked", "--reason", "核对")
    with (machine.folder / "会员.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = {row["id_number"]: row for row in csv.DictReader(stream)}
    here = {r["id_number"]: r for r in machine.members().values()}
    assert rows.keys() == here.keys()
    assert len(rows) == done["rows"]
    for number, row in rows.items():
        for name in ("name", "birth_date", "mobile", "join_union_date"):
            assert row[name].lstrip("'") == (here[number].get(name) or ""), (number, name)
        for name in ("sex", "ethnicity", "education", "political_status"):
            assert row[name] == MEMBERS.fields[name].kind.show(here[number].get(name))


def _report(machine: Machine, address: str, token: str) -> None:
    assert machine.desk("sync", code=2)["error"]["code"] == "not_enrolled"
    assert machine.desk("enrol", "--server", address, "--token", token[:-4], code=2)["error"]["code"] == "not_a_token"
    assert machine.desk("enrol", "--server", address, "--token", token)["unit_code"] == CODE
    assert machine.desk("enrol", "--server", address, "--token", token, code=2)["error"]["code"] == "token_refused"
    waiting = machine.desk("sync", "status")["waiting_total"]
    assert machine.desk("sync", "policy")["accepted"] is None
    done = machine.desk("sync")
    assert machine.desk("sync", "policy")["accepted"]["by"]
    assert (done["records"], done["returned"], done["waiting"]) == (waiting, 0, 0)
    assert machine.desk("sync", "status")["waiting"] == {}
    assert machine.desk("sync")["records"] == 0
    assert machine.desk("sync", "--everything")["records"] == done["records"]
    _same_there(machine)


def _return(machine: Machine) -> None:
    """Send a record that an older program left wrong: it comes back, the others are received all the same."""
    db = Database.open(machine.folder / "office", PASSPHRASE)
    with db.write(ACTOR, "Left by an older program") as session:
        bad, good = records.page(session, MEMBERS, limit=2)
        records.update_many(session, MEMBERS, [(bad["id"], {"mobile": (bad["mobile"], "123")}),
                                               (good["id"], {"remark": (None, "改过")})])
    db.close()
    done = machine.desk("sync")
    assert (done["records"], done["returned"], done["waiting"]) == (2, 1, 0)
    (issue,) = machine.desk("sync", "status")["returned"]
    assert (issue["id"], issue["remarks"][0]["field"]) == (bad["id"], "mobile")
    words = machine.run("union-desk", "sync", "status").stdout
    assert bad["name"] in words
    assert "手机号码" in words
    assert machine.reported()[good["id"]]["remark"] == "改过"
    assert machine.superior("units")[0]["returned"] == 1
    machine.desk("edit", "members", bad["id"], "mobile=13900000077")
    assert machine.desk("sync")["returned"] == 0
    assert machine.desk("sync", "status")["returned"] == []
    _same_there(machine)


def _offline(machine: Machine) -> None:
    fault = machine.desk("sync", code=2)["error"]
    assert fault["code"] == "no_answer"
    status = machine.desk("sync", "status")
    assert (status["last_session"]["ok"], status["waiting_total"]) == (False, 0)


def _undo(machine: Machine, address: str) -> None:
    """Take the whole import back, much later; the superior hears of it when the server is there again."""
    gesture = next(g for g in machine.desk("journal", "--limit", 0) if g["what"].startswith("导入 roster.xlsx"))
    edits = [g["gesture"] for g in machine.desk("undo", "--list") if g["gesture"] > gesture["gesture"]]
    for _edit in edits:
        machine.desk("undo")
    assert machine.desk("undo")["undone"]["gesture"] == gesture["gesture"]
    assert machine.desk("list", "members")["total"] == INVENTED
    assert machine.desk("sync", "status")["waiting_total"] > 0
    with machine.serving(address.removeprefix("http://")):
        machine.desk("sync")
        _same_there(machine)
    found = machine.desk("verify")
    assert found["ok"] is True
    checked = machine.superior("check")
    assert checked["faults"] == []
