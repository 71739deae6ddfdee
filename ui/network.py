"""When the computer's network comes back, as the system tells it; where nothing tells it, nobody is told."""

from __future__ import annotations

from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QNetworkInformation

Reachability = QNetworkInformation.Reachability
THERE = frozenset({Reachability.Local, Reachability.Site, Reachability.Online})
"""What counts as a network: a superior's server may well stand in the same house, without any internet."""


class Source(Protocol):
    """What tells how far the network reaches: Qt's own, or a stand-in."""

    reachabilityChanged: Any

    def reachability(self) -> QNetworkInformation.Reachability:
        """Return how far the network reaches now."""
        ...


class Network(QObject):
    """Says `returned()` each time the network came back, or another one took its place."""

    returned = Signal()

    def __init__(self, source: Source, parent: QObject | None = None) -> None:
        """Listen to the source."""
        super().__init__(parent)
        self._now = source.reachability()
        source.reachabilityChanged.connect(self._changed)

    def _changed(self, now: QNetworkInformation.Reachability) -> None:
        before, self._now = self._now, now
        if now != before and (now in THERE or before == Reachability.Disconnected):
            self.returned.emit()


def of_the_system() -> Source | None:
    """Return what the system tells (Windows, NetworkManager, GLib), or None where Qt finds nothing that would."""
    if not (QNetworkInformation.loadDefaultBackend()
            or QNetworkInformation.loadBackendByFeatures(QNetworkInformation.Feature.Reachability)):
        return None
    found = QNetworkInformation.instance()
    return found if found.supports(QNetworkInformation.Feature.Reachability) else None
