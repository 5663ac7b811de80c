import { randomBytes } from "node:crypto";

import { AwsError } from "../http/aws-error";
import {
  badRequest,
  checkGatewayResponse,
  checkIntegration,
  checkIntegrationResponse,
  checkMethod,
  checkPathPart,
} from "./checks";
import type {
  ApiDefinition,
  ApiMethod,
  ApiResource,
  Deployment,
  GatewayResponse,
  Integration,
  IntegrationResponse,
  MethodResponse,
  Model,
  RequestValidator,
  RestApi,
} from "./types";
import { checkModel } from "./validation";

/** Settings of an API. */
export type ApiSettings = Pick<RestApi, "name" | "description" | "disableExecuteApiEndpoint" | "tags"> &
  Pick<ApiDefinition, "binaryMediaTypes" | "policy">;

const LETTERS = "0123456789abcdefghijklmnopqrstuvwxyz";

/** A new identifier: ten random letters and digits. */
export function newId(): string {
  return [...randomBytes(10)].map((byte) => LETTERS[byte % LETTERS.length]).join("");
}

/** The model that every API has by default: any object. */
const emptyModel: Model = { name: "Empty", contentType: "application/json", schema: '{"type":"object"}' };

const notFound = (what: string) => new AwsError("NotFoundException", `Invalid ${what} identifier specified`, 404);

/** The APIs of an account with their editable definitions. */
export class RestApis {
  readonly apis = new Map<string, RestApi>();

  constructor(private readonly changed: () => void) {}

  create(settings: ApiSettings): RestApi {
    const { binaryMediaTypes, policy, ...own } = settings;
    const rootResourceId = newId();
    const definition: ApiDefinition = {
      resources: { [rootResourceId]: { id: rootResourceId, pathPart: "", path: "/" } },
      methods: {},
      models: { Empty: emptyModel },
      validators: {},
      gatewayResponses: {},
      binaryMediaTypes,
      policy,
    };
    const api: RestApi = {
      ...own,
      id: newId(),
      rootResourceId,
      createdAt: Date.now(),
      definition,
      deployments: {},
      stages: {},
    };
    this.apis.set(api.id, api);
    this.changed();
    return api;
  }

  update(apiId: string, { binaryMediaTypes, policy, ...own }: ApiSettings): RestApi {
    const api = this.get(apiId);
    Object.assign(api, own);
    Object.assign(api.definition, { binaryMediaTypes, policy });
    this.changed();
    return api;
  }

  /** @throws AwsError `NotFoundException`. */
  get(apiId: string): RestApi {
    const api = this.apis.get(apiId);
    if (api === undefined) throw notFound("API");
    return api;
  }

  delete(apiId: string): void {
    this.apis.delete(apiId);
    this.changed();
  }

  /** @throws AwsError `NotFoundException`, `ConflictException`, `BadRequestException`. */
  createResource(apiId: string, parentId: string, pathPart: string): ApiResource {
    const { resources } = this.get(apiId).definition;
    const parent = resources[parentId];
    if (parent === undefined) throw notFound("Resource");
    checkPathPart(pathPart);
    const siblings = Object.values(resources).filter((resource) => resource.parentId === parentId);
    if (siblings.some((sibling) => sibling.pathPart === pathPart)) {
      const message = `Another resource with the same parent already has this name: ${pathPart}`;
      throw new AwsError("ConflictException", message, 409);
    }
    if (pathPart.startsWith("{") && siblings.some((sibling) => sibling.pathPart.startsWith("{"))) {
      throw badRequest(`A sibling (${parent.path}) of this resource already has a variable path part`);
    }
    const path = `${parent.path === "/" ? "" : parent.path}/${pathPart}`;
    const resource = { id: newId(), parentId, pathPart, path };
    resources[resource.id] = resource;
    this.changed();
    return resource;
  }

  deleteResource(apiId: string, resourceId: string): void {
    const { resources, methods } = this.get(apiId).definition;
    delete resources[resourceId];
    for (const key of Object.keys(methods)) if (key.startsWith(`${resourceId} `)) delete methods[key];
    this.changed();
  }

  /** Creates a method, or changes it and keeps its integration and responses. */
  putMethod(
    apiId: string,
    spec: Omit<ApiMethod, "integration" | "integrationResponses" | "methodResponses">,
  ): ApiMethod {
    const { definition } = this.get(apiId);
    if (definition.resources[spec.resourceId] === undefined) throw notFound("Resource");
    if (spec.requestValidatorId !== undefined && definition.validators[spec.requestValidatorId] === undefined) {
      throw notFound("Request Validator");
    }
    const missing = Object.values(spec.requestModels).find((name) => definition.models[name] === undefined);
    if (missing !== undefined) throw notFound(`Model name "${missing}":`);
    const key = `${spec.resourceId} ${spec.httpMethod}`;
    const { integration, integrationResponses = {}, methodResponses = {} } = definition.methods[key] ?? {};
    const method = { ...spec, integration, integrationResponses, methodResponses };
    checkMethod(method);
    definition.methods[key] = method;
    this.changed();
    return method;
  }

  /** @throws AwsError `NotFoundException`. */
  method(apiId: string, resourceId: string, httpMethod: string): ApiMethod {
    const method = this.get(apiId).definition.methods[`${resourceId} ${httpMethod}`];
    if (method === undefined) throw notFound("Method");
    return method;
  }

  deleteMethod(apiId: string, resourceId: string, httpMethod: string): void {
    delete this.get(apiId).definition.methods[`${resourceId} ${httpMethod}`];
    this.changed();
  }

  /** Sets a method's integration; undefined removes it. */
  putIntegration(apiId: string, resourceId: string, httpMethod: string, integration: Integration | undefined): void {
    if (integration !== undefined) checkIntegration(integration);
    this.method(apiId, resourceId, httpMethod).integration = integration;
    this.changed();
  }

  putMethodResponse(apiId: string, resourceId: string, httpMethod: string, response: MethodResponse): void {
    if (!/^[1-5]\d\d$/.test(response.statusCode)) throw badRequest(`Invalid status code: ${response.statusCode}`);
    this.method(apiId, resourceId, httpMethod).methodResponses[response.statusCode] = response;
    this.changed();
  }

  putIntegrationResponse(apiId: string, resourceId: string, httpMethod: string, response: IntegrationResponse): void {
    const method = this.method(apiId, resourceId, httpMethod);
    if (method.integration === undefined) throw notFound("Integration");
    checkIntegrationResponse(method, response);
    method.integrationResponses[response.statusCode] = response;
    this.changed();
  }

  putModel(apiId: string, model: Model): void {
    checkModel(model);
    this.get(apiId).definition.models[model.name] = model;
    this.changed();
  }

  putValidator(apiId: string, spec: Omit<RequestValidator, "id">, id: string = newId()): RequestValidator {
    const validator = { ...spec, id };
    this.get(apiId).definition.validators[id] = validator;
    this.changed();
    return validator;
  }

  putGatewayResponse(apiId: string, response: GatewayResponse): void {
    checkGatewayResponse(response);
    this.get(apiId).definition.gatewayResponses[response.responseType] = response;
    this.changed();
  }

  /** Changes an API without checks. */
  edit(apiId: string, change: (api: RestApi) => void): void {
    change(this.get(apiId));
    this.changed();
  }

  /**
   * Deploys the current definition.
   *
   * @throws AwsError `BadRequestException` if there is no method, or one without an integration.
   */
  deploy(apiId: string, description: string): Deployment {
    const { definition, deployments } = this.get(apiId);
    const methods = Object.values(definition.methods);
    if (methods.length === 0) throw badRequest("The REST API doesn't contain any methods");
    if (methods.some((method) => method.integration === undefined))
      throw badRequest("No integration defined for method");
    const deployment = { id: newId(), description, createdAt: Date.now(), definition: structuredClone(definition) };
    deployments[deployment.id] = deployment;
    this.changed();
    return deployment;
  }

  /** @throws AwsError `BadRequestException` while a stage has the deployment. */
  deleteDeployment(apiId: string, deploymentId: string): void {
    const { stages, deployments } = this.get(apiId);
    if (Object.values(stages).some((stage) => stage.deploymentId === deploymentId)) {
      throw badRequest("Active stages pointing to this deployment must be moved or deleted");
    }
    delete deployments[deploymentId];
    this.changed();
  }
}
