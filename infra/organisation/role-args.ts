import type * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { AccountContext } from "../account";
import type { RolesConfig } from "./config";

/** What the roles of a stack have in common. */
export type RoleArgs = Pick<aws.iam.RoleArgs, "path" | "permissionsBoundary">;

/** Inputs of every role. Without config: none. */
export function roleArgs(config: RolesConfig | undefined, { partition, accountId }: AccountContext): RoleArgs {
  if (!config) return {};
  const { path, permissionsBoundary: boundary } = config;
  return {
    ...(path !== "/" && { path }),
    ...(boundary !== undefined && {
      permissionsBoundary: boundary.startsWith("arn:")
        ? boundary
        : pulumi.interpolate`arn:${partition}:iam::${accountId}:policy/${boundary}`,
    }),
  };
}
