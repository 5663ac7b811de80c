// Inner loops of the JPEG encoder. A strip is one row of MCUs.
export { heapStart } from "../heap";
export { finishScan, startScan } from "./bits";
export { colourStrip, greyStrip } from "./colour";
export { encodeStrip } from "./encode-strip";
