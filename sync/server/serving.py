"""Running the server: the socket, the certificate of the superior's own key, and stopping in good order."""

from __future__ import annotations

import contextlib
import ctypes
import datetime as dt
import gc
import importlib
import ipaddress
import logging
import signal
import socket
import ssl
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
import uvicorn

from sync.protocol.refusals import Refused
from sync.server import app, logs, reporting, wall
from sync.server.housekeeping import Housekeeping
from union_desk.errors import UserError
from union_desk.words import N_

if TYPE_CHECKING:
    from collections.abc import Callable

    from sync.protocol import keys
    from sync.server.configuration import Settings
    from sync.server.superior import Superior

_COLLECT = (50_000, 20, 20)
_M_ARENA_MAX, _M_MMAP_THRESHOLD, _M_TRIM_THRESHOLD = -8, -3, -1  # mallopt(3)
_LARGE = 128 * 1024  # bytes: such a block, a frame's, is given back to the system as soon as it is freed
_YEARS = 50  # devices look at the key, not at the dates
_RELAY = "sync.relay.running"  # by name: the relay stands above both ends of the road
_log = logging.getLogger(__name__)


class ListenError(UserError):
    """The address to listen on cannot be used."""

    code = "cannot_listen"
    message = N_("The server cannot listen on {address}: {reason}.")


class Announcing(uvicorn.Server):
    """A server that says when it is ready."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None], front: app.Front) -> None:
        """Take what to call when it listens, and who is to know when it stops."""
        super().__init__(config)
        self._announce, self._front = started, front

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then say so."""
        await super().startup(sockets)
        self._announce()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Say so to whoever asks for its health, and finish what is under way."""
        self._front.stopping = True
        await super().shutdown(sockets)


def bind(address: str) -> socket.socket:
    """Return a socket listening on `host:port` (port 0 takes a free one); raises ListenError.

    The protocol is named, as the event loop turns off Nagle's waiting for those sockets alone that say they are TCP:
    an answer of two parts would otherwise wait 40 ms for the other end's confirmation of the first.
    """
    host, _colon, port = address.rpartition(":")
    host = host.strip("[]") or "127.0.0.1"
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, int(port)))
    except (OSError, ValueError, OverflowError) as fault:
        made.close()
        raise ListenError(address=address, reason=str(fault).rstrip(".")) from fault
    return made


def address_of(bound: socket.socket, *, tls: bool) -> str:
    """Return the URL by which a bound socket is reached."""
    host, port = bound.getsockname()[:2]
    shown = f"[{host}]" if ":" in host else host
    return f"{'https' if tls else 'http'}://{shown}:{port}"


def serve(superior: Superior, bound: socket.socket, settings: Settings, *, started: Callable[[], None]) -> None:
    """Answer requests until SIGTERM or SIGINT; those under way are finished, so that none is half done."""
    def context(_config: uvicorn.Config, _default: Callable[[], ssl.SSLContext]) -> ssl.SSLContext:
        return tls_context(superior.signer)

    made = app.make(superior, settings)
    config = uvicorn.Config(
        made, log_config=None, access_log=False, server_header=False, lifespan="off",
        timeout_graceful_shutdown=settings.grace_seconds, timeout_keep_alive=60,
        ssl_context_factory=context if settings.tls else None)
    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):  # the server raises them again when it has stopped in good order
            signal.signal(number, lambda _number, _frame: None)
    if superior.engine.dialect.name == "postgresql" and not wall.is_built(superior.engine):
        user = superior.engine.dialect.identifier_preparer.quote(superior.engine.url.username or "")
        logs.tell(_log, "without the second wall", logging.WARNING, statements=wall.CREATE_ROLE.format(user=user))
    _return_memory()
    gc.freeze()  # what is loaded by now stays; a frame's rows are freed by counting, not by searching
    gc.set_threshold(*_COLLECT)
    running = importlib.import_module(_RELAY).Running(superior, settings.relay_minutes, settings.relay_policy)
    with Housekeeping(superior, settings.tasks_minutes, settings.unfinished_days), running:
        Announcing(config, started, made.state.front).run(sockets=[bound])
    logs.tell(_log, "stopped")


def make_views(superior: Superior) -> None:
    """Bring the views for reports up to date; a user that may not make them serves all the same."""
    try:
        reporting.ensure(superior)
    except (Refused, sa.exc.DBAPIError) as fault:
        logs.tell(_log, "views not made", logging.WARNING, fault=fault)


def tls_context(signer: keys.Signer) -> ssl.SSLContext:
    """Return a context with a certificate made of the superior's own key, which is what the devices pin."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    with tempfile.TemporaryDirectory() as folder:  # the library reads keys from files only
        path = Path(folder) / "key.pem"
        path.touch(mode=0o600)
        path.write_bytes(self_signed(signer))
        context.load_cert_chain(path)
    return context


def self_signed(signer: keys.Signer) -> bytes:
    """Return key and self-signed X.509 certificate of the superior, PEM."""
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    key = Ed25519PrivateKey.from_private_bytes(signer.secret)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, f"union-superior {signer.name[:16]}")])
    begin = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(begin)
        .not_valid_after(begin + dt.timedelta(days=365 * _YEARS))
        .add_extension(x509.SubjectAlternativeName(names), critical=False).sign(key, None))
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                serialization.NoEncryption())
    return private + certificate.public_bytes(serialization.Encoding.PEM)


def _return_memory() -> None:
    """Let glibc keep one pool for all threads instead of one for each, and give large blocks back at once.

    What a frame needed serves the next one, too, and what starting needed is not kept.
    """
    gc.collect()
    with contextlib.suppress(OSError, AttributeError, TypeError):  # another C library, which has no such setting
        library = ctypes.CDLL(None)
        for setting, value in ((_M_ARENA_MAX, 1), (_M_MMAP_THRESHOLD, _LARGE), (_M_TRIM_THRESHOLD, _LARGE)):
            library.mallopt(setting, value)
        library.malloc_trim(0)
