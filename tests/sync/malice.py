"""Frames of one union, rightly signed, that say whatever they can about another: the other's rows must not change.

python3 -m tests.sync.malice --frames 20000 --seed 1
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa
import zstandard

from sync.protocol import canonical, envelope, frame, keys, messages
from sync.protocol.columns import Table
from sync.protocol.messages import BACK_PATH, FEED_PATH, FRAMES_PATH, RECEIPTS_PATH, RECON_PATH, Asked, Wanted
from sync.protocol.recon import Question
from sync.protocol.refusals import Refused
from sync.server import tables
from sync.server.service import Patience, Service
from sync.server.superior import Superior
from tests.samples import member
from tests.sync.senders import Sender, row_id, table

if TYPE_CHECKING:
    from collections.abc import Callable

_ODD: list[Any] = [None, "", 0, 1, -1, 2**63, "x" * 300, "\0", "'; DROP TABLE units; --", "%s", "\\N\t\\.\n"]
_NAMES = ["members", "membership_events", "kept_versions", "branches", "units", "frames", "logs", "posts",
          "mirror_members", "other", "shoes"]
_COLUMNS = ["name", "id_number", "unit_id", "id", "hash", "seen", "deleted", "extra", "register", "member_id", "n"]
_RECORDS = 6


def _person(serial: int) -> dict[str, Any]:
    return {name: int(value) if isinstance(value, bool) else value for name, value in member(serial).items()}


@dataclass
class Malice:
    """Union A, which attacks, and union B, whose rows, frames, logs, sums and remarks are watched."""

    superior: Superior
    chance: random.Random
    outcomes: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Enrol both; each has reported a few members under ids that the other knows."""
        self.service = Service(self.superior, Patience(most=1 << 40))
        self.a, self.b = (Sender.of(self.superior, code, self.service) for code in ("1", "2"))
        for sender, serial in ((self.a, 1), (self.b, 50)):
            sender.push(sender.seal(table([_person(serial + n) for n in range(_RECORDS)])))
        self.nonce = self.a.hello().nonce
        self.before = self.watched()

    def watched(self) -> list[Any]:
        """Return everything that is stored about B."""
        found: list[Any] = []
        with self.superior.engine.begin() as connection:
            for one in tables.metadata.sorted_tables:
                if "unit_id" in one.columns and one is not tables.AUDIT:
                    whose = sa.func.replace(sa.cast(one.c.unit_id, sa.Text), "-", "") == self.b.unit.id
                    rows = connection.execute(sa.select(one).where(whose))
                    found.append((one.name, sorted(map(repr, rows))))
            found.append(sorted(map(repr, connection.execute(sa.select(tables.UNITS)))))
        return found

    def attack(self, count: int) -> None:
        """Send so many frames and questions."""
        for _n in range(count):
            attacks: list[Callable[[], tuple[str, bytes]]] = [self._frame] * 5 + [self._raw, self._question]
            path, body = self.chance.choice(attacks)()
            try:
                answer = self.post(path, body)
            except Refused as refused:
                self.outcomes[str(refused.code)] += 1
                continue
            self.outcomes["taken" if path == FRAMES_PATH else "answered"] += 1
            if path == FRAMES_PATH:
                self._go_on_after(body)
            assert path == FRAMES_PATH or self.b.sealed[0].payload[:64] not in answer, "another union's frame is read"

    def post(self, path: str, body: bytes) -> bytes:
        """Send a request of A's."""
        given = messages.authorise(self.a.signer, self.superior.signer.name, path, body, self.nonce)
        return self.service.post(path, body, given.header())

    # ---- what is sent

    def _table(self) -> Table:
        r = self.chance
        rows: list[dict[str, Any]] = []
        for n in range(r.randint(1, 3)):
            values = _person(r.choice([1, 50]) + n) if r.random() < .6 else {}
            values |= {name: r.choice([*_ODD, self.b.unit.id]) for name in r.sample(_COLUMNS, r.randint(0, 4))}
            rows.append(values)
        made = table(rows, r.choice(_NAMES[:2] if r.random() < .5 else _NAMES), first=r.randint(1, _RECORDS))
        seen = [r.choice([None, f"{self.b.log}:9", f"{self.a.log}:{r.randint(1, 99)}"]) for _id in made.ids]
        gone = [int(r.random() < .2) for _id in made.ids]
        return Table(made.register, made.ids, made.columns, gone, seen if r.random() < .5 else None)

    def _lies(self) -> dict[str, Any]:
        """Return what a header says otherwise than A's next frame should; nothing in every other one."""
        r, b = self.chance, self.b
        wrong: dict[str, Any] = {
            "unit": r.choice([b.unit.id, self.superior.own_unit]), "device": b.signer.name, "log": b.log,
            "share": r.choice(["S", "D"]), "seq": r.choice([1, 2, 7]), "prev": b.sealed[-1].hash,
            "deps": {b.log: (1, b.sealed[0].hash)}, "cert": envelope.digest(b.certificate), "to": b.unit.id}
        return {name: wrong[name] for name in r.sample(sorted(wrong), r.choice([0, 0, 0, 1, 2, 3]))}

    def _seal(self, inner: Table, **other: Any) -> frame.Frame:
        """Return A's next frame with some of its header otherwise, rightly signed all the same."""
        a = self.a
        draft = frame.Draft(
            unit=a.unit.id, device=a.signer.name, log=a.log, share="N", seq=len(a.sealed) + 1, prev=a.sealed[-1].hash,
            deps={}, schema="1", cert=envelope.digest(a.certificate))
        whole = frame.seal(draft, [inner], {}, a.signer)
        payload = other.pop("payload", whole.payload)
        head = canonical.encode(msgspec.structs.replace(whole.header, **other))
        return frame.Frame(head, a.signer.sign(keys.FRAME, head), payload)

    def _frame(self) -> tuple[str, bytes]:
        lies = self._lies()
        return self._sent(lies, self._seal(self._table(), **lies))

    def _raw(self) -> tuple[str, bytes]:
        """Send a payload that no program of ours would write, under a right signature."""
        r, inner = self.chance, self._table()
        wire: dict[str, Any] = {
            "t": r.choice([inner.register, "../units", "members; --", "m" * 80]),
            "n": r.choice([1, len(inner.ids), 2**31]), "id": r.choice([inner.packed_ids, bytes(16), b""]),
            "cols": {r.choice([*_COLUMNS, "Unit_ID", 'a"b']): [r.choice(_ODD) for _id in inner.ids]},
            "unit_id": self.b.unit.id}
        raw = msgspec.msgpack.encode([wire] * r.choice([1, 2]))
        payload = zstandard.ZstdCompressor().compress(raw)
        lies = self._lies()
        return self._sent(lies, self._seal(
            inner, n=r.choice([1, len(inner.ids)]), plen=len(payload), rlen=len(raw), phash=frame.hash_of(payload),
            payload=payload, **lies))

    def _sent(self, lies: dict[str, Any], made: frame.Frame) -> tuple[str, bytes]:
        if not lies:
            self._try_to_chain(made)
        return (BACK_PATH if lies.get("share") == "D" else FRAMES_PATH), made.data

    def _go_on_after(self, body: bytes) -> None:
        """Let A's log go on after a frame that was taken though its header said something odd."""
        for one in frame.read(body):
            if (one.header.log, one.header.seq) == (self.a.log, len(self.a.sealed) + 1):
                self.a.sealed.append(one)

    def _try_to_chain(self, made: frame.Frame) -> None:
        """Go on after a frame that the superior takes."""
        try:
            self.post(FRAMES_PATH, made.data)
        except Refused as refused:
            self.outcomes[str(refused.code)] += 1
            return
        self.outcomes["taken"] += 1
        self.a.sealed.append(made)

    def _question(self) -> tuple[str, bytes]:
        r = self.chance
        return r.choice([
            (FEED_PATH, canonical.encode(Asked(log=self.b.log, after=0))),
            (RECEIPTS_PATH, canonical.encode(Wanted(log=self.b.log, first=1, last=9))),
            (RECON_PATH, canonical.encode(Question(register="members", prefixes=[""], records=[row_id(1)])))])


def main(arguments: list[str] | None = None) -> int:
    """Attack and print what was answered; 1 when something of the other union changed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="ud-malice-") as folder:
        superior = Superior.open(str(Path(folder) / "superior.db"))
        try:
            made = Malice(superior, random.Random(options.seed))
            made.attack(options.frames)
            changed = made.watched() != made.before
        finally:
            superior.close()
    sys.stdout.write(f"{dict(made.outcomes)}; {len(made.a.sealed)} frames of the attacker stand; "
                     f"the other union's rows {'CHANGED' if changed else 'stand as they were'}\n")
    return int(changed)


if __name__ == "__main__":
    sys.exit(main())
