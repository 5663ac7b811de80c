import type { ResourceType } from "../../resource-type";
import { role } from "./role";
import { rolePolicy } from "./role-policy";
import { rolePolicyAttachment } from "./role-policy-attachment";

export const iamTypes: readonly ResourceType[] = [role, rolePolicy, rolePolicyAttachment];
