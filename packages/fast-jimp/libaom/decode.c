// What src/avif calls of libaom's decoder.
#include "aom/aom_decoder.h"
#include "aom/aomdx.h"
#include "image.h"

#include <stdlib.h>
#include <string.h>

#define EXPORT(name) __attribute__((export_name(#name)))

/** What libaom's configuration limits frames to. */
unsigned int frameWidthLimit;
unsigned int frameHeightLimit;

/** An image of colours, and one of alpha. */
struct Image images[2];

// What the C library's streams, which formatting brings along, would import. Nothing is ever written.
#define WASI(name) __imported_wasi_snapshot_preview1_##name
int32_t WASI(fd_close)(int32_t file) { return -1; }
int32_t WASI(fd_seek)(int32_t file, int64_t offset, int32_t whence, int32_t to) { return -1; }
int32_t WASI(fd_write)(int32_t file, int32_t vectors, int32_t count, int32_t to) { return -1; }

static aom_codec_ctx_t decoder;
static struct Image decoded;

/** @returns the address of memory that is not cleared; 0 where there is none. It is freed with the instance. */
EXPORT(allocate) void* allocate(size_t bytes) { return malloc(bytes); }

EXPORT(release) void release(void* memory) { free(memory); }

static void describe(const aom_image_t* frame) {
  decoded.sampleBytes = (frame->fmt & AOM_IMG_FMT_HIGHBITDEPTH) ? 2 : 1;
  decoded.width = (int)frame->d_w;
  decoded.height = (int)frame->d_h;
  decoded.bits = (int)frame->bit_depth;
  decoded.isGrey = frame->monochrome;
  decoded.shiftX = (int)frame->x_chroma_shift;
  decoded.shiftY = (int)frame->y_chroma_shift;
  decoded.matrix = frame->mc;
  decoded.primaries = frame->cp;
  decoded.isFullRange = frame->range == AOM_CR_FULL_RANGE;
  for (int plane = 0; plane < 3; plane++) {
    decoded.planes[plane] = frame->planes[plane];
    decoded.strides[plane] = frame->stride[plane];
  }
}

/**
 * Decodes AV1 data. libaom's errors trap: it leaves by longjmp, which WebAssembly does not have.
 *
 * @param width and height that no frame may exceed
 * @param layer whose frame is wanted; -1: the last one
 * @returns 1 where there is a frame
 */
EXPORT(decode) int decode(const uint8_t* data, size_t bytes, int width, int height, int operatingPoint, int layer) {
  const aom_codec_dec_cfg_t config = {.threads = 1, .allow_lowbitdepth = 1};
  frameWidthLimit = (unsigned int)width;
  frameHeightLimit = (unsigned int)height;
  if (aom_codec_dec_init(&decoder, aom_codec_av1_dx(), &config, 0)) return 0;
  if (aom_codec_control(&decoder, AV1D_SET_OPERATING_POINT, operatingPoint)) return 0;
  if (aom_codec_control(&decoder, AV1D_SET_OUTPUT_ALL_LAYERS, layer >= 0)) return 0;
  if (aom_codec_decode(&decoder, data, bytes, 0)) return 0;
  aom_codec_iter_t at = 0;
  const aom_image_t* frame = aom_codec_get_frame(&decoder, &at);
  while (frame && layer >= 0 && frame->spatial_id != layer) frame = aom_codec_get_frame(&decoder, &at);
  if (!frame) return 0;
  describe(frame);
  return 1;
}

EXPORT(decodedWidth) int decodedWidth(void) { return decoded.width; }

EXPORT(decodedHeight) int decodedHeight(void) { return decoded.height; }

/** Keeps what was decoded last as the image of colours, or of alpha. */
EXPORT(keep) void keep(int which) { images[which] = decoded; }

static int sameKind(const struct Image* a, const struct Image* b) {
  return a->sampleBytes == b->sampleBytes && a->bits == b->bits && a->isGrey == b->isGrey && a->shiftX == b->shiftX &&
         a->shiftY == b->shiftY;
}

/** @returns 0 where there is no memory */
static int makeCanvas(struct Image* canvas, int width, int height) {
  *canvas = decoded;
  canvas->width = width;
  canvas->height = height;
  for (int plane = 0; plane < (decoded.isGrey ? 1 : 3); plane++) {
    const int columns = plane ? (width + decoded.shiftX) >> decoded.shiftX : width;
    const int rows = plane ? (height + decoded.shiftY) >> decoded.shiftY : height;
    canvas->strides[plane] = columns * decoded.sampleBytes;
    canvas->planes[plane] = calloc((size_t)canvas->strides[plane], (size_t)rows);
    if (!canvas->planes[plane]) return 0;
  }
  return 1;
}

/**
 * Copies what was decoded last to its place in an image of tiles, which the first tile makes, and frees it.
 *
 * @param width and height of the whole image; what a tile has beyond it is cut off
 * @returns 0 where the tile is of another kind than the first, or there is no memory
 */
EXPORT(place) int place(int which, int left, int top, int width, int height) {
  struct Image* canvas = &images[which];
  if (!canvas->width && !makeCanvas(canvas, width, height)) return 0;
  if (!sameKind(canvas, &decoded)) return 0;
  for (int plane = 0; plane < (decoded.isGrey ? 1 : 3); plane++) {
    const int shiftX = plane ? decoded.shiftX : 0;
    const int shiftY = plane ? decoded.shiftY : 0;
    const int x = left >> shiftX;
    const int y = top >> shiftY;
    const int right = left + decoded.width < width ? left + decoded.width : width;
    const int bottom = top + decoded.height < height ? top + decoded.height : height;
    const size_t bytes = (size_t)(((right + shiftX) >> shiftX) - x) * decoded.sampleBytes;
    const int rows = ((bottom + shiftY) >> shiftY) - y;
    for (int row = 0; row < rows; row++) {
      const uint8_t* from = decoded.planes[plane] + (size_t)row * decoded.strides[plane];
      uint8_t* to = (uint8_t*)canvas->planes[plane] + (size_t)(y + row) * canvas->strides[plane];
      memcpy(to + (size_t)x * decoded.sampleBytes, from, bytes);
    }
  }
  return aom_codec_destroy(&decoder) == AOM_CODEC_OK;
}

EXPORT(bits) int bits(int which) { return images[which].bits; }

EXPORT(isGrey) int isGrey(int which) { return images[which].isGrey; }

EXPORT(shiftX) int shiftX(int which) { return images[which].isGrey ? 0 : images[which].shiftX; }

EXPORT(shiftY) int shiftY(int which) { return images[which].isGrey ? 0 : images[which].shiftY; }

EXPORT(matrix) int matrix(int which) { return images[which].matrix; }

EXPORT(primaries) int primaries(int which) { return images[which].primaries; }

EXPORT(isFullRange) int isFullRange(int which) { return images[which].isFullRange; }
