/** Validation of requests before the integration. */
export interface RequestValidator {
  readonly id: string;
  readonly name: string;
  readonly validateRequestBody: boolean;
  readonly validateRequestParameters: boolean;
}

/** A JSON schema for bodies of one content type. */
export interface Model {
  readonly name: string;
  readonly contentType: string;
  /** JSON text. */
  readonly schema: string;
}

/** A part of a path: `upload`, `{image_id}`, `{proxy+}`; the root has the empty part. */
export interface ApiResource {
  readonly id: string;
  readonly parentId?: string;
  readonly pathPart: string;
  /** From the root: `/images/{image_id}`. */
  readonly path: string;
}

type IntegrationType = "AWS" | "AWS_PROXY" | "MOCK";
type PassthroughBehavior = "WHEN_NO_MATCH" | "WHEN_NO_TEMPLATES" | "NEVER";
export type ContentHandling = "CONVERT_TO_BINARY" | "CONVERT_TO_TEXT";

/** Mappings by target: `integration.request.path.key` from `method.request.querystring.key`. */
export type ParameterMapping = Readonly<Record<string, string>>;

/** The integration of a method. */
export interface Integration {
  readonly type: IntegrationType;
  /** Method of the request to the service. */
  readonly integrationHttpMethod?: string;
  /** `arn:aws:apigateway:REGION:SERVICE:path|action/…`. */
  readonly uri?: string;
  /** Role that API Gateway assumes. */
  readonly credentials?: string;
  readonly requestParameters: ParameterMapping;
  /** VTL by content type. */
  readonly requestTemplates: Readonly<Record<string, string>>;
  readonly passthroughBehavior: PassthroughBehavior;
  readonly contentHandling?: ContentHandling;
  /** 50..29000. */
  readonly timeoutMs: number;
}

/** Maps responses of the service to a response of the method. */
export interface IntegrationResponse {
  readonly statusCode: string;
  /** Regular expression on the service's status (Lambda: the error message); undefined for the default. */
  readonly selectionPattern?: string;
  readonly responseParameters: ParameterMapping;
  readonly responseTemplates: Readonly<Record<string, string>>;
  readonly contentHandling?: ContentHandling;
}

/** A declared response of a method. */
export interface MethodResponse {
  readonly statusCode: string;
  /** `method.response.header.ETag`: whether it is required. */
  readonly responseParameters: Readonly<Record<string, boolean>>;
  readonly responseModels: Readonly<Record<string, string>>;
}

export interface ApiMethod {
  readonly resourceId: string;
  /** `GET` … or `ANY`. */
  readonly httpMethod: string;
  readonly authorization: "NONE" | "AWS_IAM";
  readonly apiKeyRequired: boolean;
  readonly operationName?: string;
  readonly requestValidatorId?: string;
  /** `method.request.querystring.key`: whether it is required. */
  readonly requestParameters: Readonly<Record<string, boolean>>;
  /** Model names by content type. */
  readonly requestModels: Readonly<Record<string, string>>;
  integration?: Integration;
  integrationResponses: Record<string, IntegrationResponse>;
  methodResponses: Record<string, MethodResponse>;
}

/** An API's own form of an error response of API Gateway. */
export interface GatewayResponse {
  readonly responseType: string;
  readonly statusCode?: string;
  readonly responseParameters: ParameterMapping;
  readonly responseTemplates: Readonly<Record<string, string>>;
}

/** Definition of an API; a deployment is a copy of it. */
export interface ApiDefinition {
  resources: Record<string, ApiResource>;
  /** By `resourceId METHOD`. */
  methods: Record<string, ApiMethod>;
  models: Record<string, Model>;
  validators: Record<string, RequestValidator>;
  gatewayResponses: Record<string, GatewayResponse>;
  binaryMediaTypes: readonly string[];
  /** Resource policy, JSON text. */
  policy?: string;
}

export interface Deployment {
  readonly id: string;
  readonly description: string;
  readonly createdAt: number;
  readonly definition: ApiDefinition;
}

export interface Throttle {
  /** Requests per second. */
  readonly rateLimit: number;
  /** Requests at once. */
  readonly burstLimit: number;
}

export interface MethodSettings {
  readonly loggingLevel: "OFF" | "ERROR" | "INFO";
  readonly dataTraceEnabled: boolean;
  readonly metricsEnabled: boolean;
  /** Undefined: the account's. */
  readonly throttle?: Throttle;
}

export interface Stage {
  readonly name: string;
  readonly deploymentId: string;
  readonly description: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly tracing: boolean;
  readonly accessLog?: { readonly logGroup: string; readonly format: string };
  /** By resource path (without the first slash) and method; a star for each stands for all. */
  settings: Record<string, MethodSettings>;
  readonly tags: Readonly<Record<string, string>>;
}

export interface RestApi {
  readonly id: string;
  readonly rootResourceId: string;
  readonly createdAt: number;
  name: string;
  description: string;
  disableExecuteApiEndpoint: boolean;
  tags: Record<string, string>;
  /** The editable definition; requests are served by the one of the stage's deployment. */
  definition: ApiDefinition;
  deployments: Record<string, Deployment>;
  stages: Record<string, Stage>;
}

export interface ApiKey {
  readonly id: string;
  readonly value: string;
  readonly createdAt: number;
  name: string;
  description: string;
  enabled: boolean;
  tags: Record<string, string>;
}

export interface UsagePlan {
  readonly id: string;
  name: string;
  description: string;
  stages: { readonly apiId: string; readonly stage: string }[];
  throttle?: Throttle;
  quota?: { readonly limit: number; readonly offset: number; readonly period: "DAY" | "WEEK" | "MONTH" };
  /** Identifiers of the keys in the plan. */
  keyIds: string[];
  tags: Record<string, string>;
}
