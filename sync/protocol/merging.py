"""Merging what two computers of one union did to a record, field by field against the version both began from.

A field changed on one side takes that side; the same value on both is no conflict; different values keep the shown
version's and leave the other version to a person. Nothing is ever dropped: a version of which the merged record does
not hold everything is kept as a record of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.protocol import seen, versions

if TYPE_CHECKING:
    from sync.protocol.columns import Value
    from sync.protocol.versions import Version

Base = Callable[[str], Mapping[str, "Value"] | None]
"""Gives the values of the version that has seen exactly that, or None where it is not known any more."""


@dataclass(frozen=True)
class Resolution:
    """What becomes of rivals: the values to show, whether they lie in the bin, and the versions a person may look at.

    `disputed` are the fields in which a kept version says something else than what is shown.
    """

    values: Mapping[str, Value]
    deleted: bool
    losers: tuple[Version, ...] = ()
    disputed: tuple[str, ...] = ()


def merge(base: Mapping[str, Value] | None, shown: Mapping[str, Value],
          other: Mapping[str, Value]) -> tuple[dict[str, Value], tuple[str, ...]]:
    """Return the merged values and the fields on which both sides differ; without a base every difference is one."""
    merged, disputed = dict(shown), []
    for name in sorted(shown.keys() | other.keys()):
        mine, theirs = shown.get(name), other.get(name)
        if mine == theirs or (base is not None and theirs == base.get(name)):
            continue
        if base is not None and mine == base.get(name):
            merged[name] = theirs
        else:
            disputed.append(name)
    return merged, tuple(disputed)


def common(one: str, other: str) -> str:
    """Return what two versions have both seen."""
    mine, theirs = seen.of(one), seen.of(other)
    return seen.write({log: min(seq, theirs[log]) for log, seq in mine.items() if log in theirs})


def resolve(rivals: Sequence[Version], base: Base) -> Resolution:
    """Settle rivals, the shown one first.

    Two that differ are merged against the one version that has seen just what both have. Where that is unknown, or
    one lies in the bin, or there are more than two, the first is shown as it is and the others are kept.
    """
    shown, *rest = rivals
    others: list[Version] = []
    for each in rest:
        if not any(versions.is_same(each, known) for known in (shown, *others)):
            others.append(each)
    if len(others) != 1 or shown.deleted or others[0].deleted:
        return Resolution(shown.values, shown.deleted, tuple(others), _differing(shown, others))
    shared = common(shown.seen, others[0].seen)
    merged, disputed = merge(base(shared) if shared else None, shown.values, others[0].values)
    return Resolution(merged, deleted=False, losers=tuple(others) if disputed else (), disputed=disputed)


def _differing(shown: Version, others: Sequence[Version]) -> tuple[str, ...]:
    return tuple(sorted({name for each in others for name in merge(None, shown.values, each.values)[1]}))
