"""`ops import-guests` and `ops export-guests`: look, take in, write out, read back as the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ops import cli
from tests.guestlist.sheets import csv_of
from tests.support.app import open_ops
from tests.support.factories import make_world

Run = Callable[..., Any]


@pytest.fixture
def run(tmp_path: Path, copy_database: Callable[[Path], str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line on a database with one event, whose server does not run."""
    url = copy_database(tmp_path)
    ops = open_ops(tmp_path, url)
    make_world(ops, "thu")
    ops.close()
    monkeypatch.setenv("OPS_DATA", str(tmp_path))
    monkeypatch.setenv("OPS_DATABASE_URL", url)
    return lambda *words: CliRunner().invoke(cli.main, [str(word) for word in words])


def test_a_list_goes_in_and_out(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "list.csv"
    source.write_bytes(csv_of([["Họ tên", "Đoàn"], ["Lê Thị Mới", "Đoàn d1"], ["Ai Đó", "Đoàn d9"]]))
    looked = run("import-guests", "thu", source)
    assert looked.exit_code == 0, looked.output
    assert "2 dòng: 1 mới" in looked.output
    assert "B3: không có đoàn “Đoàn d9”" in looked.output
    assert "Đã nhận" not in looked.output
    assert "Đã nhận: 1 khách mới" in run("import-guests", "thu", source, "--accept").output
    for name in ("out.xlsx", "out.csv"):
        assert "1 khách" in run("export-guests", "thu", tmp_path / name).output
        again = run("import-guests", "thu", tmp_path / name)
        assert "1 dòng: 0 mới, 0 thay đổi, 1 như cũ" in again.output


def test_a_file_that_is_no_list_ends_with_words(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "list.xlsx"
    source.write_bytes(b"%PDF-1.7")
    said = run("import-guests", "thu", source)
    assert (said.exit_code, said.output.strip()) == (1, "Không phải tệp xlsx hoặc csv.")
    assert run("export-guests", "khong-co", tmp_path / "x.csv").exit_code == 1
