import * as pulumi from "@pulumi/pulumi";

const { serializeFunction } = pulumi.runtime;
const captured = new Map<string, ReturnType<typeof serializeFunction>>();

const once: typeof serializeFunction = (...args) => {
  const text = String(args[0]);
  const known = captured.get(text) ?? serializeFunction(...args);
  captured.set(text, known);
  return known;
};

/**
 * Runs a program for tests that do not look at the functions' code. A function is captured the first time only, which
 * saves a third of the time.
 */
export async function capturingOnce<T>(run: () => Promise<T>): Promise<T> {
  Object.assign(pulumi.runtime, { serializeFunction: once });
  try {
    return await run();
  } finally {
    Object.assign(pulumi.runtime, { serializeFunction });
  }
}
