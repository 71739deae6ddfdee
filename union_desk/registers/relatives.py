"""Child books of a member: family and emergency contacts (domain reference §1.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.schema.field import field
from union_desk.schema.kinds import Code, PersonName, Phone, Ref, Text
from union_desk.schema.record import Record
from union_desk.schema.register import PRIVATE, Register
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped


class FamilyMember(Record):
    """A close relative, as the paper registration form asks for."""

    __tablename__ = "family_members"

    member_id: Mapped[str | None] = field(N_("Member"), Ref(register="members"), required=True, index=True)
    relation: Mapped[str | None] = field(N_("Relation"), Code(list="relation"), required=True, also=("称谓", "关系", "与本人关系"))
    name: Mapped[str | None] = field(N_("Name"), PersonName(), required=True, also=("姓名",))
    employer: Mapped[str | None] = field(N_("Employer"), Text(), also=("工作单位", "单位"))
    phone: Mapped[str | None] = field(N_("Telephone"), Phone(), sensitive=True, also=("电话", "联系电话"))


class EmergencyContact(Record):
    """Whom to call."""

    __tablename__ = "emergency_contacts"

    member_id: Mapped[str | None] = field(N_("Member"), Ref(register="members"), required=True, index=True)
    relation: Mapped[str | None] = field(N_("Relation"), Code(list="relation"), also=("关系",))
    name: Mapped[str | None] = field(N_("Name"), PersonName(), required=True, also=("姓名",))
    phone: Mapped[str | None] = field(N_("Telephone"), Phone(), required=True, sensitive=True, also=("电话", "联系电话"))


# Relatives gave no consent to the superior: their rows never leave the office (domain §13, minimum).
FAMILY_MEMBERS = Register(
    name="family_members", label=N_("Family"), singular=N_("Family member"), model=FamilyMember,
    title=("name",), parent="member_id", share=PRIVATE, columns=("member_id", "relation", "name", "employer", "phone"))
EMERGENCY_CONTACTS = Register(
    name="emergency_contacts", label=N_("Emergency contacts"), singular=N_("Emergency contact"), model=EmergencyContact,
    title=("name",), parent="member_id", share=PRIVATE, columns=("member_id", "relation", "name", "phone"))
