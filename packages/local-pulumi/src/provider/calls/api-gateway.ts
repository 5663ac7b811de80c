import {
  on,
  passRole,
  textOf,
  when,
  type ApiCall,
  type CallsByType,
  type CallSubject,
  type TypeCalls,
} from "./api-call";

/** The actions are the verbs of API Gateway's REST interface, the ARNs its paths. */
const at = ({ region }: CallSubject, path: string, ...verbs: readonly string[]): readonly ApiCall[] =>
  on(`arn:aws:apigateway:${region}::${path}`, ...verbs.map((verb) => `apigateway:${verb}`));

type Path = (subject: CallSubject) => string;

/** Tags are changed under a path of their own, which ends with the ARN. */
const retag = (subject: CallSubject, path: string): readonly ApiCall[] =>
  when(
    subject.changed("tags"),
    at(subject, `/tags/${encodeURIComponent(`arn:aws:apigateway:${subject.region}::${path}`)}`, "PUT", "DELETE"),
  );

/** A resource that AWS gives an identifier below `collection`. */
const listed = (collection: Path): TypeCalls => {
  const path: Path = (subject) => `${collection(subject)}/${subject.id}`;
  return {
    create: (subject) => at(subject, collection(subject), "POST"),
    read: (subject) => at(subject, path(subject), "GET"),
    update: (subject) => [...at(subject, path(subject), "PATCH"), ...retag(subject, path(subject))],
    delete: (subject) => at(subject, path(subject), "DELETE"),
  };
};

/** A resource whose path the program knows; `put` creates it and may overwrite it. */
const known = (path: Path): TypeCalls => ({
  create: (subject) => at(subject, path(subject), "PUT"),
  read: (subject) => at(subject, path(subject), "GET"),
  update: (subject) => at(subject, path(subject), "PATCH", "PUT"),
  delete: (subject) => at(subject, path(subject), "DELETE"),
});

const resourcesOf = (subject: CallSubject) => at(subject, `/restapis/${subject.id}/resources`, "GET");

const below =
  (part: string): Path =>
  ({ inputs }) =>
    `/restapis/${textOf(inputs, "restApi")}/${part}`;

const method: Path = ({ inputs }) =>
  `/restapis/${textOf(inputs, "restApi")}/resources/${textOf(inputs, "resourceId")}/methods/${textOf(inputs, "httpMethod")}`;

const integration = known((subject) => `${method(subject)}/integration`);

/** API Gateway acts as the integration's role. */
const passCredentials = ({ inputs }: CallSubject) =>
  passRole(textOf(inputs, "credentials"), "apigateway.amazonaws.com");

const stage: Path = ({ inputs }) => `/restapis/${textOf(inputs, "restApi")}/stages/${textOf(inputs, "stageName")}`;

/** Settings of methods are parts of the stage. */
const stageSettings: TypeCalls = {
  create: (subject) => at(subject, stage(subject), "PATCH"),
  read: (subject) => at(subject, stage(subject), "GET"),
  update: (subject) => at(subject, stage(subject), "PATCH"),
  delete: (subject) => at(subject, stage(subject), "PATCH"),
};

/**
 * Source: `apigateway/rest_api.go` and `deployment.go` (00a35305), and of earlier versions `stage.go` (050ac111),
 * `usage_plan.go` (003a12ae), `integration.go` (0196297b), `method_settings.go` (1037711a) of the Terraform provider;
 * the other parts of an API are taken to be made by POST or PUT, changed by PATCH and removed by DELETE on their
 * paths, as API Gateway's REST interface has them (API Reference). The Service Authorization Reference, "API Gateway
 * Management", and the guide's "Control access for managing an API" have the paths.
 */
export const apiGatewayCalls: CallsByType = {
  // The root resource is found among all resources.
  "aws:apigateway/restApi:RestApi": {
    ...listed(() => "/restapis"),
    read: (subject) => at(subject, `/restapis/${subject.id}`, "GET").concat(resourcesOf(subject)),
  },
  "aws:apigateway/resource:Resource": {
    ...listed(below("resources")),
    create: (subject) => at(subject, `${below("resources")(subject)}/${textOf(subject.inputs, "parentId")}`, "POST"),
  },
  "aws:apigateway/model:Model": {
    ...known((subject) => `${below("models")(subject)}/${textOf(subject.inputs, "name")}`),
    create: (subject) => at(subject, below("models")(subject), "POST"),
  },
  "aws:apigateway/requestValidator:RequestValidator": listed(below("requestvalidators")),
  "aws:apigateway/method:Method": known(method),
  "aws:apigateway/methodResponse:MethodResponse": known(
    (subject) => `${method(subject)}/responses/${textOf(subject.inputs, "statusCode")}`,
  ),
  "aws:apigateway/integration:Integration": {
    ...integration,
    create: (subject) => [...(integration.create?.(subject) ?? []), ...passCredentials(subject)],
    update: (subject) => [...(integration.update?.(subject) ?? []), ...passCredentials(subject)],
  },
  "aws:apigateway/integrationResponse:IntegrationResponse": known(
    (subject) => `${method(subject)}/integration/responses/${textOf(subject.inputs, "statusCode")}`,
  ),
  "aws:apigateway/response:Response": known(
    (subject) => `${below("gatewayresponses")(subject)}/${textOf(subject.inputs, "responseType")}`,
  ),
  "aws:apigateway/deployment:Deployment": listed(below("deployments")),
  "aws:apigateway/stage:Stage": {
    ...stageSettings,
    // Logging is set on the stage that is there.
    create: (subject) => [
      ...at(subject, below("stages")(subject), "POST"),
      ...when(subject.inputs.accessLogSettings !== undefined, at(subject, stage(subject), "PATCH")),
    ],
    update: (subject) => [...at(subject, stage(subject), "PATCH"), ...retag(subject, stage(subject))],
    delete: (subject) => at(subject, stage(subject), "DELETE"),
  },
  "aws:apigateway/methodSettings:MethodSettings": stageSettings,
  // Stages are taken out of a plan before it goes.
  "aws:apigateway/usagePlan:UsagePlan": {
    ...listed(() => "/usageplans"),
    delete: (subject) => at(subject, `/usageplans/${subject.id}`, "PATCH", "DELETE"),
  },
  "aws:apigateway/usagePlanKey:UsagePlanKey": listed(
    ({ inputs }) => `/usageplans/${textOf(inputs, "usagePlanId")}/keys`,
  ),
  "aws:apigateway/apiKey:ApiKey": listed(() => "/apikeys"),
  "aws:apigateway/account:Account": {
    create: (subject) => [
      ...at(subject, "/account", "PATCH"),
      ...passRole(textOf(subject.inputs, "cloudwatchRoleArn"), "apigateway.amazonaws.com"),
    ],
    read: (subject) => at(subject, "/account", "GET"),
    update: (subject) => [
      ...at(subject, "/account", "PATCH"),
      ...passRole(textOf(subject.inputs, "cloudwatchRoleArn"), "apigateway.amazonaws.com"),
    ],
    // The setting is reset (the Terraform provider's pull request 42226, in its version 6).
    delete: (subject) => at(subject, "/account", "PATCH"),
  },
};
