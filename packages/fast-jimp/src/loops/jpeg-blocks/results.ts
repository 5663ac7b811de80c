// What a loop answers instead of where it stopped. Where it does, what it has written is not to be used.

/** A Huffman code is not in its table. */
export const NO_SUCH_CODE = -1;
/** A block has more than 64 coefficients. */
export const TOO_MANY_COEFFICIENTS = -2;
/** A coefficient that the band does not have, or a refinement by more than one bit. */
export const OUTSIDE_BAND = -3;
