"""The API: its resources, how its refusals are worded, and its description in OpenAPI 3.1."""

from typing import Any

from ninja import NinjaAPI
from ninja.operation import Operation

from sampan.web.api import description, problems
from sampan.web.api.routes import categories, prices, products, quotes, search, stock, variants


class Api(NinjaAPI):
    """Ninja's API with a complete description, made once a process."""

    _described: Any = None

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> Any:
        """The description, with what every operation shares; the addresses are fixed."""
        if self._described is None:
            schema = super().get_openapi_schema(path_prefix=description.PREFIX)
            self._described = description.completed(schema, self)
        return self._described

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The name of the view: `list_products`."""
        return operation.view_func.__name__


api = Api(
    title="Sampan",
    version="1",
    description=description.INTRODUCTION,
    openapi_url="",
    docs_url=None,
    urls_namespace="api-v1",
)
for kind in problems.HANDLED:
    api.add_exception_handler(kind, problems.answer_for)

api.add_router("/products", products.router)
api.add_router("/variants", variants.router)
api.add_router("", categories.router)
api.add_router("", prices.router)
api.add_router("/stock", stock.router)
api.add_router("/search", search.router)
api.add_router("/landed-cost", quotes.router)
