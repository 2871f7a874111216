"""`python -m carplint`."""

import sys

from carplint.cli import main

if __name__ == "__main__":
    sys.exit(main())
