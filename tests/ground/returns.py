"""A return that lines and steps hang on."""

from __future__ import annotations

from typing import Any

Row = dict[str, Any]


def _ordered(row: Row) -> Row:
    first, last = sorted((row["period_from"], row["period_to"]))
    return row | {"period_from": first, "period_to": last, "version": 1 + row["version"] % 900}


GROUND: dict[str, Row] = {"statistics_returns": {"period_from": "2023-10-01", "period_to": "2024-09-30", "version": 1}}
MEND = {"statistics_returns": _ordered}
