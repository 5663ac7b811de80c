"""Scores images by SSIMULACRA2: a line of JSON in, a line of JSON out (see bytes.ts)."""

import json
import sys

from ssimulacra2 import compute_ssimulacra2


def main():
    for line in sys.stdin:
        request = json.loads(line)
        score = compute_ssimulacra2(request["reference"], request["distorted"])
        print(json.dumps({"score": float(score)}), flush=True)


main()
