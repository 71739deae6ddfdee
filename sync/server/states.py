"""What the server says about itself."""

from __future__ import annotations

import msgspec


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """`status` is `ok` or `stopping`; `version` is the program's."""

    status: str
    version: str
