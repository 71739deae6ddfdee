"""What a cell of the grid shows: the value as people read it, masked where it is private, names for references."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from ui import outbox
from union_desk import records, registers
from union_desk.schema.kinds import Integer, Ref
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from PySide6.QtGui import QIcon
    from sqlalchemy.orm import Session

    from ui.context import App
    from union_desk.schema.register import Register

Role = Qt.ItemDataRole
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Look:
    """What is drawn in a cell."""

    text: str
    right: bool = False
    icon: QIcon | None = None
    color: QColor | None = None


class Cells:
    """Makes texts of values for one register."""

    ROLES = frozenset(
        {Role.DisplayRole, Role.ToolTipRole, Role.TextAlignmentRole, Role.ForegroundRole, Role.DecorationRole}
    )

    def __init__(self, app: App, register: Register) -> None:
        """Begin with everything masked and no names of references known."""
        self.app, self.register = app, register
        self.unmasked: frozenset[str] = frozenset()
        self._titles: dict[str, str] = {}
        self._right = {f.name for f in register.fields.values() if isinstance(f.kind, Integer)}

    def cell(self, row: Mapping[str, Any], name: str, role: int) -> Any:
        """Return what a view asks about one value."""
        if role == Role.TextAlignmentRole:
            return RIGHT if name in self._right else None
        if role in {Role.ForegroundRole, Role.DecorationRole}:
            return None
        text = self.text(row, name)
        return (text or None) if role == Role.ToolTipRole else text

    def text(self, row: Mapping[str, Any], name: str) -> str:
        """Return a value as it may be seen now."""
        spec = self.register.fields[name]
        value = row.get(name)
        if value is None:
            return ""
        if isinstance(spec.kind, Ref):
            return self._titles.get(str(value), "…")
        if spec.sensitive and row.get("id") not in self.unmasked:
            return spec.kind.mask(value)
        return spec.kind.show(value)

    def look(self, row: Mapping[str, Any], name: str) -> Look:
        """Return all that is drawn of one value."""
        return Look(self.text(row, name), right=name in self._right)

    def status_look(self, status: outbox.Status | None) -> Look:
        """Return all that is drawn of the report of a record."""
        if status is None:
            return Look("")
        role = Role.ForegroundRole
        found = outbox.LOOKS[status.state]
        icon = self.app.theme.icon(found.icon, found.tone)
        return Look(_(found.text), icon=icon, color=self.status(status, role))

    def status(self, status: outbox.Status | None, role: int) -> Any:
        """Return what a view asks about the report of a record to the superior."""
        if status is None:
            return None
        look = outbox.LOOKS[status.state]
        if role == Role.DisplayRole:
            return _(look.text)
        if role == Role.ToolTipRole:
            return status.explanation()
        if role == Role.DecorationRole:
            return self.app.theme.icon(look.icon, look.tone)
        if role == Role.ForegroundRole and look.tone == "error":
            return QColor(self.app.theme.hex("error"))
        return None

    def prepare(self, session: Session, rows: Sequence[Mapping[str, Any]], columns: Iterable[str]) -> None:
        """Look up the names of the records that these rows refer to."""
        for name in columns:
            spec = self.register.fields.get(name)
            if spec is not None and isinstance(spec.kind, Ref):
                wanted = {str(row[name]) for row in rows if row.get(name)} - self._titles.keys()
                if wanted:
                    self._titles.update(records.titles(session, registers.get(spec.kind.register), sorted(wanted)))

    def forget_titles(self) -> None:
        """Look the names of references up again."""
        self._titles = {}
