// An image as it is decoded: planes of luma and chroma, or of alpha.
#ifndef FAST_JIMP_IMAGE_H_
#define FAST_JIMP_IMAGE_H_

#include <stdint.h>

struct Image {
  /** Of a grey image only the first. */
  const uint8_t* planes[3];
  /** Bytes of a row. */
  int strides[3];
  int width;
  int height;
  /** Of a sample: 1, or 2 where it has more than 8 bits. */
  int sampleBytes;
  int bits;
  int isGrey;
  /** 1 where a sample of chroma is that of two columns, rows. */
  int shiftX;
  int shiftY;
  /** Code points of ITU-T H.273. */
  int matrix;
  int primaries;
  int isFullRange;
};

enum { COLOUR, ALPHA };

extern struct Image images[2];

#endif
