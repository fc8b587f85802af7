"""``python -m redact``."""

import sys


def main() -> None:
    """The command line, with an end in good order even where it is interrupted while it is being imported."""
    try:
        from redact.cli import main as start

        start()
    except KeyboardInterrupt:
        print("error: interrupted", file=sys.stderr)
        sys.exit(130)


if __name__ == "__main__":
    main()
