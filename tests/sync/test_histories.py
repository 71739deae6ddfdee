"""Histories of disasters again, with real offices and a real superior: SQL, files, signatures and all.

Few of them, since each takes seconds; `UNION_HISTORIES=50` runs more. What they prove is that the engines do what the
core's stores in memory do.
"""

from __future__ import annotations

import json
import os
import random
import shutil
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from sync.desk import carrier, conflicts, pruning
from sync.protocol.refusals import Refused
from sync.server import carrier as there
from sync.server import posting, verifying
from sync.server.service import Service
from sync.server.superior import Superior
from sync.server.tables import KEPT
from tests.offices import ACTOR
from tests.sync.roads import CutError, Pair, Road
from tests.sync.senders import row_id
from tests.sync.test_posts import PAPER
from union_desk import registers
from union_desk.database import Database
from union_desk.registers import MEMBERS
from union_desk.synctables import RIVALS, ROOTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

FIELDS = ("employer_name", "native_place", "household_place")
STEPS, ROUNDS = 26, 5
SEEDS = range(int(os.environ.get("UNION_HISTORIES", "3")))


@dataclass
class History:
    """Two or three computers of one union, their superior over a file, and what befalls them."""

    seed: int
    folder: Path
    computers: list[Pair]
    records: list[str]
    parents: dict[str, set[str]] = field(default_factory=dict)
    backups: list[tuple[Pair | None, Path]] = field(default_factory=list)
    sticks: list[tuple[Pair, Path]] = field(default_factory=list)
    trace: list[str] = field(default_factory=list)
    count: int = 0

    def __post_init__(self) -> None:
        """Draw."""
        self.r = random.Random(self.seed)

    @property
    def superior(self) -> Path:
        """Return the superior's file."""
        return self.folder / "superior.db"

    def number(self) -> int:
        """Return a fresh number."""
        self.count += 1
        return self.count

    def step(self) -> None:
        """Let one thing happen."""
        one = self.r.choice(self.computers)
        steps = {self._edit: 34, self._sync: 26, self._backup: 8, self._restore: 6, self._restore_superior: 6,
                 self._stick: 10, self._post: 4, self._decide: 3, self._copy: 3, self._prune: 4}
        (chosen,) = self.r.choices(list(steps), list(steps.values()))
        self.trace.append(f"{chosen.__name__} {self.computers.index(one)}")
        chosen(one)

    def _edit(self, one: Pair) -> None:
        record, name, edit = self.r.choice(self.records), self.r.choice(FIELDS), f"e{self.number()}"
        with one.db.read() as s:
            now = s.execute(sa.select(MEMBERS.table.c[name]).where(MEMBERS.table.c.id == record)).scalar()
        self.parents[edit] = {now} if now in self.parents else set()
        one.force(record, **{name: edit})
        self.trace[-1] += f" {record[-4:]} {name}={edit} on {now}"

    def _sync(self, one: Pair) -> None:
        at, moment = self.r.choice([0, 1, 1, 2, 2, 3, 4, 99, 99, 99]), self.r.choice(["there", "back"])
        begun = len(one.road.requests)
        one.road.fault = lambda number, _path, when: number - begun == at and when == moment
        with suppress(CutError):
            one.sync(accept_emptier=True)
        one.road.fault = lambda *_at: False

    def _backup(self, one: Pair) -> None:
        target = self.folder / f"backup{self.number()}"
        if self.r.random() < .4:
            self._reopen()
            self.computers[0].superior.close()
            shutil.copy(self.superior, target)
            self._reopen()
            self.backups.append((None, target))
        else:
            one.backup(target)
            one.db = Database.open_with(one.db.folder, one.db.key)
            self.backups.append((one, target))

    def _reopen(self) -> None:
        self.computers[0].superior.close()
        opened = Superior.open(str(self.superior))
        for each in self.computers:
            each.superior, each.road.service = opened, Service(opened)

    def _restore(self, _one: Pair) -> None:
        fitting = [(whose, path) for whose, path in self.backups if whose is not None]
        if fitting:
            whose, path = self.r.choice(fitting)
            whose.restore(path)
            self.trace[-1] += f": {self.computers.index(whose)} from {path.name}"

    def _restore_superior(self, _one: Pair) -> None:
        fitting = [path for whose, path in self.backups if whose is None]
        if fitting:
            self.computers[0].superior.close()
            for each in self.folder.glob("superior.db*"):
                each.unlink()
            shutil.copy(self.r.choice(fitting), self.superior)
            self._reopen()

    def _stick(self, one: Pair) -> None:
        if self.sticks and self.r.random() < .5:
            whose, path = self.r.choice(self.sticks)
            with suppress(Refused):
                there.answer(one.superior, there.read(one.superior, path), path.with_suffix(".answer"))
                if self.r.random() < .7:
                    with whose.at_this_computer():
                        carrier.read(whose.db, path.with_suffix(".answer"))
            return
        path = self.folder / f"stick{self.number()}.udf"
        with one.at_this_computer():
            carrier.write(one.db, path)
        self.sticks.append((one, path))

    def _prune(self, one: Pair) -> None:
        with one.db.bookkeeping() as s:
            self.trace[-1] += f": {pruning.prune(s, own_days=0, other_days=0, last=0)} frames"

    def _post(self, one: Pair) -> None:
        number = self.number()
        posting.post(one.superior, "posted_papers", [PAPER | {"id": row_id(number), "title": f"第{number}号"}],
                     self.r.choice(["", one.unit.id]))

    def _decide(self, one: Pair) -> None:
        with one.db.read() as s:
            waiting = conflicts.conflicts(s)
        if waiting:
            chosen = self.r.choice(waiting)
            conflicts.decide(one.db, ACTOR, chosen)

    def _copy(self, one: Pair) -> None:
        if len(self.computers) > 2:
            return
        made = one.copy(self.folder / f"copy{self.number()}", with_key=self.r.random() < .5)
        one.db = Database.open_with(one.db.folder, one.db.key)
        if not made.devices.exists():
            _unit, token = one.superior.add_token(one.unit.code)
            made.enrol(token.text)
        self.backups = [b for b in self.backups if b[0] is not None]  # an older superior does not know the computer
        self.computers.append(made)

    # ---- the end

    def edits(self, one: Pair) -> set[str]:
        """Return the edits that stand in an office's database."""
        with one.db.read() as s:
            rows = s.execute(sa.select(*(MEMBERS.table.c[n] for n in FIELDS))).all()
            found = {value for row in rows for value in row}
            texts = [*s.execute(sa.select(RIVALS.c.content)).scalars(),
                     *s.execute(sa.select(registers.get("kept_versions").table.c.content)).scalars()]
        return (found | {value for text in texts for value in json.loads(text).values()}) & self.parents.keys()

    def there(self) -> set[str]:
        """Return the edits that the superior holds, shown or not."""
        one = self.computers[0]
        found = {row.get(n) for row in one.there().values() for n in FIELDS}
        for row in one.there("kept_versions").values():
            found |= set(json.loads(str(row["content"])).values())
        with one.superior.engine.begin() as connection:
            for content in connection.execute(sa.select(KEPT.c.content)).scalars():
                told = json.loads(content)["values"]
                found |= set(told.values()) | set(json.loads(told.get("content") or "{}").values())
        return {edit for edit in found if edit in self.parents}

    def ancestors(self, edits: set[str]) -> set[str]:
        """Return the edits with all that their authors saw in the field."""
        found, left = set(edits), list(edits)
        while left:
            for parent in self.parents[left.pop()] - found:
                found.add(parent)
                left.append(parent)
        return found

    def heal(self) -> None:
        """Stop all faults, let everybody sync, and judge."""
        must = self.ancestors({edit for one in self.computers for edit in self.edits(one)})
        for _round in range(ROUNDS):
            for one in self.computers:
                one.sync(accept_emptier=True)
        told = "\n".join(self.trace)
        assert must - self.ancestors(self.there()) == set(), told
        assert verifying.check(self.computers[0].superior).faults == [], told
        views = [self.view(one) for one in self.computers]
        assert all(view == views[0] for view in views), told
        for one in self.computers:
            assert (one.status().waiting, one.status().differs, one.sync().frames) == ({}, False, 0), told

    @staticmethod
    def view(one: Pair) -> list[Any]:
        """Return what an office shows of its members and of the superior's papers, and its sums."""
        with one.db.read() as s:
            members, papers = MEMBERS.table, registers.get("posted_papers").table
            roots = sa.select(ROOTS.c.register, ROOTS.c.rows, ROOTS.c.a, ROOTS.c.b).where(ROOTS.c.rows > 0)
            return [*sorted(map(str, s.execute(sa.select(members.c.id, *(members.c[n] for n in FIELDS))).all())),
                    *sorted(s.execute(sa.select(papers.c.title).where(papers.c.deleted.is_(False))).scalars()),
                    *sorted(map(str, s.execute(roots).all()))]


@pytest.fixture
def world(enrolled: Callable[[Superior], Pair], superior_template: Path, tmp_path: Path) -> Iterator[History]:
    """Give two computers of one union with three members, and their superior."""
    shutil.copy(superior_template, tmp_path / "superior.db")
    one = enrolled(Superior.open(str(tmp_path / "superior.db")))
    records = one.add(1, 2, 3)
    one.sync()
    other = one.copy(tmp_path / "other", with_key=False)
    one.db = Database.open_with(one.db.folder, one.db.key)
    _unit, token = one.superior.add_token(one.unit.code)
    other.road = Road(one.road.service)
    other.enrol(token.text)
    history = History(0, tmp_path, [one, other], records)
    yield history
    for each in history.computers:
        each.db.close()
    one.superior.close()


@pytest.mark.parametrize("seed", SEEDS)
def test_real_offices_live_through_disasters(world: History, seed: int) -> None:
    world.r.seed(seed)
    for _step in range(STEPS):
        world.step()
    world.heal()
