"""What the importer remembers of earlier imports: layouts, headings and values that people matched, files seen."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from union_desk import settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from union_desk.exchange.matching import Match
    from union_desk.schema.kinds import Scalar
    from union_desk.schema.register import Register

_FILES_KEPT = 200
_LAYOUTS_KEPT = 200


class Memory:
    """The remembered matters of one register, as they stand in the office's settings."""

    def __init__(self, session: Session, register: Register) -> None:
        """Read what is remembered."""
        self._register = register
        self.layouts: dict[str, Any] = settings.get(session, self._name("layouts"), {})
        self.headings: dict[str, str] = settings.get(session, self._name("headings"), {})
        self.values: dict[str, dict[str, Scalar]] = settings.get(session, self._name("values"), {})
        self.files: dict[str, Any] = settings.get(session, self._name("files"), {})

    def _name(self, what: str) -> str:
        return f"import.{self._register.name}.{what}"

    def layout(self, fingerprint: str) -> dict[int, str | None] | None:
        """Return the columns that a layout had last time, or None when it is new."""
        found = self.layouts.get(fingerprint)
        if found is None:
            return None
        known = self._register.fields
        return {int(column): name for column, name in found.items() if name is None or name in known}

    def remember_layout(self, fingerprint: str, matches: list[Match]) -> None:
        """Remember the columns of a layout."""
        self.layouts.pop(fingerprint, None)
        self.layouts[fingerprint] = {str(m.column): m.field for m in matches if m.reason != "blank"}
        while len(self.layouts) > _LAYOUTS_KEPT:
            self.layouts.pop(next(iter(self.layouts)))

    def remember_values(self, chosen: Mapping[str, Mapping[str, Scalar]]) -> None:
        """Remember the values that a person matched by hand, by field."""
        for field, values in chosen.items():
            self.values.setdefault(field, {}).update(values)

    def remember_file(self, digest: str, name: str, rows_read: int) -> None:
        """Remember that a file was applied."""
        self.files.pop(digest, None)
        self.files[digest] = {
            "name": name,
            "rows": rows_read,
            "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        }
        while len(self.files) > _FILES_KEPT:
            self.files.pop(next(iter(self.files)))

    def save(self, session: Session) -> None:
        """Write everything back."""
        for what in ("layouts", "headings", "values", "files"):
            settings.put(session, self._name(what), getattr(self, what))
