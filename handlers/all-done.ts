/**
 * Waits for all, also when one fails: what is still under way when an event has failed would change results after the
 * next attempt has looked at them.
 *
 * @throws what the first of them, by their order, has failed with
 */
export async function allDone<T>(works: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(works);
  return Promise.all(works);
}
