"""Punctuation for text that comes without: CT-Transformer on sherpa-onnx."""

import sherpa_onnx

from appliance.inference.engines.sherpa import unloadable
from appliance.inference.engines.sherpa_folder import SherpaFolder
from appliance.inference.engines.sherpa_provider import SherpaProvider
from appliance.inference.placement import Placement
from appliance.modelstore.errors import ModelError
from appliance.modelstore.installed import Family, InstalledModel


class SherpaPunctuator:
    """See the module."""

    def __init__(self, model: InstalledModel, placement: Placement) -> None:
        """Check and load the weights; a second. Raises ModelError."""
        if model.family is not Family.PUNCTUATION:
            raise ModelError(
                "The model {name} ({family}) is none for punctuation.",
                hint="Choose one for punctuation in the settings (recognition), or with "
                "`tingxia models use NAME --for punctuation`.",
                name=model.name,
                family=model.family.value,
            )
        folder = SherpaFolder(model)
        try:
            self._punctuation = sherpa_onnx.OfflinePunctuation(
                sherpa_onnx.OfflinePunctuationConfig(
                    model=sherpa_onnx.OfflinePunctuationModelConfig(
                        ct_transformer=str(folder.main),
                        num_threads=placement.threads,
                        provider=SherpaProvider.choose(placement).name,
                    )
                )
            )
        except (RuntimeError, IndexError) as error:
            raise unloadable(model, error) from error

    def punctuate(self, text: str) -> str:
        """Return the text with Chinese marks set; also in Latin text, which it also respaces."""
        text = text.strip()
        return str(self._punctuation.add_punctuation(text)) if text else ""
