"""A superior union: its key, its units, the tokens it hands out and the devices it knows."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from sync.protocol import certificates, envelope, ids, keys, limits, tokens
from sync.protocol.certificates import Unit
from sync.protocol.messages import Admission, AdmissionReply, Enrolment, EnrolmentRequest
from sync.protocol.refusals import Refused, Why
from sync.server import engine as engines
from sync.server import tables, wall
from sync.server.tables import AUDIT, DEVICES, SUPERIOR, TOKENS, UNITS
from union_desk.errors import UserError
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterable

NONCE_SECONDS = 2 * 3600
SKEW_SECONDS = 60  # between two servers of one superior
TOKEN_DAYS = 30
ASKS = ""  # in place of the day on which a computer was withdrawn
DEFAULT_NAME = N_("Superior union")
LEVEL = "level"


class UnitExistsError(UserError):
    """There is a unit with that code."""

    code = "unit_exists"
    message = N_("There is already a union with the code {code} ({name}). Use another code, or hand out a new token "
                 "for that union.")


class UnitNotFoundError(UserError):
    """There is no unit with that code."""

    code = "unit_not_found"
    message = N_("There is no union with the code {code}.")


@dataclass(frozen=True)
class Device:
    """A computer of a unit, as certified."""

    id: str
    unit: str
    public: bytes
    certificate: str
    revoked: bool
    asks: bool = False  # it was unknown after a restore and waits to be allowed again
    home: str = ""  # of a relay that speaks for one of its units: its own unit

    @property
    def own(self) -> str:
        """Return the unit that the computer belongs to, whomever it speaks for."""
        return self.home or self.unit


def now() -> str:
    """Return the moment as ISO text, UTC, to the second."""
    return days_ago(0)


def days_ago(days: int) -> str:
    """Return the moment so many days ago, spelt like `now`."""
    moment = dt.datetime.now(dt.UTC) - dt.timedelta(days=days)
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


@dataclass
class Superior:
    """An open superior; every method is one transaction."""

    engine: sa.Engine
    signer: keys.Signer
    name: str
    epoch: str = ""
    most_content: int = limits.CONTENT_BYTES  # bytes of the largest file that is taken
    most_unfinished: int = 2 * limits.CONTENT_BYTES  # bytes that the half-sent files of a union may come to
    level: str = ""
    _nonce_key: bytes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Derive the key of the greetings' nonces, the same in every process of this superior."""
        salt = self.signer.secret + self.epoch.encode()  # restored from a backup, no old nonce holds
        self._nonce_key = hashlib.sha256(b"union-desk nonce 1\n" + salt).digest()

    @classmethod
    def open(cls, address: str, pool: int = 8, *, prepared: bool = False) -> Superior:
        """Open the database at an address; make tables, key and wall when they are missing.

        prepared: another process of this program has done so a moment ago, and nothing is looked at again.
        """
        engine = engines.make(address, pool)
        try:
            with engines.writing(engine) as connection:
                if connection.dialect.name == "postgresql":  # two processes may start at once
                    connection.execute(sa.text("SELECT pg_advisory_xact_lock(4826501)"))
                if not prepared:
                    tables.ensure(connection)
                stands = wall.is_ours(connection) if prepared else wall.build(connection)
                facts = dict(connection.execute(sa.select(SUPERIOR.c.name, SUPERIOR.c.value)).all())
                if "key" not in facts:
                    facts = {"key": keys.Signer.generate().secret.hex(), "name": _(DEFAULT_NAME)}
                    connection.execute(sa.insert(SUPERIOR), [{"name": n, "value": v} for n, v in facts.items()])
        except BaseException as fault:
            engine.dispose()
            if isinstance(fault, Refused):
                raise engines.away(fault) from fault
            raise
        signer = keys.Signer(bytes.fromhex(facts["key"]))
        return cls(wall.stands(engine) if stands else engine, signer, facts["name"], facts.get("epoch", ""),
                   level=facts.get(LEVEL, ""))

    @property
    def own_unit(self) -> str:
        """Return the name under which this superior writes logs of its own."""
        return self.signer.name[:32]

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def rename(self, name: str) -> None:
        """Set the name that offices see on their receipts."""
        with engines.writing(self.engine) as connection:
            connection.execute(sa.update(SUPERIOR).where(SUPERIOR.c.name == "name").values(value=name))
        self.name = name

    def set_level(self, level: str) -> None:
        """Set which level of the tree this superior is: a code of the list union_level, '' for none."""
        with engines.writing(self.engine) as connection:
            put_fact(connection, LEVEL, level)
        self.level = level

    # ---- units and tokens

    def add_unit(self, name: str, code: str, parent: str | None = None) -> tuple[Unit, tokens.Token]:
        """Add a unit, below another where its code is given; returns it with a token for its first computer.

        Raises UnitExistsError, UnitNotFoundError.
        """
        unit = Unit(ids.new_unit(), code, name)
        with engines.writing(self.engine) as connection:
            taken = connection.execute(sa.select(UNITS.c.name).where(UNITS.c.code == code)).scalar()
            if taken is not None:
                raise UnitExistsError(code=code, name=taken)
            above = _unit(connection, UNITS.c.code == parent) if parent is not None else None
            if parent is not None and above is None:
                raise UnitNotFoundError(code=parent)
            connection.execute(sa.insert(UNITS).values(
                id=unit.id, code=code, name=name, added_at=now(), parent_id=above.id if above is not None else None))
            return unit, self._new_token(connection, unit.id)

    def add_token(self, code: str) -> tuple[Unit, tokens.Token]:
        """Return a token for one more computer of a unit. Raises UnitNotFoundError."""
        with engines.writing(self.engine) as connection:
            own = sa.and_(UNITS.c.closed_at.is_(None), UNITS.c.via.is_(None))
            unit = _unit(connection, sa.and_(UNITS.c.code == code, own))
            if unit is None:
                raise UnitNotFoundError(code=code)
            return unit, self._new_token(connection, unit.id)

    def _new_token(self, connection: sa.Connection, unit: str) -> tokens.Token:
        token = tokens.Token.new(self.signer.name)
        expires = dt.datetime.now(dt.UTC) + dt.timedelta(days=TOKEN_DAYS)
        connection.execute(sa.insert(TOKENS).values(
            number=token.number, unit_id=unit, key=token.key, device=None, made_at=now(),
            expires_at=expires.isoformat(timespec="seconds").replace("+00:00", "Z")))
        return token

    def unit(self, code: str) -> Unit:
        """Return the unit with that code. Raises UnitNotFoundError."""
        with engines.reading(self.engine) as connection:
            found = _unit(connection, UNITS.c.code == code)
        if found is None:
            raise UnitNotFoundError(code=code)
        return found

    def revoke(self, device: str) -> bool:
        """Withdraw a device's right to report; what it sent stays. Tells whether it had one."""
        with engines.writing(self.engine) as connection:
            done = connection.execute(sa.update(DEVICES).where(
                DEVICES.c.device == device, DEVICES.c.revoked_at.is_(None)).values(revoked_at=now()))
            if done.rowcount:
                known = self._device(connection, device)
                self.note(connection, known.unit if known else "", device, "revoked", "")
            return done.rowcount > 0

    # ---- enrolment

    def enrol(self, asked: EnrolmentRequest) -> AdmissionReply:
        """Certify a device that proves its token; asked again by the same device, answer the same."""
        loose = envelope.peek(asked.request, Enrolment)
        public = keys.read_public(loose.key)
        wanted = envelope.open_(public, keys.ENROLMENT, asked.request, Enrolment)
        with engines.writing(self.engine) as connection:
            found = connection.execute(sa.select(TOKENS).where(TOKENS.c.number == wanted.token).with_for_update())
            row = found.mappings().first()
            if row is None or not tokens.is_proven(row["key"], asked.request, asked.proof):
                raise Refused(Why.TOKEN_REFUSED)
            certificate = self._certify(connection, row, public, wanted.app)
        admission = Admission(certificate=certificate, superior_key=keys.write_public(self.signer.public),
                              superior_name=self.name, challenge=wanted.challenge)
        return AdmissionReply(admission=envelope.seal(self.signer, keys.WELCOME, admission),
                              superior_key=admission.superior_key)

    def _certify(self, connection: sa.Connection, token: Any, public: bytes, app: str) -> str:
        device = keys.fingerprint(public)
        known = self._device(connection, device)
        if token["device"] == device and known is not None and not known.revoked:
            return known.certificate  # the answer was lost; it is given again
        if token["device"] is not None or token["revoked_at"] is not None or token["expires_at"] < now():
            raise Refused(Why.TOKEN_REFUSED)
        if known is not None:  # the answer to another token was lost
            if known.revoked or known.unit != token["unit_id"]:
                raise Refused(Why.TOKEN_REFUSED)
            connection.execute(sa.update(TOKENS).where(TOKENS.c.number == token["number"]).values(device=device))
            return known.certificate
        unit = _unit(connection, UNITS.c.id == token["unit_id"])
        assert unit is not None
        certificate = certificates.issue(self.signer, public, unit, serial=secrets.token_hex(8), issued=now())
        connection.execute(sa.insert(DEVICES).values(
            device=device, unit_id=unit.id, key=public, certificate=certificate, app=app[:100], added_at=now()))
        connection.execute(sa.update(TOKENS).where(TOKENS.c.number == token["number"]).values(device=device))
        self.note(connection, unit.id, device, "enrolled", "")
        return certificate

    # ---- devices and nonces

    def device(self, name: str) -> Device | None:
        """Return a device by the fingerprint of its key."""
        with engines.reading(self.engine) as connection:
            return self._device(connection, name)

    def units_of_devices(self) -> dict[str, str]:
        """Return the unit of every device."""
        with engines.reading(self.engine) as connection:
            return dict(connection.execute(sa.select(DEVICES.c.device, DEVICES.c.unit_id)).all())

    def _device(self, connection: sa.Connection, name: str) -> Device | None:
        row = connection.execute(sa.select(DEVICES).where(DEVICES.c.device == name)).mappings().first()
        if row is None:
            return None
        return Device(id=row["device"], unit=row["unit_id"], public=bytes(row["key"]), certificate=row["certificate"],
                      revoked=row["revoked_at"] is not None, asks=row["revoked_at"] == ASKS)

    def ask_again(self, certificate: str, app: str) -> Device:
        """Note a computer that shows this superior's certificate but is not known: it may not report until allowed.

        The server was restored to before it was admitted, perhaps to before its unit was added: the unit is added
        again.
        """
        told = certificates.verify(self.signer.public, certificate)
        device = keys.fingerprint(told.public)
        with engines.writing(self.engine) as connection:
            known = self._device(connection, device)
            if known is not None:
                return known
            if _unit(connection, UNITS.c.id == told.unit) is None:
                taken = _unit(connection, UNITS.c.code == told.unit_code) is not None
                code = f"{told.unit_code}-{told.unit[:6]}" if taken else told.unit_code
                connection.execute(sa.insert(UNITS).values(
                    id=told.unit, code=code, name=told.unit_name, added_at=now()))
            connection.execute(sa.insert(DEVICES).values(
                device=device, unit_id=told.unit, key=told.public, certificate=certificate, app=app[:100],
                added_at=now(), revoked_at=ASKS))
            self.note(connection, told.unit, device, "asks_again", "")
        return Device(device, told.unit, told.public, certificate, revoked=True, asks=True)

    def nonce(self, device: str, unit: str = "") -> str:
        """Return a nonce for that device, which may name a unit that it speaks for; no table remembers it."""
        stamp = ".".join((f"{int(time.time()):x}", secrets.token_hex(8), *filter(None, (unit,))))
        return f"{stamp}.{self._mac(device, stamp)}"

    def check_nonce(self, device: str, nonce: str) -> str:
        """Return the unit that a nonce names, '' for none.

        Raises Refused('stale_nonce') unless this superior gave it to that device not long ago.
        """
        stamp, _dot, mac = nonce.rpartition(".")
        if not hmac.compare_digest(mac.encode(), self._mac(device, stamp).encode()):
            raise Refused(Why.STALE_NONCE)
        if not -SKEW_SECONDS < time.time() - int(stamp.partition(".")[0], 16) < NONCE_SECONDS:
            raise Refused(Why.STALE_NONCE)
        return "".join(stamp.split(".")[2:])

    def _mac(self, device: str, stamp: str) -> str:
        return hmac.new(self._nonce_key, f"{device}\n{stamp}".encode(), hashlib.sha256).hexdigest()[:32]

    def note(self, connection: sa.Connection, unit: str, device: str, event: str, detail: str) -> None:
        """Write a line of the audit; never personal data."""
        connection.execute(sa.insert(AUDIT).values(at=now(), unit_id=unit, device=device, event=event, detail=detail))

    def audit(self, unit: str, device: str, event: str, detail: str) -> None:
        """Write a line of the audit in a transaction of its own."""
        with engines.writing(self.engine) as connection:
            self.note(connection, unit, device, event, detail)


def fact(connection: sa.Connection, name: str) -> str | None:
    """Return a fact about this superior by name."""
    return connection.execute(sa.select(SUPERIOR.c.value).where(SUPERIOR.c.name == name)).scalar()


def put_fact(connection: sa.Connection, name: str, value: str | None) -> None:
    """Remember a fact about this superior, or forget it."""
    connection.execute(sa.delete(SUPERIOR).where(SUPERIOR.c.name == name))
    if value is not None:
        connection.execute(sa.insert(SUPERIOR).values(name=name, value=value))


def _unit(connection: sa.Connection, where: sa.ColumnElement[bool]) -> Unit | None:
    row = connection.execute(sa.select(UNITS.c.id, UNITS.c.code, UNITS.c.name).where(where)).first()
    return Unit(*row) if row is not None else None


def units(connection: sa.Connection) -> Iterable[Unit]:
    """Return all units by code."""
    picked = sa.select(UNITS.c.id, UNITS.c.code, UNITS.c.name).order_by(UNITS.c.code)
    return [Unit(*row) for row in connection.execute(picked)]
