"""What the checks of this course share: times, points and flows, the mixture and its law, and wrong
ways with the time t. Like the assignments, it imports `grader.authoring` and nothing else of it.
"""
