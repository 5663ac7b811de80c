import type { ImageEvent } from "../contract/image-event";

/** The event bus. */
export interface ImageEvents {
  /**
   * Publishes events in their order, each at least once.
   * @returns the number of those from the first on that were taken: the rest has to be published again
   */
  publish(events: readonly ImageEvent[]): Promise<number>;
}
