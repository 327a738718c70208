"""Plays the cases of one setting and reports on each; ../../README.md tells how."""

from __future__ import annotations

import argparse
import json
import sys
import time
import traceback
from pathlib import Path
from typing import Any, Optional, Union

from client_steps import ClientPlay, Skip
from compare import difference, show
from protocol_steps import Channels, ProtocolPlay

import jsinterop

# Bounds for what takes real time; nothing waits longer than it must.
EVENTUALLY_SECONDS = 10.0
PAUSE_SECONDS = 0.02

Play = Union[ClientPlay, ProtocolPlay]


def cases_of_setting(folder: Path, setting: str) -> list[dict[str, Any]]:
    files = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]
    return [case for file in files if file["setting"] == setting for case in file["cases"]]


def played(step: dict[str, Any], play: Play) -> Optional[str]:
    """Plays a step until its outcome is the expected one; gives what differs at the last try, if something does."""
    end = time.monotonic() + (EVENTUALLY_SECONDS if step.get("eventually") else 0)
    while True:
        outcome = play.play(step)
        differs = difference(outcome, step.get("expect"))
        if differs is None:
            play.keep(step, outcome)
            return None
        if time.monotonic() >= end:
            return differs
        time.sleep(PAUSE_SECONDS)


def verdict(case: dict[str, Any], play: Play) -> dict[str, str]:
    try:
        for at, step in enumerate(case["steps"], 1):
            differs = played(step, play)
            if differs is not None:
                return {"outcome": "failed", "reason": f"step {at}: {differs}"}
    except Skip as skip:
        return {"outcome": "skipped", "reason": str(skip)}
    except Exception:  # Whatever it is: the case has failed, and the next one is to be played.
        return {"outcome": "failed", "reason": f"the runner stumbled: {show(traceback.format_exc())}"}
    else:
        return {"outcome": "passed"}
    finally:
        play.end()


def main() -> int:
    parser = argparse.ArgumentParser()
    for name in ("target", "setting", "cases", "report"):
        parser.add_argument(f"--{name}", required=True)
    options = parser.parse_args()
    failed = 0
    channels = Channels(options.target)
    with jsinterop.connect(options.target) as js, open(options.report, "w", encoding="utf-8") as report:
        for case in cases_of_setting(Path(options.cases), options.setting):
            play = ProtocolPlay(channels) if "rpc" in case["steps"][0] else ClientPlay(js)
            result = verdict(case, play)
            failed += result["outcome"] == "failed"
            report.write(json.dumps({"case": case["name"], **result}) + "\n")
    channels.close()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
