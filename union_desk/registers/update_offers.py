"""Versions of the program that the superior union offers by way of its server: its rows, not the office's.

The file itself comes on a stick, as it is far larger than what a slow line carries; a row says which one it is. It is
proved by the makers' signature all the same: an offer alone installs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.schema.field import field
from union_desk.schema.kinds import Date, Integer, LongText, Text
from union_desk.schema.record import Record
from union_desk.schema.register import SUPERIOR, Register
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped

OFFER_FIELDS = ("version", "system", "machine", "name", "size", "sha256", "notes")


class UpdateOffer(Record):
    """One update file, as the superior proved it."""

    __tablename__ = "update_offers"

    version: Mapped[str | None] = field(N_("Version offered"), Text(), required=True, also=("版本号",))
    system: Mapped[str | None] = field(N_("For the system"), Text(), required=True, also=("操作系统",))
    machine: Mapped[str | None] = field(N_("For the processor"), Text(), required=True, also=("处理器",))
    name: Mapped[str | None] = field(N_("Name of the package"), Text(), also=("安装包",))
    size: Mapped[int | None] = field(N_("Size in bytes"), Integer(), also=("字节数",))
    sha256: Mapped[str | None] = field(N_("SHA-256 of the package"), Text(), required=True, also=("校验值",))
    notes: Mapped[str | None] = field(N_("What is new"), LongText(), also=("更新内容",))
    offered_on: Mapped[str | None] = field(N_("Offered on"), Date(), also=("发布日期",))


UPDATE_OFFERS = Register(
    name="update_offers", label=N_("Updates offered"), singular=N_("Update offered"), model=UpdateOffer,
    title=("version",), owner=SUPERIOR, area="directives",
    columns=("version", "system", "machine", "offered_on", "notes"))
REGISTERS: tuple[Register, ...] = (UPDATE_OFFERS,)
