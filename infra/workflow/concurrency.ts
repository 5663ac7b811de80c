/** How much of the account's concurrency the workflow takes. */
interface ConcurrencyRequest {
  /** Function instances that it may occupy at once. */
  readonly functionConcurrency: number;
  /** Variants of one image that are rendered in parallel, as far as the instances allow. */
  readonly parallelVariants: number;
}

/** Who works at once. */
export interface ConcurrencyPlan {
  /** Instances of the function that runs executions, each of which waits for its images. */
  readonly runners: number;
  /** Images that one of them runs at once. */
  readonly imagesPerRunner: number;
  /** Variants of one image that are rendered in parallel. */
  readonly parallelVariants: number;
}

/** What AWS accepts as the maximum concurrency of an event source mapping, and as its batch without a window. */
const RUNNERS = { min: 2, max: 1000 };
const MOST_IMAGES_PER_RUNNER = 10;

/**
 * Distributes instances: each runner occupies one, and each of its images as many as variants are rendered in parallel.
 * The most images at once that fit; of equal plans that with the most runners, because a batch waits for its slowest
 * image.
 */
export function planConcurrency({
  functionConcurrency,
  parallelVariants: wanted,
}: ConcurrencyRequest): ConcurrencyPlan {
  const parallelVariants = Math.max(1, Math.min(wanted, Math.floor(functionConcurrency / RUNNERS.min) - 1));
  const plans = Array.from({ length: MOST_IMAGES_PER_RUNNER }, (_, index) => {
    const imagesPerRunner = index + 1;
    const runners = Math.floor(functionConcurrency / (1 + imagesPerRunner * parallelVariants));
    return { runners: Math.min(RUNNERS.max, runners), imagesPerRunner, parallelVariants };
  });
  const images = ({ runners, imagesPerRunner }: ConcurrencyPlan) => runners * imagesPerRunner;
  return plans
    .filter(({ runners }) => runners >= RUNNERS.min)
    .reduce((best, plan) => (images(plan) > images(best) ? plan : best), {
      runners: RUNNERS.min,
      imagesPerRunner: 1,
      parallelVariants,
    });
}
