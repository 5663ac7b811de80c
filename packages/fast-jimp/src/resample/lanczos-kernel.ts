import { LANCZOS3, makeKernel, NO_PREFILTER, type Kernel, type Prefilter, type Span } from "./kernel";

/** Size of the cache; a kernel has tens of kilobytes. */
const MAX_KERNELS = 32;

/** Least recently used first. Images of one camera have one size, so that kernels repeat. */
const cache = new Map<string, Kernel>();

/**
 * {@link makeKernel} with LANCZOS (a = 3), cached.
 *
 * @param group as for {@link makeKernel}
 * @param prefilter default none
 */
export function lanczosKernel(span: Span, group: number, prefilter: Prefilter = NO_PREFILTER): Kernel {
  const key = JSON.stringify([span.length, span.from, span.span, span.count, group, prefilter]);
  const kernel = cache.get(key) ?? makeKernel(span, LANCZOS3, prefilter, group);
  cache.delete(key);
  cache.set(key, kernel);
  const [oldest] = cache.keys();
  if (cache.size > MAX_KERNELS && oldest !== undefined) cache.delete(oldest);
  return kernel;
}
