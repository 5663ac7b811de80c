import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import type { UploadApiConfig } from "./config";

export interface ApiKeyPlanArgs {
  readonly api: aws.apigateway.RestApi;
  readonly stage: aws.apigateway.Stage;
  readonly settings: UploadApiConfig;
}

/** One API key, and the usage plan that limits its requests. */
export class ApiKeyPlan extends pulumi.ComponentResource {
  readonly key: aws.apigateway.ApiKey;

  constructor(name: string, { api, stage, settings }: ApiKeyPlanArgs, opts?: pulumi.ComponentResourceOptions) {
    super("image-pipeline:infra:ApiKeyPlan", name, {}, opts);
    const child = { parent: this };
    const plan = new aws.apigateway.UsagePlan(
      `${name}-plan`,
      {
        apiStages: [{ apiId: api.id, stage: stage.stageName }],
        throttleSettings: { rateLimit: settings.rateLimitPerSec, burstLimit: settings.burstLimit },
      },
      child,
    );
    this.key = new aws.apigateway.ApiKey(`${name}-key`, { description: "Callers of the upload API" }, child);
    new aws.apigateway.UsagePlanKey(
      `${name}-membership`,
      { keyId: this.key.id, keyType: "API_KEY", usagePlanId: plan.id },
      child,
    );
    this.registerOutputs();
  }
}
