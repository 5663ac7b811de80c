// Inner loops of the JPEG decoder.
export { heapStart } from "../heap";
export { decodeBand, refineBand } from "./band";
export { decodeDc, refineDc } from "./dc";
export { decodeRun } from "./decode-run";
export { transformRow } from "./kept-blocks";
export { unstuff } from "./unstuff";
