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
        image = image_module.open(io.BytesIO(data))
        resized = image.resize((edge, edge), image_module.LANCZOS)
        buffer = io.BytesIO()
        if request["format"] == "png":
            resized.save(buffer, format="PNG")
        else:
            resized.save(buffer, format="JPEG", quality=quality)
        result = buffer.getvalue()
        reply = {
            "ms": (time.perf_counter() - start) * 1000,
            "cpuMs": (time.process_time() - cpu) * 1000,
            "bytes": len(result),
            "idleKb": idle_kb,
            "peakKb": peak_kb(),
        }
        if request.get("keep"):
            import base64

            reply["result"] = base64.b64encode(result).decode("ascii")
        print(json.dumps(reply), flush=True)


main()
