"""What the tests that hold for every register need to know of each: one module an area.

`GROUND`: register → the values of one sound record that others may name; it is laid into every office of those tests.
A further one of the same register is called `register:name`; only `MEND` names it.
`MEND`: register → a function from drawn values to values that its rules accept (most registers need none).
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

Row = dict[str, Any]


def place(register: str) -> str:
    """Return the id of the ground record of a register: the same in every office."""
    return f"00000000-0000-7000-8000-{int.from_bytes(register.encode(), 'big') % 16**12:012x}"


def _gathered(name: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for info in pkgutil.iter_modules(__path__):
        found |= getattr(importlib.import_module(f"{__name__}.{info.name}"), name, {})
    return found


GROUND: dict[str, Row] = _gathered("GROUND")
MEND: dict[str, Callable[[Row], Row]] = _gathered("MEND")
