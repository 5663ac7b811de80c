// Converts decoded planes to RGBA, and averages pixels on the way.
#include "image.h"

#include <stdlib.h>
#include <string.h>

#define EXPORT(name) __attribute__((export_name(#name)))

/** Adds samples of a row to sums, weighted. */
static void addRow(float* restrict sums, const struct Image* image, int plane, int row, int columns, float weight) {
  const uint8_t* from = image->planes[plane] + (size_t)row * image->strides[plane];
  if (image->sampleBytes == 1)
    for (int x = 0; x < columns; x++) sums[x] += (float)from[x] * weight;
  else
    for (int x = 0; x < columns; x++) sums[x] += (float)((const uint16_t*)from)[x] * weight;
}

/** Means of cells of a row; the last one may be narrower. */
static void average(float* restrict to, const float* restrict from, int columns, int cell) {
  int at = 0;
  for (int x = 0; x + cell <= columns; x += cell) {
    float sum = 0;
    for (int i = 0; i < cell; i++) sum += from[x + i];
    to[at++] = sum / (float)cell;
  }
  const int rest = columns % cell;
  if (rest == 0) return;
  float sum = 0;
  for (int i = 0; i < rest; i++) sum += from[columns - rest + i];
  to[at] = sum / (float)rest;
}

/** Two columns for each sample of chroma: three quarters of it, and a quarter of its neighbour. */
static void spread(float* restrict to, const float* restrict from, int columns, int width) {
  to[0] = from[0];
  for (int x = 1; x < columns; x++) {
    to[x * 2 - 1] = from[x - 1] * 0.75f + from[x] * 0.25f;
    to[x * 2] = from[x - 1] * 0.25f + from[x] * 0.75f;
  }
  if (width == columns * 2) to[width - 1] = from[columns - 1];
}

/**
 * A row of a plane in the size of the result.
 *
 * @param sums room for a row of the plane
 * @param cellX and cellY pixels that are averaged
 */
static void readRow(float* to, float* sums, const struct Image* image, int plane, int row, int cellX, int cellY) {
  const int shiftX = plane ? image->shiftX : 0;
  const int shiftY = plane ? image->shiftY : 0;
  const int columns = (image->width + shiftX) >> shiftX;
  const int rows = (image->height + shiftY) >> shiftY;
  memset(sums, 0, (size_t)columns * sizeof(float));
  if (shiftY && cellY == 1) {
    const int near = row >> 1;
    const int other = row & 1 ? near + 1 : near - 1;
    const int far = other < 0 || other >= rows ? near : other;
    addRow(sums, image, plane, near, columns, 0.75f);
    addRow(sums, image, plane, far, columns, 0.25f);
  } else {
    const int height = cellY >> shiftY;
    const int from = row * height;
    const int end = from + height < rows ? from + height : rows;
    for (int y = from; y < end; y++) addRow(sums, image, plane, y, columns, 1.0f / (float)(end - from));
  }
  if (shiftX && cellX == 1)
    spread(to, sums, columns, image->width);
  else if (cellX >> shiftX == 1)
    memcpy(to, sums, (size_t)columns * sizeof(float));
  else
    average(to, sums, columns, cellX >> shiftX);
}

static inline uint32_t clamped(float value) {
  return (uint32_t)(int32_t)((value < 0 ? 0 : value > 255 ? 255 : value) + 0.5f);
}

/** @param m for each of red, green and blue the factors of the three samples, and what is added */
static void writeRow(uint32_t* restrict to, const float* restrict y, const float* restrict u, const float* restrict v,
                     const float* restrict m, int width) {
  for (int x = 0; x < width; x++) {
    const uint32_t red = clamped(y[x] * m[0] + u[x] * m[1] + v[x] * m[2] + m[3]);
    const uint32_t green = clamped(y[x] * m[4] + u[x] * m[5] + v[x] * m[6] + m[7]);
    const uint32_t blue = clamped(y[x] * m[8] + u[x] * m[9] + v[x] * m[10] + m[11]);
    to[x] = red | green << 8 | blue << 16 | 0xff000000u;
  }
}

/** @param isPremultiplied the colours are divided by alpha */
static void writeAlpha(uint32_t* to, const float* alpha, float factor, float offset, int isPremultiplied, int width) {
  for (int x = 0; x < width; x++) {
    const uint32_t level = clamped(alpha[x] * factor + offset);
    uint32_t colours = to[x] & 0xffffff;
    if (isPremultiplied && level < 255) {
      const float scale = level == 0 ? 0 : 255.0f / (float)level;
      colours = clamped((float)(colours & 255) * scale) | clamped((float)(colours >> 8 & 255) * scale) << 8 |
                clamped((float)(colours >> 16) * scale) << 16;
    }
    to[x] = colours | level << 24;
  }
}

/**
 * Converts the images to RGBA.
 *
 * @param cellX and cellY pixels that are averaged, multiples of those of a sample of chroma unless 1; with alpha 1
 * @param m 12 factors of colours; of alpha a factor, and what is added
 * @param alpha 0: there is none, 1: it is written, 2: and the colours are premultiplied
 * @returns 0 where there is no memory
 */
EXPORT(convert) int convert(uint32_t* to, int cellX, int cellY, const float* m, int alpha) {
  const struct Image* image = &images[COLOUR];
  const int width = (image->width + cellX - 1) / cellX;
  const int height = (image->height + cellY - 1) / cellY;
  // Cells may be those of chroma that is half as wide: there is room for a column more.
  const size_t room = (size_t)image->width + 2;
  float* rows = calloc(room * 4, sizeof(float));
  if (!rows) return 0;
  float *y = rows, *u = rows + room, *v = rows + room * 2, *sums = rows + room * 3;
  for (int row = 0; row < height; row++, to += width) {
    readRow(y, sums, image, 0, row, cellX, cellY);
    if (!image->isGrey) {
      readRow(u, sums, image, 1, row, cellX, cellY);
      readRow(v, sums, image, 2, row, cellX, cellY);
    }
    writeRow(to, y, u, v, m, width);
    if (alpha == 0) continue;
    readRow(y, sums, &images[ALPHA], 0, row, 1, 1);
    writeAlpha(to, y, m[12], m[13], alpha == 2, width);
  }
  free(rows);
  return 1;
}
