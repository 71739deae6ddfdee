"""One window for one office: a second start hands over what it was asked for to the first, and ends.

The first window listens under a name made from the office's folder. The name holds for one user; several computers
that share a folder are another matter (the database itself keeps them apart).
"""

from __future__ import annotations

import hashlib
import json
import os
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from union_desk import paths

if TYPE_CHECKING:
    from pathlib import Path

ANSWER_MS = 1_500
MOST_BYTES = 65_536  # a request is a few paths; more is none of ours
_TAKEN = b"taken\n"


def name_of(folder: Path) -> str:
    """Return the name under which the window over an office listens; the same for every spelling of the folder."""
    user = os.environ.get("USERNAME", "") if os.name == "nt" else str(os.getuid())
    place = os.path.normcase(folder.resolve())
    return "union-desk-" + hashlib.sha256(f"{user}\n{place}".encode("utf-8", "surrogatepass")).hexdigest()[:24]


def hand_over(folder: Path, request: dict[str, str]) -> bool:
    """Hand a request to the window that is open over the office; tells whether there is one that took it."""
    socket = QLocalSocket()
    socket.connectToServer(name_of(folder))
    if not socket.waitForConnected(ANSWER_MS):
        return False
    socket.write(json.dumps(request).encode() + b"\n")
    socket.flush()
    taken = socket.waitForReadyRead(ANSWER_MS) and bytes(socket.readAll().data()).startswith(_TAKEN)
    socket.disconnectFromServer()
    return bool(taken)


class Doorbell(QObject):
    """Listens for later starts over the same office; `rung(request)` names the page or file they were asked for."""

    rung = Signal(object)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        """Listen; what a killed window left behind is taken away first."""
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._meet)
        name = name_of(folder)
        if not self._server.listen(name):
            QLocalServer.removeServer(name)
            self._server.listen(name)

    @property
    def listening(self) -> bool:
        """Tell whether later starts are heard."""
        return bool(self._server.isListening())

    def close(self) -> None:
        """Listen no longer."""
        self._server.close()

    def _meet(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.readyRead.connect(lambda own=socket: self._hear(own))
            socket.disconnected.connect(socket.deleteLater)
            if socket.bytesAvailable():
                self._hear(socket)

    def _hear(self, socket: QLocalSocket) -> None:
        """Take a request when its line is whole; whatever is no request of ours is hung up on."""
        if not socket.canReadLine():
            if socket.bytesAvailable() > MOST_BYTES:
                socket.abort()
            return
        request = _understood(bytes(socket.readLine(MOST_BYTES).data()))
        if request is None:
            socket.abort()
            return
        socket.write(_TAKEN)
        socket.flush()
        self.rung.emit(request)


def _understood(line: bytes) -> dict[str, str] | None:
    try:
        told: Any = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict):
        return None
    return {str(key): value for key, value in told.items() if isinstance(value, str)}


def has_office(folder: Path) -> bool:
    """Tell whether there is an office in the folder."""
    return (folder / paths.OFFICE_FILE).exists()
