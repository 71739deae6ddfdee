"""An office and its superior with a road between them that can be cut anywhere; no network, the same bytes."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sync.desk import device, enrolment, session, status
from sync.protocol.messages import FRAMES_PATH
from sync.protocol.peer import NoAnswerError
from sync.server import reading, verifying
from tests.offices import ACTOR
from tests.samples import member
from union_desk import lifecycle, records
from union_desk.database import Database
from union_desk.registers import MEMBERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pytest

    from sync.desk.outcome import Report
    from sync.protocol.certificates import Unit
    from sync.server.service import Service
    from sync.server.superior import Superior

ADDRESS = "http://127.0.0.1:1"


class CutError(NoAnswerError):
    """The road was cut on purpose."""

    def __init__(self) -> None:
        """Say where."""
        super().__init__(address=ADDRESS, reason="cut")


@dataclass
class Road:
    """Carries requests to the service and counts them; `fault` may cut it before or after the superior has acted."""

    service: Service
    fault: Callable[[int, str, str], bool] = lambda _number, _path, _moment: False
    requests: list[tuple[str, bytes]] = field(default_factory=list)
    keeps: bool = True  # the requests that it carried

    def post(self, path: str, body: bytes, authorization: str) -> bytes:
        """Carry a request there and its answer back."""
        number = len(self.requests)
        if self.keeps:
            self.requests.append((path, body))
        if self.fault(number, path, "there"):
            raise CutError
        answer = self.service.post(path, body, authorization)
        if self.fault(number, path, "back"):
            raise CutError
        return answer

    @property
    def sent(self) -> list[bytes]:
        """Return the bodies that carried frames."""
        return [body for path, body in self.requests if path == FRAMES_PATH]


@dataclass
class Pair:
    """An enrolled office, its unit at the superior, and the road between them."""

    db: Database
    superior: Superior
    unit: Unit
    road: Road
    devices: Path
    patch: pytest.MonkeyPatch

    def sync(self, **kwargs: Any) -> Report:
        """Hold a session."""
        with self.at_this_computer():
            return session.run_session(self.db, post=self.road.post, **kwargs)

    @contextmanager
    def at_this_computer(self) -> Iterator[None]:
        """Look for the computer's key where this office keeps it."""
        with self.patch.context() as patch:
            patch.setenv(device.FOLDER, str(self.devices))
            yield

    def enrol(self, token: str, **kwargs: Any) -> None:
        """Enrol this computer."""
        with self.at_this_computer():
            enrolment.enrol(self.db, ADDRESS, token, post=self.road.post, **kwargs)

    def add(self, *serials: int, **changes: Any) -> list[str]:
        """Add members in one gesture; returns their ids."""
        with self.db.write(ACTOR, "Added") as s:
            return [lifecycle.create(s, MEMBERS, member(serial, **{"name": f"张{serial}"} | changes)).id
                    for serial in serials]

    def edit(self, record: str, **values: Any) -> None:
        """Change a member."""
        with self.db.write(ACTOR, "Changed") as s:
            records.save(s, MEMBERS, values, record)

    def delete(self, *ids: str) -> None:
        """Put members into the bin."""
        with self.db.write(ACTOR, "Deleted") as s:
            records.delete(s, MEMBERS, ids)

    def force(self, record: str, **values: Any) -> None:
        """Change a member past all checks, as an older program or a repair script might have done."""
        with self.db.write(ACTOR, "Forced") as s:
            row = records.get(s, MEMBERS, record)
            records.update_many(s, MEMBERS, [(record, {n: (row[n], v) for n, v in values.items()})])

    def there(self, register: str = "members") -> dict[str, dict[str, Any]]:
        """Return what the superior holds, by id."""
        return {r["id"]: r for r in reading.records(self.superior, self.unit, register)}

    def names(self) -> dict[str, str]:
        """Return the names the superior holds of members that are not deleted, by id."""
        return {i: r["name"] for i, r in self.there().items() if r["status"] != reading.DELETED}

    def states(self, *ids: str) -> list[str]:
        """Return what the grid shows of these members."""
        with self.db.read() as s:
            found = status.record_statuses(s, MEMBERS, ids)
        return [found[i].state for i in ids]

    def status(self) -> status.Status:
        """Return the whole status."""
        return status.status(self.db)

    def check(self) -> None:
        """Prove that the superior holds exactly what the office sealed, and that nothing waits."""
        assert verifying.check(self.superior).faults == []
        shown = self.status()
        assert (shown.waiting, shown.differs) == ({}, False)
        with self.db.read() as s:
            rows = s.execute(MEMBERS.table.select()).mappings().all()
        held = self.there()
        assert held.keys() == {r["id"] for r in rows}
        for row in rows:
            kept = {n: int(v) if isinstance(v, bool) else v for n in MEMBERS.fields if (v := row[n]) is not None}
            shown_there = {n: v for n, v in held[row["id"]].items() if n not in {"id", "status", "remarks"}}
            assert shown_there == ({} if row["deleted"] else kept)

    def copy(self, folder: Path, *, with_key: bool) -> Pair:
        """Return a copy of the office as on another computer, with the device's key (a disk image) or without it."""
        self.db.close()
        shutil.copytree(self.db.folder, folder / "office")
        if with_key:
            shutil.copytree(self.devices, folder / "devices")
        return Pair(Database.open_with(folder / "office", self.db.key), self.superior, self.unit,
                    Road(self.road.service), folder / "devices", self.patch)

    def backup(self, folder: Path) -> Path:
        """Return a copy of the office's files."""
        self.db.close()
        shutil.copytree(self.db.folder, folder)
        return folder

    def restore(self, folder: Path) -> None:
        """Put back an old copy of the office's files."""
        self.db.close()
        shutil.rmtree(self.db.folder)
        shutil.copytree(folder, self.db.folder)
        self.db = Database.open_with(self.db.folder, self.db.key)
