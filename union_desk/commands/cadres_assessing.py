"""The part of `union-desk cadres …` that assesses: examples, versions, scores, ballots, review, ranking."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk import checking, records, registers
from union_desk.affairs import cadres_schemes as schemes
from union_desk.affairs import cadres_scoring as scoring
from union_desk.commands import arguments, presenting, querying
from union_desk.errors import UserError
from union_desk.words import N_, _, series

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from union_desk.commands.desk import Desk

_EXAMPLES = N_("Took over the example schemes")
_SCORED, _COUNTED = N_("Entered points: {name}"), N_("Counted ballots: {name}")
_COLUMNS = ("self_score", "review_score", "final_score")


class NoSuchItemError(UserError):
    """The assessment has no item of that name or number."""

    code = "no_such_item"
    message = N_("The assessment has no item '{text}'. Name one of: {items}, or its number.")


class BallotsError(UserError):
    """A number of ballots that cannot be read."""

    code = "ballots"
    message = N_("'{text}' is no number of ballots. Write for example satisfied=52.")


def configure(add: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """Declare the actions."""
    add("examples", _("enter the shipped example schemes that are not there yet"))
    version = add("new-version", _("copy a scheme as its next version"))
    version.add_argument("scheme", metavar=_("SCHEME"), help=_(arguments.RECORD))
    begin = add("begin", _("begin an assessment: scheme_id=… year=… and subject, cadre_id or branch_id"))
    arguments.values(begin, _("fields of the assessment"))
    for name, words in (("standing", _("an assessment item by item, with the figures behind")),
                        ("take-figures", _("write the points that follow from the records and ballots")),
                        ("review", _("take the own points over into the review where it has none"))):
        arguments.record(add(name, words))
    score = add("score", _("enter points and words of an item: self_score=… reason=…"))
    arguments.record(score)
    score.add_argument("item", metavar=_("ITEM"), help=_("its number or words"))
    arguments.values(score, _("fields of the points"))
    ballots = add("ballots", _("enter the ballots of an item: satisfied=52 basically=9"))
    arguments.record(ballots)
    ballots.add_argument("item", metavar=_("ITEM"), help=_("its number or words"))
    arguments.values(ballots, _("how many say what"))
    ranking = add("ranking", _("the results of a scheme and year by their points"))
    ranking.add_argument("scheme", metavar=_("SCHEME"), help=_(arguments.RECORD))
    ranking.add_argument("--year", type=arguments.natural, metavar=_("YEAR"), help=_("this year without"))


def _examples(desk: Desk, _options: argparse.Namespace) -> None:
    with desk.db.write(desk.actor, _EXAMPLES, keep=True) as s:
        made = schemes.take_examples(s)
    desk.answer({"schemes": made}, _("{count} example schemes were entered; replace them by your superior's.").format(
        count=len(made)))


def _new_version(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        row = querying.record_of(s, schemes.SCHEMES, options.scheme)
    with desk.db.write(desk.actor, schemes.VERSION_MADE, name=row["name"]) as s:
        made = schemes.new_version(s, row["id"])
        version = records.get(s, schemes.SCHEMES, made)["version"]
    desk.answer({"scheme": made, "version": version}, _("{name}, version {version}").format(
        name=row["name"], version=version))


def _begin(desk: Desk, options: argparse.Namespace) -> None:
    register = scoring.ASSESSMENTS
    with desk.db.read() as s:
        values, _notes = querying.assignments(s, register, options.values)
    with querying.naming(register), desk.db.write(desk.actor, scoring.BEGUN, name=str(values.get("year") or "")) as s:
        made = scoring.begin(s, values)
        row = records.get(s, register, made)
    desk.answer({"assessment": made, "name": row["name"], "state": row["state"]},
                _("The assessment of {name} has begun.").format(name=row["name"]))


def _standing(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        row = querying.record_of(s, scoring.ASSESSMENTS, options.record)
        found = scoring.standing(s, row["id"])
    _answer(desk, found)


def _answer(desk: Desk, found: scoring.Standing) -> None:
    items: list[dict[str, Any]] = []
    lines = []
    for number, line in enumerate(found.lines, 1):
        figure = line.figure
        items.append({"number": number, "item": line.score["item"], "max": line.item["max_score"],
                      "figure": figure.text() if figure else None, "auto_score": line.score["auto_score"],
                      **{name: line.score[name] for name in _COLUMNS}, "vetoed": bool(line.score["vetoed"])})
        told = [schemes.points(line.points(name)) for name in _COLUMNS]
        lines.append([str(number), str(line.score["item"]), figure.text() if figure else "", *told,
                      schemes.points(line.item["max_score"])])
    state = scoring.ASSESSMENTS.fields["state"].kind.show(found.row["state"])
    total = " / ".join(schemes.points(found.totals[name]) for name in ("self_total", "review_total", "final_total"))
    words = f"{found.row['name']}  {state}  {total}  {found.grade}"
    document = {"assessment": found.row["id"], "name": found.row["name"], "state": found.row["state"],
                "totals": found.totals, "vetoed": found.vetoed, "grade": found.grade, "items": items}
    desk.answer(document, f"{words}\n{presenting.aligned(lines)}")


def _take_figures(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        row = querying.record_of(s, scoring.ASSESSMENTS, options.record)
    with desk.db.write(desk.actor, scoring.FILLED, keep=True, name=row["name"]) as s:
        count = scoring.take_figures(s, row["id"])
    desk.answer({"assessment": row["id"], "items": count}, _("{count} items have points from the records.").format(
        count=count))


def _review(desk: Desk, options: argparse.Namespace) -> None:
    with desk.db.read() as s:
        row = querying.record_of(s, scoring.ASSESSMENTS, options.record)
    with desk.db.write(desk.actor, scoring.REVIEWED, keep=True, name=row["name"]) as s:
        count = scoring.review_as_scored(s, row["id"], desk.actor.name)
    desk.answer({"assessment": row["id"], "items": count}, _("{count} items were reviewed as scored.").format(
        count=count))


def _line(desk: Desk, options: argparse.Namespace) -> tuple[dict[str, Any], scoring.Line]:
    """Return the assessment and the item that a number or words name."""
    with desk.db.read() as s:
        row = querying.record_of(s, scoring.ASSESSMENTS, options.record)
        lines = scoring.standing(s, row["id"]).lines
    text = options.item
    for number, line in enumerate(lines, 1):
        if text in (str(number), line.score["item"], line.score["id"]):
            return row, line
    raise NoSuchItemError(text=text, items=series(str(line.score["item"]) for line in lines))


def _score(desk: Desk, options: argparse.Namespace) -> None:
    row, line = _line(desk, options)
    with desk.db.read() as s:
        values, _notes = querying.assignments(s, scoring.SCORES, options.values)
    with querying.naming(scoring.SCORES), desk.db.write(desk.actor, _SCORED, name=line.score["item"]) as s:
        saved = records.save(s, scoring.SCORES, values, line.score["id"])
    desk.answer({"assessment": row["id"], "score": saved.id, "changed": saved.changed},
                _("The points of {item} are entered.").format(item=line.score["item"]))


def _ballots(desk: Desk, options: argparse.Namespace) -> None:
    row, line = _line(desk, options)
    choice, counts = registers.get("assessment_ballots").fields["choice"], {}
    for text in options.values:
        name, _equals, count = text.partition("=")
        code = choice.kind.parse(name).value or (name if not choice.kind.check(name) else None)
        if code is None or not count.isdecimal():
            raise BallotsError(text=text)
        counts[str(code)] = int(count)
    with querying.naming(scoring.BALLOTS), desk.db.write(desk.actor, _COUNTED, name=line.score["item"]) as s:
        scoring.count_ballots(s, row["id"], line.item["id"], counts)
        worth = scoring.points_of_ballots(s, line.item, counts, checking.today())
    desk.answer({"assessment": row["id"], "ballots": counts, "score": worth},
                _("The ballots of {item} make {points} points.").format(item=line.score["item"],
                                                                        points=schemes.points(worth)))


def _ranking(desk: Desk, options: argparse.Namespace) -> None:
    year = int(options.year or checking.today()[:4])
    with desk.db.read() as s:
        row = querying.record_of(s, schemes.SCHEMES, options.scheme)
        found = scoring.ranking(s, row["id"], year)
    document = {"scheme": row["id"], "year": year, "ranking": [
        {"place": one.place, "assessment": one.row["id"], "name": one.row["name"], "total": one.total,
         "grade": one.row["grade"], "vetoed": bool(one.row["vetoed"]), "over": one.over} for one in found]}
    lines = [[str(one.place), str(one.row["name"]), schemes.points(one.total), str(one.row["grade"] or "—"),
              _("More than the share of this grade") if one.over else ""] for one in found]
    desk.answer(document, presenting.aligned(lines) or _("Nobody was assessed by this scheme in that year."))


VERBS = {"examples": _examples, "new-version": _new_version, "begin": _begin, "standing": _standing,
         "take-figures": _take_figures, "review": _review, "score": _score, "ballots": _ballots, "ranking": _ranking}
