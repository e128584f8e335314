"""The one root of all errors a person may see."""

from typing import ClassVar

from appliance.domain.file_path import legible


class ApplianceError(Exception):
    """Something went wrong that a person can act upon.

    ``template`` and ``hint`` are English message ids with ``{field}`` places; the screen
    translates them and fills in ``fields``, the command line prints them as they are.
    """

    code: ClassVar[str] = "appliance-error"
    """Stable, machine-readable, kebab-case."""

    exit_code: int = 1
    """What the command line exits with; listed in docs/reference/exit-codes.md."""

    def __init__(self, template: str, *, hint: str, **fields: object) -> None:
        self.template = template
        self.hint_template = hint
        # A name of a file need not be Unicode; what holds half of it can be neither shown nor sent.
        self.fields = {
            name: value if (text := str(value)) == legible(text) else legible(text)
            for name, value in fields.items()
        }
        super().__init__(template.format(**self.fields))

    @property
    def hint(self) -> str:
        """The next thing to do, in English."""
        return self.hint_template.format(**self.fields)


class ConfigurationError(ApplianceError):
    """The configuration is refused; the appliance does not start."""

    code = "configuration"
    exit_code = 2


class UsageError(ApplianceError):
    """What was asked for cannot be done as asked; asking differently helps."""

    code = "usage"
    exit_code = 2
