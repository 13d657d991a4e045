"""An autograder for flow-matching exercises.

Kept free of imports: the worker's zygote imports this package before anything else, and must stay
small and quick.
"""

__version__ = "0.1.0"
