"""Real processes on the loopback: the superior's server, an office's session, and a proxy that cuts at a byte."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parents[2]

# An office's session as a process: opens the office with its key, seals four records a frame, reports.
SESSION = """
import sys
from pathlib import Path
from sync.desk import session
from sync.protocol import limits
from union_desk.database import Database
from union_desk.safety.keys import DataKey
limits.SEAL_RECORDS = 4
db = Database.open_with(Path(sys.argv[1]), DataKey(bytes.fromhex(sys.argv[2])))
print("begin", flush=True)
session.run_session(db)
print("end", flush=True)
"""


@dataclass
class Server:
    """A server process over a database; `kill` ends it without warning, `start` begins it again on the same port."""

    database: str
    address: str = ""
    process: subprocess.Popen[bytes] | None = None
    program: tuple[str, ...] = ("-m", "sync.server.cli")  # what Python runs

    def start(self) -> None:
        """Start and wait until it listens."""
        listen = self.address.removeprefix("http://") or "127.0.0.1:0"
        words = [sys.executable, *self.program, "serve", "--json", "--database", self.database, "--listen",
                 listen]
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT)
        assert self.process.stdout is not None
        self.address = json.loads(self.process.stdout.readline())["listening"]

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and wait; returns the exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        code = self.process.wait(30)
        if self.process.stdout is not None:
            self.process.stdout.close()
        return code

    def kill(self) -> None:
        """End it in the middle of whatever it does."""
        self.stop(signal.SIGKILL)


@contextmanager
def serving(database: str) -> Iterator[Server]:
    """Run a server inside the block."""
    server = Server(database)
    server.start()
    try:
        yield server
    finally:
        if server.process is not None and server.process.poll() is None:
            server.stop()


def start_session(folder: Path, key: bytes, devices: Path) -> subprocess.Popen[bytes]:
    """Start an office's session as a process and wait until it begins."""
    environment = {**os.environ, "UNION_DESK_DEVICES": str(devices)}
    words = [sys.executable, "-c", SESSION, str(folder), key.hex()]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT, env=environment)
    assert process.stdout is not None
    assert process.stdout.readline() == b"begin\n"
    return process


@dataclass
class Proxy:
    """A TCP proxy; after so many bytes towards the server (`up`) or back (`down`) it cuts the connection, once."""

    target: tuple[str, int]
    limits: dict[str, int | None] = field(default_factory=lambda: {"up": None, "down": None})
    carried: dict[str, int] = field(default_factory=lambda: {"up": 0, "down": 0})
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    threads: list[threading.Thread] = field(default_factory=list)
    ends: list[socket.socket] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Return where clients connect."""
        return f"http://127.0.0.1:{self.listener.getsockname()[1]}"

    def cut(self, *, up: int | None = None, down: int | None = None) -> None:
        """Set where the next cut is, counted from now."""
        self.carried.update(up=0, down=0)
        self.limits.update(up=up, down=down)

    def towards(self) -> tuple[str, int]:
        """Return where the next client is led."""
        return self.target

    def serve(self) -> None:
        """Accept clients until the listener is shut down."""
        with suppress(OSError):
            while True:
                client, _from = self.listener.accept()
                try:
                    server = socket.create_connection(self.towards())
                except OSError:  # the server is being started again
                    client.close()
                    continue
                self.ends += client, server
                self.start(self._join, client, server)

    def start(self, work: Callable[..., None], *given: object) -> None:
        """Run in a thread of its own."""
        thread = threading.Thread(target=work, args=given)
        thread.start()
        self.threads = [*filter(threading.Thread.is_alive, self.threads), thread]

    def _join(self, client: socket.socket, server: socket.socket) -> None:
        """Carry both ways until both have ended; a long run has more connections than a process may have open."""
        up = threading.Thread(target=self._carry, args=("up", client, server))
        up.start()
        self._carry("down", server, client)
        up.join()
        for end in (client, server):
            end.close()
            self.ends.remove(end)

    def _carry(self, way: str, reader: socket.socket, writer: socket.socket) -> None:
        with suppress(OSError):
            while data := reader.recv(65536):
                limit = self.limits[way]
                part = data if limit is None else data[:max(0, limit - self.carried[way])]
                writer.sendall(part)
                self.carried[way] += len(part)
                if len(part) < len(data):
                    self.limits.update(up=None, down=None)
                    break
        self.shut(reader, writer)

    def shut(self, *ends: socket.socket) -> None:
        """End connections."""
        for end in ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Cut everything and wait for the threads."""
        for end in (self.listener, *self.ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        for thread in self.threads:
            thread.join(10)
        for end in (self.listener, *self.ends):
            end.close()


def place_of(address: str) -> tuple[str, int]:
    """Return host and port of a server's address."""
    host, port = address.removeprefix("http://").split(":")
    return host, int(port)


@contextmanager
def proxied(address: str) -> Iterator[Proxy]:
    """Run a proxy before a server inside the block."""
    proxy = Proxy(place_of(address))
    proxy.start(proxy.serve)
    try:
        yield proxy
    finally:
        proxy.close()
