"""Whether there is room to write: what the data's disk has left, and whether the last report was refused for it.

Papers, receipts and greetings go on while the data's disk is full; reports alone are refused. So a probe that asks only
whether the server answers sees nothing of it.
"""

from __future__ import annotations

import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sync.protocol import limits
from sync.server import engine as engines

if TYPE_CHECKING:
    import sqlalchemy as sa


@dataclass
class Room:
    """What one server process knows of the room for its data.

    refused_at: when a request was last refused because a disk is full, seconds since 1970, 0.0 for never; for people.
    is_refusing: no report was taken since.
    """

    engine: sa.Engine
    refused_at: float = 0.0
    is_refusing: bool = False

    def refuse(self) -> None:
        """Note that there was no room."""
        self.refused_at, self.is_refusing = time.time(), True

    def take(self) -> None:
        """Note that a report was written."""
        self.is_refusing = False

    def free(self) -> int | None:
        """Return the bytes left on the data's disk; None where the database is a server's and its disk its own."""
        if self.engine.dialect.name != "sqlite":
            return None
        with engines.reading(self.engine) as connection:
            file = connection.exec_driver_sql("PRAGMA database_list").one()[2]
        return shutil.disk_usage(Path(file).parent).free if file else None

    def is_full(self) -> bool:
        """Tell whether reports are refused, or will be: less is left than one request may hold."""
        free = self.free()
        return self.is_refusing or (free is not None and free < limits.REQUEST_BYTES)
