"""What the columns of a list of producers and products, hosts or rooms mean, by the words people put over them."""

from __future__ import annotations

import re

from ops.core.names import fold

LOOKED_AT = 30
"""Rows in which a header is looked for."""
_SELLER = {
    "producer_name": "chu the|ten chu the|chu the san xuat|ten chu the san xuat|co so|ten co so|co so san xuat"
    "|don vi|ten don vi"
    "|don vi san xuat|nha san xuat|doanh nghiep|ten doanh nghiep|doanh nghiep htx|dn htx|hop tac xa|to chuc ca nhan"
    "|don vi cung cap|nha cung cap|producer",
    "producer_kind": "loai hinh|loai hinh chu the|loai chu the|hinh thuc to chuc|loai hinh to chuc",
    "tax_code": "ma so thue|mst|ma so doanh nghiep|ma so thue mst",
    "commune": "xa phuong|xa|phuong|xa phuong dac khu|dia phuong|don vi hanh chinh|ma xa|ma xa phuong"
    "|ma don vi hanh chinh",
    "address": "dia chi|dia chi chu the|dia chi san xuat|noi san xuat|tru so",
    "contact": "nguoi lien he|nguoi dai dien|dai dien|lien he|ho ten nguoi lien he|chu co so",
    "phone": "dien thoai|sdt|so dien thoai|so dt|dt|dien thoai lien he|sdt lien he|so dien thoai lien he|zalo|phone",
}
_GOODS = {
    "id": "ma san pham|ma sp|ma|ma hang|sku",
    "name": "ten san pham|san pham|ten hang|ten hang hoa|hang hoa|mat hang|ten sp|ten mat hang|product",
    "industry": "nganh|nganh hang|nhom|nhom san pham|nhom nganh|phan nhom|nganh nhom|nhom hang",
    "stars": "hang sao|so sao|sao|hang|xep hang|hang ocop|sao ocop|ocop|phan hang|hang san pham|ket qua phan hang",
    "stars_source": "quyet dinh|so quyet dinh|qd cong nhan|quyet dinh cong nhan|can cu|so qd",
    "certificate_no": "so giay chung nhan|giay chung nhan|so gcn|gcn|so chung nhan|giay chung nhan so",
    "certificate_from": "ngay cap|ngay cong nhan|ngay chung nhan|cap ngay|ngay cap gcn|ngay quyet dinh|ngay ky",
    "certificate_until": "han|het han|ngay het han|han giay chung nhan|co gia tri den|hieu luc den|han gcn"
    "|thoi han|gia tri den",
    "alcohol": "do con|nong do con|do ruou|nong do|con|do con vol",
    "price": "gia|gia ban|don gia|gia niem yet|gia thuong|gia goc|gia ban le|gia hien tai",
    "live_price": "gia live|gia livestream|gia khuyen mai|gia ban tren live|gia uu dai|gia tren live"
    "|gia phien live|gia sale",
    "pack": "quy cach|dong goi|quy cach dong goi|don vi tinh|dvt|khoi luong|trong luong|bao goi",
    "stock": "ton|ton kho|so luong|so luong ton|ton cho live|sl|so luong cam ket|so luong cho live|luong hang",
    "page_url": "link|duong dan|trang san pham|truy xuat|link san pham|link truy xuat|truy xuat nguon goc"
    "|lien ket|website",
    "claims": "loi gioi thieu|mo ta|gioi thieu|loi quang cao|cong dung|noi dung quang cao|diem noi bat",
    "voucher": "voucher|muasamvietnam|ma giam gia|ma mua sam|tham gia voucher|ap dung voucher",
    "programmes": "chuong trinh|thuoc chuong trinh|danh hieu",
    "fresh": "hang tuoi|hang tuoi song|tuoi song|tuoi",
    "cold": "hang lanh|bao quan lanh|can tu mat|chuoi lanh|can chuoi lanh|dong lanh",
    "supplement": "thuc pham chuc nang|tpcn|thuc pham bao ve suc khoe|tpbvsk",
    "cosmetic": "my pham",
}
_PEOPLE = {
    "id": "ma|ma so|ma nguoi",
    "name": "ho va ten|ho ten|ten|nguoi livestream|ten nguoi livestream|host|streamer|nguoi dan|kol|koc|kol koc",
    "phone": _SELLER["phone"] + "|di dong|so di dong",
    "roles": "vai tro|nhiem vu|vi tri|phan cong",
    "home_site": "dia diem|diem|diem live|noi lam viec|co so|diem livestream",
    **{one: "|".join(f"{word}{one}" for word in ("", "tai khoan ", "kenh ", "nick ", "id ", "tai khoan kenh "))
       for one in ("tiktok", "shopee", "lazada", "facebook", "youtube")},
}  # fmt: skip
_ROOMS = {
    "id": "ma|ma phong|ma gian|so gian|ma gian hang",
    "name": "phong|gian|ten phong|ten gian|phong gian|gian hang|ten gian hang|phong live|ten phong gian|ten|room|booth",
    "kind": "loai|loai phong|kieu|loai hinh",
    "site": "dia diem|diem|co so|khu vuc|noi dat|diem livestream",
    "producer_name": _SELLER["producer_name"] + "|gian cua|don vi su dung",
    "hours": "gio hoat dong|gio mo cua dong cua|thoi gian hoat dong|gio",
    "opens": "mo cua|gio mo cua|mo|tu gio|bat dau",
    "closes": "dong cua|gio dong cua|dong|den gio|ket thuc",
    "cold": "tu mat|co tu mat|hang lanh|tu lanh|tu dong|bao quan lanh",
    "hears_stage": "nghe thay san khau|gan san khau|nghe san khau|bi on san khau|on tu san khau",
    "power": "dien|nguon dien|cap dien|o dien",
    "uplink": "mang|duong truyen|internet|wifi|ket noi|mang internet",
}
_WORDS = {"products": _SELLER | _GOODS, "people": _PEOPLE, "rooms": _ROOMS}
FIELDS = {
    kind: {word: name for name, words in found.items() for word in words.split("|")} for kind, found in _WORDS.items()
}
NEEDED = {"products": {"name", "producer_name"}, "people": {"name"}, "rooms": {"name"}}
"""Of these a list has at least one, and something beside it."""


def meaning(kind: str, text: str) -> str | None:
    """The field that a column's title names; what stands in brackets is left out when it does not help."""
    known = FIELDS[kind]
    plain = fold(text)
    return known.get(plain) or known.get(fold(re.sub(r"\([^)]*\)?", " ", text)))


def find_header(kind: str, rows: list[list[str]]) -> tuple[int, dict[str, int]] | None:
    """The row (from 0) that names most, and the column of every field."""
    best: tuple[int, dict[str, int]] | None = None
    for at, row in enumerate(rows[:LOOKED_AT]):
        columns: dict[str, int] = {}
        for place, text in enumerate(row):
            name = meaning(kind, text)
            if name:
                columns.setdefault(name, place)  # a second price or note is not ours
        fits = bool(NEEDED[kind] & columns.keys()) and (len(columns) > 1 or sum(map(bool, row)) == 1)
        if fits and (best is None or len(columns) > len(best[1])):
            best = at, columns
    return best
