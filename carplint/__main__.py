"""`python -m carplint`."""

from carplint.cli import program

if __name__ == "__main__":
    program()
