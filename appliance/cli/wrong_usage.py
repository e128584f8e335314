"""What is said about a command that was typed in a way it cannot be understood."""

from typing import TYPE_CHECKING, Final

from appliance.errors import UsageError

if TYPE_CHECKING:
    from typer.exceptions import TyperException

_NOISE: Final = "Value error, "
"""What pydantic puts before the words of a check of typer's own."""


def meant(error: "TyperException") -> UsageError | None:
    """Return it in our form; None if the help was shown instead, since nothing was asked for."""
    said = error.format_message().replace(_NOISE, "").strip()
    if not said:
        return None
    context = getattr(error, "ctx", None)
    return UsageError(
        "{said}",
        hint="`{command} --help` shows how it is meant.",
        said=said if said[-1] in ".?!)" else f"{said}.",
        command="tingxia" if context is None else context.command_path,
    )
