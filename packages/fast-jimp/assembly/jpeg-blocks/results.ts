// Results of loops that are no position.

/** What a loop answers, instead of where it stopped, for a code that its table does not have. */
export const NO_SUCH_CODE: i32 = -1;

/** A result that is no MCU, as NO_SUCH_CODE. */
export const TOO_MANY_COEFFICIENTS: i32 = -2;

/** A result that is no block: a coefficient that the band does not have, or a refinement by more than one bit. */
export const OUTSIDE_BAND: i32 = -3;
