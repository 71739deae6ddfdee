"""What the server says about itself."""

from __future__ import annotations

import msgspec


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """`status` is `ok`, `full` or `stopping`; `version` is the program's.

    `full`: reports are refused for want of room, all else goes on. `free_bytes` are left on the data's disk, null where
    the database is a server's of its own.
    """

    status: str
    version: str
    free_bytes: int | None = None
