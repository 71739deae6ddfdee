"""A road to a superior that counts what travels on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sync.desk.remote import Post


@dataclass
class Line:
    """Counts requests, and the bytes of addresses, bodies and signatures, there and back."""

    carry: Post
    requests: int = 0
    size: int = 0

    def post(self, path: str, body: bytes, authorization: str) -> bytes:
        """Carry a request."""
        answer = self.carry(path, body, authorization)
        self.requests += 1
        self.size += len(path) + len(body) + len(authorization) + len(answer)
        return answer
