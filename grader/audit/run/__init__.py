"""Has variants graded, many at a time, with the engine that grades students.

Processes of a pool take jobs; some variants are proved equal to the solution, ideas answer in its
stead.
"""
