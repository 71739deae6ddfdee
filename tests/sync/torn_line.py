"""A line that tears after so many bytes, in one process and without a clock: the server's own application at its end.

What the office sends reaches the application part by part, as from a socket, until the line tears; then the application
learns that nobody is there any more, and the office that nothing came back.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.sync.roads import CutError

if TYPE_CHECKING:
    from random import Random

    from starlette.applications import Starlette

_PART = 2_048  # bytes that arrive at once
_HEAD = 400  # bytes of the lines before a body


@dataclass
class TornLine:
    """Carries requests to an application; after every so many bytes up (by chance, between two bounds) it tears."""

    made: Starlette
    chance: Random
    between: tuple[int, int] | None = None
    carried: int = 0
    cuts: int = 0
    bodies: dict[str, int] = field(default_factory=dict)  # bytes carried by address
    _left: int = 0

    def tear(self, between: tuple[int, int] | None) -> None:
        """Let it tear from now on, or no more."""
        self.between = between
        self._left = self.chance.randint(*between) if between else 0

    def post(self, path: str, body: bytes, authorization: str) -> bytes:
        """Carry a request; raises CutError where the line tears."""
        room = len(body) if self.between is None else self._left - _HEAD
        whole = len(body) <= room
        body = body if whole else body[:max(0, room)]
        used = _HEAD + len(body)
        self.carried += used
        self.bodies[path] = self.bodies.get(path, 0) + used
        self._left -= used
        if not whole:
            self.cuts += 1
            self.tear(self.between)
        status, answer = asyncio.run(self._call(path, body, authorization, whole=whole))
        if not whole:
            raise CutError
        assert status == 200, answer
        return answer

    async def _call(self, path: str, body: bytes, authorization: str, *, whole: bool) -> tuple[int, bytes]:
        parts = [{"type": "http.request", "body": body[start:start + _PART], "more_body": True}
                 for start in range(0, len(body), _PART)]
        if whole:
            parts.append({"type": "http.request", "body": b"", "more_body": False})
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            await asyncio.sleep(0)
            return parts.pop(0) if parts else {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        length = b"1000000" if not whole else str(len(body)).encode()
        headers = [(b"authorization", authorization.encode()), (b"content-length", length)]
        await self.made({
            "type": "http", "method": "POST", "path": path, "raw_path": path.encode(), "query_string": b"",
            "headers": headers, "http_version": "1.1", "scheme": "http", "server": None, "client": None,
            "root_path": ""}, receive, send)
        return sent[0]["status"], b"".join(message.get("body", b"") for message in sent)
