"""`python -m grader.audit`: the audit alone, as `grader audit` runs it."""

import argparse
import sys

from grader.audit.command import add_arguments, run
from grader.errors import GraderError


def main() -> int:
    """Parse the arguments, run the audit and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m grader.audit", description=run.__doc__)
    add_arguments(parser)
    try:
        return run(parser.parse_args())
    except GraderError as error:
        print(f"grader: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
