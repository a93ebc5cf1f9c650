"""Tally as TSL UMD and OSC: byte for byte, and read by programs that are not ours."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pythonosc.osc_message import OscMessage

from ops.bridge.lamps import Display, ascii_of, osc_messages, send, slug, tsl3, tsl5, tsl_packets
from ops.outputs import osc_side
from tests.support.tools import need

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parents[2]
EVERY = ("ON_AIR", "NEXT", "STANDBY", "OFF", "CLEAR", "UNKNOWN")


def test_v31_is_eighteen_bytes_as_the_protocol_says() -> None:
    assert tsl3(Display(5, "Hải Phòng", "ON_AIR")) == b"\x85\x31HAI PHONG       "
    assert tsl3(Display(0, "Thành phố Hồ Chí Minh", "NEXT")) == b"\x80\x32THANH PHO HO CHI"
    assert tsl3(Display(126, "", "STANDBY")) == b"\xfe\x33" + b" " * 16
    with pytest.raises(ValueError, match="126"):
        tsl3(Display(127, "x", "OFF"))


def test_v5_counts_its_bytes_and_writes_accents_as_utf16() -> None:
    assert (
        tsl5(2, [Display(3, "HUE", "ON_AIR")]) == bytes.fromhex("0d000000020003 00d5000300".replace(" ", "")) + b"HUE"
    )
    wide = tsl5(0, [Display(1, "Huế", "NEXT")])
    assert wide[3] & 1 == 1
    assert wide[12:].decode("utf-16-le") == "Huế"
    assert int.from_bytes(wide[:2], "little") == len(wide) - 2
    with pytest.raises(ValueError, match="many"):
        tsl5(0, [Display(n, "x" * 60, "OFF") for n in range(40)])


def test_letters_lose_their_marks_and_nothing_else() -> None:
    assert ascii_of("Đắk Lắk, Ủy ban") == "DAK LAK, UY BAN"
    assert (slug("Hải Phòng"), slug("  ")) == ("hai-phong", "site")


@pytest.fixture(scope="module")
def decoder() -> Iterator[tuple[Any, list[int]]]:
    node = need("node")
    child = subprocess.Popen(
        [node, "tests/support/tsl_decoder.mjs"], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert child.stdout is not None
    end = threading.Timer(60, child.kill)  # a decoder that hears nothing must not be waited for
    end.start()
    yield child.stdout, json.loads(child.stdout.readline())["ports"]
    end.cancel()
    child.kill()
    child.wait()
    child.stdout.close()


@pytest.mark.parametrize(("number", "state"), list(enumerate(EVERY)))
def test_a_decoder_of_others_reads_v31(decoder: tuple[Any, list[int]], number: int, state: str) -> None:
    said, ports = decoder
    assert send("127.0.0.1", ports[0], tsl_packets(3, 0, [Display(number + 7, "Cần Thơ", state)]))
    got = json.loads(said.readline())
    assert (got["version"], got["address"], got["label"].strip()) == (3, number + 7, "CAN THO")
    assert (got["tally1"], got["tally2"]) == (state in ("ON_AIR", "STANDBY"), state in ("NEXT", "STANDBY"))
    assert (got["tally3"], got["tally4"], got["brightness"]) == (0, 0, 3)


@pytest.mark.parametrize(("number", "state"), list(enumerate(EVERY)))
def test_a_decoder_of_others_reads_v5(decoder: tuple[Any, list[int]], number: int, state: str) -> None:
    said, ports = decoder
    assert send("127.0.0.1", ports[1], tsl_packets(5, 4, [Display(number, "Hue", state), Display(9, "Đà Nẵng", "OFF")]))
    got = json.loads(said.readline())
    colour = {"ON_AIR": 1, "NEXT": 2, "STANDBY": 3}.get(state, 0)
    assert (got["screen"], got["index"], got["length"]) == (4, number, 3)
    shown = got["display"]
    assert (shown["text"], shown["brightness"]) == ("Hue", 3)
    assert [shown[name] for name in ("rh_tally", "text_tally", "lh_tally")] == [colour] * 3
    second = json.loads(said.readline())
    assert (second["index"], second["length"]) == (9, 2 * len("Đà Nẵng"))


def test_osc_messages_are_what_the_stage_sends_and_python_osc_reads() -> None:
    lamps = [Display(0, "Hải Phòng", "ON_AIR"), Display(1, "Huế", "UNKNOWN")]
    read = [OscMessage(osc_side.encode(address, args)) for address, args in osc_messages(lamps, ["hai-phong", "hue"])]  # type: ignore[arg-type]
    assert [(one.address, one.params) for one in read] == [
        ("/bridge/site/hai-phong/tally", [3, "ON_AIR"]),
        ("/bridge/site/hue/tally", [-1, "UNKNOWN"]),
    ]
