"""What makes the start short: no garbage is collected meanwhile, and the core is imported while somebody types.

The core stands on SQLAlchemy, whose import takes longer than the whole screen library.
"""

from __future__ import annotations

import gc
import importlib
import threading

# What the first page is made of, in the order in which it is needed
NEEDED = ("argon2.low_level", "cryptography.hazmat.primitives.ciphers.aead", "union_desk.database",
          "sqlcipher3.dbapi2", "union_desk.safety.accounts", "ui.context", "ui.actions", "ui.window",
          "ui.pages.members", "ui.pages.today", "ui.crash", "ui.drafts", "ui.fonts", "ui.reporting", "ui.backing_up")
# What is needed at the first touch, and imported when the window stands
SOON = ("ui.detail", "ui.bulk", "ui.column_chooser", "union_desk.schema.pinyin")


def begin() -> None:
    """Prepare the imports that follow: called first, before anything large is imported."""
    gc.disable()  # what modules make lives as long as the program: looking through it again and again finds nothing


def end() -> None:
    """Collect garbage again, leaving out what was loaded."""
    gc.freeze()
    gc.enable()


class Preload(threading.Thread):
    """Imports modules on a thread of its own: while the passphrase is being typed, or behind a window that stands."""

    def __init__(self, names: tuple[str, ...]) -> None:
        """Be no reason to keep the program alive."""
        super().__init__(name="preload", daemon=True)
        self._names = names

    def run(self) -> None:
        """Import."""
        for name in self._names:
            importlib.import_module(name)
