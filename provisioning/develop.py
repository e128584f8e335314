"""Sets up a development machine and runs what a developer runs. Standard library only."""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
STICK = ROOT / "stick"
"""Where a newcomer finds what he took away; no command here removes it."""

LOCKS = ROOT / "provisioning"
PIP = (BIN / "python", "-m", "pip", "--disable-pip-version-check")
INSTALL = (*PIP, "install", "--no-compile", "--require-hashes")
"""A module is compiled when it is first used: most of torch never is, and that takes minutes."""

USAGE = """\
usage: ./dev COMMAND

  demo            set up, then record, transcribe and export the built-in meeting
  run [OPTIONS]   set up, then start the box with its screen, and the folder `stick` as a stick;
                  options as for `tingxia up`
  test [PART]     set up and run all tests, or unit, integration, models, browser
  check           format, lint, types, import contracts, shell, unit tests; under a minute
  bench [OPTIONS] measure; options as for `tingxia bench`
  docs            write docs/reference from the code
  lock            resolve the lock files anew from pyproject.toml
  clean           remove everything this script made"""

APT_TO_RUN = {
    "ffmpeg": "ffmpeg",
    "libportaudio2": "libportaudio.so.2",
    "openssh-client": "ssh-keygen",
}
"""Debian package → a program or shared library that shows it is there."""

APT_TO_TEST = APT_TO_RUN | {
    "chromium": "chromium",
    "e2fsprogs": "/usr/sbin/mkfs.ext4",
    "exfat-fuse": "/usr/sbin/mount.exfat-fuse",
    "exfatprogs": "/usr/sbin/mkfs.exfat",
    "fonts-noto-cjk": "/usr/share/fonts/opentype/noto",
    "fuse3": "libfuse3.so",
    "iproute2": "ip",
    "mtools": "mcopy",
    "nftables": "nft",
    "shellcheck": "shellcheck",
    "strace": "strace",
}

TORCH = "torch==2.13.0"
"""For the engine funasr and its tests. Not in the lock: which build fits (for which GPU, or for
none) is a matter of where this machine's pip finds its packages."""


@contextmanager
def step(what: str) -> Iterator[None]:
    """Say what is being done, and how long it took."""
    started = time.monotonic()
    print(f"── {what} …", flush=True)
    yield
    print(f"── {what}: done in {time.monotonic() - started:.1f} s", flush=True)


def call(*command: str | Path, only: str = "", **environment: str) -> None:
    """Run a command in the project's folder; end with its status if it fails.

    ``only`` shows no more of its output than the lines that begin so, unless it fails.
    """
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=ROOT,
        env={**os.environ, **environment},
        stdout=subprocess.PIPE if only else None,
        stderr=subprocess.STDOUT if only else None,
        text=True,
    )
    lines = []
    for line in process.stdout or ():
        lines.append(line)
        if line.startswith(only):
            print(f"   {line}", end="", flush=True)
    status = process.wait()
    if status:
        print("".join(lines), end="", file=sys.stderr)
        print(f"dev: failed ({status}): {' '.join(map(str, command))}", file=sys.stderr)
        sys.exit(status if status > 0 else 1)


def system_packages(wanted: dict[str, str]) -> None:
    """Install missing system packages with apt where that is possible; else say which."""
    missing = [package for package, proof in wanted.items() if not _present(proof)]
    if not missing:
        return
    apt = shutil.which("apt-get")
    sudo = [] if os.getuid() == 0 else ["sudo", "-n"]
    may_install = not sudo or (
        shutil.which("sudo") is not None
        and subprocess.run([*sudo, "true"], check=False).returncode == 0
    )
    if apt is None or not may_install:
        print(f"dev: please install yourself: {' '.join(missing)}", file=sys.stderr)
        return
    with step(f"system packages {' '.join(missing)}"):
        call(*sudo, apt, "update", "-qq")
        call(
            *sudo, apt, "install", "-y", "-qq", "-o", "Dpkg::Use-Pty=0", "--no-install-recommends",
            *missing, only="Setting up", DEBIAN_FRONTEND="noninteractive",
        )  # fmt: skip


def _present(proof: str) -> bool:
    if proof.startswith("/"):
        return Path(proof).exists()
    if ".so" in proof:
        ldconfig = shutil.which("ldconfig", path=f"{os.environ.get('PATH', '')}:/sbin:/usr/sbin")
        if ldconfig is None:
            return True  # macOS, where the Python packages bring their libraries
        cache = subprocess.run([ldconfig, "-p"], capture_output=True, text=True, check=False)
        return proof in cache.stdout
    return shutil.which(proof) is not None


def make_environment() -> None:
    """Make the virtual environment if there is none."""
    if not (BIN / "python").exists():
        with step("virtual environment .venv"):
            call(sys.executable, "-m", "venv", VENV)
            # The pip that comes with Python 3.11 takes three times as long for all that follows.
            call(*INSTALL, "--quiet", "-r", LOCKS / "requirements-pip.lock")


def python_packages(lock: str, *, before: str = "") -> None:
    """Install a lock file and this project into the virtual environment, unless that is done.

    ``before`` is a package that is installed first and on its own.
    """
    lock_file = LOCKS / lock
    wanted = hashlib.sha256(
        lock_file.read_bytes() + (ROOT / "pyproject.toml").read_bytes() + sys.version.encode()
    ).hexdigest()
    stamp = VENV / f"installed-{lock}"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    make_environment()
    with step(f"Python packages of {lock} (some hundred MB the first time)"):
        if before:
            call(
                *PIP, "install", "--no-compile", "--progress-bar=off", before, only="  Downloading"
            )
        call(*INSTALL, "--progress-bar=off", "--no-deps", "-r", lock_file, only="  Downloading")
        call(*PIP, "install", "--quiet", "--no-deps", "-e", ROOT)
    stamp.write_text(wanted)


def set_up_to_run() -> None:
    """Everything the box itself needs."""
    system_packages(APT_TO_RUN)
    python_packages("requirements.lock")


def set_up_to_test() -> None:
    """Everything the tests need as well."""
    system_packages(APT_TO_TEST)
    python_packages("requirements-dev.lock")


def demo(arguments: list[str]) -> None:
    """Record, transcribe and export the built-in meeting, and verify."""
    set_up_to_run()
    call(BIN / "tingxia", "demo", *arguments)


def run(arguments: list[str]) -> None:
    """Start the box with the best microphone there is, and a folder that stands in for a stick."""
    set_up_to_run()
    command = [str(BIN / "tingxia"), "up", "--mic", "auto-or-sample"]
    if not any(argument.split("=")[0] == "--stick" for argument in arguments):
        STICK.mkdir(exist_ok=True)
        command += ["--stick", str(STICK)]
    command += arguments
    os.execv(command[0], command)  # noqa: S606 - the box takes this process's place and signals


def test(arguments: list[str]) -> None:
    """Run all checks and tests, or one part of the tests."""
    parts = ("unit", "integration", "models", "browser")
    if arguments and arguments[0] not in parts:
        print(f"dev: no such part: {arguments[0]}; choose from {', '.join(parts)}", file=sys.stderr)
        sys.exit(2)
    set_up_to_test()
    if not arguments or arguments[0] == "models":
        python_packages("requirements-funasr.lock", before=TORCH)
    # Processes for each part: libraries keep globals that one part leaves behind for the next.
    for part in arguments[:1] or parts:
        if not arguments and part == "unit":
            checks_and_unit_tests()
        elif arguments[1:]:  # somebody looks at single tests
            is_named = any(argument.startswith("tests/") for argument in arguments[1:])
            pytest(*(() if is_named else (f"tests/{part}",)), *arguments[1:])
        elif part == "models":  # tests/models/conftest.py parts them
            side_by_side("tests/models", "--no-loadscope-reorder")
        elif part == "integration":  # each waits now and then for other processes
            side_by_side("tests/integration", "-n", str(min(4, (os.cpu_count() or 1) + 1)))
        else:
            side_by_side(f"tests/{part}")


def check(_arguments: list[str]) -> None:
    """Run what every commit must pass."""
    set_up_to_test()
    checks_and_unit_tests()


def checks_and_unit_tests() -> None:
    """Check format, lint, shell, import contracts and types, and run the unit tests."""
    with step("format"):
        call(BIN / "ruff", "format", "--check", ".")
    with step("lint"):
        call(BIN / "ruff", "check", ".")
    with step("shell"):
        call("shellcheck", "dev", ".ci/run")
    with step("import contracts"):
        call(BIN / "lint-imports", "--no-cache")
    with step("types and unit tests"), types_beside():
        side_by_side("-q", "tests/unit")


@contextmanager
def types_beside() -> Iterator[None]:
    """Check types while something else is done: alone it would keep one core busy and no more."""
    mypy = subprocess.Popen(
        [BIN / "mypy"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    try:
        yield
    finally:
        print(mypy.communicate()[0], end="", flush=True)
    if mypy.returncode:
        sys.exit(f"dev: failed ({mypy.returncode}): mypy")


def side_by_side(*arguments: str) -> None:
    """Run tests with one pytest for each core, as long as memory lasts."""
    pytest("-n", "logical", "--maxprocesses", "4", "--dist", "worksteal", *arguments)


def pytest(*arguments: str) -> None:
    """Run tests; what they write goes when they end, unless a ``--basetemp`` is given."""
    # A name of a socket has no more than some hundred characters: short, where all may write.
    with tempfile.TemporaryDirectory(prefix="t", dir="/tmp") as folder:
        call(
            BIN / "python", "-m", "pytest", "--basetemp", f"{folder}/t", *arguments,
            # A model that takes all cores spins while it waits for those of other processes.
            TINGXIA_INFERENCE_THREADS="1", OMP_NUM_THREADS="1",
        )  # fmt: skip


def bench(arguments: list[str]) -> None:
    """Measure."""
    set_up_to_run()
    call(BIN / "tingxia", "bench", *arguments)


def docs(_arguments: list[str]) -> None:
    """Write the generated reference pages."""
    set_up_to_test()
    call(BIN / "python", LOCKS / "reference.py")


def lock(_arguments: list[str]) -> None:
    """Resolve the lock files anew; where packages come from is this machine's configuration."""
    make_environment()
    call(*PIP, "install", "--quiet", "uv")
    compiled = (
        BIN / "uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11",
        "--generate-hashes", "--custom-compile-command", "./dev lock",
    )  # fmt: skip
    call(*compiled, "--upgrade", "--group", "pip", "-o", LOCKS / "requirements-pip.lock")
    resolve = (*compiled, "pyproject.toml", "--extra", "starter")
    call(*resolve, "--upgrade", "-o", LOCKS / "requirements.lock")
    call(
        *resolve, "--extra", "dev", "-c", LOCKS / "requirements.lock",
        "-o", LOCKS / "requirements-dev.lock",
    )  # fmt: skip
    call(
        *resolve, "--extra", "dev", "--extra", "funasr",
        "--override", LOCKS / "funasr-overrides.txt",
        "-c", LOCKS / "requirements-dev.lock", "-o", LOCKS / "requirements-funasr.lock",
    )  # fmt: skip


def clean(_arguments: list[str]) -> None:
    """Remove the environment and all caches; recordings are elsewhere and stay."""
    for folder in (".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis", "dist"):
        shutil.rmtree(ROOT / folder, ignore_errors=True)
    for cache in [*ROOT.rglob("__pycache__")]:
        shutil.rmtree(cache)


COMMANDS: dict[str, Callable[[list[str]], None]] = {
    "demo": demo,
    "run": run,
    "test": test,
    "check": check,
    "bench": bench,
    "docs": docs,
    "lock": lock,
    "clean": clean,
}


def main() -> int:
    """Run the command named on the command line."""
    # Hundreds of processes are started: none is to compile anew what another one has compiled.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in COMMANDS:
        if name not in {"", "help", "--help", "-h"}:
            print(f"dev: no such command: {name}", file=sys.stderr)
        print(USAGE)
        return 0 if name in {"help", "--help", "-h"} else 2
    COMMANDS[name](sys.argv[2:])
    return 0


if __name__ == "__main__":
    sys.exit(main())
