/** Marker codes, the byte after 0xFF (ITU-T T.81, table B.1). */
export const SOF0 = 0xc0;
export const SOF1 = 0xc1;
export const SOF2 = 0xc2;
export const DHT = 0xc4;
const JPG = 0xc8;
const DAC = 0xcc;
export const RST0 = 0xd0;
export const RST7 = 0xd7;
export const SOI = 0xd8;
export const EOI = 0xd9;
export const SOS = 0xda;
export const DQT = 0xdb;
export const DRI = 0xdd;
/** Begins a hierarchical progression, whose first frame is a smaller version of the image. */
export const DHP = 0xde;
export const APP0 = 0xe0;
export const APP1 = 0xe1;
export const APP2 = 0xe2;
export const APP14 = 0xee;
export const TEM = 0x01;

/** Whether a marker starts a frame (SOF0..SOF15 without DHT, JPG and DAC, which share the range). */
export const isFrameHeader = (marker: number): boolean =>
  marker >= SOF0 && marker <= 0xcf && marker !== DHT && marker !== JPG && marker !== DAC;
