"""Activities with budget, enrolment, sign-in, goods and spending (domain reference §5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from union_desk.schema.register import Register

REGISTERS: tuple[Register, ...] = ()
