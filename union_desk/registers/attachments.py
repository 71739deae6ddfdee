"""Papers and photographs that hang on a record of any register: here their facts, their contents in the store."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, Integer, LongText, Text
from union_desk.schema.record import Record
from union_desk.schema.register import Register
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped

    from union_desk.schema.register import Values


class Attachment(Record):
    """One file: what it shows, on which record it hangs, and the name of its content."""

    __tablename__ = "attachments"

    owner_register: Mapped[str | None] = field(N_("Book"), Text(), required=True)
    owner_id: Mapped[str | None] = field(N_("Record"), Text(), required=True, index=True)
    evidence: Mapped[str | None] = field(
        N_("Kind of paper"), Code(list="evidence"), required=True, default="99", also=("材料类别", "附件类别"),
        help=N_("What the paper proves; checklists ask for it by this kind."))
    title: Mapped[str | None] = field(N_("Title"), Text(), required=True, search=True, also=("标题", "材料名称"))
    dated: Mapped[str | None] = field(N_("Date of the paper"), Date(), also=("材料日期",))
    file_name: Mapped[str | None] = field(N_("File name"), Text(), computed=True)
    media_type: Mapped[str | None] = field(N_("File type"), Text(), computed=True)
    size: Mapped[int | None] = field(N_("Size in bytes"), Integer(), computed=True)
    content: Mapped[str | None] = field(
        N_("Name of the content"), Text(), computed=True, index=True, help=N_("The SHA-256 of what the file holds."))
    note: Mapped[str | None] = field(N_("Remark"), LongText(), also=("备注",))


def title_of(values: Values) -> str:
    """Return the words by which a person knows the file."""
    return str(values.get("title") or values.get("file_name") or "")


ATTACHMENTS = Register(
    name="attachments", label=N_("Attachments"), singular=N_("Attachment"), model=Attachment, title=("title",),
    goes_with="owner_register", area="norms", by_program=True,
    columns=("evidence", "title", "dated", "file_name", "size"), sort=("n",))
REGISTERS = (ATTACHMENTS,)
