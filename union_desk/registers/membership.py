"""The life of a membership: events that are only ever added (会籍管理, domain reference §2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.schema.day_order import not_ahead
from union_desk.schema.field import field
from union_desk.schema.kinds import Code, Date, LongText, Ref, Text, YesNo
from union_desk.schema.record import Record
from union_desk.schema.register import Lifecycle, Register, Transition, Values
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Mapped

ACTIVE, KEPT = "active", "kept"
LIVING = ("applicant", "probationary", "active", "transferring_out", "transferred_out", "kept", "withdrawn",
          "auto_withdrawn", "expelled", "rejected")
CURRENT = ("active", "transferring_out", "kept")  # who counts as a member today (domain §2.2)

# T1 to T14 of domain §2.2. Beyond that table: `hold` (an applicant whose unit has no union yet), and the `register…`
# events, which open the record of somebody whose membership began or ended before the program was there.
TRANSITIONS = (
    Transition("apply", ("", "rejected"), "applicant", code="T1"),
    Transition("approve", ("applicant", "probationary"), "active", code="T2"),
    Transition("register", ("",), "active", code="T2"),
    Transition("hold", ("applicant",), "probationary"),
    Transition("reject", ("applicant", "probationary"), "rejected", needs=("note",), code="T3"),
    Transition("reapply", ("withdrawn", "auto_withdrawn"), "applicant", code="T14"),
    Transition("transfer_in", ("", "transferred_out"), "active", code="T4"),
    Transition("request_transfer_out", ("active",), "transferring_out", needs=("other_union",), code="T5"),
    Transition("confirm_transfer_out", ("transferring_out",), "transferred_out", code="T6"),
    Transition("cancel_transfer_out", ("transferring_out",), "active", needs=("note",), code="T7"),
    Transition("keep", ("", "active"), "kept", needs=("reason",), code="T8"),
    Transition("restore", ("kept",), "active", code="T9"),
    Transition("withdraw", ("active",), "withdrawn", code="T10"),
    Transition("auto_withdraw", ("active",), "auto_withdrawn", needs=("decision",), code="T11"),
    Transition("expel", ("active", "kept"), "expelled", needs=("decision",), code="T12"),
    Transition("decease", LIVING, "deceased", code="T13"),
    Transition("register_left", ("",), "transferred_out", code="T6"),
    Transition("register_withdrawn", ("",), "withdrawn", code="T10"),
    Transition("register_expelled", ("",), "expelled", code="T12"),
)

# L-MCT of the collection form for each event; None leaves the form's fields as they are
CHANGE_TYPE = {
    "approve": "1", "register": "1", "transfer_in": "2", "restore": "2", "keep": "3", "confirm_transfer_out": "4",
    "register_left": "4", "expel": "5", "register_expelled": "5", "withdraw": "6", "auto_withdraw": "6",
    "register_withdrawn": "6",
}
# the event that opens a record whose roster already names its last change (L-MCT)
OPENING = {"1": "register", "2": "transfer_in", "3": "keep", "4": "register_left", "5": "register_expelled",
           "6": "register_withdrawn"}


def derive(record: Values, event: Values) -> Values:
    """Return what an event changes on the member beside the state: the collection form's fields, the joining date."""
    name = str(event["event"])
    derived: dict[str, object] = {}
    if name in CHANGE_TYPE:
        derived["membership_change_type"] = CHANGE_TYPE[name]
        derived["membership_change_date"] = event.get("happened_on")
        derived["membership_change_reason"] = event.get("reason")
    if name in ("approve", "register") and not record.get("join_union_date"):
        derived["join_union_date"] = event.get("happened_on")
    return derived


LIFECYCLE = Lifecycle(events="membership_events", link="member_id", state="membership_state",
                      transitions=TRANSITIONS, derive=derive, opened_on="join_union_date", label=N_("Membership"),
                      basis=N_("membership rules"))


class MembershipEvent(Record):
    """One event in the life of a membership: what, when, who decided, on which paper."""

    __tablename__ = "membership_events"

    member_id: Mapped[str | None] = field(N_("Member"), Ref(register="members"), required=True, index=True)
    event: Mapped[str | None] = field(N_("Event"), Code(list="membership_event"), required=True)
    happened_on: Mapped[str | None] = field(N_("Date"), Date(), index=True)
    from_state: Mapped[str | None] = field(N_("State before"), Code(list="membership_state"), computed=True)
    to_state: Mapped[str | None] = field(N_("State after"), Code(list="membership_state"), computed=True)
    reason: Mapped[str | None] = field(N_("Reason"), Code(list="membership_change_reason"))
    proposed_by: Mapped[str | None] = field(N_("Proposed by"), Text())
    decided_by: Mapped[str | None] = field(N_("Decided by"), Text())
    decision: Mapped[str | None] = field(N_("Minutes or document"), Text())
    filed_on: Mapped[str | None] = field(N_("Filed with the superior on"), Date())
    other_union: Mapped[str | None] = field(N_("Other union"), Text())
    other_union_code: Mapped[str | None] = field(N_("Code of the other union"), Text())
    card_returned: Mapped[bool | None] = field(N_("Card returned"), YesNo())
    note: Mapped[str | None] = field(N_("Note on the step"), LongText())


MEMBERSHIP_EVENTS = Register(
    name="membership_events",
    label=N_("Membership events"),
    singular=N_("Membership event"),
    model=MembershipEvent,
    title=("event", "happened_on"),
    rules=(not_ahead("happened_on"),),
    parent="member_id",
    append_only=True,
    columns=("member_id", "event", "happened_on", "from_state", "to_state", "reason", "decided_by", "decision"),
)
