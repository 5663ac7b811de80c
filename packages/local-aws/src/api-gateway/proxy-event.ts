import { commonLogTime, contextVariables } from "./context";
import { contentTypeOf, isBinary, type ApiRequest } from "./request";
import type { ApiDefinition } from "./types";

type Multi = Readonly<Record<string, readonly string[]>>;

const orNull = <T extends object>(value: T) => (Object.keys(value).length === 0 ? null : value);
const last = (values: Multi) =>
  Object.fromEntries(Object.entries(values).map(([name, list]) => [name, list.at(-1) ?? ""]));

/** The event of a proxy integration, payload format 1.0. */
export function proxyEvent(request: ApiRequest, definition: ApiDefinition, now: number): object {
  const { route, stage, body, headers, query } = request;
  const binary = isBinary(definition.binaryMediaTypes, contentTypeOf(request));
  const { identity } = contextVariables(request, now);
  return {
    resource: route?.resource.path,
    path: request.path,
    httpMethod: request.httpMethod,
    headers: last(headers),
    multiValueHeaders: headers,
    queryStringParameters: orNull(last(query)),
    multiValueQueryStringParameters: orNull(query),
    pathParameters: orNull(route?.pathParameters ?? {}),
    stageVariables: orNull(stage.variables),
    requestContext: {
      accountId: request.accountId,
      apiId: request.api.id,
      deploymentId: stage.deploymentId,
      domainName: request.host,
      domainPrefix: request.api.id,
      extendedRequestId: request.requestId,
      httpMethod: request.httpMethod,
      identity,
      path: `/${stage.name}${request.path}`,
      protocol: "HTTP/1.1",
      requestId: request.requestId,
      requestTime: commonLogTime(request.startedAt),
      requestTimeEpoch: request.startedAt,
      resourceId: route?.resource.id,
      resourcePath: route?.resource.path,
      stage: stage.name,
    },
    body: body.length === 0 ? null : body.toString(binary ? "base64" : "utf8"),
    isBase64Encoded: binary && body.length > 0,
  };
}
