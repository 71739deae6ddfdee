"""A household taken through the procedure on fixed days, for the tests of hardship."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.samples import id_number, member
from union_desk import lifecycle, records, registers
from union_desk.affairs import hardship_filing as filing
from union_desk.schema import codes

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

FILES, HELP = registers.get("hardship_files"), registers.get("help_records")
REGION = "460106"
LINE = 96_000
# 2026-03-02 is a Monday; five working days of publicity from the 9th end on the 16th
BEGUN, COMPARED, REVIEWED, PUBLISHED, LAST_DAY, AFTER = (
    "2026-03-02", "2026-03-05", "2026-03-06", "2026-03-09", "2026-03-16", "2026-03-17")
SUPERIOR = {"event": "approve", "category": "1", "decided_by": "市总帮扶中心", "decision": "总工帮〔2026〕3号"}
AUDIT = {"event": "audit", "decided_by": "吴主席", "sent_to": "市总工会"}


def worker(s: Session, serial: int = 1, **more: object) -> str:
    """Add a member; returns the id."""
    found = member(serial, **more)
    return records.insert_many(s, registers.get("members"), [found])[0]


def add(s: Session, register: str, **values: object) -> str:
    """Save a record of a book as its form would; returns the id."""
    return lifecycle.create(s, registers.get(register), values).id


def household(s: Session, serial: int = 1, **more: object) -> str:
    """Open a file for a new worker who lives with a spouse and a child; returns the file's id."""
    own = worker(s, serial)
    file = add(s, "hardship_files", **{"member_id": own, "applied_on": BEGUN, "region": REGION, "main_cause": "01",
                                      "registered_by": "周帮扶", "expected_help": 500_000, **more})
    add(s, "hardship_persons", file_id=file, name="王芳", relation="10", identity_no=id_number(100 + serial,
                                                                                             "1980-04-05"))
    add(s, "hardship_persons", file_id=file, name="张小川", relation="31", born_on="2010-04-05")
    return file


def low_line(s: Session) -> None:
    """Set the low-income line of the region."""
    add(s, "low_income_lines", region=REGION, monthly=LINE, valid_from="2025-01-01", basis="民政局通知")


def assess(s: Session, file: str, year: int = 2026, day: str = COMPARED, *, wages: int = 3_600_000,
           medical: int = 3_000_000,
           sudden: bool = False) -> dict[str, Any]:
    """Enter a year's wages and medical costs in fen and assess it; returns the assessment."""
    add(s, "hardship_incomes", file_id=file, year=year, line="1", amount=wages)
    add(s, "hardship_incomes", file_id=file, year=year, line="6", amount=medical)
    made = add(s, "hardship_assessments", file_id=file, year=year, assessed_on=day, assessed_by="周帮扶",
               is_sudden=sudden)
    return records.get(s, registers.get("hardship_assessments"), made)


def step(s: Session, file: str, event: str, day: str, **more: object) -> str:
    """Take a step of a file; returns its state then."""
    lifecycle.apply_event(s, FILES, file, {"event": event, "happened_on": day, **more})
    return str(records.get(s, FILES, file)["hardship_state"])


def looked_into(s: Session, file: str) -> None:
    """Do everything that the democratic review needs, and begin it."""
    step(s, file, "begin_visits", BEGUN)
    add(s, "hardship_visits", file_id=file, visit_kind="1", visited_on="2026-03-03", visitor="周帮扶",
        second_visitor="冯组长",
        found="本人透析治疗。")
    step(s, file, "compare", COMPARED, sent_to="民政、车管", note="未发现异常")
    filing.check_grounds(s, file, COMPARED, "周帮扶")
    assess(s, file)
    step(s, file, "review", REVIEWED)


def published(s: Session, file: str) -> None:
    """Take a file to its publicity."""
    looked_into(s, file)
    add(s, "hardship_reviews", file_id=file, reviewed_on=REVIEWED, chaired_by="吴主席", recorder="周帮扶", present=9,
        in_favour=8, abstained=1, verdict="1")
    step(s, file, "publish", PUBLISHED)


def on_file(s: Session, file: str) -> None:
    """Take a file to its approval."""
    published(s, file)
    step(s, file, "pass", AFTER)
    step(s, file, "audit", AFTER, **{k: v for k, v in AUDIT.items() if k != "event"})
    filing.show_materials(s, file, AFTER, [entry.code for entry in codes.get("hardship_material")])
    step(s, file, "approve", "2026-03-20", **{k: v for k, v in SUPERIOR.items() if k != "event"})


def helped(s: Session, file: str, **more: object) -> str:
    """Ask for a help of a household on file; returns its id."""
    own = records.get(s, FILES, file)["member_id"]
    return add(s, "help_records", **{"member_id": own, "file_id": file, "help_kind": "01", "fund_source": "4",
                                     "helped_on": "2026-04-01", "amount": 100_000, "handler": "周帮扶", **more})


def approved(s: Session, file: str, **more: object) -> str:
    """Ask for a help and approve it."""
    made = helped(s, file, **more)
    lifecycle.apply_event(s, HELP, made, {"event": "approve", "happened_on": "2026-04-02", "decided_by": "吴主席",
                                          "note": "情况属实"})
    return made
