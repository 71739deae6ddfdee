"""Scoring an assessment: points from the office's own records and ballots, totals, veto, grade, ranking (§10.3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from union_desk import checking, lifecycle, limits, records, registers
from union_desk.affairs import cadres_metrics, cadres_schemes, cadres_training
from union_desk.errors import UserError
from union_desk.registers.cadres_assessments import CADRE, DRAFT, FINAL, SELF_SCORED, UNION
from union_desk.registers.cadres_schemes import BASIC, BONUS, BY_SHARE, DEDUCT, PERCENT, VETO
from union_desk.schema import norms
from union_desk.search import Filter, Query
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.affairs.cadres_metrics import Figure
    from union_desk.affairs.cadres_schemes import Tree
    from union_desk.schema.register import Values

Row = dict[str, Any]

ASSESSMENTS, SCORES, BALLOTS = (registers.get(n) for n in ("assessments", "assessment_scores", "assessment_ballots"))
BEGUN, FILLED = N_("Began the assessment of {name}"), N_("Took figures over: {name}")
REVIEWED = N_("Took the own points over into the review: {name}")
_OF_CADRE = ("training_rate", "training_average")  # figures that a single person has, too
_TOTALS = {"self_total": "self_score", "review_total": "review_score", "final_total": "final_score"}


class WrongStateError(UserError):
    """Something is done to an assessment that its state does not allow."""

    code = "wrong_state"
    message = N_("'{name}' is in the state '{state}'. This is done in the state '{needed}' (rules on assessments).")


@dataclass(frozen=True, slots=True)
class Line:
    """One item of an assessment with its points and the figure behind it, where it has one."""

    item: Row
    score: Row
    figure: Figure | None = None
    ballots: Mapping[str, int] | None = None

    def points(self, column: str) -> int | None:
        """Return the points of a column; what the records say stands in for own points that were not entered."""
        value = self.score.get(column)
        if value is None and column == "self_score":
            value = self.score.get("auto_score")
        return None if value is None else int(value)


@dataclass(frozen=True, slots=True)
class Standing:
    """An assessment as it stands: its row, scheme, lines, the totals so far, whether vetoed, the grade so far."""

    row: Row
    tree: Tree
    lines: list[Line]
    totals: dict[str, int | None]
    vetoed: bool
    grade: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """One place of a ranking; those of equal points share it. `over`: the share of the grade has no room for it."""

    place: int
    row: Row
    total: int | None
    over: bool = False


# ---- points


def points_of(item: Row, figure: Figure) -> int | None:
    """Return the points of a figure in hundredths: full from the target on, below none or by share; None for a dash."""
    value, target, most = figure.hundredths, item["target"], int(item["max_score"] or 0)
    if value is None or target is None:
        return None
    if value >= int(target) * PERCENT:
        return most
    return most * value // (int(target) * PERCENT) if item["scoring"] == BY_SHARE else 0


def points_of_ballots(session: Session, item: Row, ballots: Mapping[str, int], day: str) -> int | None:
    """Return the points of ballots: the mean worth of those that count; None without any that counts."""
    worth = {choice: limits.norm(session, f"cadres.choice_{choice}", day).value
             for choice in ballots if f"cadres.choice_{choice}" in norms.names()}
    count = sum(ballots[choice] for choice in worth)
    if not count:
        return None
    gained = sum(ballots[choice] * value for choice, value in worth.items())
    return (int(item["max_score"] or 0) * gained * 2 + count * PERCENT) // (2 * count * PERCENT)


def total(tree: Tree, lines: Iterable[Line], column: str) -> int | None:
    """Return a total in hundredths of a point; None while a basic item has no points."""
    basic = bonus = taken = 0
    for line in lines:
        points, kind, most = line.points(column), line.item["item_kind"], int(line.item["max_score"] or 0)
        if kind == BASIC:
            if points is None:
                return None
            weight = line.item["weight"]
            basic += points if weight is None else points * int(weight) * PERCENT // most if most else 0
        elif kind == BONUS:
            bonus += points or 0
        elif kind == DEDUCT:
            taken += points or 0
    cap = tree.scheme["bonus_most"]
    return max(basic + (bonus if cap is None else min(bonus, int(cap))) - taken, 0)


def grade_of(tree: Tree, points: int | None, *, vetoed: bool) -> str:
    """Return the grade of a total; whoever was vetoed gets the lowest there is."""
    if not tree.grades or (points is None and not vetoed):
        return ""
    lowest = str(tree.grades[-1]["name"])
    if vetoed or points is None:
        return lowest
    return next((str(grade["name"]) for grade in tree.grades if points >= int(grade["from_score"])), lowest)


# ---- reading


def standing(session: Session, assessment_id: str, day: str = "") -> Standing:
    """Return an assessment with its lines, figures as they are now, and the totals so far."""
    row = records.get(session, ASSESSMENTS, assessment_id)
    tree = cadres_schemes.tree(session, row["scheme_id"])
    lines = _lines(session, row, day or checking.today())
    totals = {name: total(tree, lines, column) for name, column in _TOTALS.items()}
    vetoed = any(line.score.get("vetoed") for line in lines)
    best = next((totals[name] for name in reversed(totals) if totals[name] is not None), None)
    return Standing(row, tree, lines, totals, vetoed, grade_of(tree, best, vetoed=vetoed))


def _lines(session: Session, row: Row, day: str) -> list[Line]:
    of = Query(filters=(Filter("assessment_id", "is", (row["id"],)),))
    scores = records.page(session, SCORES, of, limit=-1)
    items = records.by_ids(session, cadres_schemes.ITEMS, [score["item_id"] for score in scores])
    voted: dict[str, dict[str, int]] = {}
    for ballot in records.page(session, BALLOTS, of, limit=-1):
        voted.setdefault(ballot["item_id"], {})[ballot["choice"]] = int(ballot["count"] or 0)
    return [Line(item, score, figure_of(session, row, item, day), voted.get(item["id"]))
            for score in scores if (item := items.get(score["item_id"]))]


def figure_of(session: Session, row: Row, item: Row, day: str) -> Figure | None:
    """Return the figure behind an item: of the union, or of one cadre where a single person has it."""
    name = item["metric"]
    if name not in cadres_metrics.METRICS:
        return None
    if row["subject"] == UNION:
        return cadres_metrics.read(session, name, int(row["year"]), day)
    if row["subject"] == CADRE and name in _OF_CADRE:
        return _own_hours(session, row, day, rate=name == "training_rate")
    return None


def _own_hours(session: Session, row: Row, day: str, *, rate: bool) -> Figure:
    """Return one cadre's hours: of the target as a rate, or the hours themselves."""
    found = cadres_training.standings(session, int(row["year"]), day)
    own = next((one for one in found if one.person.id == row["cadre_id"]), None)
    behind = Query(filters=(Filter("cadre_id", "is", (row["cadre_id"],)),))
    if rate:
        return cadres_metrics.Figure(own.hours if own else 0, own.target if own else 0, "trainees", behind)
    return cadres_metrics.Figure(own.hours if own else 0, None, "trainees", behind)


# ---- verbs, inside `db.write(...)`


def begin(session: Session, values: Values) -> str:
    """Begin an assessment and make a line for every item of its scheme; returns its id."""
    return lifecycle.create(session, ASSESSMENTS, values).id


def take_figures(session: Session, assessment_id: str, day: str = "") -> int:
    """Write the points that follow from the records and the ballots; returns how many items have some."""
    found, day = standing(session, assessment_id, day), day or checking.today()
    _need(found.row, DRAFT)
    done, changes = 0, []
    for line in found.lines:
        values = _automatic(session, line, day)
        done += values["auto_score"] is not None
        fresh = {name: (line.score[name], value) for name, value in values.items() if line.score[name] != value}
        if set(fresh) - {"auto_on"}:
            changes.append((line.score["id"], fresh))
    records.update_many(session, SCORES, changes)
    return done


def _automatic(session: Session, line: Line, day: str) -> Row:
    values: Row = dict.fromkeys(("auto_score", "auto_part", "auto_whole", "auto_on"))
    if line.ballots:
        values |= {"auto_score": points_of_ballots(session, line.item, line.ballots, day),
                   "auto_part": sum(line.ballots.values()), "auto_on": day}
    elif line.figure is not None:
        values |= {"auto_score": points_of(line.item, line.figure), "auto_part": line.figure.part,
                   "auto_whole": line.figure.whole, "auto_on": day}
    return values


def count_ballots(session: Session, assessment_id: str, item_id: str, ballots: Mapping[str, int]) -> None:
    """Enter how many ballots of an item say what (choice → number), in place of what was entered before."""
    of = Query(filters=(Filter("assessment_id", "is", (assessment_id,)), Filter("item_id", "is", (item_id,))))
    there = {row["choice"]: row["id"] for row in records.page(session, BALLOTS, of, limit=-1)}
    for choice, count in ballots.items():
        records.save(session, BALLOTS, {"assessment_id": assessment_id, "item_id": item_id, "choice": choice,
                                        "count": count}, there.get(choice))


def review_as_scored(session: Session, assessment_id: str, reviewer: str) -> int:
    """Take the own points over into the review where it has none yet; returns how many."""
    found = standing(session, assessment_id)
    _need(found.row, SELF_SCORED)
    open_ = [line for line in found.lines if line.score["review_score"] is None]
    for line in open_:
        values = {"review_score": line.points("self_score"), "reviewer": reviewer}
        records.save(session, SCORES, values, line.score["id"])
    return len(open_)


def _need(row: Row, state: str) -> None:
    if row["state"] != state:
        show = ASSESSMENTS.fields["state"].kind.show
        raise WrongStateError(name=ASSESSMENTS.name_of(row), state=show(row["state"]), needed=show(state))


def carry_on(session: Session, record: Values, event: Values) -> None:
    """Do what else belongs to a step: lines and freezing at the beginning, points taken over, totals written."""
    own, day = str(record["id"]), str(event.get("happened_on") or checking.today())
    if event["event"] == "begin":
        _lay_out(session, record, day)
        return
    taken = {"submit": ("self_score", "auto_score"), "confirm": ("final_score", "review_score"),
             "decide": ("final_score", "review_score")}.get(str(event["event"]))
    if taken:
        _fill(session, own, *taken)
    _write_totals(session, own, final=event.get("to_state") == FINAL)


def _lay_out(session: Session, record: Values, day: str) -> None:
    """Make a line for each item; what is only given or taken for a reason begins with no points."""
    tree = cadres_schemes.ready(session, str(record["scheme_id"]))
    cadres_schemes.freeze(session, tree, day)
    rows: list[Row] = []
    for item in tree.items:
        row: Row = {"assessment_id": record["id"], "item_id": item["id"], "item": item["item"]}
        if item["item_kind"] in (BONUS, DEDUCT, VETO) and not item["metric"]:
            row["self_score"] = 0
        rows.append(row | ({"review_score": 0} if item["item_kind"] == VETO else {}))
    records.insert_many(session, SCORES, rows)


def _fill(session: Session, own: str, empty: str, source: str) -> None:
    table = SCORES.table
    rows = session.execute(sa.select(table.c.id, table.c[source]).where(
        table.c.assessment_id == own, table.c.deleted.is_(False), table.c[empty].is_(None),
        table.c[source].is_not(None))).all()
    records.update_many(session, SCORES, [(row[0], {empty: (None, row[1])}) for row in rows])


def _write_totals(session: Session, own: str, *, final: bool) -> None:
    found = standing(session, own)
    values: Row = {**found.totals, "vetoed": found.vetoed, "grade": found.grade}
    if not final:
        values["final_total"] = None
    changes = {name: (found.row[name], value) for name, value in values.items() if found.row[name] != value}
    if changes:
        records.update_many(session, ASSESSMENTS, [(own, changes)])


# ---- ranking


def ranking(session: Session, scheme_id: str, year: int) -> list[Ranked]:
    """Return the assessments of a scheme and year by their points; the vetoed last, those without points after them."""
    rows = records.page(session, ASSESSMENTS, Query(filters=(
        Filter("scheme_id", "is", (scheme_id,)), Filter("year", "is", (year,)))), limit=-1)
    return ranked(rows, cadres_schemes.tree(session, scheme_id).grades)


def ranked(rows: Sequence[Row], grades: Sequence[Row]) -> list[Ranked]:
    """Rank all assessments of a scheme and year; marks those of a grade for whom its share of all has no room.

    Of those with equal points at the edge of the share all are marked: points do not tell who has to go.
    """
    rooms = {grade["name"]: grade["share_most"] * len(rows) // PERCENT
             for grade in grades if grade["share_most"] is not None}
    ordered = sorted(
        rows, key=lambda row: (points_so_far(row) is None, bool(row["vetoed"]), -(points_so_far(row) or 0)))
    found: list[Ranked] = []
    for number, row in enumerate(ordered, 1):
        last = found[-1] if found else None
        same = last is not None and last.total == points_so_far(row) and bool(last.row["vetoed"]) == bool(row["vetoed"])
        place = last.place if same and last is not None else number
        found.append(Ranked(place, row, points_so_far(row)))
    held = [(one.row["grade"], one.place) for one in found]
    return [replace(one, over=sum(grade == one.row["grade"] and place <= one.place for grade, place in held)
                    > rooms.get(one.row["grade"], len(rows))) for one in found]


def points_so_far(row: Values) -> int | None:
    """Return the total of an assessment as far as it has come: final, else reviewed, else the own one."""
    for name in ("final_total", "review_total", "self_total"):
        value = row.get(name)
        if isinstance(value, int):
            return value
    return None
