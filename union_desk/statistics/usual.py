"""The usual tables of an office beyond counts of members: by group, month, kind, topic and post (§11.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk.registers.cards_rules import LIVE
from union_desk.registers.members import MEMBERS
from union_desk.schema import codes
from union_desk.statistics import axes, bands, dimensions
from union_desk.statistics.counting import Counted
from union_desk.statistics.indicator import MONEY, PERSONS
from union_desk.statistics.period import Period
from union_desk.statistics.rates import Rate
from union_desk.statistics.scope import Scope
from union_desk.statistics.sources import POSTS, in_state, table
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sqlalchemy.orm import Session


COUNT, RATE = "count", "rate"
FEMALE, PARTY, UNPAID = "2", ("01", "02"), ("1", "2")
_FEN = 100
_HELD = ("running", "settling", "archived")


@dataclass(frozen=True)
class Column:
    """A column: its key, heading and unit; a rate names its numerator and denominator."""

    key: str
    label: str
    unit: str = COUNT
    of: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Grid:
    """A table: lines of (key, label), columns, and the figure of each with the records behind it."""

    id: str
    title: str
    corner: str
    lines: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]
    cells: dict[tuple[str, str], Counted]
    register: str

    def value(self, line: str | None, column: str) -> int:
        """Return a figure, or the sum of a column without a line."""
        lines = [key for key, _label in self.lines] if line is None else [line]
        values = (self.cells[key, column].value for key in lines if (key, column) in self.cells)
        return sum(value for value in values if isinstance(value, int))

    def rate(self, line: str | None, column: Column) -> Rate:
        """Return a rate of a line, or of all lines."""
        part, whole = column.of
        return Rate(self.value(line, part), self.value(line, whole))

    def text(self, line: str | None, column: Column) -> str:
        """Return a figure as a person reads it; a rate of nothing is a dash."""
        if column.unit == RATE:
            return self.rate(line, column).text()
        value = self.value(line, column.key)
        return f"{value / _FEN:,.2f}" if column.unit == MONEY else f"{value:,}"

    def ids(self, line: str | None, column: str) -> tuple[str, ...]:
        """Return the records behind a figure, each once."""
        lines = [key for key, _label in self.lines] if line is None else [line]
        found = (record for key in lines if (key, column) in self.cells for record in self.cells[key, column].ids)
        return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class Usual:
    """A usual table: its id, its name, and what counts it as of a day (flows: of the calendar year until then)."""

    id: str
    label: str
    make: Callable[[Session, str], Grid]

    def title(self) -> str:
        """Return the name in the current language."""
        return _(self.label)


Row = tuple[Any, str, dict[str, int]]  # what the line is made of, the record's id, column → amount


def _grid(usual: str, axis: axes.Axis, corner: str, columns: Sequence[Column], rows: Iterable[Row],
          register: str) -> Grid:
    """Add rows up by line and column; a row stands behind every column it gives something to."""
    sums: dict[tuple[str, str], list[Any]] = {}
    for raw, record, amounts in rows:
        line = axis.key_of[raw]
        for column, amount in amounts.items():
            if amount:
                cell = sums.setdefault((line, column), [0, []])
                cell[0] += amount
                cell[1].append(record)
    cells = {key: Counted(total, register, tuple(ids)) for key, (total, ids) in sums.items()}
    used = {line for line, _column in cells}
    shown = tuple((c.key, "　" * c.depth + c.label) for c in axis.categories if c.always or c.key in used)
    return Grid(usual, get(usual).title(), corner, shown, tuple(columns), cells, register)


def _listed(name: str, raws: Iterable[Any], *, always: bool = False) -> axes.Axis:
    """Return an axis of the codes of a list, in their order, with what is not of it at the end."""
    known = codes.get(name)
    found = [axes.Category(entry.code, entry.text(), (), always=always) for entry in known]
    strays = {raw for raw in raws if raw is None or not known.has(str(raw))}
    blank = axes.Category(axes.BLANK, _(axes.NOT_STATED), ())
    return axes.Axis((*found, blank), {**{c.key: c.key for c in found}, **dict.fromkeys(strays, axes.BLANK)})


def _groups(session: Session, day: str, raws: Iterable[Any]) -> axes.Axis:
    return dimensions.get("group").build(session, day, set(raws))


def _rows(session: Session, select: Any) -> list[Any]:
    result = session.connection().execute(select)
    assert result.cursor is not None
    return list(result.cursor.fetchall())


def _year(day: str) -> Period:
    return Period(f"{day[:4]}-01-01", day)


def _profile(session: Session, day: str) -> Grid:
    """Count members, women, party members, card holders, dues paid and qualified records by group."""
    of, cards, dues = MEMBERS.table, table("cards"), table("dues")
    period = _year(day)
    held = sa.select(cards.c.member_id).where(in_state(_register("cards"), period, LIVE))
    billed = sa.and_(dues.c.deleted.is_(False), dues.c.period.between(*period.months))
    owing = sa.select(dues.c.member_id).where(billed, dues.c.dues_state.in_(UNPAID))
    counted = {"female": of.c.sex == FEMALE, "party": of.c.political_status.in_(PARTY), "card": of.c.id.in_(held),
               "paid": sa.and_(of.c.id.in_(sa.select(dues.c.member_id).where(billed)), of.c.id.not_in(owing)),
               "qualified": of.c.qualified.is_(True)}
    found = _rows(session, sa.select(of.c.branch_id, of.c.id, *counted.values()).where(Scope(day).condition()))
    rows = ((group, record, {"members": 1, **dict(zip(counted, map(int, map(bool, flags)), strict=True))})
            for group, record, *flags in found)
    columns = [Column("members", _("Members")), Column("female", _("Women")), Column("party", _("Party members")),
               Column("card", _("Card holders")), Column("paid", _("Dues paid this year")),
               Column("qualified", _("Qualified")), Column("rate", _("Qualified rate"), RATE, ("qualified", "members"))]
    axis = _groups(session, day, (row[0] for row in found))
    return _grid("group_profile", axis, _("Branch or group"), columns, rows, "members")


def _register(name: str) -> Any:
    from union_desk import registers

    return registers.get(name)


def _dues(session: Session, day: str) -> Grid:
    """Add up the dues received by group and month of the year, with what was due."""
    of, people, period = table("dues"), MEMBERS.table, _year(day)
    wanted = (people.c.branch_id, people.c.id, of.c.month, of.c.amount_due, of.c.amount_paid)
    found = _rows(session, sa.select(*wanted).join(people, people.c.id == of.c.member_id).where(
        of.c.deleted.is_(False), people.c.deleted.is_(False), of.c.period.between(*period.months)))
    rows = ((group, record, {f"m{month}": paid or 0, "due": due or 0, "paid": paid or 0})
            for group, record, month, due, paid in found)
    months = [Column(f"m{month}", _("{month}/{year}").format(month=month, year=day[:4]), MONEY)
              for month in range(1, int(day[5:7]) + 1)]
    columns = [*months, Column("due", _("Dues due"), MONEY), Column("paid", _("Dues received"), MONEY),
               Column("rate", _("Rate of dues received"), RATE, ("paid", "due"))]
    axis = _groups(session, day, (row[0] for row in found))
    return _grid("dues_by_group", axis, _("Branch or group"), columns, rows, "members")


def _activities(session: Session, day: str) -> Grid:
    """Count activities, participations, money and how far the budget was used, by kind, this calendar year."""
    of, signed, lines, period = (table("activities"), table("activity_sign_ins"), table("activity_budget_lines"),
                                 _year(day))
    took = sa.select(sa.func.count()).where(signed.c.activity_id == of.c.id, signed.c.deleted.is_(False))
    planned = sa.select(sa.func.sum(lines.c.amount)).where(lines.c.activity_id == of.c.id, lines.c.deleted.is_(False))
    found = _rows(session, sa.select(of.c.kind, of.c.id, took.scalar_subquery(), of.c.spent, planned.scalar_subquery())
                  .where(of.c.deleted.is_(False), of.c.status.in_(_HELD),
                         of.c.starts_on.between(period.begins, period.ends)))
    rows = ((kind, record, {"count": 1, "people": people, "spent": spent or 0, "budget": budget or 0})
            for kind, record, people, spent, budget in found)
    columns = [Column("count", _("Activities held")), Column("people", _("Participations in activities"), PERSONS),
               Column("spent", _("Amount spent"), MONEY), Column("budget", _("Budget"), MONEY),
               Column("rate", _("Share carried out"), RATE, ("spent", "budget"))]
    axis = _listed("activity_kind", (row[0] for row in found))
    return _grid("activities_by_kind", axis, _("Kind of activity"), columns, rows, "activities")


def _help(session: Session, day: str) -> Grid:
    """Count the times that help was paid, and its amount, by kind, this calendar year."""
    of, period = table("help_records"), _year(day)
    worth = sa.func.coalesce(of.c.amount, 0) + sa.func.coalesce(of.c.in_kind_value, 0)
    found = _rows(session, sa.select(of.c.help_kind, of.c.id, worth).where(
        of.c.deleted.is_(False), of.c.help_state == "paid", of.c.paid_on.between(period.begins, period.ends)))
    rows = ((kind, record, {"persons": 1, "amount": amount}) for kind, record, amount in found)
    columns = [Column("persons", _("Help given: persons"), PERSONS), Column("amount", _("Help given: amount"), MONEY)]
    axis = _listed("help_kind", (row[0] for row in found), always=True)
    return _grid("help_by_kind", axis, _("Kind of help"), columns, rows, "help_records")


def _appeals(session: Session, day: str) -> Grid:
    """Count the appeals received this calendar year by topic and result."""
    of, period = table("appeals"), _year(day)
    found = _rows(session, sa.select(of.c.topic, of.c.id, of.c.result).where(
        of.c.deleted.is_(False), of.c.received_on.between(period.begins, period.ends)))
    rows = ((topic, record, {"all": 1, str(result or "open"): 1}) for topic, record, result in found)
    results = [Column(entry.code, entry.text()) for entry in codes.get("appeal_result")]
    columns = [Column("all", _("Appeals received")), *results, Column("open", _("Without a result yet"))]
    axis = _listed("appeal_topic", (row[0] for row in found))
    return _grid("appeals_by_topic", axis, _("Topic"), columns, rows, "appeals")


def _cards(session: Session, day: str) -> Grid:
    """Count the service cards by group of their holders and state, as they stand now."""
    of, people = table("cards"), MEMBERS.table
    found = _rows(session, sa.select(people.c.branch_id, of.c.id, of.c.card_state).join(
        people, people.c.id == of.c.member_id).where(of.c.deleted.is_(False), people.c.deleted.is_(False)))
    rows = ((group, record, {"all": 1, str(state or ""): 1}) for group, record, state in found)
    used = {state for _group, _record, state in found}
    states = [Column(entry.code, entry.text()) for entry in codes.get("card_state") if entry.code in used]
    axis = _groups(session, day, (row[0] for row in found))
    return _grid("cards_by_group", axis, _("Branch or group"), [Column("all", _("Cards")), *states], rows, "cards")


def _posts(session: Session, day: str) -> Grid:
    """Count the cadres in post by post: sex, age, education, full-time or not."""
    rows = POSTS.select(Period(day, day)).subquery()
    people = MEMBERS.table
    found = _rows(session, sa.select(rows.c.post, rows.c.member_id, rows.c.sex, rows.c.nature, people.c.birth_date,
                                     people.c.education).join(people, people.c.id == rows.c.member_id).distinct())
    levels = {code: key for key, _label, several in dimensions.EDUCATIONS for code in several}
    ages = [Column(f"age{band.key}", bands.age_label(band)) for band in bands.AGES_B]
    degrees = [Column(key, _(label)) for key, label, _codes in dimensions.EDUCATIONS]
    natures = [Column(f"n{entry.code}", entry.text()) for entry in codes.get("post_nature")]
    columns = [Column("all", _("Persons")), Column("men", _("Men")), Column("women", _("Women")), *ages, *degrees,
               *natures]

    def counted(sex: str, nature: str | None, born: str | None, education: str | None) -> dict[str, int]:
        age = next((band.key for band in bands.AGES_B if born and (band.earliest(day) or "") <= born), None)
        named = ("all", {"1": "men", FEMALE: "women"}.get(sex), f"n{nature}" if nature else None,
                 f"age{age}" if age else None, levels.get(education or ""))
        return dict.fromkeys((name for name in named if name), 1)

    axis = _listed("union_post", (row[0] for row in found))
    lines = ((post, member, counted(sex, nature, born, education))
             for post, member, sex, nature, born, education in found)
    return _grid("cadres_by_post", axis, _("Post"), columns, lines, "members")


ALL: tuple[Usual, ...] = (
    Usual("group_profile", N_("Groups: members, women, party, cards, dues, qualified"), _profile),
    Usual("dues_by_group", N_("Dues by group and month"), _dues),
    Usual("activities_by_kind", N_("Activities by kind"), _activities),
    Usual("help_by_kind", N_("Help by kind"), _help),
    Usual("appeals_by_topic", N_("Appeals by topic and result"), _appeals),
    Usual("cards_by_group", N_("Service cards by group and state"), _cards),
    Usual("cadres_by_post", N_("Cadres by post, sex, age and education"), _posts),
)
_BY_ID = {usual.id: usual for usual in ALL}


def get(name: str) -> Usual:
    """Return a usual table by its id; KeyError when there is none."""
    return _BY_ID[name]
