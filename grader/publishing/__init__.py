"""Makes what is handed out and what platforms run, from the kit's own files.

Notebooks are made from stubs and handouts; `release` packs the kit for students and for platforms.
Whatever is made is the same, byte for byte, for the same kit.
"""
