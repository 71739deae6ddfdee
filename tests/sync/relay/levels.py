"""Three levels in one process: an office, its district, the district's city; the roads carry the same bytes."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sync.protocol import frame
from sync.protocol.refusals import Refused, Why
from sync.relay import enrolment, policy, session
from sync.server import backups, reading, relays
from sync.server.service import Service
from sync.server.superior import Superior
from tests.sync.roads import ADDRESS, Pair, Road

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import pytest

    from sync.protocol.certificates import Unit
    from sync.protocol.columns import Table
    from sync.relay.policy import Policy
    from sync.relay.session import Report


@dataclass
class Level:
    """A superior that reports to a higher one, and the road between them."""

    superior: Superior
    above: Superior
    unit: Unit
    road: Road
    policy: Policy = field(default_factory=policy.read)

    @classmethod
    def of(cls, superior: Superior, above: Superior, code: str = "4601") -> Level:
        """Enrol a superior at a higher one."""
        unit, token = above.add_unit(superior.name, code)
        relays.allow(above, code)
        made = cls(superior, above, unit, Road(Service(above)))
        enrolment.enrol(superior, ADDRESS, token.text, post=made.road.post)
        made.road.requests.clear()
        return made

    def relay(self) -> Report:
        """Hold a session with the higher superior."""
        return session.run(self.superior, self.policy, self.road.post)

    def there(self, unit: Unit, register: str = "members") -> dict[str, dict[str, Any]]:
        """Return what the higher superior holds of a unit, by id."""
        return {row["id"]: row for row in reading.records(self.above, unit, register)}

    def backup(self, folder: Path) -> Path:
        """Return a backup of the higher superior."""
        file = folder / f"above-{len(list(folder.iterdir()))}.bak"
        backups.backup(self.above, file)
        return file

    def restore(self, file: Path, folder: Path, *, epoch: bool = True, address: str = "") -> None:
        """Put the higher superior back as it was; without an epoch as if its file had been copied back by hand.

        It lies in a file of the folder then, or at the address of an empty database.
        """
        self.above.close()
        place = folder / f"restored-{len(list(folder.iterdir()))}.db"
        if epoch:
            self.above = backups.restore(file, address or str(place))
        else:
            shutil.copy(file, place)
            self.above = Superior.open(str(place))
        self.road.service = Service(self.above)

    def sent_values(self) -> set[Any]:
        """Return every value of every record that went to the higher superior."""
        tables = [table for body in self.road.sent for one in frame.read(body) for table in one.tables()]
        return {value for table in tables for values in table.columns.values() for value in values}


@contextmanager
def in_parts(patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let no frame of a relay hold more than one record: each goes up in as many parts as it has records."""
    seal = frame.seal

    def narrow(draft: frame.Draft, tables: Sequence[Table], *rest: Any) -> frame.Frame:
        if draft.of is not None and sum(len(table.ids) for table in tables) > 1:
            raise Refused(Why.TOO_LARGE, detail="payload of a frame")
        return seal(draft, tables, *rest)

    with patch.context() as narrowed:
        narrowed.setattr(frame, "seal", narrow)
        yield


def same(pair: Pair, level: Level, register: str = "members") -> bool:
    """Tell whether the higher superior holds of the office just what its own superior holds."""
    def told(rows: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
        return {record: {name: value for name, value in row.items() if name not in {"status", "remarks"}}
                for record, row in rows.items()}

    return told(pair.there(register)) == told(level.there(pair.unit, register))
