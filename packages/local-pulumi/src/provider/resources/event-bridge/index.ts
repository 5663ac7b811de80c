import type { ResourceType } from "../../resource-type";
import { eventRule } from "./event-rule";
import { eventTarget } from "./event-target";

export const eventBridgeTypes: readonly ResourceType[] = [eventRule, eventTarget];
