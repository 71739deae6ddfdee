"""The members' page: the register's page, and what the identity number tells about the person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ui.register_page import RegisterPage
from union_desk.registers import MEMBERS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ui.context import App


class MembersPage(RegisterPage):
    """All who are on the roster."""

    def __init__(self, app: App) -> None:
        """Show the members."""
        super().__init__(app, MEMBERS, fill_from_number)


def fill_from_number(values: dict[str, Any], field: str) -> Mapping[str, Any]:
    """Propose birth date and sex from a sound identity number (rule R2 compares them later)."""
    if field not in {"id_number", "id_type"} or not values.get("id_number"):
        return {}
    from union_desk.schema import identity

    reading = identity.read(str(values.get("id_type") or "01"), str(values["id_number"]))
    if reading.faults:
        return {}
    return {name: value for name, value in (("birth_date", reading.birth_date), ("sex", reading.sex)) if value}
