"""What is on a stick and can be brought in, in words. Pure."""

from appliance.domain.stick_contents import StickContents

from .i18n import Language


def audio_words(found: StickContents, _: Language) -> tuple[str, str]:
    """Say how many sound files there are, and what can be done with them."""
    count = len(found.audio)
    what = _.plural("{count} sound file", "{count} sound files", count)
    return what, _("Choose which become text")


def pack_list_words(found: StickContents, _: Language) -> str:
    """Say how many lists of words there are."""
    return _.plural("{count} list of words", "{count} lists of words", len(found.lexicons))


def bundle_words(found: StickContents, _: Language) -> str:
    """Say how many signed bundles there are."""
    return _.plural("{count} signed bundle", "{count} signed bundles", len(found.bundles))
