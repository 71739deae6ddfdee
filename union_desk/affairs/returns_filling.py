"""Filling in a return: figures typed, proposals confirmed, changes explained (domain reference §11.2, §11.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk.affairs import returns
from union_desk.errors import UserError
from union_desk.schema.kinds import Code, Integer, Money, YesNo
from union_desk.schema.problem import ERROR
from union_desk.statistics import content, indicators
from union_desk.statistics.indicator import ANSWER, AUTOMATIC, CODE, MONEY, PROPOSED, Value
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.access import Actor
    from union_desk.schema.kinds import Kind
    from union_desk.statistics.indicator import Indicator


class UnknownIndicatorError(UserError):
    """No such figure."""

    code = "unknown_indicator"
    message = N_("There is no figure '{name}'. The page of the return and `union-desk return show` list them.")


class AutomaticError(UserError):
    """A figure that the books tell is not typed."""

    code = "automatic_figure"
    message = N_("{name} is counted from the books and not typed. Correct the records behind it.")


class NotAFigureError(UserError):
    """What was typed is no figure of that kind."""

    code = "not_a_figure"
    message = N_("'{text}' is no figure for {name}. Write a whole number from 0 on, an amount in yuan, or yes or no.")


class NotProposedError(UserError):
    """There is nothing to confirm."""

    code = "nothing_proposed"
    message = N_("{name}: the books propose nothing. Type the figure.")


def parse(indicator: Indicator, text: str) -> Value:
    """Read what somebody typed for a figure; raises NotAFigureError."""
    kinds: dict[str, Kind] = {ANSWER: YesNo(), CODE: Code(list=indicator.listed), MONEY: Money(least=None)}
    kind = kinds.get(indicator.unit, Integer())
    value = kind.parse(text).value
    if value is None or any(problem.level == ERROR for problem in kind.check(value)):
        raise NotAFigureError(text=text, name=indicator.title())
    return str(value) if indicator.unit == CODE else int(value)


def enter(session: Session, record: Mapping[str, Any], name: str, value: Value, actor: Actor, part: str = "") -> None:
    """Type a figure, or confirm it with another value, inside `db.write(...)`."""
    indicator = _typed(record, name)
    state = content.CONFIRMED if indicator.origin == PROPOSED else content.TYPED
    column = "words" if indicator.unit == CODE else "value"
    returns.put(session, record["id"], name, part, {column: value, "line_state": state, "confirmed_by": actor.name})


def confirm(session: Session, record: Mapping[str, Any], names: Sequence[str], actor: Actor) -> int:
    """Confirm what the books propose for some figures (all proposals, without names), inside `db.write(...)`."""
    lines = returns.live(session, record).lines
    wanted = [_typed(record, name).id for name in names]
    chosen = [line for line in lines.values() if line.state == content.SUGGESTED and (
        line.indicator.id in wanted or not names)]
    missing = [name for name in wanted if not any(line.indicator.id == name for line in chosen)]
    if missing:
        raise NotProposedError(name=indicators.get(missing[0]).title())
    for line in chosen:
        enter(session, record, line.indicator.id, line.value, actor, line.part)
    return len(chosen)


def explain(session: Session, record: Mapping[str, Any], name: str, text: str, part: str = "") -> None:
    """Say why a figure changed so much, inside `db.write(...)`."""
    if not indicators.known(name):
        raise UnknownIndicatorError(name=name)
    returns.still_open(record)
    returns.put(session, record["id"], name, part, {"explanation": text})


def _typed(record: Mapping[str, Any], name: str) -> Indicator:
    if not indicators.known(name):
        raise UnknownIndicatorError(name=name)
    returns.still_open(record)
    indicator = indicators.get(name)
    if indicator.origin == AUTOMATIC:
        raise AutomaticError(name=indicator.title())
    return indicator
