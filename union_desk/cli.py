"""`union-desk …`: every job of the desk without a screen; the commands stand in `union_desk.commands`, one module a job.

This module holds the table of commands (name, module, one line of help), the options that all share (`--office`,
`--json`, `--language`, `--passphrase-file`), and turns answers and faults into text or JSON and an exit code.
"""

from __future__ import annotations
