import { stripVTControlCharacters } from "node:util";

import type { CloudEventMap, CloudEvents } from "@image-pipeline/local-aws";
import type { ActivityView } from "../../console/contract";
import { eventLines } from "../output/event-lines";

/** Events that are problems, whatever they hold. */
const problems: readonly (keyof CloudEventMap)[] = ["throttle", "deadLetter", "fault"];

/**
 * Passes on what happens in the embedded services, in the words of the terminal.
 *
 * @returns ends it
 */
export function watchActivity(events: CloudEvents, send: (activity: ActivityView) => void): () => void {
  const names = Object.keys(eventLines) as (keyof typeof eventLines)[];
  const stops = names.map((type) => {
    const listener = (event: never) => {
      const line = eventLines[type](event);
      if (line === undefined) return;
      const level = isProblem(type, event) ? "problem" : "info";
      send({ at: Date.now(), type, text: stripVTControlCharacters(line), level });
    };
    events.on(type, listener as never);
    return () => events.off(type, listener as never);
  });
  return () => stops.forEach((stop) => stop());
}

function isProblem(type: keyof CloudEventMap, event: object): boolean {
  if (problems.includes(type)) return true;
  const { status, to } = event as { status?: string | number; to?: string };
  if (type === "invocation") return status !== "ok";
  if (type === "execution") return status !== "SUCCEEDED";
  if (type === "apiRequest") return Number(status) >= 400;
  return type === "alarm" && to === "ALARM";
}
