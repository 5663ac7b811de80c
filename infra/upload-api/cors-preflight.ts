import type { OperationTarget } from "./operation-target";

/** Headers that a page has to be allowed to send: those of a signed or keyed request and of a body. */
const REQUEST_HEADERS = "Authorization,Content-Type,X-Amz-Content-Sha256,X-Amz-Date,X-Amz-Security-Token,X-Api-Key";

/** Seconds that a browser may remember the answer. */
const MAX_AGE_SEC = 600;

/** Answers a browser's question, before it sends a request, whether a page of `origin` may. */
export function corsPreflight(origin: string, methods: readonly string[]): OperationTarget {
  return {
    integration: { type: "MOCK", requestTemplates: { "application/json": '{"statusCode":200}' } },
    dependsOn: [],
    responses: [
      {
        statusCode: "200",
        headers: {
          "Access-Control-Allow-Origin": `'${origin}'`,
          "Access-Control-Allow-Methods": `'${methods.join(",")}'`,
          "Access-Control-Allow-Headers": `'${REQUEST_HEADERS}'`,
          "Access-Control-Max-Age": `'${MAX_AGE_SEC}'`,
        },
        template: "{}",
      },
    ],
  };
}
