"""Has variants graded, many at a time, and proves some of them equal to the solution."""
