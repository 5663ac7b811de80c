import { computeMistakes } from "./compute-mistakes";
import { edgeMistakes } from "./edge-mistakes";
import { exposureMistakes } from "./exposure-mistakes";
import type { ServiceCase } from "./service-case";
import { storageMistakes } from "./storage-mistakes";

/** Every mistake in stacks of services, each another. */
export const serviceMistakes: readonly ServiceCase[] = [
  ...storageMistakes,
  ...edgeMistakes,
  ...computeMistakes,
  ...exposureMistakes,
];
