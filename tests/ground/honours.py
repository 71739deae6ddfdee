"""A model worker and a shop that visits and offers hang on."""

from __future__ import annotations

from typing import Any

from tests.ground import place

Row = dict[str, Any]


def _holder(row: Row) -> Row:
    """Name the one to whom an award was given, and nobody else."""
    named: dict[str, Row] = {
        "person": {"member_id": place("members")}, "branch": {"branch_id": place("branches"), "member_id": None},
        "union": {"member_id": None}}
    return row | named[row.get("holder") or "person"] | {"year": 1949 + row["year"] % 70}


def _year(row: Row) -> Row:
    return row | {"year": 1949 + row["year"] % 70}


GROUND: dict[str, Row] = {
    "model_workers": {"member_id": place("members"), "level": "6", "year": 2020},
    "partner_shops": {"name": "和风书店", "kind": "03"},
}
MEND = {"honours": _holder, "model_workers": _year}
