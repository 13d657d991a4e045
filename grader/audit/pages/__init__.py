"""An audit as text: on a terminal, as a page, as JSON."""
