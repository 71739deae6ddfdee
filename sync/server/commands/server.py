"""Running the server and proving what it holds."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sync.server import configuration
from sync.server.commands import Command
from union_desk.words import N_, _

if TYPE_CHECKING:
    import argparse

    from sync.server.commands import Desk

FAULTY = 1


def _serve(desk: Desk, options: argparse.Namespace) -> None:
    from sync.server import logs, preparing, serving

    settings = desk.settings
    bound = serving.bind(settings.listen)
    address = serving.address_of(bound, tls=settings.tls)
    logs.set_up(settings.log_format, settings.log_level)
    desk.prepared = preparing.apart(lambda: serving.make_views(desk.superior))
    superior = desk.superior
    if not desk.prepared:
        serving.make_views(superior)

    def started() -> None:
        words = _("{name} is listening on {address}").format(name=superior.name, address=address)
        desk.say({"listening": address, "superior": superior.signer.name}, words)

    serving.serve(superior, bound, settings, started=started)


def _check(desk: Desk, options: argparse.Namespace) -> int:
    document, code = _checked(desk, options)
    words = [_("Checked: frames {frames}, records {records}, files {files}; faults {faults}").format(
        frames=document["frames"], records=document["records"], files=document["files"],
        faults=len(document["faults"]))]
    if document["redacted"]:
        words.append(_("From {count} of these frames values of erased persons were taken; the rest of each is proved "
                       "by this superior's signature.").format(count=document["redacted"]))
    words += ["\t".join(fault.values()) for fault in document["faults"]]
    desk.say(document, "\n".join(words))
    return code


def _checked(desk: Desk, options: argparse.Namespace) -> tuple[dict[str, Any], int]:
    from sync.server import verifying

    superior = desk.superior
    report = verifying.check(superior)
    repaired, asked = {}, {}
    if options.repair:
        codes = {code for code, what, _where in report.faults if code and what in {"altered", "sum"}}
        repaired = {code: verifying.rebuild(superior, superior.unit(code).id) for code in sorted(codes)}
        missing = {code for code, what, _where in report.faults if what == verifying.CONTENT and code}
        asked = {code: verifying.ask_again(superior, superior.unit(code).id) for code in sorted(missing)}
        report = verifying.check(superior) if repaired or asked else report
    faults = [{"unit": code, "fault": what, "where": where} for code, what, where in report.faults]
    document = {"frames": report.frames, "records": report.records, "files": report.contents,
                "redacted": report.redacted, "faults": faults, "rebuilt": repaired, "asked_again": asked}
    return document, FAULTY if faults else 0


def _configure_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--repair", action="store_true",
                        help=_("make the rows of faulty unions anew from their frames, ask again for damaged files"))


def _erasures(desk: Desk, _options: argparse.Namespace) -> None:
    from sync.server import copies, erasing

    done, left = erasing.carry_out(desk.superior).counts, copies.listed(desk.superior)
    words = _("Values of erased persons were taken out: versions of records {versions}, in frames {frames}; "
              "files dropped {files}").format(**done)
    desk.say(done | {"copies": left.document}, f"{words}\n{copies.told(left)}")


def _copies(desk: Desk, _options: argparse.Namespace) -> None:
    from sync.server import copies

    found = copies.listed(desk.superior)
    desk.say(found.document, copies.told(found))


def _rebuild(desk: Desk, options: argparse.Namespace) -> int:
    from sync.server import engine, rebuilding

    done, place = rebuilding.rebuild(desk.superior, options.into), engine.shown_address(options.into)
    words = [_("{records} records made anew from {frames} frames in {place}; {different} sums differ").format(
        records=done.records, frames=done.frames, place=place, different=len(done.different))]
    desk.say({"frames": done.frames, "records": done.records, "into": place,
              "different": [{"unit": code, "register": register} for code, register in done.different]},
             "\n".join([*words, *(f"{code}\t{register}" for code, register in done.different)]))
    return FAULTY if done.different else 0


def _configure_rebuild(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--into", required=True, metavar="DATABASE", help=_("an empty database"))


def _nightly(desk: Desk, options: argparse.Namespace) -> int:
    from sync.server import delivering, duplicates, erasing, transfers

    found, routed = duplicates.find(desk.superior), transfers.route(desk.superior)
    gone = erasing.carry_out(desk.superior)
    told = delivering.deliver(desk.superior)
    if not desk.in_json:
        desk.say({}, _("{documents} members are reported by two unions; {made} tasks made, {settled} settled.").format(
            **found))
        return _check(desk, options)
    document, code = _checked(desk, options)
    desk.say(document | {"duplicates": found, "transfers": routed, "papers": told, "erased": gone.counts}, "")
    return code


def _backup(desk: Desk, options: argparse.Namespace) -> None:
    from sync.server import backups, copies

    size = backups.backup(desk.superior, Path(options.to))
    copies.note_backup(desk.superior, Path(options.to))
    words = _("The backup is in {file} ({size} MB). It holds the superior's key: keep it like the server itself.")
    desk.say({"file": options.to, "bytes": size}, words.format(file=options.to, size=-(-size // 1_000_000)))


def _configure_backup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", required=True, metavar="FILE")


def _restore(desk: Desk, options: argparse.Namespace) -> None:
    from sync.server import backups, engine, reading

    restored = backups.restore(Path(options.file), desk.settings.database or engine.default_address())
    try:
        units = len(reading.units(restored))
    finally:
        restored.close()
    desk.say({"epoch": restored.epoch, "units": units}, _(
        "The backup is restored, with {units} unions, and a new epoch has begun. What was reported since is sent again "
        "by the offices by themselves. Computers that enrolled since ask again: `devices` lists them, `allow` lets "
        "them report.").format(units=units))


def _configure_restore(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--file", required=True)


def _reporting(desk: Desk, options: argparse.Namespace) -> None:
    from sync.server import reporting

    fresh = reporting.ensure(desk.superior)
    words, is_readable = _("The views were made anew.") if fresh else _("The views are current."), True
    if not reporting.is_readable(desk.superior):
        is_readable = False
        words += _(" Nobody but the owner of the database can read them: the role {role} is missing. Let an "
                   "administrator run CREATE ROLE {role} NOLOGIN; and then this command again."
                   ).format(role=reporting.READER)
    desk.say({"made": fresh, "schema": reporting.SCHEMA, "reader": reporting.READER, "readable": is_readable}, words)


def _settings(desk: Desk, options: argparse.Namespace) -> None:
    from sync.server import engine

    database = engine.shown_address(desk.settings.database or engine.default_address())
    rows = [{"name": name, "value": database if name == "database" else getattr(desk.settings, name),
             "environment": variable, "default": default, "meaning": words}
            for name, variable, default, words in configuration.table()]

    def line(row: dict[str, Any]) -> str:
        return f"{row['name']} = {configuration.written(row['value'])}\t{row['environment']}\t{row['meaning']}"

    desk.list(rows, line, "")


COMMANDS = (
    Command("serve", N_("take the reports of the unions"), _serve, configuration.add_options),
    Command("check", N_("prove that all is as the unions sealed it"), _check, _configure_check),
    Command("nightly", N_("make tasks for duplicates and transfers, and prove everything again"), _nightly,
            _configure_check),
    Command("erasures", N_("take what unions erased out of stored frames and files now"), _erasures),
    Command("copies", N_("list where what unions erased may still be, with its age"), _copies),
    Command("rebuild", N_("make all records anew from the frames, in an empty database"), _rebuild,
            _configure_rebuild),
    Command("backup", N_("write a backup beside the running server"), _backup, _configure_backup),
    Command("restore", N_("restore a backup into an empty place"), _restore, _configure_restore),
    Command("reporting", N_("make the read-only views for reports in SQL"), _reporting),
    Command("settings", N_("show the settings in force and where they may be set"), _settings,
            configuration.add_options),
)
