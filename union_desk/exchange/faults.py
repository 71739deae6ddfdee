"""Why a file cannot be used: each a sentence that says what to do."""

from __future__ import annotations

from union_desk.errors import UserError
from union_desk.words import N_


class UnusableFileError(UserError):
    """The file as a whole cannot be imported; the command line answers with exit code 2."""

    code = "unusable_file"
    message = N_("The file {name} cannot be used.")


class MissingFileError(UnusableFileError):
    """No such file, or no right to read it, or another program holds it."""

    code = "file_missing"
    message = N_("The file {name} could not be opened. Check that it is still there and close it in Excel or WPS.")


class EmptyFileError(UnusableFileError):
    """The file has no byte, or no sheet has a single filled cell."""

    code = "file_empty"
    message = N_("The file {name} is empty. Choose the workbook that holds the roster.")


class PasswordError(UnusableFileError):
    """The workbook asks for a password before it opens."""

    code = "file_password"
    message = N_(
        "The file {name} is protected by a password. Open it in Excel or WPS, remove the password under "
        "“Save as”, and use that copy."
    )


class LockedWorkbookError(PasswordError):
    """The workbook asks for a password that opens it here, too, once somebody gives it."""

    code = "file_locked"
    message = N_("The file {name} asks for a password before it opens. Give the password that its sender told you, on "
                 "the command line with --password-file.")


class BinaryWorkbookError(UnusableFileError):
    """An .xlsb workbook, which no free program reads reliably."""

    code = "file_xlsb"
    message = N_("The file {name} is a binary workbook (.xlsb). Open it in Excel or WPS and save it as .xlsx.")


class NotAWorkbookError(UnusableFileError):
    """Something else: a text document, a picture, a PDF, an archive."""

    code = "file_not_workbook"
    message = N_("The file {name} is not a workbook but {what}. Choose the Excel or WPS file, or save it as .xlsx.")


class DamagedFileError(UnusableFileError):
    """The beginning says workbook, the rest cannot be read."""

    code = "file_damaged"
    message = N_(
        "The file {name} is damaged and cannot be read to its end. Open it in Excel or WPS, let it repair the file, "
        "and save it as .xlsx."
    )


class TooLargeError(UnusableFileError):
    """The file would unfold to more than the program is willing to hold."""

    code = "file_too_large"
    message = N_(
        "The file {name} would unfold to more than {limit} MB and was not read. Copy the roster into a new workbook."
    )


class FarCellError(UnusableFileError):
    """A forgotten cell far outside the table makes the sheet unreasonably large."""

    code = "cell_far_outside"
    message = N_(
        "The sheet {sheet} of {name} reaches to cell {cell}, far outside any roster. Delete the empty rows and columns "
        "behind the table and save the file."
    )


class DangerousFileError(UnusableFileError):
    """XML with entity declarations, as no office program writes it."""

    code = "file_dangerous"
    message = N_("The file {name} contains constructions that no office program writes, and was not read.")


class NoHeadingError(UnusableFileError):
    """No row of any visible sheet looks like the heading of the register."""

    code = "no_heading"
    message = N_(
        "No heading row was found in {name}. The roster needs a row with headings such as {examples}; "
        "point at that row in the import window."
    )


class NoRowsError(UnusableFileError):
    """There is a heading, and nothing below it: a blank template."""

    code = "no_rows"
    message = N_(
        "The sheet {sheet} of {name} has a heading, but no rows below it. Fill in the rows, then import it again."
    )


class MissingColumnsError(UnusableFileError):
    """The sheet has a heading, but not the columns without which no record can be kept."""

    code = "missing_columns"
    message = N_(
        "The sheet {sheet} of {name} has no column for: {columns}. Match these columns by hand, or add them to the "
        "file."
    )


class HiddenRosterError(UnusableFileError):
    """Only a hidden sheet looks like the register."""

    code = "hidden_roster"
    message = N_("In {name} only the hidden sheet {sheet} looks like a roster. Unhide it, or choose it by hand.")


class ChangedFileError(UnusableFileError):
    """The file on disk is no longer the one that was checked."""

    code = "file_changed"
    message = N_("The file {name} was changed after it was opened here. Open it again.")
