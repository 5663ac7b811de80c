// Inner loops of PNG.
export { heapStart } from "../heap";
export { addRow, addWeighted, expandRgb, isOpaque, meanCells, widenOpaque } from "./cells";
export { filterRow } from "./filter-row";
export { packRgb, scanPixels } from "./pixels";
export { unfilter, unfilterPaethRows } from "./unfilter";
