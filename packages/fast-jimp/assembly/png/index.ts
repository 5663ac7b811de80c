// Inner loops of PNG.
export { heapStart } from "../heap";
export { addRow, isOpaque, meanCells, widenOpaque } from "./cells";
export { filterRow } from "./filter-row";
export { unfilter } from "./unfilter";
