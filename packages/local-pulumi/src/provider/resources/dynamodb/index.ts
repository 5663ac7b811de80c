import type { ResourceType } from "../../resource-type";
import { table } from "./table";

export const dynamodbTypes: readonly ResourceType[] = [table];
