export { loadCodecs, type LoadedCodecs } from "./codecs";
export { decodeImage, decodeImageNow, type DecodedImage, type DecodeTarget } from "./scaled";
export { decodeWhole, decodeWholeNow, type WholeImage } from "./whole";
