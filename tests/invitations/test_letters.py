"""Letters: on paper, as pictures, by e-mail; nine hundred of them; every code is read back from what was made."""

from __future__ import annotations

import base64
import contextlib
import dataclasses
import io
import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

import pytest
from sqlalchemy import select

from ops.checkin.qr import invitation_url
from ops.core import clock, paper
from ops.invitations import actions, bounces, letters
from ops.invitations.models import mail
from scripts.parts import ROOT
from tests.support.app import Ops
from tests.support.factories import Row, Staff, World, make_world, new_ref
from tests.support.ports import free_port

pypdfium2 = pytest.importorskip("pypdfium2")
zxingcpp = pytest.importorskip("zxingcpp")

LONG_NAME = "Công Tằng Tôn Nữ Thị Nguyễn Phúc Hoàng Khánh Ngọc Diễm Trang Thùy Dương Quỳnh Anh"
LONG_TITLE = "Phó Giám đốc kiêm Trưởng ban Quản lý dự án đầu tư xây dựng các công trình thương mại điện tử biên giới"
LONG_UNIT = "Ủy ban nhân dân Đặc khu Bạch Long Vĩ và Trung tâm Xúc tiến thương mại quốc tế vùng duyên hải Bắc Bộ"
BASE = "HTTPS://SU-KIEN.HAIPHONG.EXAMPLE"
DPI = (72, 150, 300)


@pytest.fixture
def world(ops: Ops) -> World:
    starts_at = clock.now() + clock.DAY
    name = "Chương trình phát động ngày hội mua sắm trực tuyến thành phố Hải Phòng"
    return make_world(ops, starts_at=starts_at, ends_at=starts_at + clock.HOUR, name=name)


@pytest.fixture
def office(world: World) -> Staff:
    return world.make_staff("organiser")


def facts_of(layout: str, *guests: Row) -> Row:
    event = {
        "organiser": "Sở Công Thương thành phố Hải Phòng", "name": "Ngày hội mua sắm trực tuyến thành phố Hải Phòng",
        "venue": "Vincom Mega Mall Royal Island", "place": "Lô CCĐT-01, Khu B1, đảo Vũ Yên, phường Thủy Nguyên",
        "when": "18:20, thứ Sáu, ngày 14 tháng 11 năm 2025", "reply_by": "17:00, thứ Tư", "signer": "Lê Thị Ký",
        "letter": "Sở Công Thương trân trọng kính mời ông/bà tới dự chương trình:", "map_text": "Đỗ xe ở hầm B2. " * 8,
    }  # fmt: skip
    words = dict.fromkeys(("dear", "when", "where", "door", "way", "show", "signed", "reply"), "Lời của thư")
    return {"layout": layout, "form": "pdf", "event": event, "words": words | {"heading": "Giấy mời"}, "guests": guests}


def guest_of(code: str, **words: str) -> Row:
    url = invitation_url(BASE, code)
    return {"id": "k1", "name": "Ông Nguyễn Văn A", "title": "", "unit": "", "door": "Cổng A", "url": url,
            "code": code} | words  # fmt: skip


def quiet(done: int, total: int, said: Row | None = None) -> None:
    """Nobody listens."""


def read_page(page: Any, dpi: int) -> list[str]:
    picture = page.render(scale=dpi / 72).to_pil()
    return [found.text for found in zxingcpp.read_barcodes(picture)]


# ---------- on paper ----------


@pytest.mark.once
@pytest.mark.parametrize("layout", ["a5", "a6"])
def test_codes_on_paper_are_read_at_every_resolution(tmp_path: Path, layout: str) -> None:
    people = [guest_of(f"7Q4MXF2A7Q4MXF{n:02}") for n in range(3)]
    people.append(guest_of("7Q4MXF2A7Q4MXF99", name=f"Bà {LONG_NAME}", title=LONG_TITLE, unit=LONG_UNIT))
    letters.make(facts_of(layout, *people), tmp_path, quiet)
    document = pypdfium2.PdfDocument(str(tmp_path / letters.FILES[layout]))
    assert len(document) == len(people)
    for page, one in zip(document, people, strict=True):
        width, height = (side * 25.4 / 72 for side in page.get_size())
        assert (round(width), round(height)) == {"a5": (148, 210), "a6": (105, 148)}[layout]
        assert [read_page(page, dpi) for dpi in DPI] == [[one["url"]]] * 3
        assert page.get_textpage().count_chars() > 100


@pytest.mark.once
@pytest.mark.parametrize("layout", ["a5", "a6"])
def test_a_long_name_is_whole_and_stays_on_the_page(tmp_path: Path, layout: str) -> None:
    one = guest_of("7Q4MXF2A7Q4MXF2A", name=f"Bà {LONG_NAME}", title=LONG_TITLE, unit=LONG_UNIT)
    letters.make(facts_of(layout, one), tmp_path, quiet)
    page = pypdfium2.PdfDocument(str(tmp_path / letters.FILES[layout]))[0]
    text_page = page.get_textpage()
    text = " ".join(text_page.get_text_range().split())
    for words in (LONG_NAME, LONG_TITLE, LONG_UNIT):
        assert words in text
    width, _ = page.get_size()
    boxes = [text_page.get_charbox(n) for n in range(text_page.count_chars())]
    assert all(left >= 0 and right <= width and bottom >= 0 for left, bottom, right, _ in boxes)


def test_the_code_is_large_enough_for_any_phone() -> None:
    for layout in letters.LAYOUTS.values():
        for url in (invitation_url("HTTP://A.VN", "0" * 16), invitation_url(BASE + ".VN" * 20, "0" * 16)):
            size = paper.qr_size(url, layout.code_mm)
            side = paper._symbol(url).side
            assert size / side >= 1.0 and (side - 8) * size / side >= 35
            assert size <= layout.width - 2 * layout.margin


def test_a_word_wider_than_the_line_is_broken_not_cut() -> None:
    pdf = paper.new_document("thử", 50, 50)
    fitted = paper.fit_text(pdf, "x" * 200, 30, 1, (12, 10))
    assert "".join(fitted.lines) == "x" * 200 and fitted.size == 10
    paper.use_font(pdf, fitted.size)
    assert all(paper.text_width(pdf, line) <= 30 for line in fitted.lines)


def test_widths_are_those_of_the_library() -> None:
    pdf = paper.new_document("thử", 50, 50)
    for bold in (False, True):
        paper.use_font(pdf, 17, bold)
        assert paper.text_width(pdf, "Nguyễn Thị Ễ Ộ Ự Đặc") == pytest.approx(
            pdf.get_string_width("Nguyễn Thị Ễ Ộ Ự Đặc")
        )


# ---------- a job ----------


def wait_for_job(world: World, office: Staff, job: Row, wait_s: float = 60, look_s: float = 0.05) -> Row:
    """Look until it has ended; for a long one seldom, or the looks take a fifth of the time."""
    until = time.monotonic() + wait_s
    while time.monotonic() < until:
        found: Row = world.get(office, f"jobs/{job['id']}").json
        if found["state"] not in ("waiting", "running"):
            return found
        time.sleep(look_s)
    raise AssertionError("the job has no end")


def ask(world: World, office: Staff, what: str, **body: Any) -> Row:
    answer = world.post(office, f"invitations/{what}", **({"ref": new_ref()} | body))
    assert answer.status_code == 200, answer.text
    found: Row = answer.json
    return found


def file_of(world: World, office: Staff, job: Row) -> bytes:
    answer = world.get(office, f"jobs/{job['id']}/file")
    assert answer.status_code == 200
    data = cast(bytes, answer.data)
    answer.close()
    return data


def test_letters_of_a_delegation(world: World, office: Staff) -> None:
    world.make_delegation("d9")
    guests = world.make_guests(2, "d9", status="invited")
    world.make_guest(None, "d9", status="declined")
    world.make_guest()
    ref = new_ref()
    job = ask(world, office, "letters", layout="a6", delegation="d9", ref=ref)
    assert ask(world, office, "letters", layout="a6", delegation="d9", ref=ref)["id"] == job["id"]
    done = wait_for_job(world, office, job)
    assert done["state"] == "done" and done["result"]["letters"] == 2
    document = pypdfium2.PdfDocument(file_of(world, office, job))
    found = {text for page in document for text in read_page(page, 150)}
    assert {text[-16:] for text in found} == {world.code_of(one) for one in guests}


def test_pictures_of_a_delegation(world: World, office: Staff) -> None:
    world.make_delegation("d8")
    guests = world.make_guests(2, "d8", name=f"Bà {LONG_NAME}", title=LONG_TITLE, unit=LONG_UNIT + "x" * 90)
    done = wait_for_job(world, office, ask(world, office, "letters", form="png", delegation="d8"))
    with zipfile.ZipFile(io.BytesIO(file_of(world, office, done))) as archive:
        found = [zxingcpp.read_barcodes(open_picture(archive.read(name)))[0].text for name in archive.namelist()]
    assert sorted(text[-16:] for text in found) == sorted(world.code_of(one) for one in guests)
    card = world.get(office, f"invitations/{guests[0]}/card.png")
    assert card.mimetype == "image/png" and card.data.startswith(b"\x89PNG")


def open_picture(data: bytes) -> Any:
    from PIL import Image

    return Image.open(io.BytesIO(data)).convert("L")


def test_nobody_chosen_is_said(world: World, office: Staff) -> None:
    refused = world.post(office, "invitations/letters", ref=new_ref(), delegation="nobody")
    assert refused.status_code == 409 and refused.json["error"]["code"] == "nobody_chosen"


# ---------- e-mail ----------


@dataclasses.dataclass
class PostOffice:
    port: int
    file: Path

    def messages(self) -> list[tuple[str, EmailMessage]]:
        if not self.file.exists():
            return []
        lines = [json.loads(line) for line in self.file.read_text().splitlines()]
        read = [message_from_bytes(base64.b64decode(line["body"]), policy=policy.default) for line in lines]
        return [(line["to"][0], message) for line, message in zip(lines, read, strict=True)]


OpenPost = Callable[[int], PostOffice]


@pytest.fixture
def open_post(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenPost]:
    """A mail server that takes so many ms for a message; the application is told of it."""
    with contextlib.ExitStack() as stack:

        def make(wait_ms: int = 0) -> PostOffice:
            made = PostOffice(free_port(), tmp_path / f"post-{wait_ms}.jsonl")
            argv = [sys.executable, "-m", "tests.invitations.post_office", str(made.port), str(made.file), str(wait_ms)]
            # leaving it closes its pipe and waits; before that it is ended
            child = stack.enter_context(subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE))
            stack.callback(child.kill)
            assert child.stdout and child.stdout.readline() == b"ready\n"
            hall = world.ops.hall
            url = f"smtp://127.0.0.1:{made.port}?tls=no"
            config = dataclasses.replace(hall.config, smtp_url=url, mail_from="bantochuc@sct.example")
            monkeypatch.setattr(hall, "config", config)
            monkeypatch.setattr(hall.extra["jobs"], "config", config)
            return made

        yield make


def mails_of(world: World) -> dict[str, Row]:
    with world.ops.db.read() as conn:
        found = conn.execute(select(mail).where(mail.c.event_id == world.id)).mappings()
        return {row["guest_id"]: dict(row) for row in found}


def test_without_a_mail_server_the_page_says_so(world: World, office: Staff) -> None:
    world.make_guest(email="a@example.test")
    refused = world.post(office, "invitations/mails", ref=new_ref())
    assert refused.status_code == 409 and refused.json["error"]["code"] == "smtp_missing"


def test_a_message_holds_the_invitation_in_text_page_and_picture(
    world: World, office: Staff, open_post: OpenPost
) -> None:
    post = open_post(0)
    guest = world.make_guest(honorific="Bà", name="Lê <b>Đậm</b>", email="le@example.test", title="Giám đốc")
    done = wait_for_job(world, office, ask(world, office, "mails"))
    assert (done["state"], done["result"]["sent"]) == ("done", 1)
    ((to, message),) = post.messages()
    assert to == "le@example.test" and message["From"].addresses[0].addr_spec == "bantochuc@sct.example"
    assert message["Message-ID"] == f"<{mails_of(world)[guest]['id']}@sct.example>"
    text = cast(EmailMessage, message.get_body(("plain",))).get_content()
    page = cast(EmailMessage, message.get_body(("html",))).get_content()
    assert "Bà Lê <b>Đậm</b>" in text and world.code_of(guest) in text
    assert "Lê &lt;b&gt;Đậm&lt;/b&gt;" in page and "<b>Đậm" not in page
    pictures = [part for part in message.walk() if part.get_content_type() == "image/png"]
    (code,) = zxingcpp.read_barcodes(open_picture(cast(bytes, pictures[0].get_payload(decode=True))))
    assert code.text.endswith(world.code_of(guest))
    assert pictures[0]["Content-ID"].strip("<>") in page


def test_refused_recipients_do_not_stop_the_others(world: World, office: Staff, open_post: OpenPost) -> None:
    post = open_post(0)
    gone = world.make_guest(email="khong-co@example.test")
    full = world.make_guest(email="day-hop-thu@example.test")
    odd = world.make_guest(email="không phải địa chỉ")
    fine = world.make_guest(email="tot@example.test")
    world.make_guest()
    done = wait_for_job(world, office, ask(world, office, "mails"))["result"]
    assert done == {"sent": 1, "bounced": 1, "failed": 2, "no_address": 1}
    fates = {guest: (row["state"], row["why"]) for guest, row in mails_of(world).items()}
    assert fates[gone] == ("bounced", "550") and fates[full] == ("failed", "452")
    assert fates[odd][0] == "failed" and fates[fine] == ("sent", "")
    assert [to for to, _ in post.messages()] == ["tot@example.test"]
    counts = world.get(office, "invitations").json["counts"]
    assert (counts["sent"], counts["bounced"]) == (1, 3)


def test_nobody_gets_the_same_version_twice_unless_asked(world: World, office: Staff, open_post: OpenPost) -> None:
    post = open_post(0)
    guest = world.make_guest(email="mot@example.test")
    wait_for_job(world, office, ask(world, office, "mails"))
    refused = world.post(office, "invitations/mails", ref=new_ref())
    assert refused.json["error"]["code"] == "nobody_to_write"
    wait_for_job(world, office, ask(world, office, "mails", again=True))
    world.command(office, f"guests/{guest}/reissue")
    wait_for_job(world, office, ask(world, office, "mails"))
    bodies = [cast(EmailMessage, one.get_body(("plain",))).get_content() for _, one in post.messages()]
    assert [world.code_of(guest, 2) in body for body in bodies] == [False, False, True]


def test_a_stopped_job_goes_on_where_it_was(world: World, office: Staff, open_post: OpenPost) -> None:
    post = open_post(60)
    guests = world.make_guests(12)
    for number, guest in enumerate(guests):
        set_email(world, guest, f"k{number}@example.test")
    job = ask(world, office, "mails")
    until = time.monotonic() + 20
    while len(post.messages()) < 3 and time.monotonic() < until:
        time.sleep(0.02)
    world.command(office, f"jobs/{job['id']}/stop")
    until = time.monotonic() + 20
    while job_runs(world, job) and time.monotonic() < until:
        time.sleep(0.02)
    before = len(post.messages())
    assert 3 <= before < 12
    assert sum(row["state"] == "sent" for row in mails_of(world).values()) == before
    done = wait_for_job(world, office, ask(world, office, "mails"))
    assert done["result"]["sent"] == 12 - before
    assert sorted(to for to, _ in post.messages()) == sorted(f"k{number}@example.test" for number in range(12))


def job_runs(world: World, job: Row) -> bool:
    return job["id"] in world.ops.hall.extra["jobs"].running


def set_email(world: World, guest: str, address: str) -> None:
    from sqlalchemy import update

    from ops.checkin.models import guest as table

    with world.ops.db.write() as conn:
        conn.execute(update(table).where(table.c.event_id == world.id, table.c.id == guest).values(email=address))


def test_a_mail_server_that_is_away_keeps_everything_waiting(
    world: World, office: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall = world.ops.hall
    config = dataclasses.replace(
        hall.config, smtp_url=f"smtp://127.0.0.1:{free_port()}?tls=no", mail_from="a@b.example"
    )
    monkeypatch.setattr(hall, "config", config)
    monkeypatch.setattr(hall.extra["jobs"], "config", config)
    world.make_guest(email="mot@example.test")
    done = wait_for_job(world, office, ask(world, office, "mails"))
    assert (done["state"], done["error"]) == ("failed", "smtp_unreachable")
    assert [row["state"] for row in mails_of(world).values()] == ["waiting"]


# ---------- reports of undelivered mail ----------

REPORT = """From: MAILER-DAEMON@mx.example
To: bantochuc@sct.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <00000000000000000000@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="RAND"

--RAND
Content-Type: text/plain

I could not deliver it.
--RAND
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; mot@example.test
Action: {action}
Status: {status}
--RAND
Content-Type: message/rfc822

Message-ID: <{id}@sct.example>
Subject: Giay moi

text
--RAND--
"""


def report(id: str, action: str = "failed", status: str = "5.1.1") -> bytes:
    return REPORT.format(id=id, action=action, status=status).encode()


def test_reports_say_which_mail_came_back() -> None:
    one, two = "7q4mxf2a7q4mxf2a7q4m", "8q4mxf2a7q4mxf2a7q4m"
    assert bounces.read(report(one)) == [(one, "5.1.1")]
    assert bounces.read(report(one, action="delayed", status="4.4.1")) == []
    box = b"From a@b\n" + report(one) + b"\nFrom a@b\n" + report(two, status="5.2.2") + b"\n"
    assert bounces.read(box) == [(one, "5.1.1"), (two, "5.2.2")]
    for rubbish in (b"", b"\x00\xff", b"From ", b"Subject: x\n\nno report"):
        assert bounces.read(rubbish) == []


def test_a_report_marks_the_mail_once(world: World, office: Staff) -> None:
    guest = world.make_guest(email="mot@example.test")
    row = {"event_id": world.id, "id": "7q4mxf2a7q4mxf2a7q4m", "guest_id": guest, "state": "sent", "version": 1}
    with world.ops.db.write() as conn:
        conn.execute(mail.insert().values(**row, why="", made_at=1, changed_at=1))

    def hand_in() -> Row:
        path, kind = f"/api/events/{world.id}/invitations/bounces", "application/octet-stream"
        found: Row = world.ops.ask("POST", path, office.token, data=report(str(row["id"])), content_type=kind).json
        return found

    assert [hand_in(), hand_in()] == [{"found": 1, "marked": 1}, {"found": 1, "marked": 0}]
    assert mails_of(world)[guest]["state"] == "bounced"
    assert world.get(office, f"invitations/{guest}").json["history"][0]["facts"]["why"] == "5.1.1"


def test_the_keyboard_of_the_server_asks_every_event(world: World) -> None:
    guest = world.make_guest(email="mot@example.test")
    row = {"event_id": world.id, "id": "9q4mxf2a7q4mxf2a7q4m", "guest_id": guest, "state": "sent", "version": 1}
    with world.ops.db.write() as conn:
        conn.execute(mail.insert().values(**row, why="", made_at=1, changed_at=1))
    found = bounces.read(report(str(row["id"]), status="5.7.1"))
    assert [actions.mark_bounces(world.ops.db, found) for _ in range(2)] == [1, 0]
    assert mails_of(world)[guest]["why"] == "5.7.1"


# ---------- nine hundred ----------


@pytest.mark.once
def test_nine_hundred_letters_and_e_mails(world: World, office: Staff, open_post: OpenPost) -> None:
    """From the list to 900 letters and 900 e-mails in the local mail server; samples are read back."""
    post = open_post(0)
    guests = world.make_guests(900)
    with world.ops.db.write() as conn:
        from sqlalchemy import update

        from ops.checkin.models import guest as table

        conn.execute(update(table).where(table.c.event_id == world.id).values(email=table.c.id + "@example.test"))
    paper_job, mail_job = ask(world, office, "letters", layout="a5"), ask(world, office, "mails")
    done = wait_for_job(world, office, paper_job, 120, 0.5)
    assert (done["done"], done["total"], done["result"]["letters"]) == (900, 900, 900)
    document = pypdfium2.PdfDocument(file_of(world, office, paper_job))
    assert len(document) == 900
    for number in (0, 450, 899):
        assert [len(read_page(document[number], dpi)) for dpi in DPI] == [1, 1, 1]
    sent = wait_for_job(world, office, mail_job, 120, 0.5)["result"]
    assert sent == {"sent": 900, "bounced": 0, "failed": 0, "no_address": 0}
    messages = post.messages()
    assert sorted(to for to, _ in messages) == sorted(f"{guest}@example.test" for guest in guests)
    by_guest = {to.partition("@")[0]: message for to, message in messages}
    for guest in guests[::225]:
        assert world.code_of(guest) in cast(EmailMessage, by_guest[guest].get_body(("plain",))).get_content()
