import type * as aws from "@pulumi/aws";
import type * as pulumi from "@pulumi/pulumi";

/** An answer of an integration that is not a proxy. */
export interface TargetResponse {
  readonly statusCode: string;
  /** Regular expression over the backend's status; absent: whatever no other pattern fits. */
  readonly selectionPattern?: string;
  /** Header -> where it comes from. */
  readonly headers: Readonly<Record<string, string>>;
  /** Velocity template of the JSON body. */
  readonly template: string;
}

/** Who answers an operation, and how. */
export interface OperationTarget {
  readonly integration: Omit<aws.apigateway.IntegrationArgs, "restApi" | "resourceId" | "httpMethod">;
  /** None for proxies, which answer by themselves. */
  readonly responses: readonly TargetResponse[];
  readonly dependsOn: readonly pulumi.Resource[];
}
