"""What the caps of help say of a payment: passes, needs review, is stopped; by which norm (domain reference §9.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from union_desk.registers.funds_policies import PASS, REVIEW, STOP
from union_desk.registers.funds_shares import yuan
from union_desk.schema.problem import ERROR, INFO, WARNING, Problem
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from union_desk.schema.norms import Norm
    from union_desk.schema.register import Context, Values

    Finding = tuple[Norm, Problem]

SPECIAL = ("1", "2", "3")
MEDICAL, STUDY, WARMTH, MUTUAL = "02", "03", "06", "09"
COUNTED = ("requested", "approved", "paying", "paid", "failed")
HELPED = ("on_file", "recheck", "exit_publicity")
_KINDS = {"01": "living", "02": "medical", "06": "warmth", "07": "emergency"}
_SOURCES = {"1": "central", "2": "provincial", "3": "county", "4": "union"}
_COLLEGE = ("1", "2")
_SAME_NEED, _HARDSHIP = ("01", "06", "07"), "09"  # kinds of help, and the occasion of welfare, that meet the same need
_GRAVITY = {ERROR: STOP, WARNING: REVIEW, INFO: PASS}
_ORDER = (PASS, REVIEW, STOP)


@dataclass(frozen=True, slots=True)
class Told:
    """What the caps say: the decision, the year's sum with this help, the narrowest yearly cap with its basis, reasons."""

    decision: str
    year_total: int
    cap: int | None
    basis: str
    reasons: tuple[Problem, ...]


def value(row: Values) -> int:
    """Return what a help is worth in fen: money and goods."""
    return sum(int(str(row.get(name) or 0)) for name in ("amount", "in_kind_value"))


def judge(help_: Values, context: Context) -> Told:
    """Return what the norms say of a help that need not be saved."""
    day = str(help_.get("helped_on") or context.today)
    before = earlier(help_, context)
    found = [*_on_file(help_, day, context), *_by_kind(help_, before, day, context), *_by_source(help_, before, day, context),
             *_study(help_, before, day, context), *_medical(help_, day, context), *_welfare(help_, day, context)]
    decision = max((_GRAVITY[norm.level] for norm, _problem in found), key=_ORDER.index, default=PASS)
    caps = [norm for norm in _yearly(help_, day, context) if norm.value]
    cap = min(caps, key=lambda norm: norm.value) if caps else None
    return Told(decision, sum(map(value, before)) + value(help_), cap.value if cap else None, cap.basis if cap else "",
                tuple(problem for _norm, problem in found))


def earlier(help_: Values, context: Context) -> Sequence[Values]:
    """Return the other help of the same household in the same year, each once."""
    year = str(help_.get("helped_on") or context.today)[:4]
    rows = {row["id"]: row for name in ("file_id", "member_id") if help_.get(name)
            for row in context.rows("help_records", name, help_[name])}
    return [row for row in rows.values() if row["id"] != help_.get("id") and row.get("help_state") in COUNTED
            and str(row.get("helped_on"))[:4] == year]


def on_file(help_: Values, context: Context) -> bool:
    """Tell whether the help goes to a household whose file is open and approved."""
    file = help_.get("file_id")
    return isinstance(file, str) and context.lookup("hardship_files", file, "hardship_state") in HELPED


def _on_file(help_: Values, day: str, context: Context) -> Iterable[Finding]:
    norm = context.norm("help.special_on_file", day)
    if help_.get("fund_source") in SPECIAL and norm.value and not on_file(help_, context):
        yield norm, Problem(WARNING, "not_on_file", "file_id", N_("Special funds go only to households that are on file "
                            "({basis}). Open the file first, or use another source."), {"basis": norm.basis})


def _names(help_: Values) -> tuple[str | None, str | None]:
    return _KINDS.get(str(help_.get("help_kind"))), _SOURCES.get(str(help_.get("fund_source")))


def _yearly(help_: Values, day: str, context: Context) -> list[Norm]:
    kind, source = _names(help_)
    return [context.norm(f"help.{name}_year_fen", day) for name in (kind, source) if name]


def _by_kind(help_: Values, before: Sequence[Values], day: str, context: Context) -> Iterable[Finding]:
    kind, _source = _names(help_)
    if kind is None:
        return
    once, yearly = (context.norm(f"help.{kind}_{span}_fen", day) for span in ("time", "year"))
    if once.value and value(help_) > once.value:
        yield once, _over("over_once", once, value(help_), once.value)
    yield from _year(help_, before, yearly, "help_kind")


def _by_source(help_: Values, before: Sequence[Values], day: str, context: Context) -> Iterable[Finding]:
    _kind, source = _names(help_)
    if source is not None:
        yield from _year(help_, before, context.norm(f"help.{source}_year_fen", day), "fund_source")


def _year(help_: Values, before: Sequence[Values], norm: Norm, same: str) -> Iterable[Finding]:
    had = sum(value(row) for row in before if row.get(same) == help_.get(same))
    if norm.value and had + value(help_) > norm.value:
        yield norm, Problem(WARNING, "over_year", "amount", N_("{what}: at most {limit} ({basis}). With the {had} of this year "
                            "it would be {sum}."), {"what": _Text(norm), "limit": yuan(norm.value), "basis": norm.basis,
                                                    "had": yuan(had), "sum": yuan(had + value(help_))},
                            max(norm.value - had, 0))


def _over(code: str, norm: Norm, amount: int, most: int) -> Problem:
    return Problem(WARNING, code, "amount", N_("{what}: at most {limit} ({basis}); this is {amount}."),
                   {"what": _Text(norm), "limit": yuan(norm.value), "basis": norm.basis, "amount": yuan(amount)}, most)


class _Text:
    """What a norm limits, in the language in which the sentence is shown."""

    def __init__(self, norm: Norm) -> None:
        self.norm = norm

    def __str__(self) -> str:
        return self.norm.text()


def _study(help_: Values, before: Sequence[Values], day: str, context: Context) -> Iterable[Finding]:
    """Cap study aid by the school and by whether the household is on file."""
    if help_.get("help_kind") != STUDY or not help_.get("id"):
        return
    for row in context.rows("help_study", "help_id", help_["id"]):
        school = "college" if row.get("level") in _COLLEGE else "school"
        norm = context.norm(f"help.study_{school}{'' if on_file(help_, context) else '_other'}_fen", day)
        if norm.value and value(help_) > norm.value:
            yield norm, _over("over_study", norm, value(help_), norm.value)
        student = row.get("student")
        twice = [one for one in before if one.get("help_kind") == STUDY and student and any(
            other.get("student") == student for other in context.rows("help_study", "help_id", one["id"]))]
        if twice:
            yield norm, Problem(WARNING, "study_twice", "help_kind", N_("This student had study aid this year already."))
        elif student and (number := _elsewhere(help_, str(student), context)):
            yield context.norm("help.one_place", day), Problem(
                WARNING, "study_elsewhere", "help_kind", N_("{number} of another household is for a student of that name this "
                "year: both parents do not apply for the same child."), {"number": number})


def _elsewhere(help_: Values, student: str, context: Context) -> str:
    """Return the number of another household's study aid of the year for that student; '' without."""
    year = str(help_.get("helped_on") or context.today)[:4]
    for other in context.rows("help_study", "student", student):
        record = str(other.get("help_id"))
        if record != help_.get("id") and context.lookup("help_records", record, "help_state") in COUNTED and str(
                context.lookup("help_records", record, "helped_on"))[:4] == year:
            return str(context.lookup("help_records", record, "help_no") or "—")
    return ""


def _medical(help_: Values, day: str, context: Context) -> Iterable[Finding]:
    """Give no more than the household itself has to bear after the aid that it received (domain §9.4)."""
    if help_.get("help_kind") != MEDICAL or not help_.get("id"):
        return
    for row in context.rows("help_medical", "help_id", help_["id"]):
        left = int(str(row.get("own_paid") or 0)) - int(str(row.get("aid_received") or 0))
        if value(help_) > max(left, 0):
            yield context.norm("help.one_place", day), Problem(
                WARNING, "over_own_paid", "amount", N_("The household bears {left} itself after the aid it received; the same "
                "costs are not paid twice."), {"left": yuan(max(left, 0))}, max(left, 0))


def _welfare(help_: Values, day: str, context: Context) -> Iterable[Finding]:
    """Find the union's own welfare for hardship in the same year: the same need is not paid twice (domain §6.5)."""
    if help_.get("help_kind") not in _SAME_NEED:
        return
    for row in context.rows("welfare_claims", "member_id", help_.get("member_id")):
        if (row.get("event") == _HARDSHIP and row.get("claim_state") in COUNTED
                and str(row.get("happened_on"))[:4] == day[:4]):
            yield context.norm("help.one_place", day), Problem(
                WARNING, "welfare_already", "help_kind", N_("Welfare for hardship {number} was paid this year; the same need is "
                "not paid twice."), {"number": row.get("claim_no") or "—"})
            return
