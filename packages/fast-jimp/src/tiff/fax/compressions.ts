/** CCITT compressions of TIFF (TIFF 6.0, sections 10 and 11). */
export const FAX_RLE = 2;
export const FAX_T4 = 3;
export const FAX_T6 = 4;
