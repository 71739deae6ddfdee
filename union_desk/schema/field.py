"""One column, declared once: label, kind, other headings, who may see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from union_desk.schema.kinds import Kind


@dataclass(frozen=True, slots=True)
class Field:
    """The facts of one column.

    required: a record without it is not saved. core: a record without it is saved but not qualified (domain §1.4).
    also: other headings that rosters use. sensitive: masked until asked for. computed: derived by the program,
    never typed or imported. section: heading of the form's part. help: the filling rule shown on F1.
    search: the value is found by the search field. index: rows are looked up and sorted by it.

    Its column is nullable in the database: what is required is a rule of validation, and the superior's tables must
    hold whatever arrives.
    """

    name: str
    label: str
    kind: Kind
    required: bool = False
    core: bool = False
    also: tuple[str, ...] = ()
    sensitive: bool = False
    computed: bool = False
    section: str = ""
    help: str = ""
    search: bool = False
    default: str | int | bool | None = None
    index: bool = False

    def __set_name__(self, _model: type, name: str) -> None:
        """Take the name under which a register's class declares it."""
        object.__setattr__(self, "name", name)


def field(  # noqa: PLR0913  a declaration reads as a table row
    label: str,
    kind: Kind,
    *,
    required: bool = False,
    core: bool = False,
    also: tuple[str, ...] = (),
    sensitive: bool = False,
    computed: bool = False,
    section: str = "",
    help: str = "",  # noqa: A002  the word the person at the desk knows
    search: bool = False,
    default: str | int | bool | None = None,
    index: bool = False,
) -> Any:  # each field says its own type, as Mapped[…]
    """Declare a column with its facts; it is named by the register's class."""
    return Field("", label, kind, required, core, also, sensitive, computed, section, help, search, default, index)
