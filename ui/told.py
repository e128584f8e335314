"""Texts that other processes tell with their places filled in, so that no error carries them.

They are named here only so that the catalogues have them; Language.told recognises them.
"""

from .i18n import mark

TOLD = (
    mark("Built-in sample"),
    mark("{name} delivers nothing."),
    mark("{name} stopped."),
    mark("Check the plug of {name}; it is used again once it is back."),
    mark("No microphone is connected."),
    mark("Connect one; it is used at once."),
    mark("Or use the virtual microphone: --mic sample."),
    mark("No microphone is called {name}."),
    mark("There is: {names}."),
    mark(
        "No microphone can be opened ({problems}). Plug it in again, close programs that use it,"
        " or use the virtual microphone: --mic sample."
    ),
    mark("The library PortAudio is missing."),
    mark(
        "Whoever looks after the box installs it (`sudo apt install libportaudio2`), or uses the"
        " virtual microphone: --mic sample."
    ),
    mark("The sound system does not answer: {error}."),
    mark(
        "Start the box again; if it stays so, whoever looks after the box checks the sound driver"
        " with `arecord -l`, or uses the virtual microphone: --mic sample."
    ),
    mark("The file {path} cannot be played as microphone: {reason}."),
    mark("Choose a WAV, FLAC or Ogg file with --mic file:PATH, or use --mic sample."),
    mark("The disk failed once; recording goes on in a new file."),
    mark("Replace the disk soon."),
    mark("The recording was closed because the disk is full."),
    mark("Export recordings to a stick and delete them here."),
    mark("Not recognised from {start} to {end}: the recogniser crashed there."),
    mark("Not recognised from {start} to {end}: the recogniser came to no end there."),
    mark("No audio from {start} to {end}: it is not on this box."),
    mark("its end is missing or damaged after {seconds} s"),
    mark("The library was damaged and is rebuilt from the recordings."),
    mark("The library is of a newer release and is rebuilt from the recordings."),
    mark("The text could not be made again: {reason}"),
    mark("The recogniser crashed over it."),
    mark("Whose voice this is has to be said again: {names}"),
    mark("It took too long."),
)

ENDS = (
    mark("exit status {status}"),
    mark("killed by signal {signal} ({name})"),
    mark("nothing was heard of it for {minutes} minutes"),
)
"""How the process that tells speakers apart ended."""

ENDS_OF_PARTS = (
    mark("killed by {signal}"),
    mark("killed by {signal}: {words}"),
    mark("exit status {status}: {words}"),
    mark("not ready within {seconds} s: killed"),
    mark("no progress for {seconds} s: killed"),
    mark("cannot be started: {reason}"),
    mark("uses {used} MiB of memory, more than {limit} MiB"),
)
"""How a part of the box ended that was restarted; what it said last is in English."""

SYSTEM_REASONS = (
    mark("Operation not permitted"),
    mark("No such file or directory"),
    mark("Input/output error"),
    mark("No such device or address"),
    mark("Permission denied"),
    mark("Cannot allocate memory"),
    mark("Device or resource busy"),
    mark("File exists"),
    mark("No such device"),
    mark("Not a directory"),
    mark("Is a directory"),
    mark("Invalid argument"),
    mark("Too many open files"),
    mark("File too large"),
    mark("No space left on device"),
    mark("Read-only file system"),
    mark("Broken pipe"),
    mark("File name too long"),
    mark("Directory not empty"),
    mark("Too many levels of symbolic links"),
    mark("Connection reset by peer"),
    mark("Connection timed out"),
    mark("Connection refused"),
    mark("Structure needs cleaning"),
    mark("Remote I/O error"),
    mark("Disk quota exceeded"),
)
"""Why the operating system does not do something with a file, a disk or a socket."""

CLOCK_REASONS = (
    mark("Automatic time synchronization is enabled"),
    mark("Previous request is not finished, refusing."),
    mark("Failed to set local time"),
    mark("Failed to set local time: {reason}"),
    mark("Failed to set time zone: {reason}"),
    mark("NTP not supported"),
)
"""Why systemd's service does not set the clock, its time zone or its client for time servers."""

LEFT_OUT = (
    mark("{term} stands at {place} already"),
    mark("nothing stands before =>"),
    mark("the rule changes nothing"),
    mark("there is no term"),
    mark("it holds a comma; one term stands in a line"),
    mark("a rule is written wrong=>right, with = and > of half width"),
    mark("a term has at most {most} characters"),
    mark("it holds a control character"),
    mark("the weight after the tab is no number"),
    mark("a weight is above 0 and at most {most}"),
)
"""Why a line of a list of hot words is left out."""

REASONS = (
    mark("{device} is what was asked for"),
    mark("{device} was chosen, but the engine's library fell back to {used}"),
    mark("{device} was chosen, but {reason}"),
    mark("sherpa-onnx could not load its CUDA libraries and fell back"),
    mark("sherpa-onnx has no Metal"),
    mark("this build of sherpa-onnx is without CUDA"),
    mark("through Core ML, which leaves to the processor what it cannot do and does not tell"),
    mark("needs about {needed} of memory, {free} are free"),
    mark("memory ran out on {device}: {reason}"),
    mark("memory ran out: {reason}"),
    mark("captions come from the main model: {reason}"),
    mark("the second pass is done with the main model: {reason}"),
    mark("this computer has none"),
    mark("the engine {engine} cannot use it"),
    mark("the library of the engine {engine} fails: {error}"),
    mark("no NVIDIA driver is installed"),
    mark("the NVIDIA driver answers {function} with error {code}"),
    mark("torch is not installed: {error}"),
    mark("CTranslate2 finds no GPU that it can use"),
    mark("torch finds no GPU that it can use"),
    mark("this build of torch is for the processor"),
    mark("this build of sherpa-onnx is for the processor alone"),
    mark("this torch was built without it"),
    mark("macOS 12.3 or newer and a GPU that it supports are needed"),
    mark("int8 pays on this processor: it has {features}"),
    mark("int8 hardly pays on this processor: it has {features}, but no VNNI or DotProd"),
    mark("int8 hardly pays on this processor: it has no VNNI or AVX2"),
)
"""Why a device and no better one, and what was given up; several are joined by semicolons."""
