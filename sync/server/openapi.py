"""The machine-readable description of the addresses (OpenAPI 3.1), made from their declaration in `routes`.

It lies in docs/openapi.json, too, where `resources.makers.data_dictionary` writes it.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

import msgspec

from sync.protocol import limits
from sync.protocol.messages import FRAMES_PATH, PROBLEM_TYPE
from sync.protocol.refusals import PASSING, REASONS
from sync.server import routes
from union_desk import __version__

if TYPE_CHECKING:
    from sync.server.routes import Address

_REF = "#/components/schemas/{name}"
_SCHEME = {"type": "apiKey", "in": "header", "name": "Authorization",
           "description": "UnionDesk <device> <nonce> <signature>: see sync/PROTOCOL.md, section 8."}
_PROBLEM: dict[str, Any] = {
    "type": "object", "required": ["type", "title", "status", "detail", "code", "params"],
    "properties": {"type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
                   "detail": {"type": "string"}, "code": {"type": "string"}, "params": {"type": "object"}}}
_RETRY = {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}
_NUMBERED = {"X-Request-Id": {"description": "The id under which the server logged the request.",
                              "schema": {"type": "string"}}}


@cache
def document() -> dict[str, Any]:
    """Return the whole description."""
    kinds = list(dict.fromkeys(kind for one in routes.ADDRESSES for kind in (one.takes, one.gives)
                               if kind not in {None, bytes, str, dict}))
    _schemas, components = msgspec.json.schema_components(kinds, ref_template=_REF)
    paths: dict[str, dict[str, Any]] = {}
    for one in routes.ADDRESSES:
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one)
    return {
        "openapi": "3.1.0",
        "info": {"title": "union-superior", "version": __version__, "summary": "The superior union's server",
                 "description": "The protocol itself, with keys, frames and receipts: sync/PROTOCOL.md.",
                 "license": {"name": "GPL-3.0-or-later", "identifier": "GPL-3.0-or-later"}},
        "paths": paths,
        "components": {"schemas": {**components, "Problem": _PROBLEM}, "securitySchemes": {"device": _SCHEME}}}


def _operation(one: Address) -> dict[str, Any]:
    made: dict[str, Any] = {
        "operationId": f"{one.method.lower()}{one.path.replace('/', '_').replace('.', '_').rstrip('_')}",
        "summary": one.words, "responses": _responses(one)}
    if one.takes is not None:
        made["requestBody"] = {"required": True, "content": {one.takes_as: {"schema": _schema(one.takes)}}}
        made["requestBody"]["description"] = f"At most {limits.REQUEST_BYTES} bytes."
    if one.path == FRAMES_PATH:
        made["requestBody"]["description"] += f" At most {limits.REQUEST_FRAMES} frames are taken."
    if one.signed:
        made["security"] = [{"device": []}]
    return made


def _schema(kind: type) -> dict[str, Any]:
    if kind is bytes:
        return {"type": "string", "format": "binary"}
    if kind is str:
        return {"type": "string"}
    return {"type": "object"} if kind is dict else {"$ref": _REF.format(name=kind.__name__)}


def _responses(one: Address) -> dict[str, Any]:
    assert one.gives is not None
    made: dict[str, Any] = {"200": {"description": "Done.", "headers": dict(_NUMBERED), "content": {
        one.gives_as: {"schema": _schema(one.gives)}}}}
    codes: dict[int, list[str]] = {}
    for code in one.refuses:
        codes.setdefault(REASONS[code][0], []).append(str(code))
    for status, names in sorted(codes.items()):
        headers = _NUMBERED | (_RETRY if any(name in PASSING and status in {429, 503, 507} for name in names) else {})
        made[str(status)] = {"description": f"Refused: {', '.join(names)}.", "headers": headers, "content": {
            PROBLEM_TYPE: {"schema": {"$ref": _REF.format(name="Problem")}}}}
    return made


def text() -> str:
    """Return the description as it lies in docs/openapi.json."""
    return json.dumps(document(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
