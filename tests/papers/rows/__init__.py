"""What forms of other books than the members' are printed with in the tests: one module an area.

`ROWS`: form → its records; `EXTRA`: form → what its `gather` would have read (`job.extra`). A form that is named in
neither is printed for everybody of `tests.papers.samples`.
"""

from __future__ import annotations

import importlib
import pkgutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.papers.samples import DETAILS, EVERYBODY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from union_desk.papers.job import Details, Values


def _gathered(name: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for info in pkgutil.iter_modules(__path__):
        found |= getattr(importlib.import_module(f"{__name__}.{info.name}"), name, {})
    return found


ROWS: dict[str, Sequence[Values]] = _gathered("ROWS")
EXTRA: dict[str, dict[str, Any]] = _gathered("EXTRA")


def rows_of(form: str) -> Sequence[Values]:
    """Return the records that a form is printed for."""
    return ROWS.get(form, EVERYBODY)


def details_of(form: str) -> Details:
    """Return the details that a form is printed with."""
    return replace(DETAILS, extra=EXTRA.get(form, {}))
