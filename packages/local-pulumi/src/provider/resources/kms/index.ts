import type { ResourceType } from "../../resource-type";
import { alias } from "./alias";
import { key } from "./key";

export const kmsTypes: readonly ResourceType[] = [alias, key];
