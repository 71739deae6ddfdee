"""The superior over HTTP: three posts, a health check and a page that says what this is."""

from __future__ import annotations

import html
import json
import logging
from typing import TYPE_CHECKING

import anyio
import sqlalchemy as sa
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from sync.protocol import limits
from sync.protocol.messages import ENROL_PATH, FRAMES_PATH, HELLO_PATH, PROBLEM_TYPE, RECEIPTS_PATH
from sync.protocol.refusals import Refused, Why
from sync.server import engine as engines
from sync.server.service import Service
from union_desk import __version__
from union_desk.words import _

if TYPE_CHECKING:
    from starlette.requests import Request

    from sync.server.superior import Superior

AT_ONCE = 4
"""Requests that are worked on at the same time; the others wait, so that memory stays bounded."""

RETRY_SECONDS = 30
_log = logging.getLogger(__name__)


def make(superior: Superior) -> Starlette:
    """Return the application of an open superior."""
    service, gate = Service(superior), anyio.CapacityLimiter(AT_ONCE)

    async def post(request: Request) -> Response:
        try:
            async with gate:
                body = await _body(request)
                authorization = request.headers.get("authorization", "")
                answer = await run_in_threadpool(service.post, request.url.path, body, authorization)
            return Response(answer, media_type="application/json")
        except Refused as refused:
            _log.info("%s refused: %s", request.url.path, refused.code)
            return problem(refused)

    async def health(_request: Request) -> Response:
        try:
            await run_in_threadpool(_ask, superior)
        except Refused as refused:
            return problem(refused)
        return JSONResponse({"status": "ok", "version": __version__})

    async def index(_request: Request) -> Response:
        return HTMLResponse(_page(superior.name))

    return Starlette(
        routes=[*(Route(path, post, methods=["POST"]) for path in (ENROL_PATH, HELLO_PATH, FRAMES_PATH, RECEIPTS_PATH)),
                Route("/healthz", health), Route("/", index)],
        middleware=[Middleware(GZipMiddleware, minimum_size=2_000)])


def problem(refused: Refused) -> Response:
    """Return the refusal as a problem document (RFC 9457)."""
    headers = {}
    if refused.code == Why.TOO_MANY:
        headers["Retry-After"] = str(refused.params["seconds"])
    elif refused.code in {Why.BUSY, Why.DISK_FULL}:
        headers["Retry-After"] = str(RETRY_SECONDS)
    content = json.dumps(refused.document(), ensure_ascii=False, default=str)
    return Response(content, refused.status, headers, PROBLEM_TYPE)


async def _body(request: Request) -> bytes:
    """Read a body, no further than is allowed."""
    if int(request.headers.get("content-length") or 0) > limits.REQUEST_BYTES:
        raise Refused(Why.TOO_LARGE, detail="request")
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > limits.REQUEST_BYTES:
            raise Refused(Why.TOO_LARGE, detail="request")
        parts.append(part)
    return b"".join(parts)


def _ask(superior: Superior) -> None:
    with engines.reading(superior.engine) as connection:
        connection.execute(sa.select(1))


def _page(name: str) -> str:
    title, words = html.escape(name), html.escape(_("This server takes the reports of grassroots unions. "
                                                    "Enter its address and your token in Union Desk under 'Sync'."))
    return (f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>{title}</title>'
            f"<body style='font-family:sans-serif;max-width:40em;margin:4em auto'><h1>{title}</h1><p>{words}</p>")
