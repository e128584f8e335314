"""Makes a FunASR checkpoint into int8 ONNX for sherpa-onnx; needs the extra ``funasr``.

``quantise`` is for a person with a checkpoint, ``export_sense_voice`` for a model in memory.
"""

from appliance.inference.conversion.quantise import ConversionReport, quantise
from appliance.inference.conversion.sense_voice import export_sense_voice

__all__ = ["ConversionReport", "export_sense_voice", "quantise"]
