"""The pictures of README: the window at its main jobs, over an invented office that reports through two levels."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from sync.desk import enrolment, policy, session
from tests.pictures.by_stick import CODE, Screen, Superiors
from tests.sync.processes import serving
from union_desk import records
from union_desk.access import Actor
from union_desk.paths import resource
from union_desk.registers import MEMBERS

if TYPE_CHECKING:
    from pathlib import Path

    from union_desk.database import Database

SIZE, PEOPLE = (1366, 768), 300
CHECK = 4  # the step of the import at which rows are checked
REFUSED = 4  # the row of the sample whose number was kept as a figure
CLERK = Actor("王干事")
ASIDE = {"mobile": "手机号码与社区登记的不一致，请核对后再报", "home_address": "现居住地址缺门牌号"}


def walk(place: Path, pictures: Path) -> None:
    """Write `import.png`, `today.png` and so on."""
    os.environ["UNION_DESK_DEVICES"] = str(place / "devices")
    superiors, screen = Superiors(place), Screen(place, pictures, SIZE, PEOPLE, 1)
    wizard = screen.show("import")
    wizard.read(resource("samples", "roster.xlsx"))
    screen.settle()
    wizard.go(CHECK)
    screen.settle()
    rows = wizard.steps[CHECK].view
    rows.setCurrentIndex(rows.model().index(REFUSED, 5))
    screen.take("import")
    wizard.restart()
    screen.settle()
    report(superiors, screen.db, place)
    for page in ("today", "members", "statistics", "hardship"):
        screen.show(page)
        screen.take(page)
    page = screen.show("sync")
    page.tabs.setCurrentWidget(page.returned)
    screen.take("sync")
    screen.app.close()


def report(superiors: Superiors, db: Database, place: Path) -> None:
    """Report, have something returned by rule and by hand, let it be passed on; two changes wait afterwards."""
    with db.read() as s:
        people = [row["id"] for row in s.execute(MEMBERS.table.select().limit(8)).mappings()]
    with db.write(CLERK, "Wrote as an older program might have") as s:
        born = records.get(s, MEMBERS, people[0])["birth_date"]
        records.update_many(s, MEMBERS, [(people[0], {"birth_date": (born, "1980-01-01")})])
    with serving(str(place / "district.db")) as district:
        enrolment.enrol(db, district.address, superiors.token)
        with db.bookkeeping() as s:
            policy.accept(s, CLERK.name)
        session.run_session(db)
        for person, (field, reason) in zip(people[1:], ASIDE.items(), strict=False):
            superiors.say("district", "return-record", "--unit", CODE, "--record", person, "--field", field,
                          "--reason", reason)
        superiors.report_to_the_city()
        session.run_session(db)
    for person in people[-2:]:
        with db.write(CLERK, "Edited") as s:
            records.save(s, MEMBERS, {"remark": "已核对"}, person)
