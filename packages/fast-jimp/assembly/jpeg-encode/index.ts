// Inner loops of the JPEG encoder. A strip is one row of MCUs.
export { heapStart } from "../heap";
export { colourStrip, fullColourStrip, greyStrip } from "./colour";
export { quantiseStrip } from "./quantise";
export { codeBand, codeMcus, finishScan, startScan } from "./scan";
