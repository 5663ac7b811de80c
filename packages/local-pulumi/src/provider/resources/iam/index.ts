import type { ResourceType } from "../../resource-type";
import { role } from "./role";
import { rolePolicy } from "./role-policy";

export const iamTypes: readonly ResourceType[] = [role, rolePolicy];
