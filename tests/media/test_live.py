"""The media process with real nginx and ffmpeg: keys, losses, slates, recordings, and that nothing is left behind."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from ops.bridge import media_payloads, media_routes
from ops.media import ts
from scripts.parts import ROOT, free_port, require_tool
from tests.support.media import LONG_S, STREAM, DoorServer, Encoder, Media, until

pytestmark = pytest.mark.once

KEY = "key-of-hai-phong-0123456789abcdef"
Pair = tuple[Media, DoorServer]


def target(media: Media, key: str, stream: str = STREAM, app: str = "contrib") -> str:
    return f"rtmp://127.0.0.1:{media.rtmp}/{app}/{stream}?key={key}"


@pytest.fixture
def encoders() -> Iterator[list[Encoder]]:
    started: list[Encoder] = []
    yield started
    for one in started:
        one.kill()


@pytest.fixture
def site(media: Pair, film: Path, encoders: list[Encoder]) -> Encoder:
    """An encoder whose picture has stood for two clean seconds."""
    part, door = media
    one = Encoder(target(part, door.grant(KEY)), film).start()
    encoders.append(one)
    until(lambda: state(door) == "LIVE", part.log())
    return one


def state(door: DoorServer) -> str | None:
    return door.row().get("state")


def states(door: DoorServer) -> list[str]:
    rows = sorted(door.kinds("state"), key=lambda event: event["n"])
    return [row["state"] for row in rows]


class Watching:
    """Somebody at the fast monitor: what came, and whether it still comes."""

    def __init__(self, media: Media) -> None:
        self.data = b""
        self.ended = False
        self.answer = urllib.request.urlopen(media.address("ts"), timeout=LONG_S)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        try:
            while data := self.answer.read1(65536):
                self.data += data
        except (OSError, ValueError, http.client.HTTPException):
            pass
        self.ended = True

    def more(self) -> None:
        """Wait until more came than there is now."""
        had = len(self.data)
        until(lambda: len(self.data) > had + 10 * ts.PACKET, "nothing more came")


def video_stamps(data: bytes) -> list[int]:
    found = []
    for at in range(0, len(data) - ts.PACKET + 1, ts.PACKET):
        if ts.pid_of(data, at) == ts.VIDEO and data[at + 1] & 0x40:
            where = ts.stamps_at(data, ts.payload_at(data, at))
            if where:
                found.append(ts.read_stamp(data, where[1]))
    return found


def status(url: str) -> int:
    try:
        with urllib.request.urlopen(url, timeout=LONG_S) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code


# ---------- keys ----------


def test_who_has_no_key_a_wrong_key_or_another_sites_key_is_refused(
    media: Pair, film: Path, encoders: list[Encoder]
) -> None:
    part, door = media
    door.grant(KEY)
    door.grant("key-of-can-tho", "contrib/hp2025.can-tho")
    for key, why in (("", "no_key"), ("guessed", "wrong_key"), ("key-of-can-tho", "other_site")):
        one = Encoder(target(part, key), film).start()
        encoders.append(one)
        until(lambda one=one: not one.running, f"{why}: the encoder was let in")
        until(lambda why=why: any(event["why"] == why for event in door.kinds("refused")), why)
    assert door.row().get("client") is None
    assert status(f"http://127.0.0.1:{part.port}/hook/x/publish") == 404


def test_a_key_is_never_written_down(media: Pair, site: Encoder, film: Path, encoders: list[Encoder]) -> None:
    part, door = media
    wrong = Encoder(target(part, "a-wrong-key-that-is-secret"), film).start()
    encoders.append(wrong)
    until(lambda: not wrong.running)
    until(lambda: bool(door.kinds("refused")))
    files = [
        file.read_text(errors="replace")
        for file in part.folder.rglob("*")
        if file.suffix in (".log", ".conf", ".jsonl")
    ]
    assert files
    for text in [*files, *door.bodies]:
        assert KEY not in text and "a-wrong-key-that-is-secret" not in text
    assert door.row()["key"] is not None


def test_a_revoked_key_is_kicked_and_cannot_come_back(
    media: Pair, site: Encoder, film: Path, encoders: list[Encoder]
) -> None:
    part, door = media
    door.revoke(KEY)
    until(lambda: not site.running, "the encoder was not kicked")
    until(lambda: state(door) == "OFF" and door.row()["cause"] == "kicked")
    again = Encoder(target(part, KEY), film).start()
    encoders.append(again)
    until(lambda: not again.running)
    until(lambda: any(event["why"] == "revoked" for event in door.kinds("refused")))


def test_a_site_that_sends_keeps_its_name_and_one_that_is_silent_makes_room(
    media: Pair, site: Encoder, film: Path, encoders: list[Encoder]
) -> None:
    part, door = media
    second = Encoder(target(part, KEY), film).start()
    encoders.append(second)
    until(lambda: not second.running, "two encoders under one name")
    until(lambda: any(event["why"] == "busy" for event in door.kinds("refused")))
    assert site.running and site.process is not None
    site.process.send_signal(signal.SIGSTOP)
    until(lambda: state(door) == "SLATE")
    third = Encoder(target(part, KEY), film).start()
    encoders.append(third)
    until(lambda: state(door) == "LIVE", part.log())
    assert third.running


def test_while_the_app_is_away_nobody_new_is_let_in_and_who_sends_goes_on(
    media: Pair, site: Encoder, film: Path, encoders: list[Encoder]
) -> None:
    part, door = media
    watching = Watching(part)
    watching.more()
    door.close()
    other = Encoder(target(part, KEY, "hp2025.can-tho"), film).start()
    encoders.append(other)
    until(lambda: not other.running, "somebody was let in without a decision")
    watching.more()
    assert site.running and not watching.ended


# ---------- losses ----------


def test_a_killed_encoder_is_told_and_the_monitor_goes_on_with_the_slate_and_back(
    media: Pair, site: Encoder, film: Path, encoders: list[Encoder]
) -> None:
    part, door = media
    door.want(slate={"title": "Hải Phòng", "text": "Đang nối lại đường truyền"})
    watching = Watching(part)
    watching.more()
    site.kill()
    until(lambda: state(door) == "SLATE")
    assert door.row()["cause"] == "encoder" and door.row()["client"] is None
    assert states(door)[-2:] == ["LOST", "SLATE"]
    watching.more()
    encoders.append(Encoder(target(part, KEY), film).start())
    until(lambda: state(door) == "LIVE")
    assert states(door)[-2:] == ["RETURNING", "LIVE"]
    watching.more()
    assert not watching.ended, "the connection of a monitor must stay"
    steps = [ts.since(later, earlier) for earlier, later in pairwise(video_stamps(watching.data))]
    assert steps and min(steps) > 0 and max(steps) < ts.CLOCK // 2, "a player would see a jump"


def test_a_silent_line_is_told_and_returns_without_a_new_connection(media: Pair, site: Encoder) -> None:
    part, door = media
    assert site.process is not None
    client = door.row()["client"]
    site.process.send_signal(signal.SIGSTOP)
    until(lambda: any(row["state"] == "LOST" and row["cause"] == "silent" for row in door.kinds("state")))
    site.process.send_signal(signal.SIGCONT)
    until(lambda: state(door) == "LIVE")
    assert site.running and door.row()["client"] == client, part.log()


def test_monitors_of_a_site_that_was_never_there_show_the_slate(media: Pair) -> None:
    part, _ = media
    watching = Watching(part)
    watching.more()
    assert video_stamps(watching.data)
    until(lambda: status(part.address("index.m3u8")) == 200)
    assert status(part.address("tile.jpg")) == 404


# ---------- what a page gets ----------


def test_segments_sound_and_picture_of_a_site_can_be_fetched(media: Pair, site: Encoder) -> None:
    part, _ = media
    until(lambda: status(part.address("index.m3u8")) == 200)
    text = part.get("index.m3u8").decode()
    number = [line for line in text.splitlines() if line.endswith(".ts")][-1]
    assert video_stamps(part.get(number))
    until(lambda: status(part.address("tile.jpg")) == 200, part.log())
    assert part.get("tile.jpg").startswith(b"\xff\xd8")
    with urllib.request.urlopen(part.address("audio.aac"), timeout=LONG_S) as answer:
        head = answer.read(2)
    assert head[0] == 0xFF and head[1] & 0xF0 == 0xF0, "no AAC frame"


def test_without_a_pass_or_with_another_nothing_is_shown(media: Pair, site: Encoder) -> None:
    part, _ = media
    good = part.address("ts")
    assert status(good.replace("hp2025.hai-phong/ts", "hp2025.can-tho/ts")) == 403
    assert status(part.address("ts", right="publish")) == 403
    assert status(part.address("index.m3u8", life_s=-1)) == 401
    word = good.split("/media/")[1].split("/")[0]
    assert status(good.replace(word, word[:-3] + "AAA")) == 401
    assert status(f"{part.url}/media/x/contrib/{STREAM}/ts") == 401


def test_a_watcher_is_let_go_when_the_pass_is_over(media: Pair, site: Encoder) -> None:
    part, _ = media
    with urllib.request.urlopen(part.address("ts", life_s=3), timeout=LONG_S) as answer:
        assert len(answer.read()) > 0


def test_the_line_is_measured(media: Pair, site: Encoder) -> None:
    part, door = media
    door.want(level="full")

    def whole() -> bool:
        found = door.row().get("measured", {})
        wanted = ("kbps", "fps", "keyframe_s", "lufs_m", "real_time", "av_gap_ms")
        return found.get("probe") == "full" and all(found.get(name) is not None for name in wanted)

    until(whole, json.dumps(door.row()) + part.log())
    found = door.row()["measured"]
    assert (found["width"], found["height"], found["video"], found["audio"]) == (320, 180, "H264", "AAC")
    assert 0.9 < found["keyframe_s"] < 1.1
    assert found["black"] is False and found["silence"] is False
    assert -60 < found["lufs_m"] < 0


def test_what_is_told_is_what_the_server_takes(media: Pair, site: Encoder) -> None:
    part, door = media
    until(lambda: door.row()["measured"]["kbps"] is not None and door.row()["measured"]["keyframe_s"] is not None)
    for body in map(json.loads, door.bodies):
        (media_payloads.MediaDoor if "ask" in body else media_payloads.MediaReport).model_validate(body)
    values = media_routes.values_of(door.row())
    assert values["bitrate"] and values["gop"] and values["gop"] > 900, values
    assert part.alive()


def test_a_cross_is_recorded_with_its_run_up_and_its_marks(media: Pair, site: Encoder) -> None:
    part, door = media
    until(lambda: status(part.address("index.m3u8")) == 200)
    begun = time.time_ns() // 1_000_000
    door.want(record=True)
    until(lambda: bool((door.row().get("record") or {}).get("bytes")), part.log())
    mark = {
        "id": "m1",
        "app": "contrib",
        "stream": STREAM,
        "at": begun,
        "kind": "cue",
        "text": "Hải Phòng, mời các bạn",
    }
    door.marks.append(mark)
    until(lambda: bool(door.kinds("mark")))
    door.want(record=False)
    until(lambda: any(event["on"] is False for event in door.kinds("record")))
    (row,) = json.loads(part.get("recordings"))["recordings"]
    assert row["at"] <= begun and [one["id"] for one in row["marks"]] == ["m1"]
    whole = part.get(f"recordings/{row['file']}")
    assert len(whole) == row["bytes"]
    cut = part.get(f"recordings/{row['file']}?from={row['at']}&to={row['at'] + 1}")
    assert 0 < len(cut) < len(whole) and video_stamps(cut)
    argv = [
        require_tool("ffprobe"),
        "-v",
        "error",
        "-show_entries",
        "format=duration",
        "-of",
        "csv=p=0",
        "-i",
        "pipe:0",
    ]
    assert subprocess.run(argv, input=whole, capture_output=True, timeout=60).returncode == 0
    assert status(part.address("recordings/../../ops.db")) in (400, 404)


def test_a_site_on_a_bad_line_comes_in_by_srt_with_its_phrase_and_with_no_other(media: Pair, film: Path) -> None:
    part, door = media
    part.stop()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        part.env["OPS_MEDIA_SRT"] = str(free.getsockname()[1])
    part.start()
    door.want(srt=door.grant("phrase-of-hai-phong"))
    until(lambda: door.row().get("srt_port") == int(part.env["OPS_MEDIA_SRT"]), part.log())
    where = f"srt://127.0.0.1:{part.env['OPS_MEDIA_SRT']}?mode=caller&pbkeylen=16&passphrase="
    argv = [require_tool("ffmpeg"), "-nostdin", "-loglevel", "error", "-re", "-stream_loop", "-1", "-i", str(film)]
    argv += ["-c", "copy", "-f", "mpegts"]
    wrong = subprocess.run([*argv, f"{where}some-other-phrase"], capture_output=True, timeout=LONG_S)
    assert wrong.returncode != 0 and door.row()["client"] is None
    callers: list[subprocess.Popen[bytes]] = []

    def live() -> bool:
        """A caller that finds the door closed for a moment calls again."""
        if not callers or callers[-1].poll() is not None:
            callers.append(subprocess.Popen([*argv, f"{where}phrase-of-hai-phong"], stderr=subprocess.DEVNULL))
        return state(door) == "LIVE"

    try:
        until(live, part.log())
        assert door.row()["via"] == "srt"
    finally:
        for one in callers:
            one.kill()
            one.wait()


# ---------- the process tree ----------


def test_when_nginx_dies_it_comes_back_and_so_does_the_picture(
    media: Pair, site: Encoder, film: Path, encoders: list[Encoder]
) -> None:
    part, door = media
    master = int((part.folder / "media/run/nginx.pid").read_text())
    os.kill(master, signal.SIGKILL)
    until(lambda: any(row["cause"] == "server" for row in door.kinds("state")), part.log())
    until(lambda: not site.running)

    def back() -> bool:
        one = Encoder(target(part, KEY), film).start()
        encoders.append(one)
        until(lambda: not one.running or state(door) == "LIVE")
        return state(door) == "LIVE"

    until(back, part.log())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_nothing_is_left_when_it_ends(media: Pair, site: Encoder, number: int) -> None:
    part, _ = media
    children = part.children()
    assert len(children) >= 3, "nginx, its worker, ffmpeg"
    os.kill(part.pid, number)
    until(lambda: not part.alive())
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in children), "somebody is left")


def test_a_taken_port_is_said_in_one_sentence(media: Pair, tmp_path: Path) -> None:
    part, _ = media
    env = os.environ | {"OPS_DATA": str(tmp_path / "other"), "OPS_MEDIA_RTMP": str(part.rtmp), "OPS_MEDIA_HTTP": "0"}
    argv = [sys.executable, "-m", "ops", "media"]
    told = subprocess.run(argv, env=env, cwd=ROOT, capture_output=True, text=True, timeout=LONG_S)
    assert told.returncode == 75 and f"Cổng {part.rtmp} (rtmp)" in told.stderr and "Traceback" not in told.stderr


def test_without_programs_it_says_which_package_is_missing(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    env = os.environ | {"PATH": str(tmp_path / "empty"), "OPS_DATA": str(tmp_path / "data")}
    env["OPS_MEDIA_HTTP"] = str(free_port())
    for path, packages in (("", "ffmpeg nginx-light libnginx-mod-rtmp"), (str(tmp_path / "empty"), "ffmpeg")):
        argv = [sys.executable, "-m", "ops", "media"]
        told = subprocess.run(argv, env=env | {"PATH": path}, cwd=ROOT, capture_output=True, text=True, timeout=LONG_S)
        assert told.returncode == 69, told.stderr
        assert told.stderr.startswith("Thiếu chương trình: ffmpeg") and f"apt-get install {packages}" in told.stderr
        assert "Traceback" not in told.stderr
