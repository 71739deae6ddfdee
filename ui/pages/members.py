"""The members' page: the register's page, and what the identity number tells about the person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ui.register_page import RegisterPage
from union_desk.registers import MEMBERS
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ui.context import App
    from ui.detail import Detail
    from ui.pages.personal_data import PersonalDataDialog


class MembersPage(RegisterPage):
    """All who are on the roster."""

    def __init__(self, app: App) -> None:
        """Show the members."""
        super().__init__(app, MEMBERS, fill_from_number)

    def show_personal_data(self) -> PersonalDataDialog | None:
        """Show what is kept about the member in the panel, else under the cursor."""
        shown = self.detail.record_id if self.detail is not None and self.detail.isVisible() else None
        member = shown or self.grid.current_id()
        if member is None:
            return None
        from ui.pages.personal_data import PersonalDataDialog  # start-up: not part of the first sight

        dialog = PersonalDataDialog(self.app, member, self)
        dialog.open()
        return dialog

    def _panel(self) -> Detail:
        if self.detail is not None:
            return super()._panel()
        made = super()._panel()
        made.add_tool("eye-off", _("Personal data of the member (Ctrl+Shift+D)"), self.show_personal_data)
        return made


def fill_from_number(values: dict[str, Any], field: str) -> Mapping[str, Any]:
    """Propose birth date and sex from a sound identity number (rule R2 compares them later)."""
    if field not in {"id_number", "id_type"} or not values.get("id_number"):
        return {}
    from union_desk.schema import identity

    reading = identity.read(str(values.get("id_type") or "01"), str(values["id_number"]))
    if reading.faults:
        return {}
    return {name: value for name, value in (("birth_date", reading.birth_date), ("sex", reading.sex)) if value}
