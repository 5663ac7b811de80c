import { commonLogTime, contextVariables } from "./context";
import { isBinary } from "./payload";
import { contentTypeOf, type ApiRequest } from "./request";
import type { ApiDefinition } from "./types";

type Multi = Readonly<Record<string, readonly string[]>>;

const orNull = <T extends object>(value: T) => (Object.keys(value).length === 0 ? null : value);
const last = (values: Multi) =>
  Object.fromEntries(Object.entries(values).map(([name, list]) => [name, list.at(-1) ?? ""]));

/** Headers whose names always arrive in this form. */
const fixedNames: Readonly<Record<string, string>> = { authorization: "Authorization", "user-agent": "User-Agent" };

/** The headers of the event: without a signature of the request, with where the request came from. */
function eventHeaders({ headers, traceId }: ApiRequest): Multi {
  const own = Object.entries(headers).flatMap(([name, values]) => {
    const signed = name.toLowerCase() === "authorization" && values.some((value) => value.startsWith("AWS4-"));
    return signed ? [] : [[fixedNames[name.toLowerCase()] ?? name, values] as const];
  });
  return {
    ...Object.fromEntries(own),
    "X-Amzn-Trace-Id": [traceId],
    "X-Forwarded-For": ["127.0.0.1"],
    "X-Forwarded-Port": ["443"],
    "X-Forwarded-Proto": ["https"],
  };
}

/** The event of a proxy integration, payload format 1.0. */
export function proxyEvent(request: ApiRequest, definition: ApiDefinition, now: number): object {
  const { route, stage, body, query } = request;
  const headers = eventHeaders(request);
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
    pathParameters: orNull(route?.rawPathParameters ?? {}),
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
