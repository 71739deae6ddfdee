"""What stands in a return: every figure with its origin, last year's beside it, and the records behind it (§11.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from union_desk.statistics import indicators
from union_desk.statistics.counting import Counted
from union_desk.statistics.indicator import AUTOMATIC, CODE, PROPOSED, Indicator, Value
from union_desk.statistics.rates import Rate
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from union_desk.statistics.period import Period

Key = tuple[str, str]  # (indicator, part)
COUNTED, TYPED, SUGGESTED, CONFIRMED, MISSING = "counted", "typed", "proposed", "confirmed", "missing"
NOTHING = Counted(None)
GROWTH = ("members_joined", "members_transferred_in", "members_restored", "members_other_in")
SHRINKAGE = ("members_transferred_out", "members_transferred_withdrawn", "members_transferred_expelled",
             "members_deceased", "members_transferred_kept", "members_other_out")


@dataclass(frozen=True)
class Line:
    """One figure. `counted` is what the books say; `value` what the return says; `state` how it came about."""

    indicator: Indicator
    part: str
    value: Value
    counted: Value
    state: str
    previous: Value = None
    explanation: str = ""
    register: str = ""
    ids: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        """Return the name of the figure within the return."""
        return self.indicator.id, self.part

    def title(self) -> str:
        """Return the name in the current language."""
        return self.indicator.title(self.part)

    def text(self) -> str:
        """Return the figure as a person reads it."""
        return self.indicator.text(self.value)


@dataclass(frozen=True)
class DerivedRate:
    """A rate of two figures of the return (domain reference §11.4)."""

    id: str
    label: str
    parts: tuple[str, ...]
    wholes: tuple[str, ...]


RATES: tuple[DerivedRate, ...] = (
    DerivedRate("rate_organised", N_("Rate of membership"), ("members_total",), ("employees_total",)),
    DerivedRate("rate_qualified", N_("Rate of qualified records"), ("members_realname_qualified",), ("members_total",)),
    DerivedRate("rate_cards", N_("Rate of card holders"), ("cards_live",), ("members_total",)),
    DerivedRate("rate_activated", N_("Rate of activated cards"), ("cards_activated",), ("cards_live",)),
    DerivedRate("rate_migrant", N_("Rate of membership of migrant workers"), ("members_migrant",),
                ("employees_migrant",)),
    DerivedRate("rate_taking_part", N_("Rate of taking part in activities"), ("participants_unique",),
                ("members_total",)),
    DerivedRate("dues_rate", N_("Rate of dues received"), ("dues_paid",), ("dues_due",)),
    DerivedRate("rate_closed", N_("Rate of appeals closed"), ("appeals_closed",), ("appeals_received",)),
    DerivedRate("rate_ontime", N_("Rate of appeals closed in time"), ("appeals_ontime",), ("appeals_closed",)),
    DerivedRate("rate_satisfied", N_("Rate of satisfaction"), ("appeals_satisfied",), ("appeals_closed",)),
    DerivedRate("rate_covered", N_("Rate of employees covered by collective contracts"), ("cc_covered",),
                ("employees_total",)),
    DerivedRate("rate_helped", N_("Rate of files helped"), ("hardship_helped",),
                ("hardship_files_1", "hardship_files_2", "hardship_files_3")),
    DerivedRate("rate_trained", N_("Rate of cadres trained"), ("cadres_trained",), ("cadres_full", "cadres_part")),
    DerivedRate("rate_elected", N_("Rate of elections held in time"), ("election_done",), ("election_due",)),
)


@dataclass(frozen=True)
class Content:
    """All figures of a return, in the order of the catalogue."""

    period: Period
    version: int
    lines: Mapping[Key, Line]

    def value(self, name: str, part: str = "") -> Value:
        """Return a figure; None where it is not filled in."""
        line = self.lines.get((name, part))
        return None if line is None else line.value

    def number(self, name: str) -> int | None:
        """Return a figure as a number; None where it is not filled in."""
        value = self.value(name)
        return value if isinstance(value, int) else None

    def sum(self, names: Sequence[str]) -> int | None:
        """Return the sum of figures; None where one of them is not filled in."""
        found = [self.number(name) for name in names]
        return None if None in found else sum(n for n in found if n is not None)

    def of_area(self, name: str) -> list[Line]:
        """Return the lines of an area in order."""
        return [line for line in self.lines.values() if indicators.area_of(line.indicator.id).id == name]

    def rates(self) -> Iterator[tuple[DerivedRate, Rate | None]]:
        """Yield each derived rate with its numerator and denominator; None where a figure is not filled in."""
        for rate in RATES:
            part, whole = self.sum(rate.parts), self.sum(rate.wholes)
            yield rate, None if part is None or whole is None else Rate(part, whole)


def build(period: Period, version: int, counted: Mapping[str, Counted], entered: Mapping[Key, Mapping[str, Any]],
          previous: Mapping[Key, Value]) -> Content:
    """Put a return together from what the books say, what was typed or confirmed, and last year's figures."""
    counted = {**counted, "members_opening": Counted(_opening(counted, previous))}
    lines: dict[Key, Line] = {}
    for indicator in indicators.ALL:
        told = counted.get(indicator.id, NOTHING)
        parts = {"", *told.parts, *(part for name, part in {*entered, *previous} if name == indicator.id)}
        for part in sorted(parts):
            of = told.parts.get(part, Counted(0 if told.parts else None)) if part else told
            line = _line(indicator, part, of, entered.get((indicator.id, part), {}))
            lines[line.key] = _with_previous(line, previous.get(line.key))
    return Content(period, version, lines)


def _line(indicator: Indicator, part: str, told: Counted, row: Mapping[str, Any]) -> Line:
    own: Value = row.get("words") if indicator.unit == CODE else row.get("value")
    why = str(row.get("explanation") or "")
    if indicator.origin == AUTOMATIC:
        value, state = told.value, COUNTED
    elif own is not None:
        value, state = own, CONFIRMED if indicator.origin == PROPOSED else TYPED
    else:
        value, state = told.value, MISSING if told.value is None else SUGGESTED
    return Line(indicator, part, value, told.value, state, None, why, told.register, tuple(told.ids))


def _with_previous(line: Line, previous: Value) -> Line:
    return Line(line.indicator, line.part, line.value, line.counted, line.state, previous, line.explanation,
                line.register, line.ids)


def _opening(counted: Mapping[str, Counted], previous: Mapping[Key, Value]) -> Value:
    """Return the members at the beginning: those at the end of last year's return, else what the books lead back to."""
    last = previous.get(("members_total", ""))
    if last is not None:
        return last
    closing, come, gone = (sum(value for name in names if isinstance(value := counted.get(name, NOTHING).value, int))
                           for names in (("members_total",), GROWTH, SHRINKAGE))
    return closing - come + gone


def origin_text(state: str) -> str:
    """Return in words how a figure came about."""
    from union_desk.schema import codes

    return codes.get("return_line_state").label(state)


def dash(rate: Rate | None) -> str:
    """Return a rate with its numerator and denominator, a dash where there is nothing to divide by."""
    return "—" if rate is None else _("{rate} ({part}/{whole})").format(
        rate=rate.text(), part=f"{rate.part:,}", whole=f"{rate.whole:,}")
