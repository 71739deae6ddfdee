"""Union funds: budget, ledger, remittance, welfare (domain reference §6.2 to §6.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from union_desk.schema.register import Register

REGISTERS: tuple[Register, ...] = ()
