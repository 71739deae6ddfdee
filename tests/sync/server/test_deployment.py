"""The files for an administrator: what the system's own tools say of them, and that they name what there is."""

from __future__ import annotations

import argparse
import asyncio
import re
import shutil
import socket
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sync.protocol import keys, limits
from sync.server import cli, configuration, serving
from sync.server.configuration import Settings
from union_desk.paths import resource

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[3]
FOLDER = resource("server")
UNITS = ("union-superior.service", "union-superior-nightly.service", "union-superior-nightly.timer")


def words(name: str) -> Iterator[list[str]]:
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("ExecStart="):
            yield line.removeprefix("ExecStart=").split()


def test_the_units_run_commands_that_there_are() -> None:
    commands = [each for name in UNITS for each in words(name)]
    assert [each[1] for each in commands] == ["serve", "backup", "nightly"]
    for _program, *rest in commands:
        cli._parser().parse_args(rest)


@pytest.mark.parametrize("page", ["docs/superior.md", "docs/reporting.md", "README.md", "README.zh-CN.md"])
def test_the_books_name_commands_and_options_that_there_are(page: str) -> None:
    """Of each `union-superior …` in a page: the command is there, and has the options that follow on the line."""
    known = {command.name: command for command in cli.COMMANDS}
    text = (ROOT / page).read_text(encoding="utf-8")
    found = re.findall(r"(?<![\w/.-])union-superior ([a-z][a-z-]+)(?![\w/-])([^`;；&\n]*)", text)
    assert found
    for name, rest in found:
        parser = argparse.ArgumentParser(parents=[cli.common_options()])
        known[name].configure(parser)
        given = set(re.findall(r"--[a-z][a-z-]*", rest))
        assert given <= set(parser._option_string_actions), (page, name)


def test_the_example_of_settings_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = configuration.load({}, {}, str(FOLDER / "superior.toml"))
    assert settings.database.startswith("postgresql://")
    assert settings.listen == Settings().listen


def test_answers_do_not_wait_for_the_other_end_to_confirm_their_first_part() -> None:
    async def nagle_is_off() -> bool:
        seen: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        def met(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            taken = writer.get_extra_info("socket")
            seen.set_result(bool(taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)))
            writer.close()

        bound = serving.bind("127.0.0.1:0")
        async with await asyncio.start_server(met, sock=bound):
            _reader, writer = await asyncio.open_connection(*bound.getsockname())
            found = await seen
            writer.close()
            return found

    assert asyncio.run(nagle_is_off())


def test_the_proxy_lets_pass_what_the_protocol_allows() -> None:
    text = (FOLDER / "nginx.conf").read_text(encoding="utf-8")
    assert f"client_max_body_size    {limits.REQUEST_BYTES // 2**20}m;" in text
    assert f"server {Settings().listen};" in text


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed")
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    program = shutil.which("true")
    for name in UNITS:
        text = (FOLDER / name).read_text(encoding="utf-8")
        text = text.replace("/opt/union-superior/bin/union-superior", str(program))
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *(str(tmp_path / name) for name in UNITS)],
                          capture_output=True, text=True, timeout=60, check=False)
    ours = [line for line in (done.stdout + done.stderr).splitlines() if "union-superior" in line]
    assert (ours, done.returncode) == ([], 0)


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_nginx_finds_nothing_wrong_with_its_example(tmp_path: Path) -> None:
    pem = serving.self_signed(keys.Signer.generate())
    for name in ("fullchain.pem", "privkey.pem"):
        (tmp_path / name).write_bytes(pem)
    text = (FOLDER / "nginx.conf").read_text(encoding="utf-8").replace("/etc/nginx/union-superior", str(tmp_path))
    text = text.replace("listen 80", "listen 8080").replace("listen [::]:80", "listen [::]:8080")
    whole = f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; {_places(tmp_path)} {text} }}"
    (tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")
    done = subprocess.run(["nginx", "-t", "-e", "stderr", "-c", str(tmp_path / "nginx.conf")], capture_output=True,
                          text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr


def _places(folder: Path) -> str:
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    return " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
