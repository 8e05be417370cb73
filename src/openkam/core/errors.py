"""What OpenKAM says when it cannot go on: where, why and what to do, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass

from openkam.core.i18n import sentences


@dataclass(frozen=True)
class Place:
    """Where the fault lies. Rows and lines count from 1, as a person sees them in an editor or a sheet."""

    file: str | None = None
    sheet: str | None = None
    line: int | None = None
    column: str | None = None
    field: str | None = None
    """A dotted path inside typed inputs, such as `accounts.3.revenue`."""

    def to_json(self) -> dict[str, str | int]:
        """The parts that are known."""
        return {key: value for key, value in self.__dict__.items() if value is not None}


class OpenKAMError(Exception):
    """The root of every error that OpenKAM raises on purpose.

    `message` says what is wrong and `remedy` what the reader can do; both are whole, translated sentences.
    `code` never changes with the language.
    """

    code = "error"

    def __init__(self, message: str, *, remedy: str = "", place: Place | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.place = place or Place()

    def __str__(self) -> str:
        return sentences(self.message, self.remedy)

    def to_json(self) -> dict[str, object]:
        """The one shape in which every face of OpenKAM answers an error."""
        return {
            "error": {
                "code": self.code,
                "message": self.message,
                "remedy": self.remedy,
                "place": self.place.to_json(),
            }
        }


class InvalidInput(OpenKAMError):
    """What was given cannot be used as it is."""

    code = "invalid_input"
