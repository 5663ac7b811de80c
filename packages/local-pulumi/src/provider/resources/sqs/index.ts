import type { ResourceType } from "../../resource-type";
import { queue } from "./queue";
import { queuePolicy } from "./queue-policy";

export const sqsTypes: readonly ResourceType[] = [queue, queuePolicy];
