"""The child process of a job: `python -m ops.core.child package.module:function folder`, facts on standard input.

It writes one JSON line for each step and a last one with the result, and knows neither database nor requests.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from pathlib import Path
from typing import Any

from ops.errors import OpsError

NICE = 5
"""The hall in front of the door comes first: a sheet of badges may take a second longer."""


def tell(done: int, total: int, said: dict[str, Any] | None = None) -> None:
    """How far it is, and what the server shall store now."""
    print(json.dumps({"done": done, "total": total, "said": said}), flush=True)


def main(argv: list[str]) -> int:
    """Run one function; an error with words becomes an answer, any other a trace on standard error."""
    module, _, name = argv[0].partition(":")
    os.nice(NICE)
    try:
        work = getattr(importlib.import_module(module), name)
        result = work(json.load(sys.stdin), Path(argv[1]), tell)
    except OpsError as error:
        print(json.dumps({"error": error.code, "facts": error.facts}), flush=True)
        return 1
    print(json.dumps({"result": result}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
