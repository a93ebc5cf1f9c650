"""Copy the browser libraries named in package.json into static/vendor, ready to be served as they are.

Served names end in .js: not every web server knows that .mjs is JavaScript.
There is no build step and no import map (an inline import map would need a hole in the content security policy), so
bare imports are rewritten to relative paths here, once. `--check` only compares the files with SHA256SUMS.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
SUMS = VENDOR / "SHA256SUMS"
FONTS = ROOT / "assets" / "fonts"
"""The typeface of letters and badges, as files that a PDF can hold; not served."""
FONT_PACKAGE = "@expo-google-fonts/be-vietnam-pro"
FONT_FILES = {
    "400Regular/BeVietnamPro_400Regular.ttf": "be-vietnam-pro-400.ttf",
    "700Bold/BeVietnamPro_700Bold.ttf": "be-vietnam-pro-700.ttf",
    "LICENSE_FONT": "OFL.txt",
}


@dataclass(frozen=True)
class Library:
    """One npm package: which files are served, under which name, and which other licences are inside."""

    package: str
    files: dict[str, str]
    licences: tuple[str, ...] = ("LICENSE",)
    bundled: tuple[str, ...] = ()
    types: dict[str, str] = field(default_factory=dict)
    swaps: tuple[tuple[str, str], ...] = ()


LIBRARIES = (
    Library(
        "preact",
        {"dist/preact.mjs": "preact.js", "hooks/dist/hooks.mjs": "hooks.js"},
        types={"preact.d.ts": "preact", "hooks.d.ts": "preact/hooks"},
    ),
    Library("htm", {"dist/htm.mjs": "htm.js"}, types={"htm.d.ts": "htm"}),
    Library(
        "@preact/signals-core",
        {"dist/signals-core.mjs": "signals-core.js"},
        types={"signals-core.d.ts": "@preact/signals-core"},
    ),
    Library("@preact/signals", {"dist/signals.mjs": "signals.js"}, types={"signals.d.ts": "@preact/signals"}),
    Library(
        "socket.io-client",
        {"dist/socket.io.esm.min.js": "socket.io.esm.min.js"},
        bundled=("engine.io-client", "engine.io-parser", "socket.io-parser", "@socket.io/component-emitter"),
        types={"socket.io.esm.min.d.ts": "socket.io-client"},
    ),
    # For browsers whose WebCrypto has no Ed25519; loaded only by those.
    Library("@noble/ed25519", {"index.js": "ed25519.js"}, types={"ed25519.d.ts": "@noble/ed25519"}),
    # Pictures of the bridge: HLS without subtitles and DRM; MPEG-TS over HTTP. Loaded only by a page with a monitor.
    Library("hls.js", {"dist/hls.light.min.mjs": "hls.js"}, types={"hls.d.ts": "hls.js"}),
    Library(
        "mpegts.js",
        {"dist/mpegts.js": "mpegts.js"},
        types={"mpegts.d.ts": "mpegts.js"},
        bundled=("es6-promise", "events"),
        # Made for a script element, where `this` is the window; in a module it is nothing.
        swaps=(("}(this,function(){return function(){", "}(globalThis,function(){return function(){"),),
    ),
)
# Bare name in an import -> file below static/vendor (the directory's version is filled in).
BARE = {
    "preact": ("preact", "preact.js"),
    "preact/hooks": ("preact", "hooks.js"),
    "@preact/signals-core": ("@preact/signals-core", "signals-core.js"),
}


def short_name(package: str) -> str:
    """`@preact/signals` -> `preact-signals`: one flat directory per library."""
    return package.lstrip("@").replace("/", "-")


def directory(package: str, versions: dict[str, str]) -> str:
    return f"{short_name(package)}-{versions[package]}"


def rewrite(source: str, versions: dict[str, str]) -> str:
    """Point `from"preact"` at the neighbour directory; drop source map comments, whose files are not served."""

    def relative(match: re.Match[str]) -> str:
        target = BARE.get(match[3])
        if target is None:
            return match[0]
        return f"{match[1]}{match[2]}../{directory(target[0], versions)}/{target[1]}{match[2]}"

    source = re.sub(r"""(\bfrom\s*|\bimport\s*)(["'])([^"'./][^"']*)\2""", relative, source)
    return re.sub(r"\n?//# sourceMappingURL=\S+\s*$", "\n", source)


def swapped(library: Library, source: str) -> str:
    """Make the library's few changes; a text that is not there any more must not pass unseen."""
    for before, after in library.swaps:
        if source.count(before) != 1:
            raise SystemExit(f"{library.package}: {before!r} stands there {source.count(before)} times")
        source = source.replace(before, after)
    return source


def licence_of(package_dir: Path) -> str:
    for name in ("LICENSE", "LICENSE.md", "LICENSE.txt", "license"):
        if (package_dir / name).is_file():
            return (package_dir / name).read_text("utf-8")
    raise SystemExit(f"no licence file in {package_dir.name}")


def copy_library(library: Library, modules: Path, versions: dict[str, str]) -> None:
    target = VENDOR / directory(library.package, versions)
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for source, name in library.files.items():
        data = (modules / library.package / source).read_bytes()
        if name.endswith(".js"):
            data = swapped(library, rewrite(data.decode("utf-8"), versions)).encode("utf-8")
        (target / name).write_bytes(data)
    for name, package in library.types.items():
        (target / name).write_text(type_pointer(package), "utf-8")
    texts = [licence_of(modules / library.package)]
    texts += [f"\n--- {name} ---\n{licence_of(modules / name)}" for name in library.bundled]
    (target / "LICENSE").write_text("".join(texts), "utf-8")


def type_pointer(package: str) -> str:
    """Types stay in the developer's node_modules; the served file only points at them."""
    default = f'export {{ default }} from "{package}";\n' if package in ("htm", "hls.js") else ""
    return f'export * from "{package}";\n{default}'


def install(into: Path) -> Path:
    """Install what the lock file pins, without running any script of a package."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(ROOT / name, into / name)
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=into, check=True)
    return into / "node_modules"


def copy_fonts(modules: Path) -> None:
    """Typefaces for paper, byte for byte."""
    FONTS.mkdir(parents=True, exist_ok=True)
    for source, name in FONT_FILES.items():
        shutil.copyfile(modules / FONT_PACKAGE / source, FONTS / name)


def sums(folder: Path) -> str:
    """Digest and name of every file of a folder but its own list."""
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / SUMS.name)
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}" for path in files
    ]
    return "\n".join(lines) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only compare with SHA256SUMS")
    if parser.parse_args().check:
        same = all((folder / SUMS.name).read_text("utf-8") == sums(folder) for folder in (VENDOR, FONTS))
        print("vendor files match SHA256SUMS" if same else "vendor files differ from SHA256SUMS")
        return 0 if same else 1
    versions: dict[str, str] = json.loads((ROOT / "package.json").read_text("utf-8"))["devDependencies"]
    with tempfile.TemporaryDirectory() as place:
        modules = install(Path(place))
        for library in LIBRARIES:
            copy_library(library, modules, versions)
        copy_fonts(modules)
    for folder in (VENDOR, FONTS):
        (folder / SUMS.name).write_text(sums(folder), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
