"""The superior over HTTP: the protocol's posts in fair turns, health, figures, description, a page for people."""

from __future__ import annotations

import asyncio
import html
import logging
import re
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from sync.protocol import canonical, limits, messages
from sync.protocol.messages import FEED_PATH, FETCH_PATH, FRAMES_PATH
from sync.protocol.refusals import Refused, Why
from sync.server import bodies, figures, logs, openapi, problems, routes, turns
from sync.server import engine as engines
from sync.server.configuration import Settings
from sync.server.deliveries import Delivery
from sync.server.room import Room
from sync.server.service import Patience, Service
from sync.server.states import Health
from union_desk import __version__
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from sync.server.superior import Superior

HELD_BYTES = 4 * limits.REQUEST_BYTES  # of bodies that may be in memory at once
HELD_FRAMES = 2 * limits.FRAME_PACKED_BYTES  # what a request of frames needs of that, however long it is
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_log = logging.getLogger(__name__)


@dataclass
class Front:
    """The application's state: the service behind it, the queue before it, and what it counts."""

    superior: Superior
    settings: Settings
    service: Service
    turns: turns.Turns
    room: Room
    figures: figures.Figures = field(default_factory=figures.Figures)
    stopping: bool = False

    async def post(self, request: Request) -> Response:
        """Answer a request of the protocol."""
        authorization = request.headers.get("authorization", "")
        unit = await self._unit(authorization)
        size = bodies.told_size(request)
        async with self.turns.place(unit, size):
            body = await bodies.read(request, self.settings.slow_seconds)
            async with self.turns.slot(unit):
                answer = await run_in_threadpool(self.service.post, request.url.path, body, authorization)
        binary = request.url.path in {FEED_PATH, FETCH_PATH}
        return Response(answer, media_type=routes.BINARY if binary else routes.JSON)

    async def frames(self, request: Request) -> Response:
        """Take the frames of a request as they come, those before a tear too; answer when all has come."""
        authorization = request.headers.get("authorization", "")
        unit = await self._unit(authorization)
        size = bodies.told_size(request)
        async with self.turns.place(unit, min(size, HELD_FRAMES)):
            delivery = Delivery(self.service, authorization)
            try:
                await self._read(request, delivery, unit, size)
            except (ClientDisconnect, Refused):  # the frames before the tear stand
                await self._take(delivery, unit)
                self.figures.count(delivery.size, delivery.receipts)
                raise
            async with self.turns.slot(unit):
                receipts = await run_in_threadpool(delivery.finish, delivery.collect())
        self.figures.count(delivery.size, receipts)
        self.room.take()
        return Response(canonical.encode(messages.Receipts(receipts=receipts)), media_type=routes.JSON)

    async def _read(self, request: Request, delivery: Delivery, unit: str, size: int) -> None:
        """Read a request to its end; while more of it comes, what is whole is taken."""
        work: asyncio.Task[None] | None = None
        try:
            async for part in bodies.parts(request, self.settings.slow_seconds):
                delivery.feed(part)
                if delivery.waits and delivery.size < size and (work is None or work.done()):
                    work = asyncio.create_task(self._take(delivery, unit))
                if work is not None and delivery.held > limits.FRAME_PACKED_BYTES:
                    await asyncio.wait([work])
        finally:
            if work is not None:
                await work

    async def _take(self, delivery: Delivery, unit: str) -> None:
        async with self.turns.slot(unit):
            await run_in_threadpool(delivery.take, delivery.collect())

    async def _unit(self, authorization: str) -> str:
        """Return whose turn a request takes; nothing is proved by it."""
        parts = authorization.split(" ")
        device = parts[1] if len(parts) > 1 else ""
        known = self.service.unit_of(device)
        if known is None and self.service.may_look(device):
            await run_in_threadpool(self.service.look_up_units)
            known = self.service.unit_of(device)
        return known or turns.ANYBODY

    async def ready(self, _request: Request) -> Response:
        """Tell whether requests can be answered; the answer says `full` where reports are refused for want of room."""
        if self.stopping:
            return _json(Health(status="stopping", version=__version__), 503)
        await run_in_threadpool(_ask, self.superior)
        full, free = await run_in_threadpool(lambda: (self.room.is_full(), self.room.free()))
        return _json(Health(status="full" if full else "ok", version=__version__, free_bytes=free))

    async def writing(self, request: Request) -> Response:
        """Tell whether reports can be written: as `ready`, but a problem where there is no room."""
        if await run_in_threadpool(self.room.is_full):  # an answer, not a refusal that is counted
            return problems.problem(Refused(Why.DISK_FULL), self.settings.retry_seconds)
        return await self.ready(request)

    async def live(self, _request: Request) -> Response:
        """Tell that the process answers."""
        return _json(Health(status="stopping" if self.stopping else "ok", version=__version__))

    async def metrics(self, _request: Request) -> Response:
        """Return the figures."""
        if not self.settings.metrics:
            raise Refused(Why.NOT_FOUND, detail="/metrics")
        text = await run_in_threadpool(self.figures.text, self.turns, self.room)
        return Response(text, media_type=figures.MEDIA_TYPE)

    async def describe(self, _request: Request) -> Response:
        """Return the description of the addresses."""
        return Response(msgspec.json.encode(openapi.document()), media_type=routes.JSON)

    async def index(self, _request: Request) -> Response:
        """Return the page for people."""
        return HTMLResponse(_page(self.superior.name))

    async def watched(self, handler: Callable[[Request], Awaitable[Response]], request: Request) -> Response:
        """Answer whatever happens, count it, and log it under an id that the answer carries too."""
        given = request.headers.get("x-request-id", "")
        number = given if _ID.fullmatch(given) else secrets.token_hex(8)
        marked, begin, code = logs.REQUEST.set(number), time.perf_counter(), ""
        try:
            answer = await handler(request)
        except ClientDisconnect:  # nobody is there to read an answer
            code, answer = "gone", Response(status_code=400)
        except Refused as refused:
            code, answer = refused.code, problems.problem(refused, self.settings.retry_seconds)
            if code == Why.DISK_FULL and request.method == "POST":
                self.room.refuse()
        except Exception as fault:  # noqa: BLE001  whatever it is, the other side gets a problem document
            code, answer = Why.INTERNAL, problems.problem(Refused(Why.INTERNAL, number=number))
            logs.tell(_log, "fault", logging.ERROR, fault=fault, path=request.url.path)
        seconds = time.perf_counter() - begin
        self.figures.observe(request.url.path, answer.status_code, seconds, str(code))
        logs.tell(_log, "request", logging.INFO if request.method == "POST" else logging.DEBUG, path=request.url.path,
                  status=answer.status_code, seconds=round(seconds, 4), code=str(code))
        answer.headers["X-Request-Id"] = number
        logs.REQUEST.reset(marked)
        return answer


def make(superior: Superior, settings: Settings | None = None) -> Starlette:
    """Return the application of an open superior; its state is `app.state.front`."""
    settings = settings or Settings()
    superior.most_content = settings.attachment_mb * 1_000_000
    superior.most_unfinished = settings.unfinished_mb * 1_000_000
    front = Front(superior, settings, Service(superior, Patience(most=settings.refusals_a_minute)),
                  turns.Turns(settings.at_once, settings.queue, settings.queue_per_unit,
                              HELD_BYTES), Room(superior.engine))
    handlers = {one.path: front.post for one in routes.posts()} | {
        FRAMES_PATH: front.frames,
        "/healthz": front.ready, "/healthz/ready": front.ready, "/healthz/live": front.live,
        "/healthz/writing": front.writing,
        "/metrics": front.metrics, "/openapi.json": front.describe, "/": front.index}
    made = Starlette(
        routes=[Route(one.path, _watching(front, handlers[one.path]), methods=[one.method])
                for one in routes.ADDRESSES],
        middleware=[Middleware(GZipMiddleware, minimum_size=2_000)],
        exception_handlers={HTTPException: _bare})
    made.state.front = front
    return made


def _watching(front: Front, handler: Callable[[Request], Awaitable[Response]]) -> Callable[[Request],
                                                                                           Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        return await front.watched(handler, request)

    return answer


async def _bare(_request: Request, fault: Exception) -> Response:
    assert isinstance(fault, HTTPException)
    return problems.of_status(fault.status_code, fault.headers)


def _json(document: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(document), status, media_type=routes.JSON)


def _ask(superior: Superior) -> None:
    with engines.reading(superior.engine) as connection:
        connection.execute(sa.select(1))


def _page(name: str) -> str:
    title, words = html.escape(name), html.escape(_("This server takes the reports of grassroots unions. "
                                                    "Enter its address and your token in Union Desk under 'Sync'."))
    return (f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{title}</title>'
            f"<body style='font-family:sans-serif;max-width:40em;margin:4em auto'><h1>{title}</h1><p>{words}</p>")
