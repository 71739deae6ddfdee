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

from sync.protocol import limits, messages
from sync.protocol.messages import FEED_PATH, FETCH_PATH, FRAMES_PATH
from sync.protocol.refusals import Refused, Why
from sync.server import engine as engines
from sync.server import figures, logs, openapi, problems, routes, turns
from sync.server.configuration import Settings
from sync.server.service import Patience, Service
from sync.server.states import Health
from union_desk import __version__
from union_desk.words import _

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from starlette.requests import Request

    from sync.server.superior import Superior

HELD_BODIES = 16  # the largest bodies that may be in memory at once, in multiples of one
_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_log = logging.getLogger(__name__)


@dataclass
class Front:
    """The application's state: the service behind it, the queue before it, and what it counts."""

    superior: Superior
    settings: Settings
    service: Service
    turns: turns.Turns
    figures: figures.Figures = field(default_factory=figures.Figures)
    stopping: bool = False

    async def post(self, request: Request) -> Response:
        """Answer a request of the protocol."""
        unit = await self._unit(request.headers.get("authorization", ""))
        size = _told_size(request)
        async with self.turns.place(unit, size):
            body = await read_body(request, self.settings.slow_seconds)
            async with self.turns.slot(unit):
                authorization = request.headers.get("authorization", "")
                answer = await run_in_threadpool(self.service.post, request.url.path, body, authorization)
        if request.url.path == FRAMES_PATH:
            self.figures.count(len(body), msgspec.json.decode(answer, type=messages.Receipts).receipts)
        binary = request.url.path in {FEED_PATH, FETCH_PATH}
        return Response(answer, media_type=routes.BINARY if binary else routes.JSON)

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
        """Tell whether reports can be taken."""
        if self.stopping:
            return _json(Health(status="stopping", version=__version__), 503)
        await run_in_threadpool(_ask, self.superior)
        return _json(Health(status="ok", version=__version__))

    async def live(self, _request: Request) -> Response:
        """Tell that the process answers."""
        return _json(Health(status="stopping" if self.stopping else "ok", version=__version__))

    async def metrics(self, _request: Request) -> Response:
        """Return the figures."""
        if not self.settings.metrics:
            raise Refused(Why.NOT_FOUND, detail="/metrics")
        return Response(self.figures.text(self.turns, self.superior.engine), media_type=figures.MEDIA_TYPE)

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
    front = Front(superior, settings, Service(superior, Patience(most=settings.refusals_a_minute)),
                  turns.Turns(settings.at_once, settings.queue, settings.queue_per_unit,
                              HELD_BODIES * limits.REQUEST_BYTES))
    handlers = {one.path: front.post for one in routes.posts()} | {
        "/healthz": front.ready, "/healthz/ready": front.ready, "/healthz/live": front.live,
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


def _told_size(request: Request) -> int:
    """Return the bytes to set aside for a body; one of untold length may be as long as is allowed."""
    told = request.headers.get("content-length")
    size = int(told) if told is not None and told.isdigit() else limits.REQUEST_BYTES
    if size > limits.REQUEST_BYTES:
        raise Refused(Why.TOO_LARGE, detail="request")
    return size


async def read_body(request: Request, patience: float) -> bytes:
    """Read a body, no further than is allowed, and no longer than a slow line takes.

    After so many seconds of patience each kibibyte gives one second more; a body that comes more slowly keeps a place
    in the queue from others, and is given up: Refused('too_slow').
    """
    parts, size, begun = [], 0, asyncio.get_running_loop().time()
    try:
        async with asyncio.timeout(patience) as until:
            async for part in request.stream():
                size += len(part)
                if size > limits.REQUEST_BYTES:
                    raise Refused(Why.TOO_LARGE, detail="request")
                parts.append(part)
                until.reschedule(begun + patience + size / limits.SLOWEST_BYTES)
    except TimeoutError as fault:
        raise Refused(Why.TOO_SLOW) from fault
    return b"".join(parts)


def _ask(superior: Superior) -> None:
    with engines.reading(superior.engine) as connection:
        connection.execute(sa.select(1))


def _page(name: str) -> str:
    title, words = html.escape(name), html.escape(_("This server takes the reports of grassroots unions. "
                                                    "Enter its address and your token in Union Desk under 'Sync'."))
    return (f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{title}</title>'
            f"<body style='font-family:sans-serif;max-width:40em;margin:4em auto'><h1>{title}</h1><p>{words}</p>")
