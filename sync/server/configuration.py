"""The settings of the server: one table of them; the command line goes before the environment, that before the file."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from union_desk.errors import UserError
from union_desk.words import N_, _

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

PREFIX = "UNION_SUPERIOR_"
FILE = "UNION_SUPERIOR_CONFIG"
DEFAULT = "/etc/union-superior/superior.toml"
"""The file that is read where none is named and this one is there: the server and its keeper mean the same database."""

_YES, _NO = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


class ConfigurationFileError(UserError):
    """The file cannot be read."""

    code = "configuration_file"
    message = N_("The settings file {file} cannot be read: {reason}.")


class UnknownSettingError(UserError):
    """There is no such setting."""

    code = "unknown_setting"
    message = N_("{where}: there is no setting {name}. Settings are: {known}.")


class WrongSettingError(UserError):
    """The value does not fit."""

    code = "wrong_setting"
    message = N_("{where}: {value} is no value for {name}; write {expected}.")


def _setting(default: object, words: str, *, least: int | None = None, most: int | None = None,
             choices: tuple[str, ...] = ()) -> Any:
    return field(default=default, metadata={"words": words, "least": least, "most": most, "choices": choices})


@dataclass(frozen=True)
class Settings:
    """The settings, each with its default, what it does and its bounds."""

    database: str = _setting("", N_("postgresql://user@host/name, or the path of an SQLite file"))
    listen: str = _setting("127.0.0.1:8700", N_("address and port to listen on"))
    tls: bool = _setting(default=False, words=N_("answer TLS with the superior's own key as certificate"))
    at_once: int = _setting(4, N_("requests worked on at the same time"), least=1, most=64)
    queue: int = _setting(256, N_("requests that may wait; beyond that the answer is 503 with Retry-After"),
                          least=0, most=100_000)
    queue_per_unit: int = _setting(8, N_("requests of one union that may wait"), least=1, most=1_000)
    retry_seconds: int = _setting(30, N_("Retry-After told to those who are turned away"), least=1, most=3_600)
    pool: int = _setting(8, N_("connections kept to PostgreSQL; at least one for each request at a time"),
                         least=1, most=200)
    grace_seconds: int = _setting(20, N_("how long a stopping server finishes requests under way"), least=0, most=600)
    refusals_a_minute: int = _setting(60, N_("refused requests after which a computer must wait"), least=1, most=10_000)
    slow_seconds: int = _setting(60, N_("how long a request may take to arrive, beyond a second for each KiB"),
                                 least=1, most=3_600)
    tasks_minutes: int = _setting(10, N_("how often duplicates and transfers are looked for; 0 for never"),
                                  least=0, most=1_440)
    attachment_mb: int = _setting(50, N_("size of the largest file that unions may send, in MB"), least=1, most=200)
    unfinished_mb: int = _setting(400, N_("what the half-sent files of a union may come to, in MB; the next one waits"),
                                  least=1, most=100_000)
    unfinished_days: int = _setting(30, N_("after how many days without a piece a half-sent file is dropped; 0 for "
                                           "never"), least=0, most=3_650)
    relay_minutes: int = _setting(5, N_("how often what came is passed on to a higher superior; 0 for never"),
                                  least=0, most=1_440)
    relay_policy: str = _setting("", N_("a file of lines on what is not passed on; see `union-superior relay policy`"))
    metrics: bool = _setting(default=True, words=N_("answer /metrics"))
    log_format: str = _setting("json", N_("lines of the log"), choices=("json", "plain"))
    log_level: str = _setting("info", N_("from which level on the log is written"),
                              choices=("debug", "info", "warning", "error"))


def table() -> list[tuple[str, str, str, str]]:
    """Return each setting: name in the file, name in the environment, default, what it does."""
    return [(f.name, PREFIX + f.name.upper(), _spelt(f.default), _describe(f)) for f in fields(Settings)]


def _spelt(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def written(value: object) -> str:
    """Return a value as it is written in the file of settings."""
    return f'"{value}"' if isinstance(value, str) else _spelt(value)


def _describe(spec: Any) -> str:
    bounds = spec.metadata
    told = bounds["words"]
    words = _(told)
    if bounds["choices"]:
        return f"{words}: {' | '.join(bounds['choices'])}"
    return f"{words} ({bounds['least']}–{bounds['most']})" if bounds["least"] is not None else words


def add_options(parser: argparse.ArgumentParser, *, skip: tuple[str, ...] = ("database",)) -> None:
    """Give a command an option for each setting."""
    for spec in fields(Settings):
        if spec.name in skip:
            continue
        name = "--" + spec.name.replace("_", "-")
        if isinstance(spec.default, bool):
            import argparse as parsing

            parser.add_argument(name, action=parsing.BooleanOptionalAction, default=None, help=_describe(spec))
        else:
            parser.add_argument(name, default=None, help=_describe(spec))


def load(given: Mapping[str, object], environment: Mapping[str, str] | None = None, file: str = "") -> Settings:
    """Return the settings; `given` comes from the command line. Raises ConfigurationFileError and its neighbours."""
    environment = os.environ if environment is None else environment
    found: dict[str, object] = {}
    path = file or environment.get(FILE, "") or (DEFAULT if os.path.exists(DEFAULT) else "")  # noqa: PTH110  never raises
    if path:
        found |= _read(path)
    specs = {spec.name: spec for spec in fields(Settings)}
    for name, spec in specs.items():
        variable = PREFIX + name.upper()
        if variable in environment:
            found[name] = _value(spec, environment[variable], variable)
        if given.get(name) is not None:
            found[name] = _value(spec, given[name], "--" + name.replace("_", "-"))
    return Settings(**found)  # type: ignore[arg-type]  # every value was checked


def _read(path: str) -> dict[str, object]:
    try:
        document = tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, UnicodeError, tomllib.TOMLDecodeError) as fault:
        reason = fault.strerror if isinstance(fault, OSError) and fault.strerror else str(fault)
        raise ConfigurationFileError(file=path, reason=reason) from fault
    specs = {spec.name: spec for spec in fields(Settings)}
    for name in document:
        if name not in specs:
            raise UnknownSettingError(where=path, name=name, known=", ".join(specs))
    return {name: _value(specs[name], value, path) for name, value in document.items()}


def _value(spec: Any, value: object, where: str) -> object:
    if isinstance(spec.default, bool):
        if isinstance(value, bool):
            return value
        text = str(value).casefold()
        if text in _YES | _NO:
            return text in _YES
        raise WrongSettingError(where=where, value=value, name=spec.name, expected="true | false")
    if isinstance(spec.default, int):
        return _number(spec, value, where)
    if not isinstance(value, str) or (spec.metadata["choices"] and value not in spec.metadata["choices"]):
        expected = " | ".join(spec.metadata["choices"]) or _("text")
        raise WrongSettingError(where=where, value=value, name=spec.name, expected=expected)
    return value


def _number(spec: Any, value: object, where: str) -> int:
    least, most = spec.metadata["least"], spec.metadata["most"]
    if not isinstance(value, bool) and isinstance(value, (int, str)):
        try:
            number = int(value)
        except ValueError:
            number = least - 1
        if least <= number <= most:
            return number
    raise WrongSettingError(where=where, value=value, name=spec.name, expected=f"{least}–{most}")
