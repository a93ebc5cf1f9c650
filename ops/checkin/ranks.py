"""What place a title gives within a block: small stands first. Pure, and only a proposal: a protocol officer may change
every rank.

The numbers are those of the sample list: 10 who leads a unit, 20 deputies, 40 heads of a part of it, 50 their deputies,
60 members and people with a task, 80 staff. A title that says nothing known stands last.
"""

import re

from ops.core.names import fold

UNKNOWN = 999
_CITY = r".*\b(thanh pho|tp|tinh|trung uong|viet nam)\b"
_PARTY = r"(thanh uy|tinh uy|trung uong|dang uy|thuong truc)"

_SHORT = {
    "ct": "chu tich", "pct": "pho chu tich", "gd": "giam doc", "pgd": "pho giam doc", "tgd": "tong giam doc",
    "ptgd": "pho tong giam doc", "tp": "truong phong", "ptp": "pho truong phong", "pp": "pho truong phong",
    "cvp": "chanh van phong", "pcvp": "pho chanh van phong", "bt": "bi thu", "pbt": "pho bi thu",
    "tbt": "tong bien tap", "ptbt": "pho tong bien tap", "ttk": "tong thu ky", "tb": "truong ban",
    "ptb": "pho truong ban", "cv": "chuyen vien", "pv": "phong vien", "btv": "bien tap vien", "nv": "nhan vien",
    "ktv": "ky thuat vien", "uv": "uy vien", "uvbtv": "uy vien ban thuong vu", "uvbch": "uy vien ban chap hanh",
    "p": "pho", "pt": "pho truong", "q": "quyen", "ceo": "tong giam doc", "director": "giam doc",
    "chairman": "chu tich", "deputy": "pho", "vice": "pho", "manager": "quan ly",
}  # fmt: skip
"""Abbreviations as lists use them; only at the beginning of a title, where TP is not a city."""
_BEFORE = frozenset({"pho", "quyen", "chanh", "tong", "nguyen"})
"""After one of these an abbreviation is still one: phó GĐ, quyền TP."""
_NOISE = re.compile(r"^(dong chi|ong|ba|gs|pgs|ts|ths|bs|ks|thac si|tien si|ky su truong)\s+(?=\S)")

_RANKS: tuple[tuple[str, int], ...] = (
    (r"(pho thu tuong|thu tuong|bo truong|uy vien (bo chinh tri|trung uong dang))\b", 1),
    (r"thu truong\b", 5),
    (r"bi thu (thanh uy|tinh uy)\b", 5),
    (r"pho bi thu " + _PARTY, 18),
    (r"uy vien ban thuong vu (thanh uy|tinh uy)\b", 19),
    (r"pho chu tich (hoi|chi hoi|cong doan|hoi lien hiep)\b(?!" + _CITY + r"|.* dong )", 60),
    (r"chu tich (hoi|chi hoi|cong doan)\b(?! dong)(?!" + _CITY + ")", 50),
    (r"pho (tong giam doc)\b", 18),
    (r"(tong giam doc|chu tich (hdqt|hdtv|hoi dong quan tri|hoi dong thanh vien))\b", 8),
    (r"bi thu\b(?! (doan|chi doan))", 9),
    (r"chu tich hdnd\b(?!" + _CITY + ")", 14),
    (r"chu tich (ubnd|uy ban nhan dan)\b(?!" + _CITY + ")", 15),
    (r"pho (giam doc) (khu vuc|chi nhanh|trung tam)\b", 30),
    (r"giam doc (khu vuc|chi nhanh|trung tam)\b", 20),
    (r"pho (chu tich|giam doc|chu nhiem|bi thu|tong bien tap)\b", 20),
    (r"pho ((chi )?cuc|vu|vien|hieu) truong\b", 20),
    (r"pho truong thue\b", 20),
    (r"pho truong ban$|pho truong ban quan ly\b", 20),  # of a unit that is itself a board
    (r"pho tong thu ky\b", 35),
    (r"pho (truong|chanh|phong|ban|bo phan|nhom|quan ly)\b", 50),
    (r"(chu tich|giam doc|chu nhiem|((chi )?cuc|vu|vien|hieu) truong|tong bien tap)\b", 10),
    (r"(truong thue|truong ban quan ly|chu (co so|ho|doanh nghiep|hop tac xa|htx))\b", 10),
    (r"bi thu (doan|chi doan)\b", 20),
    (r"tong thu ky\b", 30),
    (r"truong ban$|(truong|chanh|quan ly)\b", 40),
    (r"ke toan truong\b", 45),
    (r"(uy vien|thanh vien|chuyen gia|phong vien|bien tap vien|giam sat|phu trach|nguoi ban hang|xa vien)\b", 60),
    (r"(quay phim|nhiep anh)\b", 70),
    (r"can bo phu trach\b", 85),
    (r"(chuyen vien|cong chuc|vien chuc|can bo|nhan vien|ky su|ky thuat vien|thu ky|van thu|lai xe)\b", 80),
)  # fmt: skip
_FITTING = tuple((re.compile(pattern), rank) for pattern, rank in _RANKS)


def rank_of_title(title: str) -> int:
    """The rank of a title; of several functions of one person the highest counts."""
    parts = re.split(r"[,;\n/]|\bki[eê]m\b|\s[-\u2013]\s", title, flags=re.IGNORECASE)
    return min((_rank(_spelled_out(fold(part))) for part in parts), default=UNKNOWN)


def _spelled_out(folded: str) -> str:
    """Abbreviations at the beginning in words, forms of address and degrees away."""
    while (shorter := _NOISE.sub("", folded)) != folded:
        folded = shorter
    said: list[str] = []
    rest = folded.split()
    while rest and (not said or said[-1].split()[-1] in _BEFORE):
        said.append(_SHORT.get(rest[0], "van phong" if rest[0] == "vp" else rest[0]))
        rest.pop(0)
    return " ".join([*said, *rest])


def _rank(words: str) -> int:
    former = words.startswith("nguyen ")  # who held an office stands after those who hold it
    plain = re.sub(r"^(nguyen|quyen|pho thuong truc)\s+", "", words)
    found = next((rank for pattern, rank in _FITTING if pattern.match(plain)), UNKNOWN)
    return found + 5 if former and found != UNKNOWN else found
