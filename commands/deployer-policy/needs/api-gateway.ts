import { anything, type Need, type NeedsByType, type Scope } from "../types";
import { passRole } from "./iam";

/** API Gateway's actions are the verbs of its own REST interface, and its ARNs their paths; AWS chooses the ids. */
const path = (sid: string, type: string, ...paths: string[]): Scope => ({
  sid,
  owners: { [type]: "" },
  arns: ({ partition, region }) => paths.map((each) => `arn:${partition}:apigateway:${region}::${each}`),
});

const apis = path("Apis", "aws:apigateway/restApi:RestApi", "/restapis", "/restapis/*", "/tags/*");
const plans = path("UsagePlans", "aws:apigateway/usagePlan:UsagePlan", "/usageplans", "/usageplans/*");
const keys = path("ApiKeys", "aws:apigateway/apiKey:ApiKey", "/apikeys", "/apikeys/*");
const account = path("ApiAccount", "aws:apigateway/account:Account", "/account");

const verbs = (scope: Scope): Need => ({
  scope,
  actions: {
    create: ["apigateway:POST", "apigateway:PUT"],
    read: ["apigateway:GET"],
    update: ["apigateway:PATCH", "apigateway:PUT"],
    delete: ["apigateway:DELETE"],
  },
});

/** Types whose paths are below that of their API. */
const partsOfApi = [
  "deployment:Deployment",
  "documentationPart:DocumentationPart",
  "gatewayResponse:GatewayResponse",
  "integrationResponse:IntegrationResponse",
  "method:Method",
  "methodResponse:MethodResponse",
  "methodSettings:MethodSettings",
  "model:Model",
  "requestValidator:RequestValidator",
  "resource:Resource",
  "response:Response",
];

export const apiGatewayNeeds: NeedsByType = {
  "aws:apigateway/restApi:RestApi": [verbs(apis)],
  ...Object.fromEntries(partsOfApi.map((name) => [`aws:apigateway/${name}`, [verbs(apis)]])),
  "aws:apigateway/integration:Integration": [
    verbs(apis),
    { ...passRole("apigateway.amazonaws.com"), when: ({ credentials }) => credentials !== undefined },
  ],
  "aws:apigateway/stage:Stage": [
    verbs(apis),
    // CloudWatch Logs delivers access logs; its delivery actions have no resource-level permissions.
    {
      scope: anything,
      when: ({ accessLogSettings }) => accessLogSettings !== undefined,
      actions: {
        create: [
          "logs:CreateLogDelivery",
          "logs:DescribeResourcePolicies",
          "logs:GetLogDelivery",
          "logs:ListLogDeliveries",
          "logs:PutResourcePolicy",
        ],
        update: ["logs:UpdateLogDelivery"],
        delete: ["logs:DeleteLogDelivery"],
      },
    },
  ],
  "aws:apigateway/usagePlan:UsagePlan": [verbs(plans)],
  "aws:apigateway/usagePlanKey:UsagePlanKey": [verbs(plans)],
  "aws:apigateway/apiKey:ApiKey": [verbs(keys)],
  "aws:apigateway/account:Account": [
    {
      scope: account,
      actions: { create: ["apigateway:PATCH"], read: ["apigateway:GET"], update: ["apigateway:PATCH"] },
    },
    passRole("apigateway.amazonaws.com"),
  ],
};
