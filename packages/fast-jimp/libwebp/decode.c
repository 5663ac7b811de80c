// What src/webp calls of libwebp's decoder.
#include "src/webp/decode.h"

#include <stdlib.h>

#define EXPORT(name) __attribute__((export_name(#name)))

/** @returns the address of memory that is not cleared; 0 where there is none. It is freed with the instance. */
EXPORT(allocate) void* allocate(size_t bytes) { return malloc(bytes); }

EXPORT(release) void release(void* memory) { free(memory); }

/** @returns pixels; 0 where the file's header is broken or not complete */
EXPORT(imageWidth) int imageWidth(const uint8_t* file, size_t bytes) {
  int width;
  return WebPGetInfo(file, bytes, &width, 0) ? width : 0;
}

/** @returns pixels; 0 where the file's header is broken or not complete */
EXPORT(imageHeight) int imageHeight(const uint8_t* file, size_t bytes) {
  int height;
  return WebPGetInfo(file, bytes, 0, &height) ? height : 0;
}

/** Sets what both kinds of output share. @returns VP8StatusCode */
static int prepare(WebPDecoderConfig* config, const uint8_t* file, size_t bytes, int width, int height) {
  if (!WebPInitDecoderConfig(config)) return VP8_STATUS_INVALID_PARAM;
  const VP8StatusCode status = WebPGetFeatures(file, bytes, &config->input);
  if (status != VP8_STATUS_OK) return status;
  if (width > config->input.width || height > config->input.height) return VP8_STATUS_INVALID_PARAM;
  config->options.use_scaling = width != config->input.width || height != config->input.height;
  config->options.scaled_width = width;
  config->options.scaled_height = height;
  config->output.is_external_memory = 1;
  return VP8_STATUS_OK;
}

/**
 * Decodes a still WebP as RGBA, not premultiplied.
 *
 * @param width and height of the result: the image is reduced to them by libwebp where they are smaller than it
 * @param to width x height x 4 bytes
 * @returns libwebp's VP8StatusCode: 0 where it is decoded
 */
EXPORT(decode) int decode(const uint8_t* file, size_t bytes, int width, int height, uint8_t* to) {
  WebPDecoderConfig config;
  const int status = prepare(&config, file, bytes, width, height);
  if (status != VP8_STATUS_OK) return status;
  config.output.colorspace = MODE_RGBA;
  config.output.u.RGBA.rgba = to;
  config.output.u.RGBA.stride = width * 4;
  config.output.u.RGBA.size = (size_t)width * height * 4;
  return WebPDecode(file, bytes, &config);
}

/**
 * As `decode`, to a plane of luma and two of chroma, which have half as many columns and rows, rounded up.
 *
 * @param to the planes, one behind the other, without padding
 */
EXPORT(decodePlanes) int decodePlanes(const uint8_t* file, size_t bytes, int width, int height, uint8_t* to) {
  WebPDecoderConfig config;
  const int status = prepare(&config, file, bytes, width, height);
  if (status != VP8_STATUS_OK) return status;
  const int columns = (width + 1) / 2;
  const size_t luma = (size_t)width * height;
  const size_t chroma = (size_t)columns * ((height + 1) / 2);
  config.output.colorspace = MODE_YUV;
  config.output.u.YUVA.y = to;
  config.output.u.YUVA.u = to + luma;
  config.output.u.YUVA.v = to + luma + chroma;
  config.output.u.YUVA.y_stride = width;
  config.output.u.YUVA.u_stride = columns;
  config.output.u.YUVA.v_stride = columns;
  config.output.u.YUVA.y_size = luma;
  config.output.u.YUVA.u_size = chroma;
  config.output.u.YUVA.v_size = chroma;
  return WebPDecode(file, bytes, &config);
}
