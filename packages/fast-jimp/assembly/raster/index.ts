// Inner loops of GIF and TIFF.
export { heapStart } from "../heap";
export { addRow, addWeighted, isOpaque, meanCells, widenOpaque } from "../png/cells";
export { decodeGifLzw, decodeTiffLzw } from "./lzw";
export { expandIndices, sumAcross } from "./rows";
