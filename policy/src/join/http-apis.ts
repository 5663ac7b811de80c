import { types } from "../core/resource-types";
import type { StackResource, StackView } from "../core/stack-view";
import { ownersOf } from "./siblings";

/** The HTTP or WebSocket API of this stack that a route or a stage belongs to. */
function apiOf(stack: StackView, part: StackResource): StackResource | undefined {
  return ownersOf(stack, part, { ownerTypes: types.httpApi, by: "apiId", owner: ["id"] })[0];
}

export function isWebSocketStage(stack: StackView, stage: StackResource): boolean {
  return apiOf(stack, stage)?.get("protocolType") === "WEBSOCKET";
}

/** True for a route of a WebSocket API: by its API or, where that is in another stack, by its key. */
export function isWebSocketRoute(stack: StackView, route: StackResource): boolean {
  const api = apiOf(stack, route);
  if (api !== undefined) return api.get("protocolType") === "WEBSOCKET";
  const key = route.text("routeKey");
  // Routes of HTTP APIs are "$default" or a method and a path.
  return key !== undefined && key !== "$default" && !key.includes(" /");
}
