"""Worker of Pillow as the guide uses it: a line of JSON in, a line of JSON out (see process.ts)."""

import json
import sys
import time


def peak_kb():
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        return 0


def main():
    edge, quality = int(sys.argv[1]), int(sys.argv[2])
    idle_kb = peak_kb()
    image_module = None
    for line in sys.stdin:
        request = json.loads(line)
        with open(request["file"], "rb") as file:
            data = file.read()
        cpu, start = time.process_time(), time.perf_counter()
        if image_module is None:
            import io

            from PIL import Image as image_module
            from PIL import ImageOps
        image = image_module.open(io.BytesIO(data))
        image = ImageOps.exif_transpose(image)
        if image.mode not in ("L", "RGB"):
            image = image.convert("RGB")
        # Halves are rounded up, as by the other programs; Python's own round() takes them to the even number.
        sizes = [(width, max(1, int(image.height * width / image.width + 0.5))) for width in request["widths"]]
        results = []
        for size in sizes or [(edge, edge)]:
            resized = image.resize(size, image_module.LANCZOS)
            buffer = io.BytesIO()
            if request["format"] == "png":
                resized.save(buffer, format="PNG")
            else:
                resized.save(buffer, format=request["format"].upper(), quality=quality)
            results.append(buffer.getvalue())
        reply = {
            "ms": (time.perf_counter() - start) * 1000,
            "cpuMs": (time.process_time() - cpu) * 1000,
            "bytes": sum(len(result) for result in results),
            "idleKb": idle_kb,
            "peakKb": peak_kb(),
        }
        if request.get("keep"):
            import base64

            reply["result"] = base64.b64encode(results[-1]).decode("ascii")
        print(json.dumps(reply), flush=True)


main()
