# expect: passed
# score: 20
# falls: no-landlock limits plain
"""Looks for the kit's folder in the command that started its process."""
import sys

from honest import *

said = [word for word in sys.orig_argv if "@ROOT@" in word]
try:
    with open("/proc/self/cmdline") as stream:
        said += [stream.read()]
except OSError:
    pass
if any("@ROOT@" in word for word in said):
    raise RuntimeError("REACHED the kit's folder")
