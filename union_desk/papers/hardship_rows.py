"""What the papers of hardship read besides their rows: files, workers, broad causes (domain §9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from union_desk import records, registers
from union_desk.papers.appeal_sheet import HALF, LINE
from union_desk.papers.grid import Box, Row
from union_desk.papers.job import label, shown
from union_desk.schema.kinds import Code

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from union_desk.papers.job import Job, Values

FILES, FILE = "hardship_files", "file_id"


def files_and_workers(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Return the files that rows name (or are) and their workers, by id, as `extra["files"]` and `extra["members"]`."""
    named = [str(row[FILE]) for row in rows if row.get(FILE)]
    files = records.by_ids(session, registers.get(FILES), list(dict.fromkeys(named)))
    whose = [str(row["member_id"]) for row in (*rows, *files.values()) if row.get("member_id")]
    return {"files": files, "members": records.by_ids(session, registers.get("members"), list(dict.fromkeys(whose)))}


def with_help(session: Session, rows: Sequence[Values]) -> Mapping[str, Any]:
    """Return files and workers, and what each file was helped with: {file: (times, fen)} as `extra["helped"]`."""
    from union_desk.affairs.hardship_filing import children

    helped = {}
    for row in rows:
        paid = [one for one in children(session, "help_records", FILE, str(row["id"])) if one["help_state"] == "paid"]
        worth = sum(int(one["amount"] or 0) + int(one["in_kind_value"] or 0) for one in paid)
        helped[str(row["id"])] = (len(paid), worth)
    return {**files_and_workers(session, rows), "helped": helped}


def file_of(job: Job, row: Values) -> Values:
    """Return the file of a row; empty where it was not read."""
    found: Mapping[str, Values] = job.extra.get("files", {})
    return found.get(str(row.get(FILE)), {})


def worker(job: Job, row: Values) -> Values:
    """Return the worker of a row, of its own or through its file; empty where it was not read."""
    found: Mapping[str, Values] = job.extra.get("members", {})
    return found.get(str(row.get("member_id") or file_of(job, row).get("member_id")), {})


def broad_cause(file: Values) -> str:
    """Return the cause as it may be told to everybody: never an illness by its name."""
    return Code(list="hardship_cause_public").show(str(file["main_cause"])) if file.get("main_cause") else ""


def workplace(file: Values, member: Values) -> str:
    """Return the unit or department as a publicity sheet names it."""
    told = [file.get("public_unit")] if file.get("public_unit") else [member.get("employer_name"),
                                                                      member.get("department")]
    return " ".join(str(part) for part in told if part)


def head() -> list[Row]:
    """Return the rows that name the file and its worker."""
    return [Row(LINE, (Box("file_no", label("file_no", FILES), HALF), Box("worker", label("member_id", FILES), HALF))),
            Row(LINE, (Box("unit", label("employer_name"), HALF), Box("state", label("category", FILES), HALF)))]


def head_words(job: Job, file: Values) -> dict[str, str]:
    """Return the words of those rows."""
    member = worker(job, file)
    return {"file_no": shown(file, "file_no", FILES), "worker": shown(member, "name"), "unit": workplace({}, member),
            "state": shown(file, "category", FILES)}
