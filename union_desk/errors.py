"""Faults that the person at the desk can do something about, as small named classes."""

from __future__ import annotations

from union_desk.words import N_, _

LABELS = ("register", "field", "basis")  # parameters that are marked words themselves


class UserError(Exception):
    """A fault the user can mend: `message` is an English template, filled with the parameters when shown.

    Subclasses set `code` (stable, for machines) and `message` (what happened, where, what to do).
    """

    code = "error"
    message = N_("The action could not be carried out.")

    def __init__(self, **params: object) -> None:
        """Keep the parameters; the sentence is made only when somebody reads it."""
        super().__init__(self.code)
        self.params = params

    def __str__(self) -> str:
        """Return the sentence in the current language; labels among the parameters are translated too."""
        labels = {name: _(value) for name in LABELS if isinstance(value := self.params.get(name), str)}
        return _(self.message).format(**self.params | labels)


class RecordNotFoundError(UserError):
    """No such record in that register."""

    code = "record_not_found"
    message = N_("There is no record {record} in {register}. It may have been removed; refresh the list.")


class NewerRevisionError(UserError):
    """Somebody saved the record after this form was opened."""

    code = "newer_revision"
    message = N_(
        "{title} was changed by somebody else while you were editing. Compare the two versions, then save again."
    )


class InvalidRecordError(UserError):
    """The values break a rule of level error; `problems` lists which."""

    code = "invalid_record"
    message = N_("Not saved: {text}")

    def __init__(self, problems: list[object], **params: object) -> None:
        """Keep the problems so that the form can show each under its field."""
        super().__init__(text="; ".join(str(p) for p in problems), **params)
        self.problems = problems


class NotAllowedError(UserError):
    """The actor's role does not include the verb."""

    code = "not_allowed"
    message = N_("Your role does not include this action ({verb}). Ask the person who manages accounts.")


class NotConfirmedError(UserError):
    """The computer signed the person in, and this asks for the passphrase."""

    code = "not_confirmed"
    message = N_("This computer signed you in. Type the passphrase once before you do this.")


class NotEnteredError(UserError):
    """The superior or the program writes the register's records."""

    code = "not_entered"
    message = N_(
        "{register}: nobody types or imports these records; the program or the superior union writes them. "
        "They can be read, printed and exported."
    )
