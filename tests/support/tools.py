"""Programs a test cannot do without."""

import os
import subprocess

import pytest

from scripts.parts import find_tool
from tests.support.impaired import why_not

IN_CI = os.environ.get("CI", "").lower() in ("1", "true", "yes")


def need(tool: str) -> str:
    """Return the path of `tool`. Missing: the test is skipped here, and fails where CI=true promised everything."""
    path = find_tool(tool)
    if path is None:
        say = pytest.fail if IN_CI else pytest.skip
        say(f"{tool} is not installed; scripts/setup.sh installs it")
    return path


def kernel_says_no() -> str:
    """What the kernel answers to a namespace of its own, tried without anything else; nothing when it gives one."""
    tried = subprocess.run(["unshare", "--net", "true"], capture_output=True, text=True)
    return tried.stderr.strip() if tried.returncode else ""


def need_namespaces() -> None:
    """Where CI=true promised everything, root gets its lines, unless the kernel itself refuses."""
    reason = why_not()
    if not reason:
        return
    refused = kernel_says_no()
    if refused:
        pytest.skip(f"the kernel refuses network namespaces: {refused}")
    if IN_CI and os.geteuid() == 0:
        pytest.fail(f"network namespaces are there, but no line could be laid (ip, /dev/net/tun): {reason}")
    pytest.skip(f"no bad lines here: {reason}")
