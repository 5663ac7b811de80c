import type { ResourceType } from "../../resource-type";
import { logGroup } from "./log-group";

export const logTypes: readonly ResourceType[] = [logGroup];
