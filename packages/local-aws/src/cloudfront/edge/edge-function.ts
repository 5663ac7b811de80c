import { isRecord } from "../../json";
import type { CacheBehavior, Distribution } from "../types";
import type { Edge } from "./edge";
import { errorPage } from "./error-page";
import { changedRequest, changedResponse, eventRequest, eventResponse, FunctionResultError } from "./function-event";
import { FunctionError, runFunction } from "./function-sandbox";
import type { ViewerRequest, ViewerResponse } from "./message";

/** What a function gets. */
interface EdgeExchange {
  readonly request: ViewerRequest;
  /** Of a viewer response event. */
  readonly response?: ViewerResponse;
}

/** What is left to do after a function: go on with the request, or send the response. */
interface EdgeOutcome {
  readonly request: ViewerRequest;
  readonly response?: ViewerResponse | undefined;
}

/**
 * Runs the function that a behaviour has for an event, if it has one.
 *
 * What it throws is answered with 503, what does not pass the validation with 502 ("Restrictions on all edge
 * functions", "HTTP 503 status code").
 */
export function runEdgeFunction(
  edge: Edge,
  { id: distributionId, domainName: distributionDomainName }: Distribution,
  { functionAssociations }: CacheBehavior,
  eventType: "viewer-request" | "viewer-response",
  { request, response }: EdgeExchange,
): EdgeOutcome {
  const association = functionAssociations.find((candidate) => candidate.eventType === eventType);
  if (association === undefined) return { request, response };
  const { name, code } = edge.liveFunction(association.functionArn);
  const event = {
    version: "1.0",
    context: { distributionDomainName, distributionId, eventType, requestId: request.id },
    viewer: { ip: request.ip },
    request: eventRequest(request),
    ...(response !== undefined && { response: eventResponse(response) }),
  };
  const refuse = (status: number, why: string, result: string, logs: readonly string[]): EdgeOutcome => {
    edge.log(name, request.id, [...logs, `ERROR: ${why}`]);
    const page = `The CloudFront function ${name} could not be used: it ${status === 503 ? "failed" : "returned something invalid"}.`;
    return { request, response: errorPage(request.id, status, page, result) };
  };
  try {
    const { result, logs } = runFunction(code, event, edge.now());
    edge.log(name, request.id, logs);
    if (!isRecord(result)) throw new FunctionResultError("expected an object");
    if (response !== undefined) {
      return { request, response: { ...changedResponse(eventType, response, result), result: response.result } };
    }
    if (result.statusCode === undefined) return { request: changedRequest(request, result) };
    const made = changedResponse("viewer-response", { headers: {}, body: Buffer.alloc(0) }, result);
    return { request, response: { ...made, result: "FunctionGeneratedResponse" } };
  } catch (error) {
    if (error instanceof FunctionError) return refuse(503, error.message, "FunctionExecutionError", error.logs);
    if (error instanceof FunctionResultError) return refuse(502, error.message, "FunctionValidationError", []);
    throw error;
  }
}
