"""Bodies of requests as they come in: no further than is allowed, and no longer than a slow line takes."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from sync.protocol import limits
from sync.protocol.refusals import Refused, Why

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request


def told_size(request: Request) -> int:
    """Return the bytes of a body; one of untold length may be as long as is allowed. Raises Refused('too_large')."""
    told = request.headers.get("content-length")
    size = int(told) if told is not None and told.isdigit() else limits.REQUEST_BYTES
    if size > limits.REQUEST_BYTES:
        raise Refused(Why.TOO_LARGE, detail="request")
    return size


async def parts(request: Request, patience: float) -> AsyncIterator[bytes]:
    """Yield a body part by part.

    After so many seconds of patience each kibibyte gives one second more; a body that comes more slowly keeps a place
    in the queue from others, and is given up: Refused('too_slow'). What this end does between the parts does not count.
    """
    stream, clock, size, waited = request.stream(), asyncio.get_running_loop().time, 0, 0.0
    while True:
        begun = clock()
        try:
            async with asyncio.timeout(patience + size / limits.SLOWEST_BYTES - waited):
                part = await anext(stream, None)
        except TimeoutError as fault:
            raise Refused(Why.TOO_SLOW) from fault
        if part is None:
            return
        waited += clock() - begun
        size += len(part)
        if size > limits.REQUEST_BYTES:
            raise Refused(Why.TOO_LARGE, detail="request")
        yield part


async def read(request: Request, patience: float) -> bytes:
    """Return a whole body."""
    return b"".join([part async for part in parts(request, patience)])
