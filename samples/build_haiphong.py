"""Build samples/haiphong-2025/ from the plan and the table of communes: the real units, filled with invented people.

    python samples/build_haiphong.py samples/haiphong-2025/source/plan.json samples/haiphong-2025/source/communes.json

Same input, same output, byte for byte: each delegation draws from its own seed, so adding a unit moves nobody else.
"""

import argparse
import csv
import json
import random
import sys
import unicodedata
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import haiphong_words as words

Row = dict[str, Any]
SEED = "haiphong-2025"
# Protocol order of the blocks; the organiser may change it, the plan does not give one.
CATEGORY_ORDER = [
    "lanh_dao_trung_uong", "mttq", "chu_tri", "so_nganh", "doan_the", "ubnd_xa_phuong_dac_khu", "hiep_hoi",
    "giai_phap_tmdt", "doanh_nghiep_htx_ho_kd", "don_vi_dia_diem", "bao_chi", "noi_bo_so",
]  # fmt: skip
UNSEATED = {"bao_chi", "noi_bo_so"}  # press stand behind the cameras, the host's own staff work
VIP_WHOLE = {"lanh_dao_trung_uong", "mttq", "chu_tri"}
VIP_HEADS = {"so_nganh", "doan_the"}
HOST_COMMUNE = "11560"  # Phường Thủy Nguyên, where the venue stands
ISLANDS = {"11914", "11948"}  # the two đặc khu
BADGES = {"bao_chi": "Báo chí", "noi_bo_so": "Ban tổ chức", "don_vi_dia_diem": "Ban tổ chức"}
SEAT_ROWS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # no I and no O: read over a radio they become 1 and 0
SEATS_A_ROW = 38
SPARE_A_ROW = 2  # one chair in twenty stays in reserve
COLUMNS = [
    "key", "delegation", "honorific", "name", "title", "unit", "rank", "category", "vip", "head", "status", "blocked",
    "attention", "note", "host", "seat", "badge", "phone", "email",
]  # fmt: skip


def build_event(plan: Row) -> Row:
    """Return the event with its categories. The plan gives the day only; the hours are invented."""
    venue, event = plan["venue"], plan["event"]
    return {
        "id": "hp2025",
        "name": event["activity_launch"],
        "short": "Ngày hội mua sắm trực tuyến Hải Phòng 2025",
        "programme": event["name"],
        "date": event["date"],
        "zone": "Asia/Ho_Chi_Minh",
        "starts_at": "2025-11-14T17:25:00+07:00",
        "ends_at": "2025-11-14T21:00:00+07:00",
        "venue": venue["name"],
        "place": f"{venue['address']}, {venue['commune']}, {venue['province']}",
        "commune": venue["commune_code"],
        "organiser": event["issuer"],
        "source": f"Kế hoạch số {event['plan_number']} ngày 23/10/2025 của {event['issuer']}",
        "remarks": [
            "Ngày và địa điểm theo kế hoạch (dự kiến); giờ bắt đầu và kết thúc là giả định.",
            "Đoàn và đơn vị theo kế hoạch; người, số điện thoại, chỗ ngồi và đơn vị ghi invented là giả định.",
        ],
        "categories": [
            {"id": key, "name": plan["delegation_categories"][key], "order": order}
            for order, key in enumerate(CATEGORY_ORDER, start=1)
        ],
    }


def build_policy(plan: Row) -> Row:
    """Return the rules and words of the invitation. Signer, contact and way are invented."""
    event, venue = plan["event"], plan["venue"]
    return {
        "walk_ins": "approval",
        "letter": f"Thực hiện Kế hoạch số {event['plan_number']} ngày 23/10/2025, {event['issuer']} trân trọng kính "
        "mời Ông/Bà tới dự chương trình:",
        "signer": "Trưởng ban Trịnh Quốc Lâm",
        "map_text": f"Qua cầu sang đảo Vũ Yên, theo biển chỉ dẫn đến {venue['name']}. Xe của đại biểu đỗ tại tầng "
        "hầm B1 từ 16 giờ, đi thang máy lên sảnh tầng 1.",
        "controller": event["issuer"],
        "contact": "Văn phòng Ban tổ chức, 0912 000 990, bantochuc@example.vn",
        "retention_days": 90,
    }


def build_gates() -> list[Row]:
    """Return the three gates. Each has another policy, so that every scan rule can be seen on the sample."""
    window = {"opens_at": "2025-11-14T16:30:00+07:00", "closes_at": "2025-11-14T21:30:00+07:00"}
    main = [key for key in CATEGORY_ORDER if key not in UNSEATED]
    vip = [key for key in CATEGORY_ORDER if key in VIP_WHOLE | VIP_HEADS | {"ubnd_xa_phuong_dac_khu"}]
    return [
        {"id": "A", "name": "Cổng A - Sảnh chính", "place": "Cửa chính tầng 1", "categories": main,
         "way": "Đi thẳng, lên sảnh trung tâm, tìm hàng ghế theo thẻ", **window,
         "reentry": "after_exit", "needs_confirmation": False, "desk_override": True},
        {"id": "B", "name": "Cổng B - Sảnh thang máy", "place": "Thang máy phía Bắc, cạnh Phòng chờ VIP",
         "categories": vip, "way": "Rẽ phải vào Phòng chờ VIP, lễ tân dẫn xuống hàng ghế A", **window,
         "reentry": "once", "needs_confirmation": True, "desk_override": False},
        {"id": "C", "name": "Cổng C - Báo chí, kỹ thuật", "place": "Cửa sau tầng 1, cạnh bàn kỹ thuật",
         "categories": ["bao_chi", "noi_bo_so", "don_vi_dia_diem"],
         "way": "Rẽ trái vào Khu báo chí, không đi qua sân khấu", **window,
         "reentry": "multiple", "needs_confirmation": False, "desk_override": True},
    ]  # fmt: skip


def build_delegations(plan: Row, communes: list[Row]) -> list[Row]:
    """Return the 27 rows of the plan, each group followed by its units, in the order of introduction inside a block."""
    rows = []
    for planned in plan["delegations"]:
        group = planned["kind"] == "group"
        rows.append({
            "id": planned["id"], "name": planned["name"], "category": planned["category"],
            "order": planned["protocol_order"] * 1000, "kind": "group" if group else "single", "parent": None,
            "commune": None, "role": planned["role_at_event"], "note": planned["note"], "invented": False,
        })  # fmt: skip
        if group:
            rows.extend(expand(rows[-1], communes))
    return rows


def expand(group: Row, communes: list[Row]) -> Iterator[Row]:
    """Yield the units of one group row: real communes by code, or invented units by number."""
    if group["id"] == "DV16":
        named = [(c["code"], f"Ủy ban nhân dân {c['name']}", c["code"], False) for c in communes]
    else:
        names = words.OPEN_GROUPS[group["id"]][3]
        named = [(f"{n:02d}", name, None, name not in words.REAL_UNITS) for n, name in enumerate(names, start=1)]
    for place, (suffix, name, commune, invented) in enumerate(named, start=1):
        yield group | {
            "id": f"{group['id']}-{suffix}", "name": name, "order": group["order"] + place, "kind": "unit",
            "parent": group["id"], "commune": commune, "note": None, "invented": invented,
        }  # fmt: skip


def titles_for(delegation: Row, dice: random.Random) -> list[tuple[str, int]]:
    """Return title and rank of each person a delegation sends, the head first."""
    if delegation["id"] == "DV19-01":  # one delegation of 20: a desk must let it in with a few taps
        return words.TITLES["company"][:4] + [("Nhân viên bán hàng trực tuyến", 80)] * 16
    if delegation["parent"] is None:
        kind, count = words.SINGLES[delegation["id"]]
    elif delegation["parent"] == "DV16":
        kind, count = dice.choice(["commune", "commune", "commune_chair"]), dice.randint(3, 5)
    else:
        kind, least, most, _ = words.OPEN_GROUPS[delegation["parent"]]
        count = dice.randint(least, most)
    table = words.TITLES[kind]
    return (table + [table[-1]] * count)[:count]


def person(rank: int, important: bool, dice: random.Random) -> tuple[str, str]:
    """Return honorific and full name of an invented person."""
    honorific = "Ông" if dice.random() < 0.58 else "Bà"
    family = dice.choices(list(words.FAMILIES), list(words.FAMILIES.values()))[0]
    middles = words.RARE_MIDDLES if important and rank <= 30 else words.MIDDLES
    pair = dice.choice(middles[honorific]), dice.choice(words.GIVENS[honorific])
    while pair in words.TAKEN_PAIRS or pair[1] in pair[0].split():
        pair = dice.choice(middles[honorific]), dice.choice(words.GIVENS[honorific])
    return honorific, " ".join((family, *pair))


def is_vip(delegation: Row, rank: int, head: bool) -> bool:
    category, commune = delegation["category"], delegation["commune"]
    if category in VIP_WHOLE:
        return rank <= 40
    return head and (category in VIP_HEADS or commune in ISLANDS | {HOST_COMMUNE})


def send(delegation: Row) -> Iterator[Row]:
    """Yield the guests of one delegation, the head first."""
    dice = random.Random(f"{SEED}:{delegation['id']}")
    for number, (title, rank) in enumerate(titles_for(delegation, dice), start=1):
        head = number == 1
        vip = is_vip(delegation, rank, head)
        honorific, name = person(rank, delegation["parent"] in (None, "DV16"), dice)
        status = dice.choices(["confirmed", "invited", "declined", "cancelled"], [86, 9, 3, 2])[0]
        host, channel = dice.choice(words.HOSTS)
        yield {
            "key": f"{delegation['id']}-{number:02d}", "delegation": delegation["id"], "honorific": honorific,
            "name": name, "title": title, "unit": delegation["name"].removeprefix("Lãnh đạo "), "rank": rank,
            "category": delegation["category"], "vip": vip, "head": head,
            "status": "confirmed" if vip or head else status, "blocked": "",
            "attention": False, "note": dice.choice(words.NOTES) if dice.random() < 0.015 else "",
            "host": f"{host}, kênh {channel}" if vip else "",
            "badge": "VIP" if vip else BADGES.get(delegation["category"], "Đại biểu"),
        }  # fmt: skip


# Hard cases on purpose, by key: what a hurried desk must not get wrong.
EDITS: dict[str, Row] = {
    # Two people of one name in two communes whose names differ by one tone mark.
    "DV16-{cam_giang}-02": {"honorific": "Bà", "name": "Nguyễn Thị Hương", "status": "confirmed"},
    "DV16-{cam_giàng}-02": {"honorific": "Bà", "name": "Nguyễn Thị Hương", "status": "confirmed"},
    # A title of 60 letters, and the longest and the shortest name.
    "DV19-02-02": {"title": "Phó Giám đốc kiêm Trưởng ban Phát triển thị trường trên mạng"},
    "DV12-02": {"honorific": "Bà", "name": "Công Tằng Tôn Nữ Thị Quỳnh Anh"},
    "DV20-01-01": {"honorific": "Ông", "name": "Lò Ú"},
    # Attention at the door.
    "DV02-01": {"attention": True, "note": "Phát biểu: đưa vào cánh gà trước 18 giờ 20, báo tổng đạo diễn"},
    "DV01-01": {"attention": True, "note": "Phát biểu khai mạc: báo MC khi đến"},
    "DV16-11948-01": {"attention": True, "note": "Ra đảo bằng tàu đêm: mời về trước 19 giờ 30"},
    "DV24-02": {"attention": True, "note": "Mang theo máy quay lớn: dẫn qua cửa hàng"},
    # Everyone the rules refuse, and a VIP who has not answered yet.
    "DV09-01": {"status": "invited"},
    "DV19-03-03": {"status": "confirmed", "blocked": "Giấy mời bị báo mất, mời gặp tổ trưởng lễ tân"},
    "DV21-02-01": {"status": "cancelled"},
    "DV17-03-02": {"status": "declined"},
}  # fmt: skip


def edits_for(communes: list[Row]) -> dict[str, Row]:
    codes = {c["name"]: c["code"] for c in communes}
    names = {"cam_giang": codes["Xã Cẩm Giang"], "cam_giàng": codes["Xã Cẩm Giàng"]}
    return {key.format(**names): edit for key, edit in EDITS.items()}


def seat_numbers(count: int) -> list[int]:
    """Return the seats of a row from the centre outwards, right before left: the right hand is the place of honour."""
    middle = (count + 1) // 2
    return sorted(range(1, count + 1), key=lambda n: (abs(n - middle), n < middle))


def seats() -> Iterator[str]:
    for row in SEAT_ROWS:
        for number in seat_numbers(SEATS_A_ROW):
            yield f"{row}-{number:02d}"


def protocol_key(guest: Row) -> tuple[bool, int, int]:
    """VIPs sit first, then block by block, then by rank; Python's stable sort keeps the order of the list."""
    return not guest["vip"], CATEGORY_ORDER.index(guest["category"]), guest["rank"]


def build_seats(guests: list[Row]) -> list[Row]:
    """The plan of the hall: as many rows as are needed, the reserve at the end of each."""
    used = {guest["seat"].partition("-")[0] for guest in guests if guest["seat"]}
    spare = list(range(SEATS_A_ROW + 1, SEATS_A_ROW + SPARE_A_ROW + 1))
    return [{"row": row, "count": SEATS_A_ROW + SPARE_A_ROW, "reserve": spare} for row in SEAT_ROWS if row in used]


def give_seats(guests: list[Row]) -> None:
    free = seats()
    for guest in sorted(guests, key=protocol_key):
        seated = guest["category"] not in UNSEATED and guest["status"] in ("confirmed", "invited")
        guest["seat"] = next(free) if seated else ""


def ascii_word(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return "".join(letter for letter in plain if letter.isascii() and letter.isalnum())


def build_guests(delegations: list[Row], communes: list[Row]) -> list[Row]:
    """Return every guest, with the hard cases written over the drawn ones."""
    guests = [guest for delegation in delegations if delegation["kind"] != "group" for guest in send(delegation)]
    by_key = {guest["key"]: guest for guest in guests}
    for key, edit in edits_for(communes).items():
        by_key[key].update(edit)
    give_seats(guests)
    for number, guest in enumerate(guests, start=1):
        guest["phone"] = f"0912 000 {number:03d}"
        guest["email"] = f"{ascii_word(guest['name'].split()[-1])}.{number:03d}@example.vn"
    return guests


def check(delegations: list[Row], guests: list[Row]) -> None:
    """Stop when the sample would not hold what its README promises."""
    planned = [d["id"] for d in delegations if d["parent"] is None]
    assert planned == [f"DV{n:02d}" for n in range(1, 28)], planned
    assert sum(d["parent"] == "DV16" for d in delegations) == 114
    assert 850 <= len(guests) <= 999, len(guests)  # three digits of invented phone numbers
    assert len({g["key"] for g in guests}) == len(guests)
    seated = [g["seat"] for g in guests if g["seat"]]
    assert len(set(seated)) == len(seated)
    for _, members in groupby(guests, key=lambda g: g["delegation"]):
        assert sum(g["head"] for g in members) == 1
    assert max(len(g["title"]) for g in guests) == 60


def write_json(path: Path, value: object) -> None:
    """One row of a list on one line: a change of one unit is one line of a diff."""
    if isinstance(value, list):
        lines = ",\n".join(" " + json.dumps(row, ensure_ascii=False) for row in value)
        text = f"[\n{lines}\n]\n"
    else:
        text = json.dumps(value, ensure_ascii=False, indent=1) + "\n"
    path.write_text(unicodedata.normalize("NFC", text), encoding="utf-8")


def write_guests(path: Path, guests: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        sheet = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        sheet.writeheader()
        for guest in guests:
            flags = {name: "1" if guest[name] else "" for name in ("vip", "head", "attention")}
            sheet.writerow({k: unicodedata.normalize("NFC", str(v)) for k, v in (guest | flags).items()})


def main(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("plan", type=Path)
    parser.add_argument("communes", type=Path)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "haiphong-2025")
    args = parser.parse_args(argv)
    plan = json.loads(args.plan.read_text(encoding="utf-8"))
    communes = json.loads(args.communes.read_text(encoding="utf-8"))["hai_phong"]["communes"]
    delegations = build_delegations(plan, communes)
    guests = build_guests(delegations, communes)
    check(delegations, guests)
    args.out.mkdir(parents=True, exist_ok=True)
    write_json(args.out / "event.json", build_event(plan))
    write_json(args.out / "policy.json", build_policy(plan))
    write_json(args.out / "gates.json", build_gates())
    write_json(args.out / "seats.json", build_seats(guests))
    write_json(args.out / "delegations.json", delegations)
    write_guests(args.out / "guests.csv", guests)
    print(f"{len(delegations)} delegations, {len(guests)} guests -> {args.out.name}/")


if __name__ == "__main__":
    main(sys.argv[1:])
