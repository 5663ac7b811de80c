// What src/webp calls of libwebp's encoder.
#include "src/webp/encode.h"

#include <stdlib.h>

#define EXPORT(name) __attribute__((export_name(#name)))

static WebPMemoryWriter file;

/** @returns the address of memory that is not cleared; 0 where there is none. */
EXPORT(allocate) void* allocate(size_t bytes) { return malloc(bytes); }

EXPORT(release) void release(void* memory) { free(memory); }

/**
 * Encodes RGBA, not premultiplied, as a lossy WebP. The pixels are freed as soon as they are read.
 *
 * @param quality 0..100
 * @param method 0..6: time spent on fewer bytes
 * @returns the address of the file, valid until the next call, or 0 where libwebp fails
 */
EXPORT(encode) const uint8_t* encode(uint8_t* rgba, int width, int height, float quality, int method) {
  WebPConfig config;
  WebPPicture picture;
  WebPMemoryWriterClear(&file);
  if (!WebPConfigInit(&config) || !WebPPictureInit(&picture)) return 0;
  config.quality = quality;
  config.method = method;
  picture.width = width;
  picture.height = height;
  picture.writer = WebPMemoryWrite;
  picture.custom_ptr = &file;
  const int imported = WebPPictureImportRGBA(&picture, rgba, width * 4);
  free(rgba);
  const int encoded = imported && WebPEncode(&config, &picture);
  WebPPictureFree(&picture);
  return encoded ? file.mem : 0;
}

/** @returns bytes of the file that was encoded last */
EXPORT(encodedBytes) size_t encodedBytes(void) { return file.size; }
