"""The union as a legal person: applications filled from the books, certificates taken over, changes found (§3.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk import checking, lifecycle, limits, records, registers
from union_desk.affairs.organisation_elections import COMMITTEES, ELECTIONS, OFFICERS, UNIONS, NotApprovedError
from union_desk.affairs.organisation_figures import figures
from union_desk.errors import UserError
from union_desk.registers.committee_rules import CHAIR, UNION_COMMITTEE
from union_desk.schema.dates import add_days
from union_desk.search import Filter, Query
from union_desk.words import N_

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Row = dict[str, Any]

REGISTRATIONS = registers.get("legal_registrations")
BEGUN = N_("Began the application for registration after {name}")
TAKEN = N_("Took the certificate of {name} over into the union's record")
_CHANGE, _NEW_TERM = "2", "1"
# what the certificate says of the union: the field of the application, and that of the union's own record
_CERTIFIED = (("union_name", "union_name"), ("office_address", "office_address"), ("chair", "legal_rep"))


class NotIssuedError(UserError):
    """The application has no certificate yet."""

    code = "certificate_not_issued"
    message = N_("This application has no certificate yet; enter the step 'Certificate issued' first.")


class RegistrationExistsError(UserError):
    """The election has its application already."""

    code = "registration_exists"
    message = N_("'{name}' already has its application for the change of the registration.")


def begin_registration(session: Session, election_id: str) -> str:
    """Make the application for changing the registration after an election, filled from the office's own records."""
    election = records.get(session, ELECTIONS, election_id)
    if election["state"] not in ("approved", "closed"):
        raise NotApprovedError(name=election["name"])
    if records.count(session, REGISTRATIONS, Query(filters=(Filter("election_id", "is", (election_id,)),))):
        raise RegistrationExistsError(name=election["name"])
    unions = records.page(session, UNIONS, limit=1)
    union, now = (unions[0] if unions else {}), figures(session, checking.today())
    days = limits.norm(session, "organisation.legal_change_days", election["approved_on"]).value
    values = {
        "kind": _CHANGE, "reason": _NEW_TERM, "election_id": election_id, "prepared_on": checking.today(),
        "due_on": add_days(election["approved_on"], days), "authority": union.get("reg_authority"),
        "union_name": union.get("union_name"), "office_address": union.get("office_address"),
        "approver": union.get("establish_approver"), "approval_no": union.get("establish_reply_no"),
        "elected_on": election["meeting_on"], "first_elected_on": _first_election(session),
        "employees": now.employees, "members": now.members, "full_time_cadres": now.full_time,
        "old_code": union.get("union_uscc"), "old_certificate": union.get("legal_cert_no"),
        **_chairs(session, election)}
    return lifecycle.create(session, REGISTRATIONS, {n: v for n, v in values.items() if v is not None}).id


def _first_election(session: Session) -> str | None:
    query = Query(filters=(Filter("kind", "is", (UNION_COMMITTEE,)), Filter("term_from", "filled")),
                  sort=(("term_from", False),))
    found = records.page(session, COMMITTEES, query, limit=1)
    return found[0]["term_from"] if found else None


def _chairs(session: Session, election: Row) -> Row:
    """Return the new chair's facts and the former one's name."""
    query = Query(filters=(Filter("post", "is", (CHAIR,)),), sort=(("since", True),))
    posts = records.page(session, OFFICERS, query, limit=2)
    names = records.by_ids(session, registers.get("members"), [post["member_id"] for post in posts])
    found: Row = {}
    if posts:
        new = posts[0]
        found = {"chair": names[new["member_id"]]["name"], "chair_id": new["member_id"],
                 "chair_nature": new["nature"], "chair_since": new["since"]}
    if len(posts) > 1 and posts[1]["member_id"] != posts[0]["member_id"]:
        found["old_chair"] = names[posts[1]["member_id"]]["name"]
    return found


def take_certificate(session: Session, registration_id: str) -> bool:
    """Write an issued certificate on the union's own record, inside `db.write(...)`; tells whether that changed it."""
    row = records.get(session, REGISTRATIONS, registration_id)
    if row["state"] != "issued":
        raise NotIssuedError
    unions = records.page(session, UNIONS, limit=1)
    if not unions:
        return False
    values = {"has_legal_person": True, "legal_cert_no": row["certificate_no"], "reg_authority": row["authority"],
              "legal_cert_from": row["certificate_from"], "legal_cert_to": row["certificate_to"],
              **{own: row[name] for name, own in _CERTIFIED}}
    given = {name: value for name, value in values.items() if value not in (None, "")}
    return records.save(session, UNIONS, given, unions[0]["id"]).changed


def unregistered_changes(session: Session) -> list[str]:
    """Return the fields of the union's record that differ from its last certificate: each calls for a change (§3.5)."""
    query = Query(filters=(Filter("state", "is", ("issued",)),), sort=(("issued_on", True),))
    last, unions = records.page(session, REGISTRATIONS, query, limit=1), records.page(session, UNIONS, limit=1)
    if not last or not unions:
        return []
    return [own for name, own in _CERTIFIED if last[0][name] and unions[0][own] and last[0][name] != unions[0][own]]
