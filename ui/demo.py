"""The main job on an invented office, as `python3 run.py` shows it: from a dirty roster to the superior's receipts.

Every step is a command of `union-desk` or `union-superior`, run in this process; only the superior's server is a
process of its own, as it is in life. What is there already is used again, so a second run is quick.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

from sync.server import cli as superior
from union_desk import cli, words
from union_desk.paths import resource
from union_desk.words import N_, _

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

UNION, CODE = "南海市蓝天机械有限公司工会委员会", "460100A001"
PASSPHRASE = "示例单位 demo office"  # noqa: S105  the passphrase of an invented office, shown to everybody
MEMBERS = 300
PATIENCE = 300.0  # seconds for the server to answer its first request, on the slowest of machines


class StepFailedError(RuntimeError):
    """A step of the main job did not do what it should; the answer tells why."""


class Story:
    """What was done, one plain sentence a step, kept for the summary in both languages."""

    def __init__(self) -> None:
        """Begin empty."""
        self.sentences: list[tuple[str, dict[str, Any]]] = []

    def tell(self, message: str, **params: Any) -> None:
        """Print a sentence and keep it."""
        self.sentences.append((message, params))
        print(_(message).format(**params), flush=True)

    def write(self, path: Path) -> None:
        """Write all sentences, in Chinese and in English."""
        parts = []
        for language in words.LANGUAGES:
            with words.speaking(language):
                parts.append("\n".join(_(message).format(**params) for message, params in self.sentences))
        path.write_text("\n\n".join(parts) + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the main job into a folder; returns 0."""
    parser = argparse.ArgumentParser(prog="run.py", description="the main job of Union Desk on an invented office")
    parser.add_argument("--output", type=Path, default=Path("demo-output"), metavar="DIR")
    parser.add_argument("--members", type=int, default=MEMBERS, metavar="N")
    parser.add_argument("--no-window", action="store_true", help="do not open the window at the end")
    options = parser.parse_args(arguments)
    output: Path = options.output.resolve()
    output.mkdir(parents=True, exist_ok=True)
    os.environ["UNION_DESK_PASSPHRASE"] = PASSPHRASE
    try:
        run(output, options.members)
    except StepFailedError as fault:
        print(fault, file=sys.stderr)
        return 2
    if options.no_window or not has_display():
        print(
            _("No window was opened. With a screen: union-desk-window --office {office}").format(
                office=output / "office"
            )
        )
        return 0
    from ui.app import main as show

    return int(show(["--office", str(output / "office")]))


def run(output: Path, members: int) -> None:
    """Do the main job and write its summary."""
    story = Story()
    found_office(output, members, story)
    take_in_roster(output, story)
    print_papers(output, story)
    count(output, story)
    report(output, story)
    desk(output, "verify")
    story.tell(
        N_("The database and the chain of the journal were checked: whole. Passphrase of this office: {passphrase}"),
        passphrase=PASSPHRASE,
    )
    story.write(output / "summary.txt")


def found_office(output: Path, members: int, story: Story) -> None:
    """Set up the office and its invented members, unless they are there."""
    if (output / "office" / "office.db").exists():
        story.tell(N_("1. The sample office of the last run is used again."))
        return
    desk(output, "init", "--name", UNION, "--code", CODE)
    made = desk(output, "generate", "--members", str(members), "--seed", "1")
    story.tell(
        N_("1. Set up the sample office of {union} with {members} invented members in {branches} branches and groups."),
        union=UNION,
        members=made["members"],
        branches=made["branches"],
    )


def take_in_roster(output: Path, story: Story) -> None:
    """Import the dirty roster twice: the second time nothing changes."""
    roster = str(resource("samples", "roster.xlsx"))
    first = desk(output, "import", "members", roster, "--returned", str(output / "returned.xlsx"))
    told = {name: first[name] for name in ("rows_read", "new", "changed", "same", "refused", "skipped")}
    story.tell(
        N_(
            "2. Read a dirty roster: {rows_read} rows = {new} new + {changed} changed + {same} the same + "
            "{refused} refused + {skipped} skipped. The refused rows are in returned.xlsx, each with its reason."
        ),
        **told,
    )
    second = desk(output, "import", "members", roster)
    story.tell(
        N_("3. Read the same roster again: {new} new, {changed} changed, {same} the same."),
        **{name: second[name] for name in ("new", "changed", "same")},
    )


def print_papers(output: Path, story: Story) -> None:
    """Print the card applications with their cover and pick-up list."""
    pages = 0
    for form in ("card-application", "card-batch-cover", "card-pickup-list"):
        pages += int(desk(output, "print", form, "--to", str(output / f"{form}.pdf"))["pages"])
    story.tell(
        N_("4. Printed the service-card applications, the batch cover and the pick-up list: {pages} pages."),
        pages=pages,
    )


def count(output: Path, story: Story) -> None:
    """Export statistics and the masked roster."""
    made = desk(output, "statistics", "--to", str(output / "statistics.xlsx"))
    exported = desk(output, "export", "members", "--to", str(output / "members-masked.xlsx"))
    story.tell(
        N_(
            "5. Counted {members} current members as of {day} into statistics.xlsx ({sheets} sheets), and exported "
            "{rows} members, masked."
        ),
        members=made["members"],
        day=made["day"],
        sheets=len(made["sheets"]),
        rows=exported["rows"],
    )


def report(output: Path, story: Story) -> None:
    """Report everything to a real server of the superior union on this machine."""
    database = str(output / "superior.db")
    marker = output / "superior-port.txt"
    port = int(marker.read_text()) if marker.exists() else free_port()
    marker.write_text(str(port))
    with serving(database, port):
        address = f"http://127.0.0.1:{port}"
        if not desk(output, "sync", "status")["enrolled"]:
            token = answer(superior.main, "add-unit", "--name", UNION, "--code", CODE, "--database", database)["token"]
            desk(output, "enrol", "--server", address, "--token", token)
        sent = desk(output, "sync", "--accept-policy")
        there = answer(superior.main, "members", "--unit", CODE, "--database", database)
    story.tell(
        N_(
            "6. Reported to the superior union's server: {sent} records sent now, {returned} returned with a reason. "
            "The superior holds {there} members of this office."
        ),
        sent=sent["records"],
        returned=sent["returned"],
        there=len(there),
    )


@contextlib.contextmanager
def serving(database: str, port: int) -> Iterator[None]:
    """Run the superior's server for the time of the block, on loopback."""
    command = [
        sys.executable,
        "-m",
        "sync.server.cli",
        "serve",
        "--database",
        database,
        "--listen",
        f"127.0.0.1:{port}",
        "--log-level",
        "warning",
    ]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz", server)
            yield
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(PATIENCE)


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Wait until the server answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and server.poll() is None:
        with contextlib.suppress(OSError), urlopen(address, timeout=1) as reply:  # noqa: S310  our own server on loopback
            if reply.status == 200:  # noqa: PLR2004  HTTP's OK
                return
        time.sleep(0.05)
    msg = _("The superior's server did not start; port {address} may be taken.").format(address=address)
    raise StepFailedError(msg)


def free_port() -> int:
    """Return a port of this machine that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def desk(output: Path, *command: str) -> dict[str, Any]:
    """Run a command of the desk on the sample office; returns its JSON answer."""
    found: dict[str, Any] = answer(cli.main, *command, "--office", str(output / "office"))
    return found


def answer(command: Any, *arguments: str) -> Any:
    """Run a command line in this process with --json; returns its answer, raises StepFailedError on a fault."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        code = command([*arguments, "--json"])
    found = json.loads(printed.getvalue() or "{}")
    if code:
        raise StepFailedError(found.get("error", {}).get("message") or printed.getvalue())
    return found


def has_display() -> bool:
    """Tell whether a window can be shown."""
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        return False
    return sys.platform in ("win32", "darwin") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    sys.exit(main())
