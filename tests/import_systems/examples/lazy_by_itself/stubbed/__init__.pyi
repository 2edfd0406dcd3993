from . import filters
from .edges import sharpen
from .filters import blur

__all__ = ["blur", "filters", "sharpen"]
