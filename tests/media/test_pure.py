"""Passes, wants, numbers, probes, recordings, words: everything that needs no program."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ops.bridge import media_routes
from ops.errors import StartError
from ops.media import config, contribute, hub, nginx_conf, packages, passes, probe_reading, recorder, slate, tape
from ops.media.config import MediaConfig
from ops.media.door import key_hash
from ops.media.fanout import Fanout
from ops.media.measures import Rate
from ops.media.nginx_rtmp import read_stat
from ops.media.segments import Segment
from ops.media.splice import Piece
from ops.media.stream import Want
from ops.media.tickets import Ticket, Tickets

pytestmark = pytest.mark.once

KEY = b"k" * 32
NOW = 1_764_000_000_000


# ---------- passes ----------


def test_a_pass_opens_what_it_is_for_until_its_time_is_over() -> None:
    word = passes.make(KEY, "view", "contrib/hp2025.hai-phong", "d1", NOW + 1000)
    held = passes.read(KEY, word, NOW)
    assert held is not None and held.who == "d1"
    assert held.allows("view", "contrib", "hp2025.hai-phong")
    assert not held.allows("publish", "contrib", "hp2025.hai-phong")
    assert not held.allows("view", "program", "hp2025.hai-phong")
    assert not held.allows("view", "contrib", "hp2025.hai-phong-2")
    assert passes.read(KEY, word, NOW + 1000) is None


def test_a_pass_for_an_event_opens_its_streams_and_no_other_events() -> None:
    held = passes.read(KEY, passes.make(KEY, "view", "*/hp2025.*", "d1", NOW + 1), NOW)
    assert held is not None
    assert held.allows("view", "contrib", "hp2025.can-tho") and held.allows("view", "program", "hp2025.main")
    assert not held.allows("view", "contrib", "hp20251.can-tho")


@pytest.mark.parametrize("scope", ["contrib/hp2025", "contrib/*", "other/hp2025.a", "contrib/HP.a", "contrib/a.b.c"])
def test_a_pass_for_nothing_of_ours_is_not_made(scope: str) -> None:
    with pytest.raises(ValueError, match="no such pass"):
        passes.make(KEY, "view", scope, "d1", NOW)


def test_a_changed_or_foreign_pass_is_none() -> None:
    word = passes.make(KEY, "view", "contrib/hp2025.a", "d1", NOW + 1000)
    body, mac = word.split(".")
    other = passes.make(KEY, "publish", "contrib/hp2025.a", "d1", NOW + 1000).split(".")[0]
    for bad in (f"{other}.{mac}", body, "", ".", f"{body}.", f"{body}.{mac}.x", "é.é", word[:-2] + "xx", "x" * 1000):
        assert passes.read(KEY, bad, NOW) is None, bad
    assert passes.read(b"j" * 32, word, NOW) is None


def test_a_ticket_is_good_once_and_for_one_thing() -> None:
    tickets = Tickets()
    word = tickets.issue(Ticket("play", "contrib", "a.b"))
    assert tickets.take(word, "play", "contrib", "a.b") is not None
    assert tickets.take(word, "play", "contrib", "a.b") is None
    other = tickets.issue(Ticket("play", "contrib", "a.b"))
    assert tickets.take(other, "publish", "contrib", "a.b") is None
    assert tickets.take("", "play", "contrib", "a.b") is None


def test_of_a_key_only_its_hash_is_known() -> None:
    assert key_hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert key_hash(None) is None and key_hash("") is None


# ---------- what a machine lacks ----------


def test_an_empty_path_has_no_program_and_the_sentence_says_what_to_install() -> None:
    lacking = packages.missing({"PATH": ""})
    assert [need["package"] for need in lacking] == ["ffmpeg", "nginx-light", "libnginx-mod-rtmp"]
    said = packages.sentence(lacking)
    assert "sudo apt-get install ffmpeg nginx-light libnginx-mod-rtmp" in said and "Thiếu chương trình" in said
    json.dumps(lacking)


@pytest.mark.parametrize("text", ["80x", "-1", "65536", "1.5"])
def test_a_wrong_port_is_said_in_words(text: str) -> None:
    with pytest.raises(StartError, match="OPS_MEDIA_RTMP"):
        config.port(text, 1935, "rtmp")


@pytest.mark.parametrize("text", ["localhost:8000", "ftp://x", "http://", "http://x/path"])
def test_a_wrong_address_of_the_app_is_said_in_words(text: str) -> None:
    with pytest.raises(StartError, match="OPS_MEDIA_APP"):
        config.app_url(text)


# ---------- nginx ----------


def made_config(folder: Path) -> MediaConfig:
    ports = {"http": 8090, "rtmp": 1935, "front": 8091, "stat": 8092, "srt": 0}
    return MediaConfig(folder, "http://127.0.0.1:8000", "0.0.0.0", door_key="d", pass_key=b"p", **ports)


def test_statistics_and_kicks_are_for_this_machine_only(tmp_path: Path) -> None:
    text = nginx_conf.text(made_config(tmp_path), "/m.so", "s3cret", False)
    assert "worker_processes 1;" in text and "user root" not in text
    inside = text.split("listen 127.0.0.1:8092;")[1].split("}\n\n")[0]
    outside = text.split("listen 0.0.0.0:8090;")[1]
    assert "rtmp_control" in inside and "rtmp_stat" in inside
    assert "rtmp_control" not in outside and "/hook" not in outside
    assert text.count("on_publish http://127.0.0.1:8091/hook/s3cret/publish;") == 2
    assert text.count("{") == text.count("}")


STAT = """<?xml version="1.0" encoding="utf-8" ?><rtmp><server><application><name>contrib</name><live>
<stream><name>hp2025.a</name><bytes_in>12345</bytes_in>
<client><id>7</id><address>127.0.0.1</address><active/></client>
<client><id>4</id><address>203.0.113.9</address><publishing/><active/></client>
<meta><video><width>1280</width><height>720</height><codec>H264</codec></video><audio><codec>AAC</codec></audio></meta>
<publishing/><active/></stream><stream><name>hp2025.b</name><bytes_in>0</bytes_in></stream><nclients>2</nclients>
</live></application></server></rtmp>"""


def test_of_the_statistics_only_publishers_are_read() -> None:
    (one,) = read_stat(STAT)
    assert (one.app, one.stream, one.client, one.address, one.bytes_in) == (
        "contrib",
        "hp2025.a",
        "4",
        "203.0.113.9",
        12345,
    )
    assert (one.width, one.height, one.video, one.audio) == (1280, 720, "H264", "AAC")


# ---------- numbers ----------


def test_a_rate_needs_a_second_and_forgets_the_past() -> None:
    rate = Rate()
    rate.add(0, 0)
    rate.add(500, 500)
    assert rate.per_second() is None
    rate.add(1000, 1000)
    assert rate.per_second() == 1000
    for at in range(1250, 6001, 250):
        rate.add(at, 1000)
    assert rate.per_second() == 0
    rate.add(6250, 10)  # another encoder: the count began anew
    assert rate.per_second() is None


def test_what_a_probe_prints_becomes_values() -> None:
    found = probe_reading.Found()
    lines = [
        "frame:1    pts:1    pts_time:0.04", "lavfi.black_start=2", "lavfi.freezedetect.freeze_start=2.1",
        "lavfi.silence_start.1=2.2", "lavfi.r128.M=-21.84", "lavfi.r128.S=nan", "lavfi.r128.I=-inf",
        "lavfi.r128.true_peak=0.5", "lavfi.black_start=3", "garbage", "lavfi.x", "=",
    ]  # fmt: skip
    for at, line in enumerate(lines):
        probe_reading.read(found, line, at)
    assert (found.black_since, found.freeze_since, found.silence_since) == (1, 2, 3)
    assert (found.lufs_m, found.lufs_s, found.lufs_i, found.peak_db) == (-21.8, None, -120.0, -6.0)
    for name in ("black_end", "freezedetect.freeze_end", "silence_end.1"):
        probe_reading.read(found, f"lavfi.{name}=4", 99)
    assert (found.black_since, found.freeze_since, found.silence_since) == (None, None, None)


def test_where_nobody_listens_there_is_no_silence_and_no_sound() -> None:
    found = probe_reading.Found()
    probe_reading.read(found, "lavfi.black_start=2", 1)
    assert (found.lines, found.heard) == (1, 0)
    probe_reading.read(found, "lavfi.r128.M=-20", 2)
    assert (found.lines, found.heard) == (2, 1)
    told = {"state": "LIVE", "measured": {"probe": "key", "black": False, "silence": None}}
    values = media_routes.values_of(told)
    assert (values["black"], values["silence"], values["freeze"]) == (0.0, None, None)


# ---------- what the app wants ----------


def test_a_want_is_read_and_a_bad_one_is_left_out() -> None:
    words = {"title": "Hải Phòng", "text": "Đang nối lại"}
    row = {"app": "contrib", "stream": "hp2025.a", "level": "full", "record": True, "slate": words}
    assert hub._want(row) == ("contrib/hp2025.a", Want("full", True, slate.Slate("Hải Phòng", "Đang nối lại")))
    assert hub._want({"app": "contrib", "stream": "hp2025.a"}) == ("contrib/hp2025.a", Want())
    for bad in ({"app": "other"}, {"stream": "../etc"}, {"stream": None}, {"level": "hd"}):
        assert hub._want(row | bad) is None
    assert hub._rows({"want": [row, "x", None]}, "want") == [row]
    assert hub._rows({"want": "x"}, "want") == []


@pytest.mark.parametrize(
    ("mime", "kind"),
    [
        ("video/webm;codecs=h264,opus", "matroska"),
        ("video/webm; codecs=avc1.42E01F,opus", "matroska"),
        ("video/mp4;codecs=avc1.42E01F,mp4a.40.2", "mp4"),
        ("video/webm;codecs=vp8,opus", None),
        ("video/webm", None),
        ("text/html;codecs=h264", None),
        ("", None),
    ],
)
def test_only_what_can_be_copied_is_taken_from_a_browser(mime: str, kind: str | None) -> None:
    assert contribute.container(mime) == kind


# ---------- watchers ----------


def test_who_does_not_keep_up_is_let_go_and_the_others_stay() -> None:
    import asyncio

    async def watch() -> tuple[bool, bytes]:
        fanout = Fanout()
        slow, quick = fanout.join(), fanout.join()
        fanout.give(Piece(b"before the keyframe"))
        got = b""
        for _ in range(8):
            fanout.give(Piece(b"x" * 500_000, key=True))
            got += await anext(quick)
        return slow.ended, got

    loop = asyncio.new_event_loop()
    try:
        ended, got = loop.run_until_complete(watch())
    finally:
        loop.close()
    assert ended and got == b"x" * 4_000_000


# ---------- slates ----------


def test_the_longest_name_fits_on_a_slate_and_its_accents_are_drawn() -> None:
    long = slate.draw(slate.Slate("Ủy ban nhân dân thành phố Hải Phòng và các đơn vị trực thuộc", "Đang nối lại"))
    assert long.size == (1280, 720)
    edge = long.crop((1280 - 1280 // 24, 0, 1280, 720)).getcolors()
    assert edge is not None and len(edge) == 1, "the title runs over the margin"
    plain, accented = (slate.draw(slate.Slate(words, "")) for words in ("Hai Phong", "Hải Phòng"))
    assert plain.tobytes() != accented.tobytes()


def test_a_slate_takes_the_size_of_the_sites_picture_where_that_is_sane() -> None:
    assert slate.sized(slate.PLAIN, 1920, 1080, False).height == 1080
    assert slate.sized(slate.PLAIN, 0, 0, True).width == 1280
    assert slate.sized(slate.PLAIN, 8000, 10, True).width == 1280
    assert slate.sized(slate.PLAIN, 641, 360, True).width == 1280
    assert len({slate.sized(slate.PLAIN, 1920, 1080, audio).name for audio in (True, False)}) == 2


# ---------- recordings ----------


def made(number: int) -> Segment:
    return Segment(number, NOW + number * 1000, 1.0, number == 0, bytes([number]) * 188)


def test_a_recording_is_found_again_with_its_marks_and_cut_at_segments(tmp_path: Path) -> None:
    one = recorder.Recorder(tmp_path, NOW)
    for number in range(5):
        one.add(made(number))
    one.mark({"id": "m1", "at": NOW + 2500, "kind": "cue", "text": "Hải Phòng, mời các bạn"})
    one.close()
    (row,) = recorder.listing(tmp_path)
    assert (row["at"], row["seconds"], row["bytes"], row["marks"][0]["id"]) == (NOW, 5.0, 5 * 188, "m1")
    index = recorder.read_index(one.path)
    assert recorder.cut(index, 940, NOW + 1200, NOW + 2800) == (188, 564)
    assert recorder.cut(index, 940, NOW + 4100, NOW + 9000) == (752, 940)
    assert recorder.cut(index, 940, NOW + 9000, NOW + 9900) is None


def test_an_index_that_was_cut_by_a_power_loss_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    one = recorder.Recorder(tmp_path, NOW)
    one.add(made(0))
    one.close()
    with one.path.with_suffix(".jsonl").open("a") as file:
        file.write('{"segment": [17640')
    assert len(recorder.read_index(one.path).segments) == 1


def test_recording_ends_before_the_disk_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = recorder.Recorder(tmp_path, NOW)
    full = os.statvfs(tmp_path)
    monkeypatch.setattr(recorder, "LEAST_FREE", full.f_bavail * full.f_frsize + (1 << 40))
    with pytest.raises(recorder.DiskFull):
        one.add(made(0))
    one.close()
    with pytest.raises(recorder.DiskFull):
        recorder.Recorder(tmp_path, NOW + 1)


def test_the_clock_for_telling_is_the_walls() -> None:
    from ops.media import clock

    assert abs(clock.wall() - time.time_ns() // 1_000_000) < 60_000
    assert abs(clock.wall(clock.now()) - time.time_ns() // 1_000_000) < 60_000
    assert clock.wall(0) == 0


# ---------- the process and the server ----------


def test_the_server_knows_two_files_of_the_media_process_and_they_know_nobody() -> None:
    root = Path(hub.__file__).parents[1]
    named = re.compile(r"^\s*(?:from ops\.media(?:\.(\w+))? import ([\w, ]+)|import ops\.media\.(\w+))", re.MULTILINE)
    for file in root.rglob("*.py"):
        if file.parent.name == "media":
            continue
        for module, names, plain in named.findall(file.read_text()):
            known = {module or plain} if module or plain else {name.strip() for name in names.split(",")}
            assert known <= {"passes", "packages"} | ({"command"} if file.name == "cli.py" else set()), file
    code = "import sys, ops.media.passes, ops.media.packages; sys.exit(bool({'asyncio', 'aiohttp'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], cwd=root.parent, timeout=60).returncode == 0


def test_a_full_disk_is_told_once_and_recording_begins_when_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[str] = []
    one = tape.Tape(tmp_path / "hp2025.a", lambda kind, _: heard.append(kind))
    with monkeypatch.context() as full:
        full.setattr(recorder, "LEAST_FREE", 1 << 62)
        for _ in range(3):
            one.want(True, [made(0)])
    assert heard == ["disk"] and not one.runs and not one.mark({"id": "m"})
    one.want(True, [made(0), made(1)])
    row = one.row()
    assert row is not None and row["bytes"] == 2 * 188 and one.mark({"id": "m"})
    one.want(False, [])
    assert heard == ["disk", "record", "record"] and one.row() is None
