"""Reads an image's bytes and writes Pillow's LANCZOS of its full decode as a PNG: reference.py WIDTH HEIGHT < in > out"""

import io
import sys

from PIL import Image, __version__

width, height = int(sys.argv[1]), int(sys.argv[2])
image = Image.open(io.BytesIO(sys.stdin.buffer.read()))
result = image.resize((width, height), Image.LANCZOS)
result.save(sys.stdout.buffer, format="PNG", optimize=True)
print(__version__, file=sys.stderr)
