import type { ApiRequest } from "./request";

/** ARN of a method as permissions name it: `…:API/STAGE/METHOD/resource/path`, variables as `{name}`. */
export function executionArn({ api, stage, accountId, region, httpMethod, route }: ApiRequest): string {
  const path = route?.resource.path ?? "/";
  return `arn:aws:execute-api:${region}:${accountId}:${api.id}/${stage.name}/${httpMethod}${path}`;
}

/** ARN of a request as policies see it: the path as it was sent. */
export function requestArn({ api, stage, accountId, region, httpMethod, path }: ApiRequest): string {
  return `arn:aws:execute-api:${region}:${accountId}:${api.id}/${stage.name}/${httpMethod}${path}`;
}
