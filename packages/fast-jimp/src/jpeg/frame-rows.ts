/** Of samples that are missing: those of a block without coefficients. */
export const GREY = 128;

/**
 * Receives whole rows of a component's samples when they are decoded, from the first to the last; of a row of MCUs
 * those of one component after the other.
 *
 * @param row the first of them
 * @param samples valid only during the call
 */
export type ReceiveRows = (component: number, row: number, samples: Uint8Array) => void;
