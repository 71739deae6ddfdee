"""Elections from plan to approved result (domain reference §3.3, §3.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from union_desk.schema.register import Register

REGISTERS: tuple[Register, ...] = ()
