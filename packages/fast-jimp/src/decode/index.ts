export { decodeImage, decodeImageNow, type DecodedImage, type DecodeTarget } from "./scaled";
export { decodeWhole, decodeWholeNow, loadCodecs, type LoadedCodecs, type WholeImage } from "./whole";
