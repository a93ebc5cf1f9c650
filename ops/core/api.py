"""The documented HTTP API: blueprints that describe their routes when the document is asked for, not at every start.

Some two hundred models become schemas for it, and hardly anybody reads it on the night; those of answers, which serve
nothing else, are not even loaded before (`later`).
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask_openapi3 import APIBlueprint, OpenAPI, Tag
from flask_openapi3.utils import parse_parameters
from werkzeug.routing import Rule

from ops import engine
from ops.core.answers import ERRORS, SECURITY, CommandAnswer
from ops.core.web import View, needs

DOCUMENT = "/openapi/openapi.json"


@dataclass(frozen=True)
class Told:
    """The answer of a route by its name; the model when the document is written."""

    module: str
    name: str

    def model(self) -> Any:
        return getattr(importlib.import_module(self.module), self.name)


class Later:
    """A module of answers, for `responses=` alone."""

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Any:
        return Told(self._module, name)


def later(module: str) -> Later:
    """The answers of a module, which is loaded when the document is written; a name it does not have raises then."""
    return Later(module)


class Api(APIBlueprint):
    """The routes of one part under one heading, with a token and our error answers."""

    def __init__(self, name: str, import_name: str, about: str) -> None:
        tag = Tag(name=name, description=about)
        super().__init__(name, import_name, abp_tags=[tag], abp_security=SECURITY, abp_responses=ERRORS)
        self.undescribed: list[Callable[[], object]] = []

    def _collect_openapi_info(self, rule: str, func: Callable[..., Any], **options: Any) -> Any:
        describe = super()._collect_openapi_info

        def write() -> object:
            said = (options.get("responses") or {}).items()
            known = {code: answer.model() if isinstance(answer, Told) else answer for code, answer in said}
            return describe(rule, func, **options | {"responses": known})

        self.undescribed.append(write)
        return parse_parameters(func, doc_ui=False)

    def command(self, rule: str, summary: str, verb: str) -> Callable[[View], View]:
        """Declare a command of an event: the right it needs, and that its answer is the journal line."""
        declare = self.post(f"/api/events/<string:event>/{rule}", summary=summary, responses={200: CommandAnswer})
        return lambda view: declare(needs(verb)(view))

    def describe(self) -> None:
        """Describe what is not described yet, one route at a time: others are served in between."""
        while self.undescribed:
            self.undescribed[0]()
            del self.undescribed[0]
            engine.sleep(0)


class FoundRule(Rule):
    """An address that is only ever found: the code that would build it from its parts, a tenth of a second of a start
    for all of ours, is made by whoever asks for it."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        make = super()._compile_builder
        return lambda rule, **values: make(append_unknown)(rule, **values)


class DocumentedApp(OpenAPI):
    """Flask that writes its API document at the first question for it."""

    url_rule_class = FoundRule

    def __init__(self, *args: Any, **options: Any) -> None:
        # Its own page for the document would look through all installed packages for viewers, at every start.
        super().__init__(*args, doc_ui=False, **options)
        self.add_url_rule(DOCUMENT, "openapi", lambda: self.api_doc)
        self._apis: list[Api] = []
        self._writing = threading.Lock()

    def register_api(self, api: APIBlueprint, **options: Any) -> None:
        """Serve the routes of a part."""
        super().register_api(api, **options)
        if isinstance(api, Api):
            self._apis.append(api)

    @property
    def api_doc(self) -> dict[str, Any]:
        """The OpenAPI document."""
        with self._writing:
            if not self.spec_json:
                self._gather()
            document: dict[str, Any] = super().api_doc
            return document

    def _gather(self) -> None:
        for api in self._apis:
            api.describe()
            self.tags += [tag for tag in api.tags if tag not in self.tags]
            for path, item in api.paths.items():  # two parts may serve one address, each its own method
                own = {method: told for method, told in item if told is not None}
                self.paths[path] = self.paths[path].model_copy(update=own) if path in self.paths else item
            self.components_schemas.update(api.components_schemas)
