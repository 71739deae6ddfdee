"""Becoming one of a union's computers: the token proves both sides, the superior certifies this computer's key."""

from __future__ import annotations

import json
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.desk import device, store
from sync.desk.remote import Remote
from sync.protocol import certificates, keys, tokens
from sync.protocol.messages import AdmissionReply, Enrolment, EnrolmentRequest
from sync.protocol.peer import NoAnswerError
from sync.protocol.refusals import Refused
from union_desk import __version__, durable
from union_desk.errors import UserError
from union_desk.synctables import (
    AGAIN,
    COMPUTERS,
    CONTENT_LEVELS,
    CONTENTS,
    FRAMES,
    LEVELS,
    LOGS,
    POSTED,
    RECORDS,
    REMARKS,
    RIVALS,
    ROOTS,
)
from union_desk.words import N_

if TYPE_CHECKING:
    from pathlib import Path

    from sync.desk.remote import Post
    from sync.protocol.certificates import Certificate
    from sync.protocol.messages import Admission
    from sync.protocol.tokens import Token
    from union_desk.database import Database


ASKED = "enrolment_asked"
_ANSWER_BYTES = 64 * 1024
_FILES = tuple(set(kind.__struct_fields__) for kind in (AdmissionReply, EnrolmentRequest))


class OtherSuperiorError(UserError):
    """The server that answered is not the one that gave the token."""

    code = "other_superior"
    message = N_("The server at {address} is not that of the superior union which gave this token. Check the address.")


class OtherUnitError(UserError):
    """The token is for another union than the one this office has reported as."""

    code = "other_unit"
    message = N_("This office has reported as {old}; the token is for {new}. If the office really moves there, enrol "
                 "with the choice to move: everything will then be sent to the new superior union.")


class EnrolmentAnswerError(UserError):
    """The file is not what the superior answered to this computer's request."""

    code = "enrolment_answer"
    message = N_("The file {file} is not the answer to the request that this computer wrote last. Write a new request, "
                 "or look for its answer.")


class _Written(Exception):  # noqa: N818  no fault: the request went into a file
    """There is no answer yet."""


def is_enrolment(path: Path) -> bool:
    """Tell whether a file is an answer to a request to be enrolled, or such a request, by what is in it."""
    try:
        with path.open("rb") as stream:
            found = json.loads(stream.read(_ANSWER_BYTES))
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(found, dict) and any(kind <= found.keys() for kind in _FILES)


def write_request(db: Database, token: str, path: Path) -> None:
    """Write the request to be enrolled into a file, for an office without a network; raises TokenError.

    The token's secret is not in it. What was asked is remembered until the answer is read.
    """
    asked = {"token": tokens.read(token).text, "challenge": secrets.token_hex(16)}

    def write(_path: str, body: bytes, _authorization: str) -> bytes:
        durable.write(path, body)
        raise _Written

    with db.bookkeeping() as s:
        store.put(s, ASKED, asked)
    with suppress(_Written):
        _ask("", tokens.read(token), device.prepare(db, _office_name(db)), write, pinned=False,
             challenge=asked["challenge"])


def read_answer(db: Database, path: Path, *, move: bool = False) -> store.Superior:
    """Take the superior's answer to the last request; returns whom the office now reports to, by files only.

    Raises EnrolmentAnswerError, OtherSuperiorError, OtherUnitError, OSError.
    """
    with db.read(whole=True) as s:
        asked = store.get(s, ASKED)
    with path.open("rb") as stream:
        answer = stream.read(_ANSWER_BYTES)
    if asked is None:
        raise EnrolmentAnswerError(file=path.name)
    token, office = tokens.read(asked["token"]), _office_name(db)
    try:
        found = _ask("", token, device.prepare(db, office), lambda *_request: answer, pinned=False,
                     challenge=asked["challenge"])
    except (NoAnswerError, Refused) as fault:
        raise EnrolmentAnswerError(file=path.name) from fault
    _settle(db, found, move=move)
    device.settle(office)
    with db.bookkeeping() as s:
        store.put(s, ASKED, None)
    return found


def enrol(db: Database, server: str, token: str, *, move: bool = False, post: Post | None = None) -> store.Superior:
    """Enrol this computer at the superior's server with its token; returns whom the office now reports to.

    Repeated after a lost answer, it ends the same. `move` allows another union than before and sends everything
    again. `post` is the carrier, HTTP unless given. Raises TokenError, ServerAddressError, OtherSuperiorError,
    OtherUnitError, Refused, NoAnswerError.
    """
    read = tokens.read(token)
    office = _office_name(db)
    found = ask(server, read, device.prepare(db, office), post)
    _settle(db, found, move=move)
    device.settle(office)
    return found


def ask(server: str, token: Token, signer: keys.Signer, post: Post | None = None) -> store.Superior:
    """Have a key certified at a server; `post` is the carrier, HTTP unless given. Raises as `enrol` does."""
    if post is not None:
        return _ask(server, token, signer, post, pinned=False)
    from sync.desk import network

    address = network.check_address(server)
    if address.startswith("https:"):
        try:
            with network.Carrier(address, token.superior) as carrier:
                return _ask(address, token, signer, carrier.post, pinned=True)
        except network.OtherKeyError:
            pass  # a server behind a certificate of its own: the system's roots decide
    with network.Carrier(address) as carrier:
        return _ask(address, token, signer, carrier.post, pinned=False)


def _ask(address: str, token: Token, signer: keys.Signer, post: Post, *, pinned: bool,
         challenge: str = "") -> store.Superior:
    asked = Enrolment(token=token.number, key=keys.write_public(signer.public),
                      challenge=challenge or secrets.token_hex(16),
                      app=f"union-desk {__version__}")
    admission, public = Remote(post, signer, address=address).enrol(asked, signer, token.key)
    if not keys.fingerprint(public).startswith(token.superior):
        raise OtherSuperiorError(address=address)
    certificate = certificates.verify(public, admission.certificate)
    if certificate.device != signer.name:
        raise NoAnswerError(address=address, reason=str(certificate.device))
    return _superior(address, public, admission, certificate, pinned=pinned)


def _office_name(db: Database) -> str:
    """Return the random name under which this office's device keys lie."""
    with db.bookkeeping() as s:
        name = store.get(s, store.OFFICE_NAME)
        if name is None:
            name = secrets.token_hex(8)
            store.put(s, store.OFFICE_NAME, name)
    return str(name)


def _superior(address: str, public: bytes, admission: Admission, certificate: Certificate, *,
              pinned: bool) -> store.Superior:
    return store.Superior(
        server=address, key=public, name=admission.superior_name, unit=certificate.unit,
        unit_code=certificate.unit_code, unit_name=certificate.unit_name, device=certificate.device,
        certificate=admission.certificate, enrolled_at=store.now(), pinned=pinned)


def _settle(db: Database, found: store.Superior, *, move: bool) -> None:
    """Remember the superior in one transaction; logs that another key began are closed."""
    with db.bookkeeping() as s:
        try:
            before: store.Superior | None = store.superior(s)
        except store.NotEnrolledError:
            before = None
        if before is not None and before.unit != found.unit:
            if not move:
                raise OtherUnitError(old=before.unit_name, new=found.unit_name)
            for table in (RECORDS, REMARKS, LEVELS, ROOTS, FRAMES, LOGS, AGAIN, RIVALS, POSTED, COMPUTERS, CONTENTS,
                          CONTENT_LEVELS):
                s.execute(sa.delete(table))
            store.put(s, store.SEALED_THROUGH, 0)
            store.put(s, store.PASSED, ["", 0])
        elif before is not None and before.device != found.device:  # a copy, or a key that was lost
            s.execute(sa.delete(COMPUTERS).where(COMPUTERS.c.device == before.device))
            s.execute(sa.insert(COMPUTERS).values(device=before.device, certificate=before.certificate))
        s.execute(sa.update(LOGS).where(LOGS.c.device != found.device).values(open=False))
        store.put_superior(s, found)
