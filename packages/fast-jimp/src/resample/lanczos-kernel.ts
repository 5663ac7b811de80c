import { LANCZOS3, makeKernel, NO_PREFILTER, type Kernel, type Span } from "./kernel";

/** Kernels that are kept, a few ten kilobytes each. */
const MOST = 32;

/** The last ones used, the last at the end: pictures of one camera have one size. */
const kept = new Map<string, Kernel>();

/**
 * {@link makeKernel} with LANCZOS (a = 3) and nothing before it, made once for spans that come again.
 *
 * @param group as for {@link makeKernel}
 */
export function lanczosKernel(span: Span, group: number): Kernel {
  const key = [span.length, span.from, span.span, span.count, group].join();
  const kernel = kept.get(key) ?? makeKernel(span, LANCZOS3, NO_PREFILTER, group);
  kept.delete(key);
  kept.set(key, kernel);
  const [oldest] = kept.keys();
  if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
  return kernel;
}
