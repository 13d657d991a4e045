"""My flow-matching library."""
from . import conversions, grid
