import type { ResourceType } from "../../resource-type";
import { dashboard } from "./dashboard";
import { metricAlarm } from "./metric-alarm";
import { queryDefinition } from "./query-definition";

export const cloudWatchTypes: readonly ResourceType[] = [metricAlarm, dashboard, queryDefinition];
