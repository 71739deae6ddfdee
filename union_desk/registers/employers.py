"""The employer units that the union covers (domain reference §3.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from union_desk.schema.register import Register

REGISTERS: tuple[Register, ...] = ()
