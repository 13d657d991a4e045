"""Small things shared by all homework."""
