"""Why a value was refused, in the reader's language; Pydantic itself speaks English only."""

from __future__ import annotations

from pydantic_core import ErrorDetails

from openkam.core.i18n import gettext as _


def reason(problem: ErrorDetails) -> str:
    """The reason without a full stop: a validator's own sentence, else ours, else Pydantic's."""
    context = problem.get("ctx", {})
    if problem["type"] == "value_error":
        return str(context["error"])
    known = _known().get(problem["type"])
    return known.format(**context) if known else str(problem["msg"]).rstrip(".")


def _known() -> dict[str, str]:
    number, whole = _("a number is expected"), _("a whole number is expected")
    day, some = _("a date such as 2024-12-31 is expected"), _("a list is expected")
    group, choice = _("an object is expected"), _("one of {expected} is expected")
    truth = _("true or false is expected")
    return {
        "missing": _("it is missing"),
        "extra_forbidden": _("nothing of this name is expected"),
        **dict.fromkeys(("string_type", "string_unicode"), _("a text is expected")),
        "string_too_short": _("a text of {min_length} or more characters is expected"),
        "string_too_long": _("a text of {max_length} or fewer characters is expected"),
        "too_short": _("a list of {min_length} or more is expected"),
        "too_long": _("a list of {max_length} or fewer is expected"),
        "union_tag_not_found": _("the field {discriminator}, which says what it is, is missing"),
        "union_tag_invalid": _("one of {expected_tags} is expected"),
        "greater_than": _("more than {gt} is expected"),
        "greater_than_equal": _("{ge} or more is expected"),
        "less_than": _("less than {lt} is expected"),
        "less_than_equal": _("{le} or less is expected"),
        "decimal_max_digits": _("{max_digits} or fewer digits are expected"),
        "decimal_max_places": _("{decimal_places} or fewer decimal places are expected"),
        **dict.fromkeys(("literal_error", "enum"), choice),
        **dict.fromkeys(("int_type", "int_parsing", "int_parsing_size", "int_from_float"), whole),
        **dict.fromkeys(("float_type", "float_parsing", "decimal_type", "decimal_parsing", "finite_number"), number),
        **dict.fromkeys(("bool_type", "bool_parsing"), truth),
        **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"), day),
        **dict.fromkeys(("tuple_type", "list_type"), some),
        **dict.fromkeys(("dict_type", "model_type", "model_attributes_type"), group),
    }
