"""What is said of mistakes that several assignments know, in the same words everywhere."""

from __future__ import annotations

#: of operators that bind otherwise than was meant: the message, and the hint
PARENTHESES = "Parentheses seem to be missing or misplaced: * and / bind tighter than + and -."
ORDER = "In which order does Python compute this line? Try it with numbers."
#: a hint where the law of what is drawn is another one
RAND_OR_RANDN = "What is the difference between torch.rand and torch.randn?"
#: a hint where nothing is to be drawn
NOTHING_DRAWN = "Draw nothing, and keep nothing from one call to the next."
#: of the data that a noise prediction tells, as codes for images clip it
DATA_CLIPPED = "The x1 that the noise tells is clamped to [-1, 1]; data may lie anywhere."
DATA_IS_FREE = "Is there a range that the data are known to have? Clamp nothing."
#: of 1 - t below the line: two messages, and the hint
DENOMINATOR_PADDED = "A small number is added to what you divide by: a large error at late times."
TIME_LEFT_CLAMPED = (
    "1 - t is not let below a bound, so that late times give a wrong result silently."
)
HOW_LATE = "Which times are asked for, and how small may 1 - t be there?"
