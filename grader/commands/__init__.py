"""What a user asks for, one command a file; `grader.cli` reads the words and calls them."""
