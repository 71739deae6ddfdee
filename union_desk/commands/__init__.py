"""What the command line can do: each module declares its arguments and runs its job, and is imported when asked for."""

from __future__ import annotations
