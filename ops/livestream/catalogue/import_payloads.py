"""Request models of lists in and out."""

from typing import Annotated, Literal

from pydantic import Field

from ops.core.payloads import EventPath, Query, Ref, cleaned

Kind = Literal["products", "people", "rooms"]
ITEMS_AT_MOST = 6_000
_RANGES = r"^(\d{1,4}(-\d{1,4})?)(,\d{1,4}(-\d{1,4})?)*$"


class CatalogueLook(Query):
    kind: Kind = Field(description="what the list holds")
    name: Annotated[str, Field(min_length=1, max_length=300), cleaned(80, least=1)] = Field(description="of the file")


class CatalogueIn(CatalogueLook):
    ref: Ref
    mark: str = Field(pattern=r"^[0-9a-f]{16}$", description="of the preview: what changed since is said")
    rows: Annotated[str, Field(pattern=_RANGES, max_length=12_000)] | None = Field(
        default=None, description="numbers of preview items, `1-4,7`; absent: all that are new or changed"
    )

    def numbers(self) -> set[int] | None:
        """The items that are named."""
        if self.rows is None:
            return None
        spans = [one.partition("-") for one in self.rows.split(",")]
        return {n for first, _, last in spans for n in range(int(first), min(int(last or first), ITEMS_AT_MOST) + 1)}


class ImportPath(EventPath):
    # `import` is a word of the language, so the path says `list`
    list: str = Field(max_length=40)


class TakeOut(Query):
    kind: Kind = "products"
