"""`qudao verify --decisions`: say which stored decisions are not what their own policy and facts give."""

import sys
import time

from qudao.replay.decisions import verify_decisions


def command() -> int:
    """Print every difference and a summary; 1 if there is any."""
    begun = time.monotonic()
    verdict = verify_decisions(tick=_progress if sys.stderr.isatty() else None)
    seconds = time.monotonic() - begun
    for difference in verdict.differences:
        print(f"DIFFERS {difference}")  # noqa: T201
    if verdict.count > len(verdict.differences):
        print(f"… and {verdict.count - len(verdict.differences)} more")  # noqa: T201
    kinds = ", ".join(f"{count} {kind}s" for kind, count in sorted(verdict.decided.items())) or "nothing"
    state = f"{verdict.count} differences" if verdict.count else "no difference"
    print(f"decided again: {kinds}; {state}. {verdict.decisions / max(seconds, 0.001):.0f} decisions/s, {seconds:.1f} s")  # noqa: T201
    return 1 if verdict.count else 0


def _progress(done: int, total: int) -> None:
    end = "\n" if done >= total else ""
    print(f"\r{done:>9} of {total} decisions", end=end, file=sys.stderr, flush=True)  # noqa: T201
