"""Promises of the files that are served: nothing from elsewhere, nothing inline, both languages whole."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent
STATIC, VENDOR, TEMPLATES = ROOT / "static", ROOT / "static" / "vendor", ROOT / "templates"
# Names, not addresses: a browser never fetches them.
NAMESPACES = re.compile(r"http://www\.w3\.org/(2000/svg|1999/xlink|1999/xhtml|1998/Math/MathML)")
OFF_ORIGIN = re.compile(r"""(?:\b(?:https?|wss?):)//[\w$-]+(?:\.[\w$-]+)|["'(=]\s*//[a-z0-9-]+\.""", re.IGNORECASE)
JS_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", re.DOTALL)
JINJA_COMMENT = re.compile(r"\{#.*?#\}|<!--.*?-->", re.DOTALL)
PLACEHOLDER = re.compile(r"\{(\w+)\}")
INLINE = {
    "a script without src": re.compile(r"<script\b(?![^>]*\bsrc\s*=)(?![^>]*application/json)", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
}
# Ways to turn text into markup or code; the strict content security policy stops some, this stops all.
DANGEROUS = re.compile(
    r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|dangerouslySetInnerHTML|eval\(|new Function)"
)


def own(folder: Path, pattern: str) -> list[Path]:
    return sorted(path for path in folder.rglob(pattern) if VENDOR not in path.parents)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def off_origin(text: str) -> list[str]:
    return [hit.group() for hit in OFF_ORIGIN.finditer(NAMESPACES.sub("", text))]


def inline_faults(text: str) -> list[str]:
    return [what for what, pattern in INLINE.items() if pattern.search(JINJA_COMMENT.sub("", text))]


def sums() -> dict[Path, str]:
    """Path of every listed vendor file to its SHA-256; a list may stand at the top or in a library's folder."""
    listed = {}
    for file in VENDOR.rglob("SHA256SUMS"):
        for line in file.read_text().splitlines():
            digest, _, path = line.partition("  ")
            listed[file.parent / path] = digest
    return listed


def test_every_vendor_file_is_listed_and_unchanged() -> None:
    listed = sums()
    # A list cannot hold its own sum; the list of a library's folder may stand in the list above it.
    present = {path for path in VENDOR.rglob("*") if path.is_file() and (path.name != "SHA256SUMS" or path in listed)}
    assert present, "static/vendor is empty"
    assert present == set(listed)
    assert [name(path) for path in present if hashlib.sha256(path.read_bytes()).hexdigest() != listed[path]] == []


def test_every_vendor_folder_has_a_version_and_a_licence() -> None:
    for folder in (path for path in VENDOR.iterdir() if path.is_dir()):
        assert re.search(r"-\d+\.\d+\.\d+$", folder.name), folder.name
        assert [path for path in folder.iterdir() if path.name.upper().startswith("LICEN")], folder.name


SCRIPTS = own(STATIC, "*.js")
STYLES = own(STATIC, "*.css")
PAGES = own(TEMPLATES, "*.html")


def test_the_lists_of_files_are_not_empty() -> None:
    """An empty list would let every check below pass."""
    assert SCRIPTS
    assert STYLES
    assert PAGES


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_script_fetches_nothing_from_elsewhere_and_makes_no_markup_of_text(path: Path) -> None:
    code = JS_COMMENT.sub("", path.read_text(encoding="utf-8"))
    assert off_origin(code) == []
    assert [hit.group() for hit in DANGEROUS.finditer(code)] == []


@pytest.mark.parametrize("path", STYLES, ids=name)
def test_style_fetches_nothing_from_elsewhere(path: Path) -> None:
    assert off_origin(re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)) == []


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_template_has_nothing_inline_and_nothing_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert inline_faults(text) == []
    assert off_origin(JINJA_COMMENT.sub("", text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "<script>go()</script>",
        "<p style='color:red'>",
        "<style>p{}</style>",
        '<a onclick="go()">',
        '<a href="javascript:x">',
    ],
)
def test_inline_code_is_noticed(text: str) -> None:
    assert inline_faults(text)


@pytest.mark.parametrize(
    "text",
    [
        "import 'https://cdn.example.com/x.js'",
        'src="//cdn.example.com/x"',
        "new WebSocket('wss://a.b/')",
        "url(//a.b/c)",
    ],
)
def test_an_address_elsewhere_is_noticed(text: str) -> None:
    assert off_origin(text)


@pytest.mark.parametrize(
    "text", ["<script src='/a.js'></script>", '<script type="application/json">{}</script>', "<b>on = 1</b>"]
)
def test_clean_markup_passes(text: str) -> None:
    assert inline_faults(text) == []


def flat(value: Any, prefix: str = "") -> dict[str, str]:
    """Words by dotted key; catalogues may be nested."""
    if not isinstance(value, dict):
        return {prefix: str(value)}
    parts = [flat(inner, f"{prefix}.{part}".lstrip(".")) for part, inner in value.items()]
    return {key: text for part in parts for key, text in part.items()}


def catalogue(lang: str) -> dict[str, dict[str, str]]:
    files = sorted((STATIC / "i18n" / lang).glob("*.json"))
    return {file.name: flat(json.loads(file.read_text(encoding="utf-8"))) for file in files}


def test_both_languages_have_the_same_files_and_keys() -> None:
    vi, en = catalogue("vi"), catalogue("en")
    assert vi
    assert vi.keys() == en.keys()
    assert {file: sorted(vi[file].keys() ^ en[file].keys()) for file in vi} == {file: [] for file in vi}


def test_both_languages_have_the_same_placeholders() -> None:
    vi, en = catalogue("vi"), catalogue("en")
    differing = [
        f"{file}: {key}"
        for file, words in vi.items()
        for key, text in words.items()
        if set(PLACEHOLDER.findall(text)) != set(PLACEHOLDER.findall(en[file].get(key, text)))
    ]
    assert differing == []


def test_no_word_is_empty() -> None:
    empty = [f"{lang} {file}: {key}" for lang in ("vi", "en") for file, words in catalogue(lang).items()
             for key, text in words.items() if not text.strip()]  # fmt: skip
    assert empty == []


def test_the_sample_is_what_its_builder_makes(tmp_path: Path) -> None:
    """samples/haiphong-2025 is never edited by hand: the builder makes the same bytes again."""
    import subprocess
    import sys

    sample = ROOT / "samples" / "haiphong-2025"
    source = [str(sample / "source" / part) for part in ("plan.json", "communes.json")]
    builder = [sys.executable, str(ROOT / "samples" / "build_haiphong.py"), *source, "--out", str(tmp_path)]
    subprocess.run(builder, check=True, capture_output=True)
    made = sorted(tmp_path.iterdir())
    assert len(made) == 6
    assert [file.name for file in made if file.read_bytes() != (sample / file.name).read_bytes()] == []
