# expect: error
# score: 14
# falls: limits plain
"""Writes a database."""

import sqlite3

from honest import x1_error_gain, x1_from_eps


def x1_from_u(x_t, u, t):
    sqlite3.connect('/tmp/fmg-attack.db').execute('create table a (b)')
    raise RuntimeError('REACHED')
