"""What a user asks for, one command a file; `grader.cli` calls them.

A command puts rooms together, writes what was asked for whole or not at all, and returns an exit
code.
"""
