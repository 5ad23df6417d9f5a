"""``python -m reconciler`` is the command ``reconciler``."""

from .cli import main

if __name__ == "__main__":
    main()
