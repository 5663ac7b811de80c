import type { ProviderContext } from "../../resource-type";

/** The URI of a function, a version or an alias that integrations of API Gateway have. */
export function invokeArnOf(targetArn: string, { cloud: { region } }: ProviderContext): string {
  return `arn:aws:apigateway:${region}:lambda:path/2015-03-31/functions/${targetArn}/invocations`;
}
