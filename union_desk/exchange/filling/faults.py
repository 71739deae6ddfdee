"""Why a form cannot be filled: each a sentence that says what to do."""

from __future__ import annotations

from union_desk.exchange.faults import UnusableFileError
from union_desk.words import N_


class NotAFormError(UnusableFileError):
    """A workbook of another kind than .xlsx, whose parts cannot be kept as they are."""

    code = "form_kind"
    message = N_("The form {name} is no .xlsx or .docx file, so it cannot be filled in without touching its layout. "
                 "Open it in Excel or WPS and save it as .xlsx or .docx.")


class MacroFormError(UnusableFileError):
    """A form that carries program code."""

    code = "form_macros"
    message = N_("The form {name} contains macros, which would run unchecked on the superior's computer. Save it as "
                 ".xlsx or .docx without macros, and fill that copy in.")


class SignedFormError(UnusableFileError):
    """A form under a digital signature, which filling would break."""

    code = "form_signed"
    message = N_("The form {name} bears a digital signature that filling it in would break. Ask for an unsigned copy.")


class LockedFormError(UnusableFileError):
    """A protected sheet whose cells to be filled are locked."""

    code = "form_locked"
    message = N_("The sheet {sheet} of {name} is protected, and cell {cell} is locked. Unprotect the sheet under "
                 "“Review”, or leave this column out.")


class LockedStructureError(UnusableFileError):
    """A workbook whose structure is protected, so that no sheet may be added."""

    code = "form_structure_locked"
    message = N_("The structure of {name} is protected, so no sheets may be added to it. Let each record have a file "
                 "of its own, or take the protection off under “Review”.")


class TooManySheetsError(UnusableFileError):
    """More records than a workbook with a sheet for each can be worked with."""

    code = "form_too_many_sheets"
    message = N_("{count} records would need a sheet each; more than {most} sheets no spreadsheet program handles "
                 "well. Choose fewer with a filter, or let each record have a file of its own.")


class NoFormHeadingError(UnusableFileError):
    """Nothing in the form names a field."""

    code = "form_no_heading"
    message = N_("No heading in {name} names a field of {register}. A list needs a row with headings such as "
                 "{examples}; in a form with one record a sheet, point at the cells.")


class NothingMatchedError(UnusableFileError):
    """No column or cell of the form is matched to a field."""

    code = "form_nothing_matched"
    message = N_("No column of {name} is matched to a field, so there is nothing to fill in. Match at least one.")


class MappingError(UnusableFileError):
    """The mapping file is none."""

    code = "mapping_unreadable"
    message = N_("The file {name} is no mapping of a form: {reason}.")


class OtherLayoutError(UnusableFileError):
    """The mapping was made for another form."""

    code = "mapping_other_layout"
    message = N_("The mapping was made for “{made_for}”, whose headings differ from those of {name}. Match the columns "
                 "of this form, and save a mapping of its own.")


class OverwriteError(UnusableFileError):
    """The filled form would replace the blank one."""

    code = "form_overwritten"
    message = N_("The filled form would replace {name} itself. Give it another name.")


class RefusedValuesError(UnusableFileError):
    """Values that the form's own rules reject, when nobody said to leave them out."""

    code = "form_refuses_values"
    message = N_("The form would refuse {count} values, the first in cell {cell} ({heading}): {reason} Nothing was "
                 "written. Correct the records, or fill the form in and leave these cells empty.")


class NobodyError(UnusableFileError):
    """No record is chosen."""

    code = "form_nobody"
    message = N_("No record is chosen, so nothing can be filled into {name}.")


class TooManyRowsError(UnusableFileError):
    """More records than a sheet has rows."""

    code = "form_too_many"
    message = N_("{count} records do not fit onto a sheet. Choose fewer with a filter.")
