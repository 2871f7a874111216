"""The command, as it is installed, and `python -m carplint`."""

import _signal  # type: ignore[import-not-found] # what `signal` wraps in enums, which take time

HANDLER = _signal.getsignal(_signal.SIGINT)
if HANDLER is _signal.default_int_handler:  # else whoever started this wants no interrupts
    _signal.signal(
        _signal.SIGINT, _signal.SIG_DFL
    )  # while modules are imported it ends the process without a traceback


def program() -> None:
    """Run the command and end the process."""
    from carplint.cli.main import program as run

    run(HANDLER)


if __name__ == "__main__":
    program()
