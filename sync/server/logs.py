"""The server's log: a JSON object a line, facts about requests, and nothing that a union wrote.

Only the facts that our own code names are written. Of an exception its kinds and places are told, never its words:
the words of a database's error quote the row.
"""

from __future__ import annotations

import contextvars
import datetime as dt
import json
import logging
import sys
import traceback
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from types import TracebackType

REQUEST: contextvars.ContextVar[str] = contextvars.ContextVar("request", default="")
"""The id of the request that is being answered."""

_SPOKEN = ("sync", "uvicorn")  # whose sentences are known to quote nothing
_FACTS = "facts"


def tell(logger: logging.Logger, event: str, level: int = logging.INFO, **facts: object) -> None:
    """Log an event with its facts: short names, numbers, codes; an exception is given as `fault`."""
    fault = facts.pop("fault", None)
    told = {name: value for name, value in facts.items() if value not in {"", None}}
    logger.log(level, event, extra={_FACTS: told}, exc_info=fault if isinstance(fault, BaseException) else None)


def set_up(form: str, level: str, stream: TextIO | None = None) -> logging.Handler:
    """Send everything that is logged to a stream (standard error), as JSON or plain lines; returns the handler."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Json() if form == "json" else Plain())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in _SPOKEN:
        logging.getLogger(name).setLevel(level.upper())
    return handler


def facts_of(record: logging.LogRecord) -> dict[str, Any]:
    """Return what may be told about a record."""
    told: dict[str, Any] = {
        "at": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(), "logger": record.name,
        "event": record.getMessage() if record.name.split(".")[0] in _SPOKEN else "message"}
    if request := REQUEST.get():
        told["request"] = request
    told |= getattr(record, _FACTS, {})
    if record.exc_info and record.exc_info[1] is not None:
        told["fault"] = _kinds(record.exc_info[1])
        told["places"] = _places(record.exc_info[2])
    return told


def _kinds(fault: BaseException) -> list[str]:
    """Return the kinds of an exception and of what caused it."""
    kinds: list[str] = []
    one: BaseException | None = fault
    while one is not None and len(kinds) < 8:  # noqa: PLR2004  a chain may be a circle
        kinds.append(f"{type(one).__module__}.{type(one).__qualname__}")
        one = one.__cause__ or one.__context__
    return kinds


def _places(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename.rpartition('site-packages/')[2]}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(trace)[-12:]]


class Json(logging.Formatter):
    """A JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a line."""
        return json.dumps(facts_of(record), ensure_ascii=False, default=str)


class Plain(logging.Formatter):
    """The same facts for reading by eye."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as a line."""
        told = facts_of(record)
        begin = " ".join(str(told.pop(name)) for name in ("at", "level", "event"))
        return " ".join([begin, *(f"{name}={value}" for name, value in told.items())])
