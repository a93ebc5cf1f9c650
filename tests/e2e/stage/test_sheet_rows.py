"""The editor of the run sheet as a spreadsheet: cells, and whole rows."""

from __future__ import annotations

from tests.e2e.stage.sheet_page import FIELD, MINUTE, choice, go, open_sheet, order, rows, settled, shows
from tests.support.browser import Site


def test_it_is_a_spreadsheet(site: Site) -> None:
    page = open_sheet(site)
    before = rows(site)
    go(page, "r03", "title")
    page.keyboard.type("Đón khách")
    page.keyboard.press("Enter")
    assert choice(page) == "cell-r04-3", "Enter goes down"
    page.keyboard.press("ArrowLeft")
    page.keyboard.type("3p30")
    page.keyboard.press("Tab")
    assert choice(page) == "cell-r04-3", "Tab goes on"
    shows(page, "r04", "#length", "3:30")
    page.keyboard.press("F2")
    page.keyboard.type(" VIP")
    page.keyboard.press("Escape")
    shows(page, "r04", "title", before["r04"]["cells"]["title"])
    go(page, "r07", "#start")
    page.keyboard.type("tối")
    page.keyboard.press("Enter")
    page.wait_for_selector(".refused:has-text('Ghi như 19h05')")
    assert page.input_value(FIELD) == "tối", "what cannot be read stays under the hand"
    page.keyboard.press("Escape")
    page.keyboard.type("18h16")
    page.keyboard.press("Enter")
    shows(page, "r07", "#start", "18:16")
    settled(page)
    now = rows(site)
    assert now["r03"]["cells"]["title"] == "Đón khách"
    assert (now["r04"]["plan"]["duration"], now["r07"]["plan"]["begins"]) == (210_000, "fixed")
    # Cells as other spreadsheets exchange them.
    go(page, "r05", "owner")
    page.evaluate(
        """() => { const data = new DataTransfer(); data.setData('text/plain', 'Lan\\tNhạc 2\\nMinh\\t"Nhạc\\n3"');
        document.querySelector('#sheet-field').dispatchEvent(new ClipboardEvent('paste', { clipboardData: data })); }"""
    )
    shows(page, "r06", "owner", "Minh")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowDown")
    copied = page.evaluate(
        """() => { const data = new DataTransfer();
        document.querySelector('#sheet-field').dispatchEvent(new ClipboardEvent('copy', { clipboardData: data }));
        return data.getData('text/plain'); }"""
    )
    assert copied == 'Lan\tNhạc 2\nMinh\t"Nhạc\n3"'
    page.keyboard.press("Delete")
    page.wait_for_function("() => !document.querySelector(\".line[data-row='r05'] [data-col='5'] .text\").innerText")
    settled(page)
    # Finding needs no accents.
    page.keyboard.press("Control+f")
    page.fill("#sheet-find", "phat bieu khai mac")
    page.wait_for_selector(".line.hit")
    page.keyboard.press("Enter")
    page.wait_for_selector(".line.hit .cell.cursor")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.wait_for_selector(".keys kbd:has-text('Ctrl+D')")
    page.keyboard.press("?")
    while site.command("stage/undo").status == 200:
        pass
    assert {name: row["cells"] for name, row in rows(site).items()} == {n: r["cells"] for n, r in before.items()}


def test_rows_are_added_cloned_moved_grouped_numbered_and_given_away(site: Site) -> None:
    page = open_sheet(site, viewport={"width": 1366, "height": 1000})
    begun = order(site)
    go(page, "r03", "title")
    page.keyboard.press("Control+Enter")
    page.wait_for_function(
        "(old) => { const row = document.querySelector('.cell.cursor')?.closest('.line').dataset.row;"
        " return row && !old.includes(row); }", arg=list(begun),
    )  # fmt: skip
    page.keyboard.type("Mục mới")
    page.keyboard.press("Enter")
    settled(page)
    (new,) = set(order(site)) - set(begun)
    assert order(site).index(new) == order(site).index("r03") + 1
    assert rows(site)[new]["plan"]["group"] == rows(site)["r03"]["plan"]["group"]
    go(page, new, "title")
    page.keyboard.press("Control+d")
    page.wait_for_function("() => document.querySelectorAll('.line').length && [...document.querySelectorAll"
                           "('.c-title .text')].filter((one) => one.innerText === 'Mục mới').length === 2")  # fmt: skip
    (copy,) = set(order(site)) - {*begun, new}
    go(page, copy, "title")
    page.keyboard.press("Alt+ArrowUp")
    page.wait_for_function(
        f"() => document.querySelector(\".line[data-row='{copy}']\").nextSibling.dataset.row === '{new}'"
    )
    # By its handle, with a line where it will land.
    grip = page.locator(f".line[data-row='{copy}'] .grip").bounding_box()
    target = page.locator(".line[data-row='r05']").bounding_box()
    assert grip
    assert target
    page.mouse.move(grip["x"] + 10, grip["y"] + 10)
    page.mouse.down()
    page.mouse.move(target["x"] + 10, target["y"] + target["height"] - 6, steps=6)
    page.wait_for_selector(".drop")
    page.mouse.up()
    page.wait_for_selector(".drop", state="detached")
    page.wait_for_function(
        f"() => document.querySelector(\".line[data-row='r05']\").nextSibling.dataset.row === '{copy}'"
    )
    # Several rows under one heading.
    page.click(f".line[data-row='{copy}'] .grip")
    page.click(".line[data-row='r06'] .grip", modifiers=["Shift"])
    page.wait_for_selector(".panel h2:has-text('2 mục')")
    page.click(".row-acts button:has-text('Gộp thành phần')")
    page.fill(".sheet-form input >> nth=0", "Văn nghệ")
    page.fill(".sheet-form input >> nth=1", "12'")
    page.click(".sheet-form button[type=submit]")
    page.wait_for_selector(".line.group:has-text('Văn nghệ')")
    heading = next(name for name, row in rows(site).items() if row["cells"].get("title") == "Văn nghệ")
    assert rows(site)[heading]["plan"]["target"] == 12 * MINUTE
    assert {rows(site)[name]["plan"]["group"] for name in (copy, "r06")} == {heading}
    page.wait_for_selector(f".line[data-row='{heading}'] .cell.cursor")
    page.click(".row-acts button:has-text('Tách khỏi phần')")
    page.wait_for_selector(".line.group:has-text('Văn nghệ')", state="detached")
    # Numbers, with a look at them first.
    page.click("button:has-text('Đánh số cue')")
    page.fill(".sheet-form input >> nth=0", "A")
    page.wait_for_selector(".preview td:has-text('A01')")
    page.click(".sheet-form button.main")
    shows(page, "r01", "cue", "A01")
    # A row of another kind, then to another track.
    go(page, new, "title")
    page.select_option(".panel select >> nth=0", "milestone")
    page.wait_for_selector(f".line.milestone[data-row='{new}']")
    page.click("button:has-text('Thêm tuyến')")
    page.fill(".sheet-form input", "Góc livestream")
    page.click(".sheet-form button[type=submit]")
    page.wait_for_selector(".empty:has-text('Chưa có mục nào')")
    page.click(".sheet-title button:has-text('Sân khấu')")
    go(page, new, "title")
    page.select_option(".row-acts + .field select", label="Góc livestream")
    page.wait_for_selector(f".line[data-row='{new}']", state="detached")
    (corner,) = {one["id"] for one in site.snapshot("stage")["track"]} - {"stage"}
    assert order(site, corner) == [new]
    # The way back, with the name of what is taken back.
    page.wait_for_selector(".turn.undo small:has-text('sang Góc livestream')")
    page.click(".turn.undo")
    page.wait_for_selector(f".line[data-row='{new}']")
    while site.command("stage/undo").status == 200:
        pass
    assert order(site) == begun
