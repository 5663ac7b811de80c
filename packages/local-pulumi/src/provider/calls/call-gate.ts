import type { Caller, Cloud } from "@image-pipeline/local-aws";
import { callsOf } from ".";
import type { ApiCall, CallSubject, TypeCalls } from "./api-call";

/** What is asked of a gate: a resource and its operation. */
export interface GatedCall extends Omit<CallSubject, "region" | "accountId"> {
  /** `aws:s3/bucket:Bucket`. */
  readonly token: string;
  readonly phase: keyof TypeCalls;
}

/** Lets a provider do only what its caller's policies allow, request by request. */
export class CallGate {
  constructor(
    private readonly cloud: Cloud,
    private readonly caller: Caller,
  ) {}

  /** @throws AwsError `AccessDenied` (KMS: `AccessDeniedException`) for the first request that is not allowed. */
  pass({ token, phase, ...subject }: GatedCall): void {
    const { region, accountId } = this.cloud;
    for (const call of callsOf(token)[phase]?.({ ...subject, region, accountId }) ?? []) this.authorize(call);
  }

  /** The first request of every run, to find out the account. */
  identify(): void {
    this.authorize({ action: "sts:GetCallerIdentity", resource: "*" });
  }

  private authorize({ action, resource, context = {} }: ApiCall): void {
    const { iam, kms } = this.cloud.services;
    if (resource.includes(":role/")) return this.authorizeIam(action, this.roleArn(resource), context);
    if (resource.includes(":key/")) kms.authorize(iam, this.caller, resource, action, context);
    else this.authorizeIam(action, resource, context);
  }

  private authorizeIam(action: string, resource: string, context: ApiCall["context"] = {}): void {
    const { iam } = this.cloud.services;
    iam.authorize(this.caller, { action, resource, context: { ...this.tagContext(resource), ...context } });
  }

  /** Requests about a role name it alone; IAM knows the path that is in its ARN. */
  private roleArn(resource: string): string {
    const role = this.cloud.services.iam.roles.get(resource.slice(resource.lastIndexOf("/") + 1));
    return role?.arn ?? resource;
  }

  /** A distribution's tags as condition keys (Service Authorization Reference, Amazon CloudFront, resource types). */
  private tagContext(resource: string): Readonly<Record<string, string>> {
    const { distributions } = this.cloud.services.cloudfront;
    const [, id] = /:distribution\/(.+)$/.exec(resource) ?? [];
    const { tags = {} } = distributions.all().find((one) => one.id === id) ?? {};
    return Object.fromEntries(
      Object.entries(tags).map(([name, value]) => [`aws:resourcetag/${name.toLowerCase()}`, value]),
    );
  }
}
