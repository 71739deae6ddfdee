"""What a restored relay lost and its superior still holds, filed anew: read back, joined, sealed as new versions.

The superior's name for a log and the one here may differ (`relaying.on_branch`). What such a version has seen beyond
the frames that are here counts as seen of another log, the lost rest of that one: so it never stands for frames that
come under the same numbers later, nor for values that the superior was never shown. On its way up it has seen both.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from sync.protocol import relaying, seen, versions
from sync.protocol.versions import Version

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sync.protocol.columns import Value
    from sync.protocol.seen import Seen


@dataclass(frozen=True)
class Names:
    """How logs of a unit are called here: how far each is held, which are other branches here than at the superior.

    `forks` are as in `relaying.on_branch`; `lost` collects, by their names here, the logs whose rest was lost.
    """

    relay: str
    heads: Mapping[str, int]
    forks: Mapping[str, tuple[int, str]]
    lost: dict[str, str] = field(default_factory=dict)

    def here(self, vector: Seen) -> dict[str, int]:
        """Return what a version of the superior's has seen, in the words of this relay."""
        own = {relaying.branch_log(log, digest): log for log, (_first, digest) in self.forks.items()}
        return seen.join(*(self._part(own, log, seq) for log, seq in vector.items()
                           if log != relaying.policy_log(self.relay) and seq > vector.get(rest(log), 0)))

    def _part(self, own: Mapping[str, str], log: str, seq: int) -> dict[str, int]:
        if log in self.lost:
            return {log: seq}
        real = own.get(log, log)
        held = self.heads.get(real, 0)
        if real == log and log in self.forks:  # up to there both branches are one
            held = min(held, self.forks[log][0] - 1)
        found = {real: min(seq, held)} if held else {}
        if seq > held:
            self.lost[rest(log)] = log
            found[rest(log)] = seq
        return found


def rest(log: str) -> str:
    """Return the log that stands in vectors for what was lost of a log and filed anew by what the superior shows."""
    return relaying.branch_log(log, "")


def named(vector: Seen) -> dict[str, str]:
    """Return the logs of which a vector of the superior's says that their rest was lost and filed anew before."""
    return {rest(log): log for log in vector if rest(log) in vector}


def there(vector: Seen, lost: Mapping[str, str]) -> Mapping[str, int]:
    """Return a vector as it goes up: who has seen the lost rest of a log has seen what the superior has of that log."""
    return seen.join(vector, *({lost[log]: seq} for log, seq in vector.items() if log in lost))


def number(vector: Seen, relay: str) -> int:
    """Return the number of the policy under which a version went up."""
    return vector.get(relaying.policy_log(relay), 0)


class Filed(NamedTuple):
    """A record as it is filed anew: what it has seen, its content, and the versions that a person decides about."""

    vector: Seen
    deleted: bool
    values: Mapping[str, Value]
    losers: tuple[Version, ...]


def join(held: Sequence[Version], came: Version) -> tuple[Version, ...]:
    """Put one more lost version to those of its record; of one that comes twice the fuller image is kept."""
    for place, each in enumerate(held):
        if each.seen == came.seen and len(came.values) > len(each.values):
            return (*held[:place], came, *held[place + 1:])
    return versions.put(held, came) or tuple(held)


def file(held: Sequence[Version], lost: Sequence[Version], *, erased: bool = False) -> Filed | None:
    """Return a record anew of which the superior holds versions that are lost here; None where all are known.

    `held` are the versions here, the shown one first. What this relay's unions say now stays shown, unless it is older
    than what was lost, or in the bin; the other becomes a version for a person to decide about. Of a record that the
    union has `erased` nothing comes back.
    """
    left = [one for one in lost if not any(seen.text_covers(each.seen, one.seen) for each in held)]
    if not left:
        return None
    known = [*held[:1], *left]
    shown, rest = known[0], known[1:]
    vector, losers = dict(seen.of(shown.seen)), list[Version]()
    for one in rest:
        if erased or versions.is_same(one, shown):
            pass
        elif seen.covers(seen.of(one.seen), vector):
            shown = one
        else:
            if shown.deleted and not one.deleted:
                shown, one = one, shown  # noqa: PLW2901  the other one waits for a person
            if not any(versions.is_same(one, known) for known in losers):
                losers.append(one)
        vector = seen.join(vector, seen.of(one.seen), seen.of(shown.seen))
    return Filed(vector, shown.deleted, shown.values, tuple(losers))
