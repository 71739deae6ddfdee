"""Variants of the program's core with one mechanism removed; the simulation must catch every one of them."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any
from unittest import mock

from sync.protocol import admission, core, merging, refiling, relaying, seen, versions
from sync.protocol.admission import Comparison, Step
from sync.protocol.refusals import Refused, Why
from tests.simulation import posts, relay, store

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Patch = tuple[object, str, Any]
Mutants = dict[str, tuple[str, list[Patch], dict[str, bool]]]


def _by_number(header: Any, _hash: str, head: Any, _at: Any, _held: Any) -> bool:
    if header.seq > head.seq + 1:
        raise Refused(Why.GAP, log=header.log, seq=header.seq, head=head.seq)
    return bool(header.seq <= head.seq)


def _without_deps(header: Any, name: str, head: Any, at: Any, _held: Any) -> bool:
    class Bare:
        unit, log, seq, prev = header.unit, header.log, header.seq, header.prev
        deps: Mapping[str, tuple[int, str]] = {}

    return admission.is_repeated(Bare(), name, head, at, {})


def _compare_by_number(mine: Any, _at: Any, theirs: Any, *, is_open: bool) -> Comparison:
    shared = min(mine.seq, theirs.seq)
    if theirs.seq > mine.seq:
        return Comparison(Step.ROLL_OVER if is_open else Step.NOTHING, shared)
    return Comparison(Step.SEND if mine.seq > theirs.seq else Step.NOTHING, shared)


def _counter(vector: str) -> int:
    return sum(seen.of(vector).values())


def _highest_wins(held: Any, came: versions.Version) -> tuple[versions.Version, ...] | None:
    if held and (_counter(held[0].seen), held[0].digest) >= (_counter(came.seen), came.digest):
        return None
    return (came,)


def _last_sealed_wins(held: Any, came: versions.Version) -> tuple[versions.Version, ...] | None:
    """Compare what a clock that is wrong would say: nothing but the hash tells."""
    return None if held and held[0].digest >= came.digest else (came,)


def _reissue_without_losers(self: store.MemoryStore, key: Any, vector: str, _losers: Any, shown: Any = None) -> None:
    _reissue(self, key, vector, (), shown)


def _keep_log(self: store.MemoryStore, _log: str) -> None:
    """Go on writing a log that others know more of."""


def _apply_over_edits(self: store.MemoryStore, frame: Any) -> None:
    _apply(self, frame)
    if frame.header.unit == self.unit:
        for key, _version in frame.rows:
            self.dirty.pop(key, None)


def _receive_unsealed(own: store.MemoryStore, frame: Any) -> bool:
    with mock.patch.object(store.MemoryStore, "seal_all", return_value=None):
        return _receive(own, frame)


def _merge_blindly(base: Mapping[str, Any] | None, shown: Mapping[str, Any],
                   other: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Merge against nothing, as if whatever the other side has were newer."""
    return {**shown, **other}, ()


def _own_base(self: store.MemoryStore, key: Any, _vector: str) -> Mapping[str, Any] | None:
    """Take what this computer shows for the common ancestor."""
    return self.of(self.unit)[key][0].values


def _cut_alone(own: store.MemoryStore, log: str, common: int) -> int:
    """Cut one log in a transaction of its own: what is done to the other logs may be lost."""
    count = _cut(own, log, common)
    own.between()
    return count


def _next_alone(held: tuple[str, int] | None, policy: str, _theirs: int | None) -> int:
    if held is None:
        return 0
    return held[1] if held[0] == policy else held[1] + 1


def _is_ready_at_all(self: relay.Road, of: tuple[str, int], _number: int) -> bool:
    return any(one.of == of for held in self.frames.values() for one in held)


def _by_plain_names(self: refiling.Names, own: Mapping[str, str], log: str, seq: int) -> dict[str, int]:
    return {own.get(log, log): seq}


def _file_without_losers(held: Any, lost: Any) -> refiling.Filed | None:
    found = _file(held, lost)
    return found._replace(losers=()) if found is not None else None


def _up_as_here(vector: Mapping[str, int], _lost: Any) -> Mapping[str, int]:
    return vector


_file = refiling.file
_receive, _cut = core.receive, core.cut
_apply, _reissue = store.MemoryStore.apply, store.MemoryStore.reissue

MUTANTS: Mutants = {
    "none": ("nothing removed", [], {}),
    "send_unsealed": ("a frame is not durable before it is sent", [], {"forgets": True}),
    "no_chain": ("numbers only, no hash chain", [
        (core, "is_repeated", _by_number), (core, "compare", _compare_by_number)], {}),
    "trust_acks": ("one's own record of receipts instead of comparing heads", [
        (store.MemoryStore, "take_back", lambda _self, _log, _held: None)], {"trusts_acks": True}),
    "scalar_version": ("one counter a row instead of the vector", [(versions, "put", _highest_wins)], {}),
    "clock": ("the last clock wins", [(versions, "put", _last_sealed_wins)], {}),
    "no_rollover": ("the log goes on after a restore or a cut", [(store.MemoryStore, "close", _keep_log)], {}),
    "no_clamp": ("vectors keep what was cut", [(seen, "clamp", lambda vector, _cuts: dict(vector))], {}),
    "no_cascade": ("what was built on a cut frame stays", [
        (core, "cascade", lambda _grounds, log, common: {log: common})], {}),
    "torn": ("logs are settled one by one, not in one transaction", [(core, "cut", _cut_alone)], {}),
    "uncompared": ("rows are not compared after a cut", [
        (store.MemoryStore, "compare_later", lambda _self: None)], {}),
    "no_compare": ("rows are not compared after logs were settled one by one", [
        (core, "cut", _cut_alone), (store.MemoryStore, "compare_later", lambda _self: None)], {}),
    "no_kept": ("what a new version replaces unseen is not kept", [
        (store.MemoryStore, "reissue", _reissue_without_losers)], {}),
    "no_seal_first": ("versions arrive over unsealed changes", [
        (store.MemoryStore, "apply", _apply_over_edits), (core, "receive", _receive_unsealed)], {}),
    "no_deps": ("frames do not say what they build on", [
        (core, "is_repeated", _without_deps),
        (core, "cascade", lambda _grounds, log, common: {log: common})], {}),
    "blind_merge": ("fields are merged without the common ancestor", [(merging, "merge", _merge_blindly)], {}),
    "own_base": ("what is shown counts as the common ancestor", [(store.MemoryStore, "base", _own_base)], {}),
}

RELAY_MUTANTS: Mutants = {
    "none": ("nothing removed", [], {}),
    "no_number": ("vectors do not say under which policy they are passed on", [
        (relaying, "under_policy", lambda vector, _relay, _number: vector)], {}),
    "own_number": ("the number of a policy does not grow beyond what the city knows", [
        (relaying, "next_number", _next_alone)], {}),
    "made_once": ("what was made ready under another policy counts as made ready", [
        (relay.Road, "is_ready", _is_ready_at_all)], {}),
    "not_anew": ("what was cut is not made ready once more", [
        (relay.Road, "begin_anew", lambda _self: None)], {}),
    "one_branch": ("two branches of a log go on under one name", [
        (relaying, "on_branch", lambda vector, _forks: vector)], {}),
    "unfiled": ("what a restored county lost and nobody sends again is left at the city", [
        (relay.CountyStore, "refile", lambda _self, _unit, _policy: 0)], {}),
    "plain_names": ("what is filed anew counts as having seen the lost frames themselves", [
        (refiling.Names, "_part", _by_plain_names)], {}),
    "filed_over": ("what is filed anew replaces, or is replaced, and nothing is kept", [
        (refiling, "file", _file_without_losers)], {}),
    "filed_beside": ("what is filed anew does not count as newer at the city", [(refiling, "there", _up_as_here)], {}),
    "goes_on": ("the log goes on after a restore or a cut", [(relay.Road, "close", lambda _self, _log: None)], {}),
    "unlooked": ("the relay trusts its own record of what the city holds", [
        (relay.Road, "take_back", lambda _self, _log, _held: None),
        (relay.Road, "forget", lambda _self, _cuts: None)], {}),
}


def _hand_back_in_order(give: Any, lost: Mapping[str, Any]) -> int:
    return sum(give(frame) for _log, frames in sorted(lost.items()) for frame in frames)


def _take_back_silently(self: posts.Poster, frame: Any, audience: str) -> bool:
    return core.receive(posts.Returned(self, audience), frame)


def _forget_silently(self: posts.Falling, cuts: Mapping[str, int]) -> None:
    for at in [at for at, (_one, (log, seq)) in self.poster.word.items() if seq > cuts.get(log, seq)]:
        del self.poster.word[at]
    self.forget(cuts)


POST_MUTANTS: Mutants = {
    "none": ("nothing removed", [], {}),
    "not_said_again": ("what was posted since a restore is not said once more when older frames come back", [
        (posts.Poster, "take_back", _take_back_silently)], {}),
    "own_word": ("what comes back to a relay stands against the word of its superior", [
        (posts.Poster, "above", lambda self, at: self.posts[at])], {}),
    "not_withdrawn": ("papers of a branch that the superior left are not withdrawn below a relay", [
        (posts.Falling, "set_aside", _forget_silently)], {}),
    "no_cascade": ("what was built on a cut frame stays", [
        (core, "cascade", lambda _grounds, log, common: {log: common})], {}),
    "in_order": ("logs are handed back one after the other, whatever they were built on", [
        (core, "hand_back", _hand_back_in_order)], {}),
}


@contextmanager
def broken(name: str, table: Mutants | None = None, *, in_relay: bool = False) -> Iterator[dict[str, Any]]:
    """Break the core, or a relay, inside the block; gives what the world must know of it."""
    _words, patches, facts = (table or (RELAY_MUTANTS if in_relay else MUTANTS))[name]
    with ExitStack() as stack:
        for place, attribute, value in patches:
            stack.enter_context(mock.patch.object(place, attribute, value))
        yield dict(facts)
