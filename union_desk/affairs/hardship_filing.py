"""A household's file at work: the arithmetic in words, the next steps, checklists in one gesture (§9.1, §9.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from union_desk import attachments, checking, lifecycle, records, registers
from union_desk.registers import hardship_assessing as assessing
from union_desk.registers.funds_shares import yuan
from union_desk.registers.hardship_procedure import Needed, checklist, missing_materials, open_grounds
from union_desk.schema import codes
from union_desk.schema.kinds import Code
from union_desk.schema.problem import ERROR
from union_desk.search import Filter, Query
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.schema.register import Transition, Values

FILES, EVENTS, ASSESSMENTS, OBJECTIONS, MATERIALS, REFUSALS = (registers.get(name) for name in (
    "hardship_files", "hardship_events", "hardship_assessments", "hardship_objections", "hardship_materials",
    "hardship_refusals"))
FILE = "file_id"
ADDED, CHECKED, SHOWN, OBJECTED, ANSWERED = (
    N_("Added {register} to {number}"),
    N_("Checked the grounds of refusal of {number}"), N_("Noted materials of {number} as shown"),
    N_("Recorded an objection to {number}"), N_("Answered an objection to {number}"))
HIDDEN = "****"
_IN_PUBLIC = ("publicity", "exit_publicity")
_REASONS = {
    "below": N_("{net} is less than the low-income line of {line}."),
    "sudden": N_("A sudden accident or illness, and {net} is less than {percent} % of the low-income line of {line}."),
    "relative": N_("{net} is not less than the low-income line of {line}, but less than {percent} % of it."),
    "border": N_("{net} is close above the limits: less than {percent} % of the low-income line of {line}."),
    "above": N_("{net} is above every limit; the low-income line is {line}."),
    "no_line": N_("No low-income line of the region is on record for that day."),
}
_PERCENT = {"sudden": "accident", "relative": "relative", "border": "border"}


@dataclass(frozen=True, slots=True)
class Workings:
    """The arithmetic of an assessment: (words, fen) by line, the formula in figures, the proposal and its reason."""

    lines: tuple[tuple[str, int | None], ...]  # None where the amount is hidden
    formula: str
    proposal: str
    reason: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step that the table allows now: its event, its name, and what forbids it still (sentences)."""

    event: str
    label: str
    blocked: tuple[str, ...]


def children(session: Session, register: str, link: str, record: str) -> list[dict[str, Any]]:
    """Return the living rows that hang on a record, oldest first."""
    query = Query(filters=(Filter(link, "is", (record,)),))
    found = records.page(session, registers.get(register), query, limit=-1)
    return sorted(found, key=lambda row: int(row["n"]))


def newest(session: Session, file: str) -> dict[str, Any] | None:
    """Return the file's latest assessment."""
    rows = children(session, "hardship_assessments", FILE, file)
    return max(rows, key=lambda row: (row["year"], row["assessed_on"], row["n"])) if rows else None


def workings(session: Session, row: Mapping[str, Any]) -> Workings:
    """Return the arithmetic of one assessment in words."""
    context = checking.Here(session, day=str(row["assessed_on"]))
    shown = ASSESSMENTS.fields
    lines: list[tuple[str, int | None]] = []
    for sign, name, fen in assessing.steps(row, context):
        word = {"+": _("add {line}"), "-": _("take off {line}"), "0": _("{line}, not counted here")}[sign]
        lines.append((word.format(line=_(shown[name].label)), -fen if sign == "-" else fen if sign == "+" else 0))
    formula = _("({income} − {rigid}) ÷ 12 ÷ {size} = {net} a month for each person").format(
        income=yuan(row["income_total"] or 0), rigid=yuan(row["rigid_total"] or 0), size=row["size"],
        net=yuan(row["per_capita"] or 0))
    return Workings(tuple(lines), formula, Code(list="hardship_category").show(row["proposed"]) or _("none"),
                    reason(row, context))


def hidden(found: Workings | None) -> Workings | None:
    """Return an assessment as it is shown at first: what was counted and what follows, without a figure."""
    if found is None:
        return None
    return Workings(tuple((text, None) for text, _fen in found.lines), HIDDEN, found.proposal, HIDDEN)


def reason(row: Mapping[str, Any], context: checking.Alone) -> str:
    """Return why an assessment proposes what it proposes, with the figures."""
    code = str(row.get("reason") or "no_line")
    percent = context.norm(f"hardship.{_PERCENT[code]}_percent").value if code in _PERCENT else 100
    text = _(_REASONS[code]).format(net=yuan(row.get("per_capita") or 0), line=yuan(row.get("low_line") or 0),
                                    percent=percent)
    return f"{text} {row['low_line_basis']}" if row.get("low_line_basis") else text


def next_steps(session: Session, file: str, day: str | None = None) -> list[Step]:
    """Return the steps that the table allows now, each with what still forbids it."""
    row = records.get(session, FILES, file)
    context = checking.Here(session, file, day=day)
    life = lifecycle.of(FILES)
    kind = EVENTS.fields["event"].kind
    return [Step(step.event, kind.show(step.event), tuple(_blocks(row, step, context)))
            for step in life.allowed(str(row["hardship_state"] or ""))]


def _blocks(row: Values, step: Transition, context: checking.Here) -> Iterable[str]:
    """Yield what forbids a step, leaving aside what its own form will ask for."""
    guard = lifecycle.of(FILES).guard
    asked = {name: "…" for name in step.needs if name not in {"category", "until"}}
    event = {"event": step.event, "happened_on": context.today, **asked, "note": "…",
             **({"category": _likely(row, context)} if "category" in step.needs else {})}
    if guard is not None:
        yield from (problem.text() for problem in guard(row, event, context) if problem.level == ERROR)


def _likely(row: Values, context: checking.Here) -> object:
    """Return the category that the file will have: that of its newest assessment, else its own."""
    found = context.rows("hardship_assessments", FILE, row.get("id"))
    return (found[-1].get("proposed") if found else None) or row.get("category") or "2"


def lacking(session: Session, file: str) -> list[Needed]:
    """Return the materials that the file still lacks for the category it will have."""
    row = records.get(session, FILES, file)
    category = str(row["category"] or _likely(row, checking.Here(session, file)))
    return missing_materials(children(session, "hardship_materials", FILE, file), category)


def without_scan(session: Session, file: str) -> list[str]:
    """Return the names of the materials that were shown and of which no scan is attached.

    A scan hangs on the material's own entry, or on the file as a paper of the same name (lists `hardship_material` and
    `evidence`).
    """
    named, papers = codes.get("hardship_material"), codes.get("evidence")
    attached = attachments.kinds_of(session, FILES, file)
    found = []
    for row in children(session, "hardship_materials", FILE, file):
        same = {papers.match(word) for word in named.spellings(named.entry(str(row["material"])))}
        if row["shown_on"] and not same & attached and not attachments.of(session, MATERIALS, row["id"]):
            found.append(named.label(str(row["material"])))
    return found


def show_materials(session: Session, file: str, day: str, which: Sequence[str] = ()) -> int:
    """Note that materials were shown on an ISO day (all that is lacking, or those named); inside `db.write(...)`."""
    wanted = list(which) or [one.material for one in lacking(session, file)]
    known = {row["material"]: row for row in children(session, "hardship_materials", FILE, file)}
    for material in wanted:
        before = known.get(material)
        values = {FILE: file, "material": material, "shown_on": day}
        records.save(session, MATERIALS, values, before["id"] if before else None)
    return len(wanted)


def check_grounds(session: Session, file: str, day: str, by: str, applying: Iterable[str] = ()) -> int:
    """Answer every ground of refusal that is open: those named apply, the others do not; inside `db.write(...)`."""
    unchecked, _applying = open_grounds(children(session, "hardship_refusals", FILE, file))
    named = set(applying)
    for ground in sorted({*unchecked, *named}):
        records.save(session, REFUSALS, {FILE: file, "ground": ground, "applies": ground in named, "checked_on": day,
                                         "checked_by": by})
    return len({*unchecked, *named})


def object_to(session: Session, file: str, day: str, text: str, objector: str | None = None) -> str:
    """Record an objection and let the file say so; inside `db.write(...)`; returns the objection's id."""
    row = records.get(session, FILES, file)
    made = records.save(session, OBJECTIONS, {FILE: file, "received_on": day, "text": text, "objector": objector}).id
    if row["hardship_state"] in _IN_PUBLIC:
        lifecycle.apply_event(session, FILES, file, {"event": "object", "happened_on": day})
    return made


def answer(session: Session, objection: str, day: str, text: str, by: str, *, upheld: bool = False) -> str:
    """Answer an objection; the publicity goes on after the last one if none was upheld; returns the state."""
    row = records.get(session, OBJECTIONS, objection)
    records.save(session, OBJECTIONS, {"answered_on": day, "answer": text, "answered_by": by, "upheld": upheld},
                 objection)
    file = records.get(session, FILES, row[FILE])
    others = [o for o in children(session, "hardship_objections", FILE, row[FILE])
              if o["received_on"] >= str(file["published_on"] or "")]
    if file["hardship_state"] == "objected" and all(o["answered_on"] and not o["upheld"] for o in others):
        event = "settle_exit" if file["exit_publicity"] else "settle"
        lifecycle.apply_event(session, FILES, row[FILE], {"event": event, "happened_on": day})
    return str(records.get(session, FILES, row[FILE])["hardship_state"])


def view(session: Session, file: str, day: str | None = None) -> dict[str, Any]:
    """Return all that the view of a file shows: its values, worker, persons, arithmetic, course, next steps, help."""
    row = records.get(session, FILES, file)
    member = records.get(session, registers.get("members"), row["member_id"])
    found = newest(session, file)
    paid = [one for one in children(session, "help_records", FILE, file) if one["help_state"] == "paid"]
    year = str(day or checking.today())[:4]
    return {
        "file": row, "worker": member, "persons": children(session, "hardship_persons", FILE,
                                                           file), "assessment": found,
        "workings": workings(session, found) if found else None,
        "course": children(session, "hardship_events", FILE, file), "next": next_steps(session, file, day),
        "missing": [Code(list="hardship_material").show(one.material) for one in lacking(session, file)],
        "without_scan": without_scan(session, file),
        "help_year": sum(_worth(one) for one in paid if str(one["helped_on"])[:4] == year),
        "help_count": len(paid)}


def _worth(row: Mapping[str, Any]) -> int:
    return int(row["amount"] or 0) + int(row["in_kind_value"] or 0)


def materials() -> list[str]:
    """Return the codes of all materials that some category needs."""
    return [one.material for one in checklist()]


def grounds() -> list[tuple[str, str]]:
    """Return (code, words) of the grounds of refusal that are looked into."""
    return codes.get("hardship_refusal").choices()
