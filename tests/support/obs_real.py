"""A real OBS without a screen: Debian's obs-studio under Xvfb, with two scenes and a password."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from scripts.parts import accepts, free_port, wait_for
from tests.support.tools import IN_CI, need

PASSWORD = "mat khau thu"
SCENES = ("Sân khấu", "Clip mở màn")
CONFIG = """[General]
FirstRun=true
LastVersion=486539266
InfoIncrement=99
[Basic]
Profile=Untitled
ProfileDir=Untitled
SceneCollection=Untitled
SceneCollectionFile=Untitled
[OBSWebSocket]
FirstLoad=false
ServerEnabled=true
ServerPort={port}
AlertsEnabled=false
AuthRequired=true
ServerPassword={password}
"""
PROFILE = "[General]\nName=Untitled\n[Video]\nBaseCX=320\nBaseCY=180\nOutputCX=320\nOutputCY=180\nFPSCommon=10\n"


def need_obs() -> tuple[str, str]:
    """OBS and a screen for it; without them the test is left out here and fails where CI promised everything."""
    plugins = list(Path("/usr/lib").glob("*/obs-plugins/obs-websocket.so"))
    if not plugins:
        (pytest.fail if IN_CI else pytest.skip)("obs-plugins is not installed; scripts/setup.sh installs it")
    return need("obs"), need("Xvfb")


class RealObs:
    """OBS with obs-websocket on a free port; `close` ends it and its screen."""

    def __init__(self, home: Path) -> None:
        program, screen = need_obs()
        self.port = free_port()
        write_config(home / ".config" / "obs-studio", self.port)
        self.screen, number = start_screen(screen)
        home_facts = {"HOME": str(home), "XDG_CONFIG_HOME": str(home / ".config"), "XDG_RUNTIME_DIR": str(home)}
        looks = {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb", "LIBGL_ALWAYS_SOFTWARE": "1"}
        self.log = home / "obs.log"
        argv = [program, "--multi", "--minimize-to-tray", "--disable-updater", "--disable-missing-files-check"]
        with self.log.open("wb") as out:
            self.child = subprocess.Popen(argv, env={**os.environ, **home_facts, **looks}, stdout=out, stderr=out)
        try:
            wait_for(lambda: accepts(self.port), 30)
        except BaseException:
            self.close()
            raise

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def close(self) -> None:
        for child in (self.child, self.screen):
            child.kill()
            child.wait()


def start_screen(program: str) -> tuple[subprocess.Popen[bytes], int]:
    """A screen in memory, and its number; it chooses a free one itself."""
    out, into = os.pipe()
    argv = [program, "-displayfd", str(into), "-screen", "0", "640x480x24", "-nolisten", "tcp"]
    child = subprocess.Popen(argv, pass_fds=[into], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(into)
    with os.fdopen(out) as said:
        return child, int(said.readline())


def write_config(folder: Path, port: int) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "basic" / "profiles" / "Untitled").mkdir(parents=True)
    (folder / "basic" / "scenes").mkdir()
    (folder / "global.ini").write_text(CONFIG.format(port=port, password=PASSWORD))
    (folder / "basic" / "profiles" / "Untitled" / "basic.ini").write_text(PROFILE)
    (folder / "basic" / "scenes" / "Untitled.json").write_text(json.dumps(collection(), ensure_ascii=False))


def collection() -> dict[str, Any]:
    """A collection of empty scenes; the first is on the programme."""
    sources = [
        {"id": "scene", "versioned_id": "scene", "name": name, "enabled": True, "flags": 0, "volume": 1.0,
         "settings": {"custom_size": False, "id_counter": 0, "items": []}}
        for name in SCENES
    ]  # fmt: skip
    first = {"current_scene": SCENES[0], "current_program_scene": SCENES[0], "current_transition": "Cut"}
    empty: dict[str, Any] = {name: [] for name in ("groups", "transitions", "quick_transitions")}
    order = [{"name": name} for name in SCENES]
    return {"name": "Untitled", "scene_order": order, "sources": sources, **first, **empty}
