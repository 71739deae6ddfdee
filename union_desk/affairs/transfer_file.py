"""A transfer as a small signed file between two offices, and its receipt on the way back (domain reference §2.2).

Both are JSON with an Ed25519 signature by a key that each office derives from its data key. The public key travels in
the file; its fingerprint is printed on the sealed slip, so that whoever holds both can compare them. The signature of a
slip covers its number and the SHA-256 of its content, so that a receipt need only repeat these two, not the person.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import durable, lifecycle, records, registers, settings
from union_desk.affairs.membership import derive_fields, snapshot
from union_desk.errors import UserError
from union_desk.safety import gate
from union_desk.words import N_

if TYPE_CHECKING:
    from pathlib import Path

    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from sqlalchemy.orm import Session

    from union_desk.safety.keys import DataKey

SLIP, RECEIPT = "union-desk transfer 1", "union-desk transfer receipt 1"
FINGERPRINT = "transfer_fingerprint"  # the setting that the printed slip takes it from
SUFFIX, RECEIPT_SUFFIX = ".transfer.json", ".receipt.json"
MOST_BYTES = 64 * 1024
_PURPOSE = "union-desk transfer key 1"
_DIGITS = 32
TRANSFERS, ARRIVALS = registers.get("transfers"), registers.get("arrivals")
FORMER, UNIONS = registers.get("former_memberships"), registers.get("unions")
_CARD = {"name": "name", "sex": "sex", "birth_date": "born_on", "id_type": "document_type",
         "id_number": "document_number", "member_no": "member_no", "join_union_date": "join_union_date"}
_ARRIVING = ("slip_no", "from_union", "from_code", "issued_on", "valid_until", "dues_paid_to", "card_tail", *_CARD)


class NotASlipError(UserError):
    """The file is no transfer slip."""

    code = "not_a_slip"
    message = N_("This file is no transfer slip or receipt of this program. Choose the file that the other union sent.")


class UnreadableSlipError(UserError):
    """The file cannot be opened."""

    code = "unreadable_slip"
    message = N_("The file {file} cannot be opened. Check whether it is still there and not open elsewhere.")


class AlteredSlipError(UserError):
    """The signature does not fit the content."""

    code = "altered_slip"
    message = N_("The file was altered after it was signed. Nothing was taken over; ask the other union for "
                 "a new file.")


class UnwritableSlipError(UserError):
    """The file cannot be written."""

    code = "unwritable_slip"
    message = N_("The file {file} cannot be written, so nothing was changed. Choose another folder.")


class SlipOverError(UserError):
    """The slip no longer holds."""

    code = "slip_over"
    message = N_("The slip {number} ran out on {date}. Nothing was taken over; the other union draws up a new one.")


class UsedSlipError(UserError):
    """The slip was used before."""

    code = "used_slip"
    message = N_("The slip {number} was taken on already on {date}. Each slip is used once.")


class OtherUnionError(UserError):
    """The slip is addressed to another union."""

    code = "other_union"
    message = N_("The slip {number} is addressed to {union}, not to this office. Nothing was taken over.")


class OwnSlipError(UserError):
    """The slip was drawn up in this very office."""

    code = "own_slip"
    message = N_("The slip {number} was drawn up here; it is taken on at the other union.")


class ForeignReceiptError(UserError):
    """The receipt answers a slip that this office did not sign."""

    code = "foreign_receipt"
    message = N_("This receipt answers no slip of this office (number {number}). Nothing was changed.")


class ClosedSlipError(UserError):
    """The slip can no longer be closed by a receipt."""

    code = "closed_slip"
    message = N_("The slip {number} is closed already ({state}). Nothing was changed.")


class NotAcceptedError(UserError):
    """There is nothing to confirm yet."""

    code = "not_accepted"
    message = N_("{name} has not been taken on yet; the receipt follows after that.")


@dataclass(frozen=True)
class Sealed:
    """A file whose signature holds: what it says, and the fingerprint of the office that signed it."""

    content: dict[str, Any]
    fingerprint: str
    digest: str
    signature: str


def fingerprint(public: bytes) -> str:
    """Return the name of an office's key as it is printed: 32 hexadecimal digits in groups of four."""
    digits = hashlib.sha256(b"union-desk transfer key 1\n" + public).hexdigest()[:_DIGITS].upper()
    return "-".join(digits[start : start + 4] for start in range(0, _DIGITS, 4))


def own_fingerprint(key: DataKey) -> str:
    """Return the fingerprint of this office."""
    return fingerprint(_signer(key).public_key().public_bytes_raw())


# ---- the office that the member leaves


def hand_over(session: Session, key: DataKey, slip: str, day: str) -> bytes:
    """Hand a slip over as a file, inside `db.write(...)`: the membership is on its way from then; returns the file.

    A slip that was handed over before gives the same file again.
    """
    if records.get(session, TRANSFERS, slip)["state"] == "drawn_up":
        lifecycle.apply_event(session, TRANSFERS, slip, {"event": "send", "happened_on": day})
    gate.note(session, gate.Release(gate.EXPORT, "transfers", 1, unmasked=True, right="transfers.export"))
    row = records.get(session, TRANSFERS, slip)
    if row["state"] != "sent":
        raise ClosedSlipError(number=row["slip_no"], state=TRANSFERS.fields["state"].kind.show(row["state"]))
    settings.put(session, FINGERPRINT, own_fingerprint(key))
    return _seal(key, SLIP, _card(session, row))


def _card(session: Session, slip: dict[str, Any]) -> dict[str, Any]:
    """Return what the next union must know, and no more: the person as on the slip, and the unions before."""
    person, union = snapshot(session, slip), _union(session)
    table = FORMER.table
    before = session.execute(
        sa.select(table.c.union_name, table.c.joined_on, table.c.left_on)
        .where(table.c.member_id == slip["member_id"], table.c.deleted.is_(False))
        .order_by(table.c.joined_on, table.c.n))
    facts = {
        "slip_no": slip["slip_no"], "issued_on": slip["issued_on"], "valid_until": slip["valid_until"],
        "from_union": union.get("union_name"), "from_code": union.get("union_code") or union.get("union_uscc"),
        "to_union": slip["to_union"], "to_code": slip["to_code"], "dues_paid_to": slip["dues_paid_to"],
        "card_tail": slip["card_tail"], **{name: person[source] for name, source in _CARD.items()},
        "before": [list(row) for row in before]}
    return {name: value for name, value in facts.items() if value not in (None, "", [])}


def close(session: Session, key: DataKey, receipt: Sealed) -> str:
    """Close the slip that a receipt answers, inside `db.write(...)`: the membership ends here; returns its id."""
    told = receipt.content
    number = str(told.get("slip_no") or "")
    if not _signed_here(key, number, told):
        raise ForeignReceiptError(number=number)
    table = TRANSFERS.table
    row = session.execute(sa.select(table.c.id, table.c.state).where(
        table.c.slip_no == number, table.c.deleted.is_(False))).first()
    if row is None:
        raise ForeignReceiptError(number=number)
    if row.state not in ("drawn_up", "sent", "expired"):
        raise ClosedSlipError(number=number, state=TRANSFERS.fields["state"].kind.show(row.state))
    lifecycle.apply_event(session, TRANSFERS, row.id, {
        "event": "return_stub", "happened_on": told.get("accepted_on"), "accepted_by": told.get("accepted_by"),
        "decision": receipt.fingerprint})
    return str(row.id)


def _signed_here(key: DataKey, number: str, told: dict[str, Any]) -> bool:
    """Tell whether the slip that a receipt repeats was signed by this office."""
    from cryptography.exceptions import InvalidSignature

    try:
        signature = base64.b64decode(str(told.get("slip_signature")), validate=True)
        _signer(key).public_key().verify(signature, _signed(SLIP, number, str(told.get("slip_digest"))))
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


# ---- the office that takes the member on


def receive(session: Session, key: DataKey, slip: Sealed, day: str) -> str:
    """Enter a slip that came as a file, inside `db.write(...)`; returns the id of the arriving transfer.

    Refuses one that has run out, was used, was drawn up here or is addressed to another union.
    """
    told = slip.content
    number = str(told["slip_no"])
    if slip.fingerprint == own_fingerprint(key):
        raise OwnSlipError(number=number)
    _refuse_address(session, told)
    if str(told.get("valid_until") or "") < day:
        raise SlipOverError(number=number, date=told.get("valid_until") or "—")
    used = session.execute(sa.select(ARRIVALS.table.c.received_on).where(
        ARRIVALS.table.c.slip_no == number, ARRIVALS.table.c.from_union == told["from_union"],
        ARRIVALS.table.c.deleted.is_(False))).scalar()
    if used is not None:
        raise UsedSlipError(number=number, date=used)
    values = {name: told.get(name) for name in _ARRIVING} | {"received_on": day, "history": _history(told)}
    made = lifecycle.create(session, ARRIVALS, values).id
    derive_fields(session, ARRIVALS, made, {
        "fingerprint": slip.fingerprint, "proof": f"{slip.digest}:{slip.signature}"})
    return made


def received(session: Session, slip: Sealed) -> dict[str, Any] | None:
    """Return the arriving transfer that was entered from this very file before; None when there is none."""
    proof, table = f"{slip.digest}:{slip.signature}", ARRIVALS.table
    found = session.execute(sa.select(table.c.id).where(
        table.c.proof == proof, table.c.fingerprint == slip.fingerprint, table.c.deleted.is_(False))).scalar()
    return records.get(session, ARRIVALS, found) if found else None


def _refuse_address(session: Session, told: dict[str, Any]) -> None:
    union, wanted = _union(session), told.get("to_code")
    own = {union.get("union_code"), union.get("union_uscc")} - {None, ""}
    if wanted and own and wanted not in own:
        raise OtherUnionError(number=told["slip_no"], union=told.get("to_union") or wanted)


def _history(told: dict[str, Any]) -> str | None:
    lines = [f"{row[1] or ''}～{row[2] or ''} {row[0]}" for row in told.get("before") or ()
             if isinstance(row, list) and len(row) == 3]  # noqa: PLR2004  name, from, until
    return "\n".join(lines) or None


def answer(session: Session, key: DataKey, arrival: str, day: str, by: str = "") -> bytes:
    """Return the receipt for an accepted slip that came as a file, inside `db.write(...)`; it may be made again."""
    row = records.get(session, ARRIVALS, arrival)
    if row["state"] not in ("accepted", "stub_returned") or not row["proof"]:
        raise NotAcceptedError(name=row["name"])
    if row["state"] == "accepted":
        lifecycle.apply_event(session, ARRIVALS, arrival, {"event": "return_stub", "happened_on": day})
    gate.note(session, gate.Release(gate.EXPORT, "arrivals", 1, unmasked=True, right="arrivals.export"))
    digest, _colon, signature = str(row["proof"]).partition(":")
    name = str(_union(session).get("union_name") or "")
    return _seal(key, RECEIPT, {
        "slip_no": row["slip_no"], "slip_digest": digest, "slip_signature": signature,
        "accepted_on": row["accepted_on"], "accepted_by": f"{name} {by}".strip()})


# ---- the file


def load(path: Path, what: str = SLIP) -> Sealed:
    """Read a file from the disk, at most as much of it as a slip may have; raises what `read` raises."""
    try:
        with path.open("rb") as stream:
            return read(stream.read(MOST_BYTES + 1), what)
    except OSError as fault:
        raise UnreadableSlipError(file=path.name) from fault


def save(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    try:
        durable.write(path, data)
    except OSError as fault:
        raise UnwritableSlipError(file=path) from fault


def read(data: bytes, what: str = SLIP) -> Sealed:
    """Read a file and check its signature by the key inside it; raises NotASlipError or AlteredSlipError."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        document: Any = json.loads(data) if len(data) <= MOST_BYTES else None
        content, public = document["content"], base64.b64decode(document["key"], validate=True)
        signature = base64.b64decode(document["signature"], validate=True)
        sound = document["what"] == what and isinstance(content, dict) and bool(content.get("slip_no"))
        verifier = Ed25519PublicKey.from_public_bytes(public)
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise NotASlipError from fault
    if not sound or not isinstance(content["slip_no"], str) or (what == SLIP and not content.get("from_union")):
        raise NotASlipError
    digest = _digest(content)
    try:
        verifier.verify(signature, _signed(what, content["slip_no"], digest))
    except InvalidSignature as fault:
        raise AlteredSlipError from fault
    return Sealed(content, fingerprint(public), digest, document["signature"])


def _seal(key: DataKey, what: str, content: dict[str, Any]) -> bytes:
    signer = _signer(key)
    signature = signer.sign(_signed(what, str(content["slip_no"]), _digest(content)))
    public = base64.b64encode(signer.public_key().public_bytes_raw()).decode()
    document = {"what": what, "content": content, "key": public,
                "signature": base64.b64encode(signature).decode()}
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _digest(content: dict[str, Any]) -> str:
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def _signed(what: str, number: str, digest: str) -> bytes:
    """Return what a signature covers: the purpose, so that it serves no other; the number; the content."""
    return f"{what}\n{number}\n{digest}".encode("utf-8", "surrogatepass")


def _signer(key: DataKey) -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(key.derive(_PURPOSE))


def _union(session: Session) -> dict[str, Any]:
    found = records.page(session, UNIONS, limit=1)
    return found[0] if found else {}
