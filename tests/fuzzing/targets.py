"""What reads from outside: the importer, the decoder of frames, the filler of official forms, the server's requests.

Each target takes bytes, and either is content or refuses with a sentence (`refusals`); all else is a find.
"""

from __future__ import annotations

import itertools
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sync.desk.remote import Remote
from sync.protocol import canonical, frame, messages, tokens
from sync.protocol import keys as wire_keys
from sync.protocol.columns import Table
from sync.protocol.messages import (
    BACK_PATH,
    ENROL_PATH,
    FEED_PATH,
    FRAMES_PATH,
    HELLO_PATH,
    RECEIPTS_PATH,
    RECON_PATH,
    Asked,
    Enrolment,
    Hello,
    LogHead,
    Wanted,
)
from sync.protocol.recon import Question
from sync.protocol.refusals import Refused
from sync.server.service import Service
from sync.server.superior import Superior
from tests.exchange import files, forms
from tests.samples import member
from tests.sync.protocol import samples
from union_desk import lifecycle, registers
from union_desk.access import Actor
from union_desk.database import Database
from union_desk.errors import UserError
from union_desk.exchange.filling.session import FormSession
from union_desk.exchange.session import ImportSession

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sync.server.superior import Device

ACTOR, PASSPHRASE, DAY = Actor("王干事"), "office passphrase", "2024-06-01"
MEMBERS = registers.get("members")
SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "samples"
MEMORY = Path("/dev/shm")  # noqa: S108  a folder of a random name is made there
PATHS = (HELLO_PATH, RECEIPTS_PATH, FRAMES_PATH, FEED_PATH, BACK_PATH, RECON_PATH, ENROL_PATH)


class Target(Protocol):
    """Something that takes bytes from outside."""

    @property
    def name(self) -> str:
        """Return the name on the command line."""

    @property
    def modules(self) -> Sequence[str]:
        """Return the beginnings of the paths whose lines lead the search."""

    @property
    def refusals(self) -> tuple[type[BaseException], ...]:
        """Return what it raises when it refuses with a sentence."""

    def close(self) -> None:
        """Take away what it was set up with."""

    def seeds(self) -> list[bytes]:
        """Return right inputs to begin with."""

    def take(self, data: bytes) -> object:
        """Take an input."""


def _scratch() -> Path:
    """Make a folder, in memory where there is one: a disk takes longer to write a file anew than we to read it."""
    return Path(tempfile.mkdtemp(prefix="ud-fuzz-", dir=MEMORY if MEMORY.is_dir() else None))


@dataclass
class _Office:
    """An office in a folder of its own, and the file that is thrown."""

    folder: Path = field(default_factory=_scratch)

    def __post_init__(self) -> None:
        self.db = Database.create(self.folder / "office", PASSPHRASE)
        with self.db.write(ACTOR, "People") as s:
            self.people = [lifecycle.create(s, MEMBERS, member(n)).id for n in (1, 2)]

    def close(self) -> None:
        """Take it away."""
        self.db.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _begun(path: Path, end: bytes, most: int = 16) -> bytes:
    """Return a file as far as so many ends of its lines or rows."""
    return end.join(path.read_bytes().split(end)[:most]) + end


class Importer(_Office):
    """A roster as far as its check: read, headings and columns matched, every row judged."""

    name = "importer"
    modules = ("union_desk/exchange/",)
    refusals = (UserError,)

    def seeds(self) -> list[bytes]:
        """Return a small roster of every kind; of those that are text the heading and the first people, to be quick."""
        texts = [_begun(SAMPLES / "roster-gb18030.csv", b"\n"), _begun(SAMPLES / "roster-tsv.xls", b"\n"),
                 _begun(SAMPLES / "roster-html.xls", b"</tr>") + b"</table></body></html>"]
        packed = [(SAMPLES / name).read_bytes() for name in ("roster.xls", "roster.ods")]
        return [files.roster(files.person(1), files.person(2)), *texts, *packed]

    def take(self, data: bytes) -> object:
        """Check an import."""
        path = self.folder / "roster.xlsx"
        path.write_bytes(data)
        return ImportSession(self.db, MEMBERS, path, day=DAY).check()


class Forms(_Office):
    """An official form, filled with two people."""

    name = "forms"
    modules = ("union_desk/exchange/filling/", "union_desk/exchange/ooxml.py")
    refusals = (UserError,)

    def seeds(self) -> list[bytes]:
        """Return a form with every feature, one with a bare heading, and a Word form."""
        return [forms.official(2), forms.official(1, protected=True),
                forms.document("<w:p><w:r><w:t>{{姓名}} {{手机}}</w:t></w:r></w:p>")]

    def take(self, data: bytes) -> object:
        """Plan and write."""
        path, filled = self.folder / "form.xlsx", self.folder / "filled.xlsx"
        path.write_bytes(data)
        session = FormSession(self.db, MEMBERS, path)
        plan = session.plan(self.people)
        session.write(ACTOR, plan, filled, leave_out=True)
        return plan


class Frames:
    """Bytes that should be frames: taken apart, the signature tried, the rows unpacked."""

    name = "frames"
    modules = ("sync/protocol/",)
    refusals = (Refused, UserError)

    def seeds(self) -> list[bytes]:
        """Return one frame, and two in a row."""
        rows = [f"00000000-0000-7000-8000-{n:012x}" for n in range(3)]
        table = Table("members", rows, {"name": ["张三", None, "x"], "dues_base": [1, -2, 2**40]}, [0, 1, 0])
        return [samples.sealed().data, samples.sealed(table).data + samples.sealed(seq=2, prev="a" * 64).data]

    def take(self, data: bytes) -> object:
        """Take apart; what a signature would stop is unpacked all the same."""
        found: list[list[Table] | None] = []
        for one in itertools.islice(frame.read(data), 4):
            try:
                one.verify(samples.SIGNER.public)
            except Refused:
                found.append(None)
            found.append(one.tables())
        return found

    def close(self) -> None:
        """Leave nothing."""


def _greeted(_device: str, _nonce: str) -> None:
    """Take any nonce."""


class _Open(Service):
    """A service that believes whoever comes, so that the bytes reach what a thief with a key would reach."""

    device: Device

    def _sender(self, path: str, body: bytes, given: messages.Authorisation) -> Device:
        return self.device


class Requests:
    """The body of a request to the superior's server; the first byte chooses the address."""

    name = "requests"
    modules = ("sync/server/", "sync/protocol/")
    refusals = (Refused, UserError)

    def __init__(self) -> None:
        """Set a superior up with a union and a computer."""
        self.folder = _scratch()
        self.superior = Superior.open(str(self.folder / "superior.db"))
        _unit, token = self.superior.add_unit("和风机械厂工会", "460100001")
        self.signer = wire_keys.Signer(b"f" * 32)
        self.enrolment = self._enrolment(token.text)
        self.service = _Open(self.superior)
        self.service.patience.most = 1 << 40
        self.superior.check_nonce = _greeted  # type: ignore[method-assign,assignment]  # whoever has the key was greeted
        device = self.superior.device(self.signer.name)
        assert device is not None
        self.service.device = device
        self.header = messages.authorise(self.signer, self.superior.signer.name, HELLO_PATH, b"", "").header()

    def _enrolment(self, token: str) -> bytes:
        """Enrol this computer and return the body of the request that did it."""
        read, bodies = tokens.read(token), list[bytes]()

        def post(path: str, body: bytes, authorization: str) -> bytes:
            bodies.append(body)
            return Service(self.superior).post(path, body, authorization)

        asked = Enrolment(token=read.number, key=wire_keys.write_public(self.signer.public), challenge="c" * 32,
                          app="union-desk 0")
        Remote(post, self.signer, address="http://127.0.0.1:1").enrol(asked, self.signer, read.key)
        return bodies[0]

    def seeds(self) -> list[bytes]:
        """Return a right body for each address."""
        hello = Hello(challenge="c" * 32, app="x", schema="0002", heads=[LogHead(
            log=samples.LOG, share="N", seq=1, hash="a" * 64)])
        bodies = {FRAMES_PATH: samples.sealed().data, BACK_PATH: samples.sealed().data, ENROL_PATH: self.enrolment}
        bodies |= {path: canonical.encode(question) for path, question in (
            (HELLO_PATH, hello), (RECEIPTS_PATH, Wanted(log=samples.LOG, first=1, last=2)),
            (FEED_PATH, Asked(log=samples.LOG, after=0)),
            (RECON_PATH, Question(register="members", prefixes=["", "0"], records=["a"])))}
        return [bytes([number]) + bodies[path] for number, path in enumerate(PATHS)]

    def take(self, data: bytes) -> object:
        """Post a body."""
        path = PATHS[data[0] % len(PATHS)] if data else HELLO_PATH
        return self.service.post(path, data[1:], self.header)

    def close(self) -> None:
        """Take it away."""
        self.superior.close()
        shutil.rmtree(self.folder, ignore_errors=True)


TARGETS = {each.name: each for each in (Importer, Forms, Frames, Requests)}
