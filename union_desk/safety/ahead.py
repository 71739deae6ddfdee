"""Stretching a passphrase ahead: while the hand moves to Enter.

argon2id is slow on purpose, and whoever types stops before pressing Enter. What stands in the line by then is stretched
meanwhile, beside. That is no trial: a key is derived, and nothing is opened, compared or counted before Enter, where
`keys.enter` does all three as ever and only asks here for what was stretched. It gets it for exactly that text, salt
and cost. One stretching works at a time; what nobody wants any more ends in its own time and is overwritten.
"""

from __future__ import annotations

import os
import sys
import threading
from typing import TYPE_CHECKING

from union_desk.safety import keys

if TYPE_CHECKING:
    from pathlib import Path

    from union_desk.safety.keys import Cost, Stretch

LOWER = 10  # how far the thread stands behind the one that takes the keys (nice)
_TURN = threading.Lock()  # whose stretching works; each takes all the memory that its cost asks for


class Ahead:
    """What was stretched for the text that stands in a line now: one piece at most."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._piece: Piece | None = None

    def begin(self, folder: Path, passphrase: str, account: str = "") -> Piece:
        """Stretch a text for an account of an office (the only one's where there are none), unless that is done."""
        if self._piece is None or self._piece.asked != (folder, passphrase, account):
            self.forget()
            self._piece = Piece(folder, passphrase, account)
            threading.Thread(target=self._piece.work, name="stretching ahead", daemon=True).start()
        return self._piece

    def forget(self) -> None:
        """Throw away what there is, or what is being made."""
        if self._piece is not None:
            self._piece.drop()
            self._piece = None

    def take(self) -> Stretch:
        """Give what stretches at Enter: the piece, once, or what takes its time as ever."""
        piece, self._piece = self._piece, None
        return piece.stretch if piece is not None else keys.stretch


class Piece:
    """One text being stretched, on a thread of its own."""

    def __init__(self, folder: Path, passphrase: str, account: str) -> None:
        """Know what is asked for; the salt is read from the key file when the work begins."""
        self.asked = (folder, passphrase, account)
        self.done = threading.Event()
        self._lock = threading.Lock()
        self._wanted, self._working = True, False
        self._made: tuple[bytes, Cost, bytearray] | None = None

    def work(self) -> None:
        """Stretch, when it is this one's turn and the text still stands there."""
        with _TURN:
            with self._lock:
                self._working = self._wanted
            try:
                if self._working:
                    self._make()
            except Exception:  # noqa: BLE001, S110  the same comes again at Enter, where somebody waits to be told
                pass
            finally:
                self.done.set()

    def _make(self) -> None:
        folder, passphrase, account = self.asked
        step_back()
        one = next(one for one in keys.wraps(folder) if account in ("", one.account))
        if not keys.is_usual(one.cost):
            return  # a file that asks for more than this program writes gets it at Enter, once
        made = bytearray(keys.stretch(passphrase, one.salt, one.cost))
        with self._lock:
            if self._wanted:
                self._made = (one.salt, one.cost, made)
            else:
                overwrite(made)

    def drop(self) -> None:
        """Be wanted no more: what was made is overwritten, what is being made will be."""
        with self._lock:
            self._wanted, made, self._made = False, self._made, None
        if made is not None:
            overwrite(made[2])

    def stretch(self, passphrase: str, salt: bytes, cost: Cost) -> bytes:
        """Return what was stretched ahead if it is for exactly this, waited for if under way; else stretch now."""
        with self._lock:
            if not self._working:
                self._wanted = False  # another one's turn: whoever pressed Enter does not wait for that
        if self._working and passphrase == self.asked[1]:
            self.done.wait()
            with self._lock:
                made, self._made = self._made, None
            if made is not None:
                key = bytes(made[2])
                overwrite(made[2])
                if made[:2] == (salt, cost):
                    return key
        return keys.stretch(passphrase, salt, cost)


def overwrite(key: bytearray) -> None:
    """Leave nothing of a key where it lay."""
    key[:] = bytes(len(key))


def step_back() -> None:
    """Let this thread, and those that it starts, stand behind the one that takes the keys, where a system can do that.

    Windows would lower this thread alone, not those of the lanes, and prefers the window's thread by itself.
    """
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), LOWER)
