"""Expected quality and answer length of models, from published numbers. `table.py` is where to start reading."""

from .defaults import routing_defaults
from .evaluate import evaluate
from .provenance import build_provenance
from .table import build_quality

__all__ = ["build_provenance", "build_quality", "evaluate", "routing_defaults"]
