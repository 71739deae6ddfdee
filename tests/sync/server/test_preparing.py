"""What a server does once when it starts is done by a process that ends; what it never uses it does not load."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa

from sync.server import preparing, tables
from union_desk import registers

if TYPE_CHECKING:
    from pathlib import Path

UNUSED = ["sqlalchemy.orm", "union_desk.journal", "union_desk.records", "sync.desk.store", "union_desk.about"]
LOADED = f"import sys, sync.server.cli, sync.server.serving, sync.relay.running; print(sys.modules.keys() & {UNUSED})"
DESCRIBED = ("from sync.server import tables; from union_desk.schema import record; tables.mirrors(); "
             "print(*record.metadata.tables)")


def wrong() -> None:
    msg = "away"
    raise OSError(msg)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked here")
def test_work_is_done_by_another_process_which_tells_whether_it_went_well(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "active_count", lambda: 1)  # whatever the run of the tests does beside
    by = tmp_path / "by"
    assert preparing.apart(lambda: by.write_text(str(os.getpid()), encoding="utf-8"))
    assert by.read_text(encoding="utf-8") != str(os.getpid())
    assert not preparing.apart(wrong)


def test_a_process_of_several_threads_is_not_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[int] = []
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    assert not preparing.apart(lambda: done.append(1))
    assert done == []


def test_a_server_loads_no_journal_no_mapping_and_no_end_of_an_office() -> None:
    told = subprocess.run([sys.executable, "-c", LOADED], check=True, capture_output=True, text=True).stdout
    assert told.strip() == "set()"


def test_a_server_with_all_its_tables_describes_none_of_an_office() -> None:
    told = subprocess.run([sys.executable, "-c", DESCRIBED], check=True, capture_output=True, text=True).stdout
    assert told.strip() == ""


def test_a_mirror_is_described_once_however_many_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_mirrors", {})
    monkeypatch.setattr(tables, "metadata", sa.MetaData())
    found: list[tables.Mirror] = []
    ready = threading.Barrier(4)

    def ask() -> None:
        ready.wait()
        found.append(tables.mirror("members"))

    askers = [threading.Thread(target=ask) for _count in range(4)]
    for each in askers:
        each.start()
    for each in askers:
        each.join()
    assert len(found) == 4
    assert len({id(each) for each in found}) == 1
    assert found[0].register is registers.MEMBERS
    assert tables.mirror("not_known_here").table is tables.OTHER
