"""A small catalogue made through the product: a site, a room, a producer with a product, a host, a channel."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

from tests.support.factories import Device, Row, Staff, World, new_ref

FACT: Row = {
    "platform": "tiktok", "fact": "max_products", "value": "100", "unit": "sản phẩm", "level": "warn",
    "source": "trang hướng dẫn người bán", "seen_on": "2026-11-01", "status": "foreign",
}  # fmt: skip
LIST = (
    "STT;Tên chủ thể;Mã số thuế;Tên sản phẩm;Hạng sao;Ngày hết hạn;Giá bán;Giá live;Độ cồn;Tồn kho\n"
    "1;HTX Rươi Tứ Kỳ;0800123456;Chả rươi;4 sao;08/06/2028;125.000đ;112k;;80 hộp\n"
    "2;HTX Rươi Tứ Kỳ;;Rượu rươi;★★★;08-06-2028;1,5 triệu;;29%;1.200\n"
)


@dataclass
class Shelf:
    """What stands in the catalogue, and who looks after it."""

    world: World
    boss: Staff

    def make(self, what: str, id: str, **values: Any) -> str:
        self.world.command(self.boss, f"live/catalogue/{what}", id=id, values=values)
        return id

    def row(self, entity: str, id: str, audience: str = "live") -> Row:
        found = self.world.row(audience, entity, id)
        assert found is not None, f"{entity} {id} is not in the feed"
        return found

    def send(self, path: str, data: bytes, who: Staff | Device | None = None, **query: Any) -> Any:
        url = f"/api/events/{self.world.id}/live/{path}"
        token, options = (who or self.boss).token, {"data": data, "content_type": "application/octet-stream"}
        return self.world.ops.ask("POST", url, token, query_string=query, **options)

    def paper(self, owner: str = "CTA", **facts: Any) -> str:
        words: Row = {"owner_kind": "producer", "owner": owner, "kind": "seller", "number": "0800123456", **facts}
        paper: str = self.world.command(self.boss, "live/papers", **words)["facts"]["paper"]
        return paper

    def scan(self, paper: str, data: bytes, **query: Any) -> Any:
        return self.send(f"papers/{paper}/file", data, ref=new_ref(), **query)

    def look(self, text: str | bytes = LIST, kind: str = "products") -> Row:
        data = text.encode() if isinstance(text, str) else text
        answer = self.send("import/look", data, kind=kind, name="danh sách.csv")
        assert answer.status_code == 200, answer.text
        found: Row = answer.json
        return found

    def bring(self, seen: Row, text: str = LIST, **query: Any) -> Any:
        asked = {"kind": seen["kind"], "name": "danh sách.csv", "mark": seen["mark"], "ref": new_ref(), **query}
        return self.send("import", text.encode(), **asked)


def fill(world: World, boss: Staff) -> Shelf:
    """One of everything."""
    shelf = Shelf(world, boss)
    shelf.make("site", "STA", name="Trung tâm thương mại")
    shelf.make("site", "STB", name="Phòng thu", travel={"STA": 30})
    shelf.make("producer", "CTA", name="HTX Bánh đậu", contact="Bà Kiểm Thử", phone="0912 345 999", kind="cooperative")
    shelf.make("room", "RA", name="Phòng live 1", site="STA")
    shelf.make("room", "BA", name="Gian 01", site="STA", kind="booth", producer="CTA")
    shelf.make("product", "SPA", producer="CTA", name="Bánh đậu xanh", price=65_000)
    shelf.make("person", "PA", name="Nguyễn Thị Livestream", phone="0912 345 998", home_site="STA")
    shelf.make("kit", "TBA", name="Điện thoại", pieces=2)
    shelf.make("channel", "KA", name="Kênh A", platform="tiktok", key_holder="PA")
    return shelf


def picture(form: str = "JPEG", size: tuple[int, int] = (60, 40), exif: bool = False) -> bytes:
    """A photo; with `exif` it says where it was taken, as a phone's does."""
    from PIL import Image

    image, out, options = Image.new("RGB", size, (200, 120, 40)), io.BytesIO(), dict[str, Any]()
    if exif:
        said = Image.Exif()
        said[0x010F] = "Hãng Máy Ảnh Bí Mật"
        said.get_ifd(0x8825)[1] = "N"
        options["exif"] = said
    image.save(out, form, **options)
    return out.getvalue()


def scanned(world: World, boss: Staff, paper: str) -> str:
    """A paper that is there, with a scan."""
    answer = Shelf(world, boss).scan(paper, picture())
    assert answer.status_code == 200, answer.text
    return paper
