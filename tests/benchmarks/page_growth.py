"""How the check of a page grows with its figures: seconds of the processor, and how often those of the smallest page.

    python tests/benchmarks/page_growth.py [INDICATORS …]
"""

import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TESTS.parent), str(TESTS / "check_edition")]

from test_growth import seconds  # noqa: E402

if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]] or [100, 200, 400, 800, 1600]
    taken = {number: seconds(number) for number in numbers}
    for number, took in taken.items():
        print(f"{number:>6} indicators {took:>8.2f} s {took / taken[numbers[0]]:>8.1f} times")
