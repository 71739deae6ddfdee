"""A computer that seals whatever a test wants, without an office behind it."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sync.protocol import canonical, envelope, frame, ids, keys, messages, tokens
from sync.protocol.columns import Table
from sync.protocol.messages import (
    ENROL_PATH,
    FRAMES_PATH,
    HELLO_PATH,
    Admission,
    AdmissionReply,
    Enrolment,
    EnrolmentRequest,
    Greeting,
    Hello,
    Receipts,
    Welcome,
)
from sync.protocol.receipts import Receipt
from sync.protocol.rows import Root, hash_rows
from sync.server.service import Service

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.protocol.certificates import Unit
    from sync.protocol.columns import Value
    from sync.protocol.frame import Frame
    from sync.protocol.messages import LogHead
    from sync.server.superior import Superior


@dataclass
class Sender:
    """An enrolled computer with one log; `seal` chains, `push` sends and verifies the receipts."""

    superior: Superior
    unit: Unit
    service: Service
    signer: keys.Signer = field(default_factory=keys.Signer.generate)
    log: str = field(default_factory=ids.new_log)
    certificate: str = ""
    sealed: list[Frame] = field(default_factory=list)
    roots: dict[str, Root] = field(default_factory=dict)

    @classmethod
    def of(cls, superior: Superior, code: str = "1", service: Service | None = None) -> Sender:
        """Add a unit and enrol its first computer."""
        unit, token = superior.add_unit(f"工会{code}", code)
        made = cls(superior, unit, service or Service(superior))
        made.enrol(token)
        return made

    def enrol(self, token: tokens.Token) -> Admission:
        """Enrol this computer."""
        asked = Enrolment(token=token.number, key=messages_key(self.signer), challenge="c", app="test")
        request = envelope.seal(self.signer, keys.ENROLMENT, asked)
        body = canonical.encode(EnrolmentRequest(request=request, proof=tokens.prove(token.key, request)))
        reply = canonical.decode(self.service.post(ENROL_PATH, body), AdmissionReply)
        admission = envelope.open_(self.superior.signer.public, keys.WELCOME, reply.admission, Admission)
        self.certificate = admission.certificate
        return admission

    def hello(self, feed: Sequence[LogHead] = ()) -> Welcome:
        """Greet, saying that so much of the superior's logs was read."""
        hello = Hello(challenge=secrets.token_hex(4), app="test", schema="1", heads=[], feed=list(feed))
        reply = canonical.decode(self.post(HELLO_PATH, canonical.encode(hello), ""), Greeting)
        return envelope.open_(self.superior.signer.public, keys.WELCOME, reply.welcome, Welcome)

    def post(self, path: str, body: bytes, nonce: str) -> bytes:
        """Sign and send a request."""
        given = messages.authorise(self.signer, self.superior.signer.name, path, body, nonce)
        return self.service.post(path, body, given.header())

    def seal(self, *tables: Table, unit: str = "", device: str = "", log: str = "", share: str = "N",
             of: tuple[str, int, str] | None = None) -> Frame:
        """Seal the next frame of this log; `of` is what only a relay may say."""
        seq = len(self.sealed) + 1
        for table in tables:
            hashes = hash_rows(table, table.vectors(f"{self.log}:{seq}"))
            self.roots[table.register] = self.roots.get(table.register, Root()).add(hashes)
        draft = frame.Draft(
            unit=unit or self.unit.id, device=device or self.signer.name, log=log or self.log, share=share, seq=seq,
            prev=self.sealed[-1].hash if self.sealed else frame.FIRST, deps={}, schema="1",
            cert=envelope.digest(self.certificate), of=of)
        made = frame.seal(draft, tables, {n: r.wire() for n, r in self.roots.items()}, self.signer)
        self.sealed.append(made)
        return made

    def push(self, *frames: Frame) -> list[Receipt]:
        """Send frames; returns the receipts."""
        body = b"".join(f.data for f in frames)
        texts = canonical.decode(self.post(FRAMES_PATH, body, self.hello().nonce), Receipts).receipts
        return [envelope.open_(self.superior.signer.public, keys.RECEIPT, text, Receipt) for text in texts]


def messages_key(signer: keys.Signer) -> str:
    """Return a public key as it travels."""
    return base64.b64encode(signer.public).decode()


def row_id(number: int) -> str:
    """Return an invented record id."""
    return f"00000000-0000-7000-8000-{number:012x}"


def table(rows: Sequence[dict[str, Value]], register: str = "members", first: int = 1,
          deleted: Sequence[int] = ()) -> Table:
    """Return a table of rows with ids from `first` on."""
    names = sorted(set().union(*rows)) if rows else []
    return Table(register, [row_id(first + n) for n in range(len(rows))],
                {name: [row.get(name) for row in rows] for name in names}, list(deleted) or [0] * len(rows))
