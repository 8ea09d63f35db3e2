"""The catalog that ships with the app: models, prices, limits and effort levels."""

from .build import build_catalog, build_prices, request_cost
from .efforts import EFFORT_RULES, EFFORTS, default_effort, levels
from .specs import PROVIDER_ORDER, SPECS

__all__ = ["EFFORTS", "EFFORT_RULES", "PROVIDER_ORDER", "SPECS", "build_catalog", "build_prices", "default_effort", "levels", "request_cost"]
