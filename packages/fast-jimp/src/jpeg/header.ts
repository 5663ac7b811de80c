import { imageError, unsupported } from "../image-error";
import { colourOf, isJfif, joinIcc, readAdobeTransform, readExif, readIccChunk, type IccChunk } from "./app-segments";
import { readFrame, type Frame } from "./frame";
import { APP0, APP1, APP14, APP2, DHP, EOI, isFrameHeader, SOI, SOS } from "./markers";
import { corrupt, nextSegment } from "./segments";
import type { JpegHeader } from "./types";

/** Whether the bytes start with SOI and the 0xFF of a second marker. */
const isJpeg = (bytes: Uint8Array): boolean => bytes[0] === 0xff && bytes[1] === SOI && bytes[2] === 0xff;

/**
 * Reads all segments before the first scan; decodes nothing and takes memory for a colour profile only.
 *
 * @throws NOT_AN_IMAGE where the bytes are not a JPEG
 * @throws FORMAT_UNSUPPORTED for lossless, hierarchical, arithmetic-coded and 12-bit JPEG, 2 or more than 4 components
 * @throws IMAGE_CORRUPT where a segment is cut short or a field is out of range
 */
export function readJpegHeader(bytes: Uint8Array): JpegHeader {
  if (!isJpeg(bytes)) throw imageError("NOT_AN_IMAGE", "The file is not a JPEG: it does not start with FF D8 FF.");
  let frame: Frame | undefined;
  let jfif = false;
  let adobeTransform: number | undefined;
  let exif: Uint8Array | undefined;
  const icc: IccChunk[] = [];
  let position = 2;
  for (;;) {
    const segment = nextSegment(bytes, position);
    const { marker, start, end } = segment;
    position = end;
    if (isFrameHeader(marker)) {
      if (frame) throw corrupt("it has a second frame header");
      frame = readFrame(bytes, segment);
    } else if (marker === DHP) throw unsupported("Hierarchical JPEG", "jpeg");
    else if (marker === APP0) jfif ||= isJfif(bytes, start, end);
    else if (marker === APP1) exif ??= readExif(bytes, start, end);
    else if (marker === APP2) {
      const chunk = readIccChunk(bytes, start, end);
      if (chunk) icc.push(chunk);
    } else if (marker === APP14) adobeTransform = readAdobeTransform(bytes, start, end) ?? adobeTransform;
    else if (marker === EOI) throw corrupt("it has no scan");
    else if (marker === SOS) break;
  }
  if (!frame) throw corrupt("its first scan precedes the frame header");
  const profile = joinIcc(icc);
  return {
    ...frame,
    colour: colourOf(frame.components, jfif, adobeTransform),
    ...(exif && { exif }),
    ...(profile && { icc: profile }),
  };
}
