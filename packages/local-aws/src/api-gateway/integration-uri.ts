/** Target of an integration. */
export interface IntegrationTarget {
  /** `s3`, `lambda`, `dynamodb` … */
  readonly service: string;
  /** Path with `{variables}`, or the action's name. */
  readonly kind: "path" | "action";
  readonly rest: string;
}

/** Parses `arn:aws:apigateway:REGION:SERVICE:path|action/REST`; undefined for another form. */
export function parseIntegrationUri(uri: string): IntegrationTarget | undefined {
  const match = /^arn:aws:apigateway:[a-z0-9-]+:(?:[\w-]+\.)?([\w-]+):(path|action)\/(.*)$/.exec(uri);
  const [, service, kind, rest] = match ?? [];
  if (service === undefined || rest === undefined) return undefined;
  return { service, kind: kind === "action" ? "action" : "path", rest };
}

/** ARN of the function that a URI invokes; undefined for another target. */
export function functionArnOf(uri: string): string | undefined {
  const target = parseIntegrationUri(uri);
  if (target?.service !== "lambda" || target.kind !== "path") return undefined;
  return /^2015-03-31\/functions\/(arn:aws:lambda:[^/]+)\/invocations$/.exec(target.rest)?.[1];
}
