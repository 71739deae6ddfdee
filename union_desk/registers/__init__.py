"""Every register that the office keeps, in the order of the menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.registers import (
    activities,
    appeals,
    attachments,
    cadres,
    cards,
    committees,
    contracts,
    directives,
    dues,
    elections,
    employers,
    funds,
    hardship,
    honours,
    kept_versions,
    meetings,
    norms,
    privacy,
    returns,
    staff_congress,
    transfers,
    update_offers,
)
from union_desk.registers.members import MEMBERS
from union_desk.registers.membership import MEMBERSHIP_EVENTS
from union_desk.registers.organisation import BRANCHES, UNIONS
from union_desk.registers.relatives import EMERGENCY_CONTACTS, FAMILY_MEMBERS

if TYPE_CHECKING:
    from union_desk.schema.register import Register

__all__ = ["ALL", "BRANCHES", "EMERGENCY_CONTACTS", "FAMILY_MEMBERS", "MEMBERS", "MEMBERSHIP_EVENTS", "UNIONS", "get"]

ALL: tuple[Register, ...] = (
    MEMBERS,
    MEMBERSHIP_EVENTS,
    FAMILY_MEMBERS,
    EMERGENCY_CONTACTS,
    *transfers.REGISTERS,
    UNIONS,
    BRANCHES,
    *employers.REGISTERS,
    *committees.REGISTERS,
    *elections.REGISTERS,
    *meetings.REGISTERS,
    *contracts.REGISTERS,
    *staff_congress.REGISTERS,
    *cards.REGISTERS,
    *activities.REGISTERS,
    *dues.REGISTERS,
    *funds.REGISTERS,
    *appeals.REGISTERS,
    *directives.REGISTERS,
    *update_offers.REGISTERS,
    *hardship.REGISTERS,
    *honours.REGISTERS,
    *cadres.REGISTERS,
    *returns.REGISTERS,
    *privacy.REGISTERS,
    *attachments.REGISTERS,
    *norms.REGISTERS,
    *kept_versions.REGISTERS,
)

_BY_NAME = {register.name: register for register in ALL}


def get(name: str) -> Register:
    """Return the register of that name; KeyError when there is none."""
    return _BY_NAME[name]
