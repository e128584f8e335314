"""What children inherit."""

from appliance.supervisor.environment import environment_of_child


def test_children_are_told_to_stay_offline_and_quiet() -> None:
    """Whatever our own environment says, libraries must not go online or report usage."""
    environment = environment_of_child({"HF_HUB_OFFLINE": "0"}, is_single_threaded=False)
    wanted = {
        "HF_HUB_OFFLINE": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "DO_NOT_TRACK": "1",
        "RAY_USAGE_STATS_ENABLED": "0",
        "PYTHONUNBUFFERED": "1",
    }
    assert wanted == {name: environment[name] for name in wanted}
    assert "OMP_NUM_THREADS" not in environment


def test_single_threaded_children_start_no_numeric_threads() -> None:
    """OpenMP and OpenBLAS get one thread."""
    environment = environment_of_child({"OMP_NUM_THREADS": "8"}, is_single_threaded=True)
    assert ("1", "1") == (environment["OMP_NUM_THREADS"], environment["OPENBLAS_NUM_THREADS"])


def test_the_line_to_systemd_is_not_inherited() -> None:
    """A child must not answer in the supervisor's name; all else is passed on."""
    own = {"NOTIFY_SOCKET": "/x", "WATCHDOG_USEC": "1", "WATCHDOG_PID": "1", "LANG": "zh_CN"}
    environment = environment_of_child(own, is_single_threaded=False)
    assert not {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"} & environment.keys()
    assert "zh_CN" == environment["LANG"]
