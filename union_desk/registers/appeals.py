"""Appeals, proposals and rights cases (domain reference §7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from union_desk.schema.register import Register

REGISTERS: tuple[Register, ...] = ()
