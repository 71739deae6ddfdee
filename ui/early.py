"""What makes the start short: no garbage is collected meanwhile, and the core is imported while somebody types.

The core stands on SQLAlchemy, whose import takes longer than the whole screen library.
"""

from __future__ import annotations

import gc
import importlib
import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# What the first page is made of, in the order in which it is needed
NEEDED = ("argon2.low_level", "cryptography.hazmat.primitives.ciphers.aead", "union_desk.database",
          "sqlcipher3.dbapi2", "union_desk.safety.accounts", "ui.context", "ui.actions", "ui.window",
          "ui.pages.members", "ui.pages.today", "ui.crash", "ui.drafts", "ui.fonts", "ui.reporting", "ui.backing_up")
FIRST_BOOKS = ("members", "branches", "norms")  # whose tables the first page asks for
# What is needed at the first touch, and imported when the window stands
SOON = ("ui.detail", "ui.bulk", "ui.column_chooser", "union_desk.schema.pinyin")


def begin() -> None:
    """Prepare the imports that follow: called first, before anything large is imported."""
    gc.disable()  # what modules make lives as long as the program: looking through it again and again finds nothing


def spare_sources() -> None:
    """Let PySide6 read no sources: it looks through each module imported after it for optional features of its own.

    (`snake_case` and `true_property`, which this program does not use.) That took a tenth of the start.
    """
    import PySide6.QtCore  # noqa: F401  brings the part that looks

    looking = sys.modules.get("shibokensupport.feature")
    if hasattr(looking, "_mod_uses_pyside"):
        vars(looking)["_mod_uses_pyside"] = lambda _module: False


def end() -> None:
    """Collect garbage again, leaving out what was loaded."""
    gc.freeze()
    gc.enable()


class Preload(threading.Thread):
    """Imports modules on a thread of its own: while the passphrase is being typed, or behind a window that stands."""

    def __init__(self, names: tuple[str, ...], then: Callable[[], object] = int) -> None:
        """Be no reason to keep the program alive; `then` is called at the end, on the same thread."""
        super().__init__(name="preload", daemon=True)
        self._names, self._then = names, then

    def run(self) -> None:
        """Import."""
        for name in self._names:
            importlib.import_module(name)
        self._then()


def read_more(office: Path) -> None:
    """Read what no import brings: code lists, norms, tables, and the key store where a sign-in is in it."""
    read_codes()
    from union_desk import registers
    from union_desk.safety import remembering
    from union_desk.schema import norms

    for book in FIRST_BOOKS:
        registers.get(book).table.name  # noqa: B018  it is described when it is asked for first
    norms.names()  # whether a passphrase is too old is asked of them

    remembering.wake(office)


def read_codes() -> None:
    """Read the code lists whose words the first page of members shows."""
    from union_desk.registers import MEMBERS
    from union_desk.schema import codes

    for name in MEMBERS.columns:
        listed = getattr(MEMBERS.fields[name].kind, "list", "")
        if listed:
            codes.get(listed)
