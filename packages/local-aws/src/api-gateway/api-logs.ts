import { contextVariables, fillContext } from "./context";
import type { ApiGateway } from "./api-gateway";
import type { ApiRequest } from "./request";
import type { MethodSettings } from "./types";

/** Logging and throttling of a request's method: its own settings, else those of all methods. */
export function settingsOf({ stage, route }: ApiRequest): MethodSettings | undefined {
  if (route === undefined) return stage.settings["*/*"];
  const path = route.resource.path.replace(/^\//, "");
  return stage.settings[`${path}/${route.method.httpMethod}`] ?? stage.settings["*/*"];
}

function write(gateway: ApiGateway, logGroup: string, stream: string, line: string, now: number): void {
  const { iam, logs, cloud } = gateway.deps;
  const role = iam.roleByArn(gateway.logRoleArn ?? "");
  const resource = `arn:aws:logs:${cloud.region}:${cloud.accountId}:log-group:${logGroup}:log-stream:${stream}`;
  if (role === undefined || !iam.allows(iam.asRole(role, "apigateway"), { action: "logs:PutLogEvents", resource })) {
    const message = `the account's CloudWatch role may not write to ${logGroup}`;
    cloud.events.emit("fault", { service: "apigateway", message });
    return;
  }
  if (!logs.has(logGroup))
    logs.createGroup({ name: logGroup, retentionInDays: 0, logGroupClass: "STANDARD", tags: {} });
  logs.write(logGroup, stream, [{ message: line, timestamp: now }]);
}

/** Writes one line in the stage's access log format. */
export function writeAccessLog(gateway: ApiGateway, request: ApiRequest, now: number): void {
  const { accessLog } = request.stage;
  if (accessLog === undefined) return;
  const line = fillContext(accessLog.format, contextVariables(request, now)).trimEnd();
  write(gateway, accessLog.logGroup, request.api.id, line, now);
}

/** Writes the execution log: every request at level INFO, failed ones at ERROR. Bodies are never logged. */
export function writeExecutionLog(
  gateway: ApiGateway,
  request: ApiRequest,
  problem: string | undefined,
  now: number,
): void {
  const level = settingsOf(request)?.loggingLevel ?? "OFF";
  if (level === "OFF" || (level === "ERROR" && problem === undefined)) return;
  const { api, stage, requestId, progress } = request;
  const group = `API-Gateway-Execution-Logs_${api.id}/${stage.name}`;
  const lines = [
    ...(problem === undefined ? [] : [`Execution failed: ${problem}`]),
    `Method completed with status: ${progress.status}`,
  ];
  for (const line of lines) write(gateway, group, requestId, `(${requestId}) ${line}`, now);
}
