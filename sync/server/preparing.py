"""What a server does once, when it starts, done by a process that ends with it and takes its memory along.

Looking through some hundred tables and writing the views takes 20 MB that Python would not give back: a server that
begins behind that keeps them for as long as it runs. Where processes cannot be forked, the server does it itself.
"""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


def apart(work: Callable[[], object]) -> bool:
    """Do work in a process of its own; tells whether that was possible and went well.

    Whatever went wrong there is not told: the caller does the work itself and meets the fault again. A process with
    more than one thread is not forked, as a lock of another thread would never be opened in the copy.
    """
    if not hasattr(os, "fork") or threading.active_count() > 1:
        return False
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:  # past every cleaning up, which is the other process's
            os._exit(code)
    _child, status = os.waitpid(child, 0)
    return status == 0
