// Inner loops of PNG.
export { heapStart } from "../heap";
export { addRow, isOpaque, meanCells } from "./cells";
export { filterRow } from "./filter-row";
export { unfilter } from "./unfilter";
