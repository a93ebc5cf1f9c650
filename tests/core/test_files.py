"""What browsers get of our scripts."""

import pytest

from ops.core.files import StaticFiles, lean

pytestmark = pytest.mark.once


def test_comments_that_fill_lines_are_left_out_and_line_numbers_stay() -> None:
    text = "/**\n * words\n */\nlet a = 1; // stays\n  // goes\nlet b = 'https://x'; /* stays */\n"
    assert lean("js/a.js", text.encode()).decode() == "\n\n\nlet a = 1; // stays\n\nlet b = 'https://x'; /* stays */\n"


def test_vendored_files_and_styles_are_untouched() -> None:
    text = b"/* licence */\nlet a = 1;\n"
    assert lean("vendor/x/a.js", text) == text
    assert lean("css/a.css", text) == text


def test_template_texts_hold_no_line_that_looks_like_a_comment() -> None:
    """The comments are found line by line, so no template literal may have a line that begins like one."""
    for name, data in StaticFiles().files.items():
        if name.startswith("js/") and name.endswith(".js"):
            parts = data.decode().split("`")
            inside = "".join(parts[1::2])
            assert "\n//" not in inside.replace(" ", ""), name


def test_the_build_changes_with_a_file(tmp_path) -> None:
    (tmp_path / "a.css").write_text("a{}")
    before = StaticFiles(tmp_path).build
    (tmp_path / "a.css").write_text("b{}")
    assert StaticFiles(tmp_path).build != before
