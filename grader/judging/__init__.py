"""One submission from drawn cases to verdicts.

Cases are drawn once and replayed for every submission; Hypothesis searches only where one fails, so
a passing run costs no Hypothesis after the drawing, and its verdict is that of a plain run of it.
"""
