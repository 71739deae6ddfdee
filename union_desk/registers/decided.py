"""What was decided stands: money and facts of an approved record are not changed afterwards (domain reference §6.6).

An approval is worth nothing if the sum, the person or the ground can be written anew below the signature. A field that
was empty is no exception: filling it afterwards changes what was approved. What comes later by nature (the day on which
money arrived, a number given elsewhere) is named as `later`; it may be filled once, and then stands too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from union_desk.schema.problem import ERROR, Problem
from union_desk.schema.register import Rule
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from union_desk.schema.register import Context, Values

CODE = "settled"
_STANDS = N_("This was decided and stands as it is: whoever approved it approved this (spending control and procedure, "
             "§6.6). Go back by a step of its life where there is one, or enter it anew.")
_CHILD = N_("What this belongs to is decided already: what was approved is neither changed nor added to (spending control "
            "and procedure, §6.6).")


def fixed(register: str, names: tuple[str, ...], holds: Callable[[Values, Context], bool], message: str,
          later: tuple[str, ...] = ()) -> Rule:
    """Return the rule that some fields of a saved record do not change any more while something holds of it."""

    def check(values: Values, context: Context) -> Iterable[Problem]:
        own = values.get("id")
        if not isinstance(own, str) or not holds(values, context):
            return
        before = {name: context.lookup(register, own, name) for name in (*names, *later)}
        if all(value is None for value in before.values()):
            return  # not saved yet
        for name, value in before.items():
            if value != values.get(name) and not (name in later and value is None):
                yield Problem(ERROR, CODE, name, message)

    return Rule(CODE, (*names, *later), check, others=True)


def decided(register: str, state: str, states: tuple[str, ...], names: tuple[str, ...], later: tuple[str, ...] = ()) -> Rule:
    """Return the rule that fields of a record stand once it is in one of some states of its life."""
    return fixed(register, names, lambda values, _context: values.get(state) in states, _STANDS, later)


def decided_above(register: str, link: str, parent: str, state: str, states: tuple[str, ...],
                  names: tuple[str, ...]) -> Rule:
    """Return the rule that the lines of a decided record stand, and that none is added to it."""

    def check(values: Values, context: Context) -> Iterable[Problem]:
        above, own = values.get(link), values.get("id")
        if not isinstance(above, str) or context.lookup(parent, above, state) not in states:
            return
        known = {name: context.lookup(register, own, name) for name in (link, *names)} if isinstance(own, str) else {}
        if known.get(link) is None:
            yield Problem(ERROR, CODE, link, _CHILD)
        for name, value in known.items():
            if known[link] is not None and value != values.get(name):
                yield Problem(ERROR, CODE, name, _CHILD)

    return Rule(CODE, (link, *names), check, others=True)


def stays_decided(link: str, parent: str, state: str,
                  states: tuple[str, ...]) -> Callable[[Values, Context], Iterable[Problem]]:
    """Return what keeps a line of a decided record out of the bin."""

    def stays(values: Values, context: Context) -> Iterable[Problem]:
        if context.lookup(parent, str(values.get(link)), state) in states:
            yield Problem(ERROR, CODE, link, _CHILD)

    return stays
