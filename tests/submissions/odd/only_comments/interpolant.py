# Nothing but a comment: everything is still to do.
