"""Puts the recogniser together for this computer. The only place that knows all its parts."""

from appliance.config import Settings
from appliance.domain.vad import VoiceDetector
from appliance.inference.beside import Beside
from appliance.inference.devices.cpu_cores import physical_cores
from appliance.inference.devices.machine import devices_here
from appliance.inference.engine import Engine
from appliance.inference.engine_thread import EngineThread
from appliance.inference.engines.catalogue import OPENERS, open_voice_detection
from appliance.inference.model_loader import ModelLoader
from appliance.inference.placement import Placement
from appliance.inference.recogniser import DetectorFactory, Recogniser
from appliance.inference.residents import Residents
from appliance.modelstore.errors import ModelError
from appliance.modelstore.installed import Purpose
from appliance.modelstore.store import ModelStore


def assemble(settings: Settings, *, beside: Beside) -> Recogniser:
    """Return a recogniser without a model; ``start`` and ``load`` come next."""
    store = ModelStore(settings.paths.models)
    loader = model_loader(settings, store)
    residents = Residents(loader, beside, language=settings.inference.language)
    return Recogniser(
        settings,
        store=store,
        loader=loader,
        residents=residents,
        engine_thread=EngineThread(residents),
        beside=beside,
        load_detector=lambda: load_detector(settings),
    )


def open_in_use(settings: Settings) -> Engine:
    """Open the model in use as the service would, for measuring it without the service; slow."""
    loader = model_loader(settings, ModelStore(settings.paths.models))
    return loader.load_somehow(loader.candidates()).engine


def model_loader(settings: Settings, store: ModelStore) -> ModelLoader:
    """Return a loader for the models and the devices of this computer."""
    return ModelLoader(
        store,
        devices_here(limit_bytes=settings.inference.memory_limit_bytes),
        OPENERS,
        configured=settings.inference,
        threads=settings.inference.threads or physical_cores(),
    )


def load_detector(settings: Settings) -> DetectorFactory:
    """Load the configured voice detector; half a second, with FunASR ten. Raises ApplianceError."""
    if settings.endpointing.vad == "fsmn":
        return _load_installed_detector(settings)
    if settings.endpointing.vad == "webrtc":
        from appliance.inference.detectors.webrtc import WebRtcDetector

        return lambda first_sample: WebRtcDetector(first_sample=first_sample)
    from appliance.inference.detectors.silero import SileroDetector, load_session

    session = load_session()

    def new_detector(first_sample: int) -> VoiceDetector:
        return SileroDetector(session, first_sample=first_sample)

    return new_detector


def _load_installed_detector(settings: Settings) -> DetectorFactory:
    store = ModelStore(settings.paths.models)
    name = store.chosen(Purpose.VOICE_DETECTION)
    if not name:
        raise ModelError(
            "No model is in use for voice-detection, which endpointing.vad = fsmn needs.",
            hint="Choose Silero as speech detector in the settings (recognition, advanced; "
            "endpointing.vad = silero), or get a model and choose it: `tingxia models fetch "
            "fsmn-vad`, `tingxia models use fsmn-vad`.",
        )
    # It is so small that a GPU would only wait for its audio.
    placement = Placement(
        device="cpu",
        asked=settings.inference.device,
        reason="voice detection is light",
        threads=settings.inference.threads or physical_cores(),
    )
    return open_voice_detection(store.verified(name), placement)
