"""Every error as a problem document (RFC 9457): refusals of the protocol, and what goes wrong beside it."""

from __future__ import annotations

import http
import json
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from sync.protocol.messages import PROBLEM_TYPE
from sync.protocol.refusals import Refused, Why

if TYPE_CHECKING:
    from collections.abc import Mapping

TYPE = "urn:union-desk:problem:"


def problem(refused: Refused, retry_seconds: int = 30) -> Response:
    """Return a refusal as a problem document; those that pass say when to come again."""
    headers = {}
    if refused.code == Why.TOO_MANY:
        headers["Retry-After"] = str(refused.params["seconds"])
    elif refused.code in {Why.BUSY, Why.DISK_FULL}:
        headers["Retry-After"] = str(retry_seconds)
    return _response(refused.document(), refused.status, headers)


def of_status(status: int, headers: Mapping[str, str] | None = None) -> Response:
    """Return the problem document for a bare HTTP status, such as 404 for an address that is none."""
    phrase = http.HTTPStatus(status).phrase
    code = phrase.casefold().replace(" ", "_")
    return _response({"type": TYPE + code, "title": phrase, "status": status, "detail": phrase, "code": code,
                      "params": {}}, status, dict(headers or {}))


def _response(document: Mapping[str, Any], status: int, headers: dict[str, str]) -> Response:
    return Response(json.dumps(document, ensure_ascii=False, default=str), status, headers, PROBLEM_TYPE)
