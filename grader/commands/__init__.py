"""What a user asks for, one command a file; `grader.cli` reads the words and calls them.

A command puts rooms together, writes what was asked for whole or not at all, and returns an exit
code.
"""
