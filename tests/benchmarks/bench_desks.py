"""Many offices reporting at once to one server: all acknowledged, how long each waits, against one after another."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING

import httpx2

from sync.protocol import canonical, envelope, keys, messages
from sync.protocol.messages import FRAMES_PATH, HELLO_PATH, Greeting, Hello, Receipts, Welcome
from sync.protocol.receipts import Receipt
from sync.server.service import Service
from sync.server.superior import Superior
from tests.benchmarks.bench_push import processor
from tests.benchmarks.figures import Board, peak_mib
from tests.postgres import running
from tests.sync.senders import Sender, table
from union_desk import practice
from union_desk.registers import MEMBERS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sync.protocol.frame import Frame
    from tests.postgres import Database as Place

NAME = "sync-desks"
DEFAULT_ROWS = 200
CHANGES = 100
SHARE, MEMORY = 3.0, 200
_RETRY_SECONDS = 1
_PATIENCE = 600.0


def main(rows: int) -> None:
    """Measure and print: so many offices greet and report 100 changes each, all at the same moment."""
    _allow_sockets(2 * rows + 200)
    with running() as cluster:
        place, bare = cluster.fresh(), cluster.fresh()
        ready = prepare(place, rows)
        with serving(place) as (address, pid):
            before = processor(pid)
            waits, refused, seconds = asyncio.run(report(address, ready))
            spent, memory = processor(pid) - before, peak_mib(pid)
        show(rows, waits, refused, (seconds, spent, memory), floor(bare, rows))


def show(desks: int, waits: list[float], refused: int, used: tuple[float, float, float], alone: float) -> None:
    """Print the board."""
    seconds, spent, memory = used
    board = Board(f"sync-desks: {desks:,} offices at once, {CHANGES} changes each")
    board.add("changes acknowledged", float(len(waits) * CHANGES), "", at_least=desks * CHANGES)
    board.add("an office waits for its receipt, p50", _share(waits, 0.50), "s")
    board.add("an office waits for its receipt, p99", _share(waits, 0.99), "s")
    board.add("came again (told to by 503, or cut)", float(refused), "")
    board.add("changes", desks * CHANGES / seconds, "a second")
    board.add("time, against one after another without a road", seconds, floor=alone, ratio_at_most=SHARE)
    board.add("processor time of the server", spent, "s")
    board.add("memory of the server", memory, "MiB", at_most=MEMORY)
    board.show()


def _share(waits: list[float], share: float) -> float:
    return sorted(waits)[min(len(waits) - 1, int(len(waits) * share))]


def _allow_sockets(count: int) -> None:
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = count if hard == resource.RLIM_INFINITY else min(count, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))


def prepare(place: Place, desks: int) -> list[tuple[Sender, Frame]]:
    """Enrol so many offices, each with a sealed frame of new members."""
    superior = Superior.open(place.url)
    service = Service(superior)
    people = ({n: int(v) if isinstance(v, bool) else v for n, v in person.items() if n in MEMBERS.fields}
              for person in practice.people(desks * CHANGES, seed=11))
    made = []
    for number in range(desks):
        sender = Sender.of(superior, f"{number:06d}", service)
        made.append((sender, sender.seal(table(list(islice(people, CHANGES))))))
    superior.close()
    return made


@contextmanager
def serving(place: Place) -> Iterator[tuple[str, int]]:
    """Run the server as a process of its own; gives its address and process number."""
    command = [sys.executable, "-m", "sync.server.cli", "serve", "--database", place.url, "--json", "--listen",
               "127.0.0.1:0", "--retry-seconds", str(_RETRY_SECONDS), "--tasks-minutes", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert server.stdout is not None
        yield json.loads(server.stdout.readline())["listening"], server.pid
    finally:
        server.terminate()
        server.wait(30)
        if server.stdout is not None:
            server.stdout.close()


async def report(address: str, ready: list[tuple[Sender, Frame]]) -> tuple[list[float], int, float]:
    """Let all offices report at once; returns how long each waited, how often one was turned away, and the seconds."""
    limits = httpx2.Limits(max_connections=len(ready), max_keepalive_connections=len(ready))
    turned_away = [0]
    async with httpx2.AsyncClient(base_url=address, limits=limits, timeout=_PATIENCE, trust_env=False) as client:
        begin = time.perf_counter()
        waits = await asyncio.gather(*(_office(client, sender, frame, turned_away) for sender, frame in ready))
        return list(waits), turned_away[0], time.perf_counter() - begin


async def _office(client: httpx2.AsyncClient, sender: Sender, frame: Frame, turned_away: list[int]) -> float:
    begin = time.perf_counter()
    hello = canonical.encode(Hello(challenge="bench", app="bench", schema="1", heads=[]))
    greeting = canonical.decode(await _post(client, sender, (HELLO_PATH, hello, ""), turned_away), Greeting)
    public = sender.superior.signer.public
    nonce = envelope.open_(public, keys.WELCOME, greeting.welcome, Welcome).nonce
    answer = await _post(client, sender, (FRAMES_PATH, frame.data, nonce), turned_away)
    (text,) = canonical.decode(answer, Receipts).receipts
    receipt = envelope.open_(public, keys.RECEIPT, text, Receipt)
    assert (receipt.hash, receipt.records, receipt.roots_equal) == (frame.hash, CHANGES, True)
    return time.perf_counter() - begin


async def _post(client: httpx2.AsyncClient, sender: Sender, request: tuple[str, bytes, str],
                turned_away: list[int]) -> bytes:
    path, body, nonce = request
    while True:
        given = messages.authorise(sender.signer, sender.superior.signer.name, path, body, nonce)
        try:
            answer = await client.post(path, content=body, headers={"authorization": given.header()})
        except httpx2.TransportError:  # answered and closed before the whole body was there: an office comes again, too
            turned_away[0] += 1
            await asyncio.sleep(_RETRY_SECONDS)
            continue
        if answer.status_code == httpx2.codes.OK:
            content: bytes = answer.content
            return content
        assert answer.status_code == httpx2.codes.SERVICE_UNAVAILABLE, answer.text
        turned_away[0] += 1
        await asyncio.sleep(float(answer.headers["retry-after"]))


def floor(place: Place, desks: int) -> float:
    """Return the seconds in which the same reports are taken one after another, without network and queue."""
    ready = prepare(place, desks)
    superior = Superior.open(place.url)
    begin = time.perf_counter()
    for sender, frame in ready:
        sender.superior, sender.service = superior, Service(superior)
        sender.push(frame)
    seconds = time.perf_counter() - begin
    superior.close()
    return seconds
