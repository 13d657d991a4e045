"""An audit as text: on a terminal, as a page, as JSON.

Each takes the whole audit and decides nothing: what is shown is what was found.
"""
