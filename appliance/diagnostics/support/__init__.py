"""The support bundle: what helps somebody far away, and nothing that was said or who said it."""

from appliance.diagnostics.support.contents import BundleFacts, bundle_files
from appliance.diagnostics.support.redaction import Redactor
from appliance.diagnostics.support.vocabulary import own_words

__all__ = ["BundleFacts", "Redactor", "bundle_files", "own_words"]
