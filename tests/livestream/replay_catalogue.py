"""The feed's promise for what the catalogue changes (tests/test_replay.py runs these)."""

from __future__ import annotations

import json
from datetime import timedelta

from ops import sample
from ops.core.work import Doorbell, begin
from ops.livestream.catalogue import actions as catalogue_actions, loading as catalogue_loading
from tests.livestream.shelf import FACT, Shelf, fill, picture
from tests.support.evening import Evening, case


def shelf_of(one: Evening) -> Shelf:
    return fill(one.world, one.staff)


@case("live.catalogue_loaded")
def loaded(one: Evening) -> None:
    folder = sample.ROOT / "haiphong-2025" / "live"
    files = {
        name: json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in catalogue_loading.FILES
    }
    rows = catalogue_loading.tables_of(files, "Asia/Ho_Chi_Minh", timedelta(days=3))
    with begin(one.world.ops.db, Doorbell(), one.world.id, "system") as work:
        assert catalogue_actions.load(work, rows, one.world.ops.hall.config.secret)["product"] == 38


@case("live.catalogue_changed")
def changed(one: Evening) -> None:
    shelf_of(one)
    one.command("live/catalogue/site/STA/change", seen=1, changes={"name": "Tên mới", "travel": {"STB": 45}})
    one.command("live/catalogue/product/SPA/change", seen=1, changes={"price": 70_000, "marks": ["fresh", "cold"]})


@case("live.catalogue_removed")
def removed(one: Evening) -> None:
    shelf = shelf_of(one)
    paper = shelf.paper("SPA", owner_kind="product", kind="label")
    one.command(f"live/papers/{paper}/remove", seen=1)
    one.command("live/catalogue/product/SPA/remove", seen=1)
    one.command("live/catalogue/room/RA/remove", seen=1)


@case("live.catalogue_imported")
@case("live.import_undone")
def brought_in(one: Evening) -> None:
    shelf = shelf_of(one)
    answer = shelf.bring(shelf.look())
    assert answer.status_code == 200, answer.text
    one.command(f"live/imports/{answer.json['facts']['import']}/undo")


@case("live.stars_confirmed")
def confirmed(one: Evening) -> None:
    shelf_of(one)
    one.command("live/products/SPA/stars", seen=1, stars=4, source="QĐ 144/QĐ-UBND")


@case("live.paper_added")
@case("live.paper_judged")
def paper(one: Evening) -> None:
    shelf = shelf_of(one)
    made = shelf.paper()
    assert shelf.scan(made, picture()).status_code == 200
    one.command(f"live/papers/{made}/change", seen=2, valid_until="2027-01-01")
    one.command(f"live/papers/{made}/judge", seen=3, state="accepted")


@case("live.identity_changed")
def identity(one: Evening) -> None:
    shelf_of(one)
    facts = {"platform": "tiktok", "handle": "@mau", "state": "verified"}
    made = one.command("live/people/PA/identities", **facts)["facts"]["identity"]
    one.command("live/people/PA/identities", identity=made, **facts | {"state": "refused"})
    one.command(f"live/people/PA/identities/{made}/remove")


@case("live.times_changed")
def times(one: Evening) -> None:
    shelf_of(one)
    span = {"from": "2026-11-14T10:00:00Z", "until": "2026-11-14T12:00:00Z"}
    one.command("live/people/PA/times", seen=1, away=[span | {"note": "bận"}], free=[])
    one.command("live/people/PA/times", seen=2, away=[], free=[span])


@case("live.link_made")
def link(one: Evening) -> None:
    shelf_of(one)
    one.command("live/people/PA/link")
    one.command("live/people/PA/link/remove")


@case("live.key_changed")
def key(one: Evening) -> None:
    shelf_of(one)
    one.command("live/channels/KA/key", key="khoa-phat-1")
    one.command("live/channels/KA/key", key="")


@case("live.fact_changed")
def fact(one: Evening) -> None:
    made = one.command("live/facts", **FACT)["facts"]["fact"]
    values = {name: value for name, value in FACT.items() if name not in ("platform", "fact")}
    one.command(f"live/facts/{made}/change", seen=1, **values | {"value": "200"})
