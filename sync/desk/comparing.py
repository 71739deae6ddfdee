"""What the superior knows about us: the records in which its copy differs, found by sums, shown, and mended.

After a cut, and whenever sums differed, this is done at the end of the session; a person may ask for it at any time.
What only the superior holds is taken over, what only this office holds is sealed once more.
"""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import sqlalchemy as sa

from sync.desk import arriving, driver, engine, recovery, store
from sync.protocol import recon, seen
from sync.protocol.columns import Table
from sync.protocol.recon import Fan, Part, Question, VersionRow
from sync.protocol.rows import Root, hash_rows
from sync.protocol.versions import Version
from union_desk import records, registers
from union_desk.synctables import LOGS, RECORDS, RIVALS
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from sync.desk.engine import DeskStore
    from sync.protocol.messages import Welcome
    from sync.protocol.peer import Peer

COMPARED = N_("Took over what the superior union held after comparing")
HERE, THERE, BOTH = "here", "there", "both"


@dataclass(frozen=True)
class Difference:
    """A record in which both copies differ: only 'here', only 'there', or on 'both' sides with different contents."""

    register: str
    record: str
    title: str
    where: str


@dataclass
class Comparison:
    """Figures of both sides by register (here, there), the records that differ, and what was mended."""

    counts: dict[str, tuple[int, int]] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)
    taken: int = 0
    sent_again: int = 0
    rounds: int = 0


def differing(s: Session, welcome: Welcome) -> list[str]:
    """Return the registers whose sums differ from the superior's."""
    mine = {name: root.wire() for name, root in store.roots(s).items() if root.rows}
    theirs = {name: tuple(root) for name, root in welcome.roots.items() if root[0]}
    return sorted(name for name in mine.keys() | theirs.keys() if mine.get(name) != theirs.get(name))


def ask_next(s: Session) -> None:
    """Let the next session compare every record and mend what differs, as a person asked."""
    store.put(s, store.COMPARE, value=True)


def compare(own: DeskStore, peer: Peer, welcome: Welcome, nonce: str) -> Comparison:
    """Find the records that differ; nothing is changed. What waits here differs, naturally."""
    found, s = Comparison(), own.s
    mine = store.roots(s)
    for name in sorted(mine.keys() | welcome.roots.keys()):
        found.counts[name] = (mine.get(name, Root()).rows, welcome.roots.get(name, (0, "", ""))[0])
    for register in differing(s, welcome):
        result = _differences(s, peer, register, nonce)
        found.rounds += result.rounds
        known = register in {r.name for r in registers.ALL}
        titles = records.titles(s, registers.get(register), sorted(result.all)) if known else {}
        found.differences += [
            Difference(register, record, titles.get(record, record),
                       BOTH if record in result.here & result.there else HERE if record in result.here else THERE)
            for record in sorted(result.all)]
    return found


def _differences(s: Session, peer: Peer, register: str, nonce: str) -> recon.Found:
    own = _Own(s, register)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="compare") as meanwhile:  # both ends sum at a time
        def both(prefixes: Sequence[str]) -> tuple[Sequence[Part], Sequence[Part]]:
            coming = meanwhile.submit(peer.recon, Question(register=register, prefixes=list(prefixes)), nonce)
            return own.parts(prefixes), coming.result().parts

        return recon.differences(both, own.rows_below)


def fetch(peer: Peer, found: Comparison, nonce: str) -> dict[str, list[VersionRow]]:
    """Return the versions that the superior holds of the records that differ, by register."""
    fetched: dict[str, list[VersionRow]] = {}
    for register in {each.register for each in found.differences}:
        wanted = [each.record for each in found.differences if each.register == register and each.where != HERE]
        for start in range(0, len(wanted), recon.MOST_VERSIONS):
            asked = Question(register=register, records=wanted[start:start + recon.MOST_VERSIONS])
            fetched.setdefault(register, []).extend(peer.recon(asked, nonce).versions)
    return fetched


def mend(own: DeskStore, found: Comparison, fetched: Mapping[str, Sequence[VersionRow]]) -> None:
    """Take over versions that only the superior holds, and let be sealed once more what it does not."""
    for register, versions in fetched.items():
        found.taken += _take(own, register, versions)
    for each in found.differences:
        if each.where != THERE and each.register in {r.name for r in registers.ALL}:
            recovery.send_again(own.s, registers.get(each.register), [each.record])
            found.sent_again += 1


def _take(own: DeskStore, register: str, versions: Sequence[VersionRow]) -> int:
    count = 0
    numbers = dict(own.s.execute(sa.select(LOGS.c.log, LOGS.c.n)).all())
    with engine.gesture(own.s, COMPARED):
        for row in versions:
            table = Table(register, [row.id], {name: [value] for name, value in row.values.items()}, [int(row.deleted)],
                          picked=bytes.fromhex(row.salt))
            (digest,) = hash_rows(table, [row.seen])
            places = [(numbers[log], seq) for log, seq in seen.of(row.seen).items() if log in numbers]
            if places:
                version = Version(row.seen, digest, row.deleted, dict(row.values))
                count += arriving.put(own, register, [(row.id, version)], max(places))
    return count


# ---- one's own parts


@dataclass
class _Own:
    """A register here: its sums, made once, and rows that were listed for their part and are asked for next."""

    s: Session
    register: str
    listed: dict[str, list[recon.Row]] = field(default_factory=dict)

    @cached_property
    def fan(self) -> Fan:
        """Return the sums in advance."""
        return _fan(self.s, self.register)

    def parts(self, prefixes: Sequence[str]) -> list[Part]:
        """Return one's own parts."""
        found: dict[str, Part] = {}
        if any(len(prefix) < recon.DEEPER for prefix in prefixes):
            found = {p: part for p in prefixes if (part := recon.part_of_fan(self.fan, p)) is not None}
        rows = _rows_below(self.s, self.register, [prefix for prefix in prefixes if prefix not in found])
        self.listed.update(rows)
        return [found.get(prefix) or recon.part_of_rows(prefix, rows[prefix]) for prefix in prefixes]

    def rows_below(self, prefixes: Sequence[str]) -> Mapping[str, list[recon.Row]]:
        """Return names and hashes of the versions below each prefix."""
        known = {prefix: self.listed.pop(prefix) for prefix in prefixes if prefix in self.listed}
        self.listed.clear()
        return known | _rows_below(self.s, self.register, [prefix for prefix in prefixes if prefix not in known])


_AT_ONCE = 20_000
_STRETCH = (
    "SELECT group_concat(substr(record, -4) || hex(substr(hash, 1, 8)), ''), max(record) FROM ("
    "SELECT record, hash FROM sync_record WHERE register = ? AND record > ? AND length(hash) > 0 "
    "ORDER BY record LIMIT ?)")


def _fan(s: Session, register: str) -> Fan:
    """Return the sums in advance, made in one pass over the register, stretch by stretch."""
    fan, after = Fan(recon.depth_for(store.roots(s).get(register, Root()).rows)), ""
    while True:
        ((packed, after),) = driver.fetch(s, _STRETCH, (register, after, _AT_ONCE))
        if packed is None:
            break
        fan.put_all(bytes.fromhex(packed))
    for record, digest in s.execute(sa.select(RIVALS.c.record, RIVALS.c.hash).where(RIVALS.c.register == register)):
        fan.put_row(record, bytes(digest))
    return fan


def _rows_below(s: Session, register: str, prefixes: Sequence[str]) -> dict[str, list[recon.Row]]:
    found: dict[str, list[recon.Row]] = {prefix: [] for prefix in prefixes}
    for length in {len(prefix) for prefix in prefixes}:
        endings = sorted({prefix[:12][::-1] for prefix in prefixes if len(prefix) == length})
        wanted = sa.func.json_each(json.dumps(endings)).table_valued("value").c.value
        for table in (RECORDS, RIVALS):
            picked = sa.select(table.c.record, table.c.hash).where(
                table.c.register == register, sa.func.length(table.c.hash) > 0)
            if length:
                picked = picked.where(sa.func.substr(table.c.record, -min(length, 12)).in_(sa.select(wanted)))
            for record, digest in s.execute(picked):
                prefix = recon.key(record)[:length]
                if prefix in found:
                    found[prefix].append((record, bytes(digest)))
    return found
