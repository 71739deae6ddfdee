"""Passing on what a union reported to a higher superior, beside taking the very same frames from the union itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.protocol import limits
from sync.relay import enrolment, policy, session
from sync.server import relays
from sync.server.service import Service
from sync.server.superior import Superior
from tests.benchmarks.figures import Board, timed
from tests.postgres import running
from tests.sync.roads import ADDRESS, Road
from tests.sync.senders import Sender, table
from union_desk import practice
from union_desk.registers import MEMBERS

if TYPE_CHECKING:
    from sync.protocol.frame import Frame
    from sync.relay.policy import Policy

NAME = "sync-relay"
DEFAULT_ROWS = 20_000
_TIMES, _IDLE_REQUESTS = 2.5, 1


def main(rows: int) -> None:
    """Let a union report so many members to a district, and that pass them on to its city; both on PostgreSQL."""
    with running() as cluster:
        district, city = (Superior.open(cluster.fresh().url) for _each in range(2))
        road = join(district, city)
        sender = Sender.of(district, "460100001")
        frames = sealed(sender, rows)
        floor = timed(push, sender, frames)[1]
        lines = policy.read()
        figures = []
        for what, told in (("passed on", lines), ("passed on again under another policy", narrower(lines))):
            road.requests.clear()
            report, seconds = timed(session.run, district, told, road.post)
            assert (report.records, report.faults) == (rows, {})
            figures.append((what, seconds, sum(len(body) for _path, body in road.requests) / rows))
        road.requests.clear()
        idle = timed(session.run, district, narrower(lines), road.post)[1]
        show(rows, figures, floor, idle, len(road.requests))
        for one in (district, city):
            one.close()


def join(district: Superior, city: Superior) -> Road:
    """Enrol the district at the city; returns the road between them."""
    road = Road(Service(city))
    _unit, token = city.add_unit("海口市某区总工会", "4601")
    relays.allow(city, "4601")
    enrolment.enrol(district, ADDRESS, token.text, post=road.post)
    return road


def sealed(sender: Sender, rows: int) -> list[Frame]:
    """Return the frames of a union with so many members, sealed as a desk seals them."""
    people = [{name: int(value) if isinstance(value, bool) else value for name, value in person.items()
               if name in MEMBERS.fields} for person in practice.people(rows, seed=7)]
    return [sender.seal(table(people[start:start + limits.SEAL_RECORDS], first=start + 1))
            for start in range(0, rows, limits.SEAL_RECORDS)]


def push(sender: Sender, frames: list[Frame]) -> None:
    """Report them, as many in a request as one takes."""
    for start in range(0, len(frames), limits.REQUEST_FRAMES):
        sender.push(*frames[start:start + limits.REQUEST_FRAMES])


def narrower(lines: Policy) -> Policy:
    """Return the policy with one field masked."""
    return policy.Policy([policy.Line("members", "mobile", policy.MASK), *lines.lines])


def show(rows: int, figures: list[tuple[str, float, float]], floor: float, idle: float, requests: int) -> None:
    """Print the board."""
    board = Board(f"{NAME}: {rows:,} members from a district to its city")
    for what, seconds, size in figures:
        board.add(what, seconds, floor=floor, ratio_at_most=_TIMES)
        board.add(f"records a second, {what}", rows / seconds, "")
        board.add(f"bytes a record, {what}", size, "B")
    board.add("a session with nothing to do", idle)
    board.add("its requests", float(requests), "", at_most=float(_IDLE_REQUESTS))
    board.show()


if __name__ == "__main__":
    main(DEFAULT_ROWS)
