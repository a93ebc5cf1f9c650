"""The direction of imports inside ops/, as docs/architecture.md draws it: a file name is a promise about what it knows.

wsgi -> app -> routes|sockets|tasks -> actions|queries -> rules|changes|models -> core
"""

import ast
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parent.parent
ENGINES = {"eventlet", "gevent", "geventwebsocket", "psycogreen", "greenlet"}
DOMAINS = {"checkin", "stage", "livestream", "spaces", "bridge"}
# What reception has around its doors: built on the guests of checkin, never on one another.
BUILT_ON = dict.fromkeys(("guestlist", "invitations", "badges", "protocol", "privacy"), "checkin")
BUILT_ON["outputs"] = BUILT_ON["bridge"] = "stage"
DOMAINS |= BUILT_ON.keys()
# Leaves of core: plain helpers that know nothing of tables, requests or domains.
LEAVES = {
    "ops.errors",
    # The two files of the media process (a program of its own) that the server may know: standard library only.
    "ops.media.passes",
    "ops.media.packages",
    *(
        f"ops.core.{name}"
        for name in (
            "calendars",
            "cells",
            "clock",
            "inks",
            "names",
            "old_codes",
            "paper",
            "reading",
            "sealing",
            "symbols",
            "tokens",
            "when",
            "words",
        )
    ),
}
TABLES = {"ops.core.db", "ops.core.direct", "ops.core.models"}
STORY = {"ops.core.journal", "ops.core.work", "ops.core.auth", "ops.core.queries"}
EDGE = (
    STORY
    | {
        f"ops.core.{name}"
        for name in (
            "access",
            "actions",
            "answers",
            "api",
            "coming",
            "commands",
            "cookies",
            "jobs",
            "job_routes",
            "live",
            "web",
            "identity",
            "replies",
            "throttle",
            "payloads",
            "words",
        )
    }
    | {"ops.engine"}
)
WEB = {"flask", "werkzeug", "flask_openapi3", "flask_socketio", "socketio", "engineio"}

# Per file of a domain: own files it may know, files of core, third parties (None: any but the web), other domains.
TABLE: dict[str, tuple[set[str], set[str], set[str] | None]] = {
    "__init__": (set(), set(), set()),
    "models": (set(), TABLES, {"sqlalchemy"}),
    "rules": (set(), set(), set()),
    "changes": (set(), set(), set()),
    "queries": ({"rules", "models", "changes"}, LEAVES | TABLES | {"ops.core.queries"}, {"sqlalchemy"}),
    # A command arrives as its own payload type; the verbs of core (a fresh ref, a heartbeat) serve every domain.
    "actions": (
        {"rules", "changes", "models", "queries", "payloads"},
        LEAVES | TABLES | STORY | {f"ops.core.{name}" for name in ("access", "actions", "jobs", "payloads")},
        {"sqlalchemy", "pydantic"},
    ),
    "payloads": ({"rules"}, LEAVES | {"ops.core.payloads"}, {"pydantic"}),
    "routes": ({"actions", "queries", "payloads"}, LEAVES | TABLES | EDGE, WEB | {"pydantic", "sqlalchemy"}),
}
TABLE["sockets"] = TABLE["tasks"] = TABLE["routes"]
# The shapes of answers in the API document: values like payloads.
TABLE["answers"] = ({"payloads", "rules"}, LEAVES | {"ops.core.payloads", "ops.core.answers"}, {"pydantic"})
TABLE["routes"][0].add("answers")
# Reads that keep a copy in memory.
TABLE["search"] = (TABLE["queries"][0] | {"queries"}, TABLE["queries"][1], TABLE["queries"][2])
TABLE["routes"][0].add("search")
TABLE["pages"] = (TABLE["routes"][0] | {"routes"}, TABLE["routes"][1] | {"ops.core.pages"}, TABLE["routes"][2])
# What a job prepares and stores: verbs that run behind an answer.
TABLE["jobs"] = (
    TABLE["actions"][0] | {"actions"},
    TABLE["actions"][1] | {"ops.config", "ops.core.words"},
    TABLE["actions"][2],
)
TABLE["jobs"][0].add("search")
TABLE["routes"][0].add("jobs")
# Commands of the command line.
TABLE["shell"] = (TABLE["jobs"][0] | {"jobs"}, TABLE["jobs"][1], TABLE["jobs"][2] | {"click"})
# Files that a long file was divided into; they may know what it may, and it may know them. A name that ends in
# `_routes`, `_queries`, ... is a part of that file as well.
PARTS = {"ledger": "actions", "facts": "actions", "wording": "search"}
ENDINGS = ("routes", "queries", "payloads", "answers", "actions", "models", "changes", "jobs", "pages", "tasks")
# Other files of a domain are tools without state (a picture, a parser): leaves and the domain's rules only, and no web.
TOOL: tuple[set[str], set[str], set[str] | None] = ({"rules"}, LEAVES, None)


# What a file may know of the domain below its own, besides its own name and what it may know at home.
BELOW = {"actions": {"actions", "models"}, "jobs": {"actions", "models"}, "queries": {"models", "queries"}}
BELOW["routes"] = BELOW["pages"] = {"actions", "queries", "payloads", "routes"}
NO_TOOLS = {"__init__", "models", "rules", "changes"}
# Rooms of a domain: packages of files with the names of a domain; `figures/routes` is its `figures_routes`.
ROOMS = {("livestream", one) for one in ("catalogue", "figures", "planner", "public", "host")}
ROOMS |= {("stage", one) for one in ("files", "record", "screens", "editor", "prints")}
# Packages of rules whose front names what others may use; everything in them is held to what `rules` may import.
FRONTS = {"ops.stage.rules", "ops.livestream.rules"}


def whole_of(role: str) -> str:
    """The file that a file is a part of; itself, when it is whole."""
    ending = role.rpartition("_")[2]
    return PARTS.get(role) or (ending if "_" in role and ending in ENDINGS else role)


def role_of(parts: list[str]) -> str:
    """What a module is in its domain: the name of its file, of its package, or of both when the package is a room."""
    if len(parts) < 3:
        return "__init__"
    return "_".join(parts[2:4]) if (parts[1], parts[2]) in ROOMS and len(parts) > 3 else parts[2]


def imports(source: str, module: str) -> Iterator[str]:
    """Yield every module named in an import, also inside functions and under TYPE_CHECKING."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = ".".join([*module.split(".")[: -node.level], *filter(None, [base])])
            yield from resolve(base, [alias.name for alias in node.names])


def resolve(base: str, names: list[str]) -> Iterator[str]:
    """`from ops.core import clock` names ops.core.clock; `from ops.core.db import Instant` names ops.core.db."""
    for name in names:
        file = ROOT / f"{base.replace('.', '/')}/{name}"
        is_package = base in {"ops", "ops.core", "ops.report"} | {f"ops.{domain}" for domain in DOMAINS} | FRONTS
        is_module = is_package or (base.startswith("ops.") and file.with_suffix(".py").exists())
        yield f"{base}.{name}" if is_module else base


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def third_party(name: str) -> str | None:
    top = name.split(".")[0]
    return None if top == "ops" or top in sys.stdlib_module_names else top


def faults_in_domain(domain: str, role: str, names: set[str]) -> Iterator[str]:
    whole = whole_of(role)
    own, core, outside = TABLE.get(whole, TOOL)
    base = BUILT_ON.get(domain)
    for name in sorted(names):
        parts = name.split(".")
        package = third_party(name)
        if package is not None:
            if package in (ENGINES | WEB if outside is None else {package} - outside):
                yield f"{domain}/{role} imports {package}"
        elif parts[0] == "ops":
            file = whole_of(role_of(parts)) if len(parts) > 2 else ""
            tool = whole not in NO_TOOLS and file not in TABLE
            mine = parts[1] == domain and (tool or file in own | {whole, ""})
            mine |= parts[1] == base and (tool or file in own | {whole} | BELOW.get(whole, set()))
            neighbour = whole == "actions" and parts[1] in DOMAINS and parts[2:3] == ["queries"]
            if not (mine or neighbour or name in core):
                yield f"{domain}/{role} imports {name}"


def faults(module: str, source: str) -> list[str]:
    """What `source` imports although a file of this name may not."""
    names = set(imports(source, module))
    parts = module.split(".")
    found = [f"{module} names {name}" for name in names if name.split(".")[0] in ENGINES and module != "ops.engine"]
    if parts[1:] and parts[1] in DOMAINS:
        found += faults_in_domain(parts[1], role_of(parts), names)
    elif parts[1:2] == ["core"] or parts[1:] in (["engine"], ["errors"], ["config"]):
        above = DOMAINS | {"report", "reactions", "app", "parts", "cli"}
        inside = [name.split(".") for name in names if name.startswith("ops.")]
        found += [f"{module} imports {'.'.join(name)}" for name in inside if name[1] in above]
        if parts[-1] in ("rules", "changes"):
            found += [f"{module} imports {name}" for name in names if name.startswith("ops.") or third_party(name)]
    elif parts[1:2] == ["report"]:
        found += [f"{module} imports {name}" for name in names if name.endswith(".actions")]
    elif parts[1:] == ["reactions"]:
        found += [f"{module} imports {name}" for name in names if name.endswith((".routes", ".queries", ".sockets"))]
    return sorted(found)


SOURCES = sorted((ROOT / "ops").rglob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_file_imports_only_what_its_name_allows(path: Path) -> None:
    assert faults(module_of(path), path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("ops.checkin.rules", "import sqlalchemy"),
        ("ops.checkin.rules", "from ops.core import clock"),
        ("ops.stage.rules.plan", "from ops.core import clock"),
        ("ops.stage.rules.plan", "import sqlalchemy"),
        ("ops.stage.rules.steps", "from ops.stage.actions import take_cue"),
        ("ops.checkin.changes", "from ops.checkin import models"),
        ("ops.checkin.models", "from . import queries"),
        ("ops.checkin.queries", "from ops.checkin.actions import admit_guest"),
        ("ops.checkin.queries", "def late():\n    import flask"),
        ("ops.checkin.actions", "from flask import request"),
        ("ops.checkin.actions", "from ops.stage.actions import take_cue"),
        ("ops.checkin.routes", "from ops.stage.queries import cues"),
        ("ops.checkin.qr", "import flask"),
        ("ops.livestream.figures.queries", "from ops.livestream.catalogue import actions"),
        ("ops.stage.files.payloads", "from ops.stage.files import queries"),
        ("ops.core.journal", "from ops.checkin import rules"),
        ("ops.core.live", "import eventlet"),
        ("ops.core.rules", "import pydantic"),
        ("ops.report.queries", "from ops.checkin.actions import admit_guest"),
        ("ops.reactions", "from ops.checkin.routes import post_scans"),
        ("ops.app", "from gevent import monkey"),
    ],
)
def test_a_forbidden_import_is_noticed(module: str, source: str) -> None:
    assert faults(module, source)


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("ops.checkin.rules", "from dataclasses import dataclass"),
        ("ops.checkin.actions", "from ops.stage import queries"),
        ("ops.checkin.routes", "from ops.core import work"),
        ("ops.engine", "import eventlet"),
        ("ops.reactions", "from ops.stage.actions import take_cue"),
    ],
)
def test_an_allowed_import_passes(module: str, source: str) -> None:
    assert faults(module, source) == []


def test_no_two_modules_import_each_other() -> None:
    """A ring of imports works by luck of order; the arrow has none."""
    known = {module_of(path): path for path in SOURCES}
    edges = {name: set(imports(path.read_text(encoding="utf-8"), name)) & known.keys() for name, path in known.items()}
    while leaves := {name for name, needs in edges.items() if not needs & edges.keys() - {name}}:
        edges = {name: needs for name, needs in edges.items() if name not in leaves}
    assert sorted(edges) == []


@pytest.mark.parametrize("path", sorted((ROOT / "ops").rglob("__init__.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_package_file_holds_only_its_docstring(path: Path) -> None:
    body = ast.parse(path.read_text(encoding="utf-8")).body
    assert ast.get_docstring(ast.Module(body, [])), "say what this package is"
    if module_of(path) in FRONTS:
        rest = [node for node in body[1:] if not isinstance(node, ast.ImportFrom)]
        assert [ast.unparse(node).partition(" = ")[0] for node in rest] == ["__all__"]
    else:
        assert len(body) == 1


def test_every_model_of_the_api_has_a_name_of_its_own() -> None:
    """The API document keeps models by their names: of two with one name it would describe only one."""
    ends = ("payloads.py", "answers.py")
    bodies = [ast.parse(path.read_text(encoding="utf-8")).body for path in SOURCES if path.name.endswith(ends)]
    names = Counter(node.name for body in bodies for node in body if isinstance(node, ast.ClassDef))
    twice = sorted(name for name, count in names.items() if count > 1 and not name.endswith("Path"))
    assert twice == []


def test_the_starter_chooses_the_engine_before_anything_else() -> None:
    """wsgi.py and tests/conftest.py: the first call is engine.bootstrap, before any import that may open a socket."""
    body = ast.parse((ROOT / "wsgi.py").read_text(encoding="utf-8")).body
    names = [ast.unparse(node) for node in body]
    first = next(place for place, text in enumerate(names) if text.startswith("engine.bootstrap("))
    before = [node for node in body[:first] if isinstance(node, ast.Import | ast.ImportFrom)]
    assert {ast.unparse(node) for node in before} <= {"from __future__ import annotations", "from ops import engine"}
