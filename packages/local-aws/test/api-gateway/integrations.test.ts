import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { expect } from "chai";

import type { Integration, IntegrationResponse } from "../../src/api-gateway/types";
import { deploy as deployFunction } from "../support/cloud/functions";
import { rawRequest } from "../support/cloud/raw-request";
import { makeRole, trust, useCloud } from "../support/cloud/use-cloud";

type Event = Readonly<Record<string, unknown>> & {
  readonly headers: Readonly<Record<string, string>>;
  readonly multiValueHeaders: Readonly<Record<string, readonly string[]>>;
};

describe("an integration", () => {
  const suite = useCloud();
  before(async () => {
    const { cloud, root } = suite();
    await root.s3.send(new CreateBucketCommand({ Bucket: "uploads" }));
    const code = `exports.handler = async (event) =>
      event.body?.startsWith("{") ? JSON.parse(event.body) : { statusCode: 200, body: JSON.stringify(event) };`;
    await deployFunction(cloud, "echo", { code });
    const principal = "apigateway.amazonaws.com";
    cloud.services.lambda.addPermission("echo", { statementId: "api", action: "lambda:InvokeFunction", principal });
  });

  /** An API whose every path has this integration. Answers its URL. */
  const deploy = (
    integration: Partial<Integration>,
    responses: readonly Partial<IntegrationResponse>[] = [{}],
    binaryMediaTypes: readonly string[] = [],
  ): string => {
    const gateway = suite().cloud.services.apiGateway;
    const { apis } = gateway;
    const settings = { name: "echo", description: "", disableExecuteApiEndpoint: false, tags: {}, binaryMediaTypes };
    const api = apis.create(settings);
    const { id } = apis.createResource(api.id, api.rootResourceId, "{path+}");
    const parts = { requestParameters: {}, requestModels: {}, integrationResponses: {}, methodResponses: {} };
    apis.putMethod(api.id, {
      resourceId: id,
      httpMethod: "ANY",
      authorization: "NONE",
      apiKeyRequired: false,
      ...parts,
    });
    apis.putIntegration(api.id, id, "ANY", {
      type: "AWS_PROXY",
      uri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${suite().cloud.services.lambda.arn("echo")}/invocations`,
      requestParameters: {},
      requestTemplates: {},
      passthroughBehavior: "WHEN_NO_MATCH",
      timeoutMs: 29_000,
      ...integration,
    });
    for (const response of responses) {
      const { statusCode = "200", responseParameters = {}, responseTemplates = {}, ...more } = response;
      const declared = Object.fromEntries(Object.keys(responseParameters).map((name) => [name, true]));
      apis.putMethodResponse(api.id, id, "ANY", { statusCode, responseModels: {}, responseParameters: declared });
      const mapping = { statusCode, responseParameters, responseTemplates, ...more };
      apis.putIntegrationResponse(api.id, id, "ANY", mapping);
    }
    const deploymentId = apis.deploy(api.id, "").id;
    gateway.putStage(api.id, { name: "prod", deploymentId, description: "", variables: {}, tracing: false, tags: {} });
    return gateway.invokeUrl(api.id, "prod");
  };
  const mock: Partial<Integration> = { type: "MOCK", requestTemplates: { $default: '{"statusCode":200}' } };
  const toS3 = (credentials: string): Partial<Integration> => ({
    type: "AWS",
    integrationHttpMethod: "PUT",
    uri: "arn:aws:apigateway:us-east-1:s3:path/uploads/{key}",
    credentials,
    requestParameters: {
      "integration.request.path.key": "method.request.path.path",
      "integration.request.header.Referer": "'https://example.com'",
    },
  });
  const mayPut = (name: string, condition?: object) =>
    makeRole(
      suite().cloud,
      name,
      [{ Effect: "Allow", Action: "s3:PutObject", Resource: "arn:aws:s3:::uploads/*", Condition: condition ?? {} }],
      trust("apigateway.amazonaws.com"),
    );
  const status: readonly Partial<IntegrationResponse>[] = [{}, { statusCode: "403", selectionPattern: "403" }];

  describe("with a function as a proxy", () => {
    const event = async (path: string, init: RequestInit = {}): Promise<Event> =>
      (await (await fetch(`${deploy({})}${path}`, init)).json()) as Event;

    it("gets variables of the path as they were sent, and parameters of the query decoded", async () => {
      const sent = await event("/a//b/test%2Balias@x.com/te+st/?e=test%2Balias&p=test+alias&w=foo%20bar&s=1;t=2");
      expect(sent.pathParameters).to.deep.equal({ path: "a//b/test%2Balias@x.com/te+st" });
      const query = { e: "test+alias", p: "test alias", w: "foo bar", s: "1", t: "2" };
      expect(sent.queryStringParameters).to.deep.equal(query);
    });

    it("gets the caller's headers by the names they were sent with, without those of the connection", async () => {
      const headers = { "tEsT-HEADeR": "aValUE", authorization: "random", Referer: "https://x", "Content-MD5": "x" };
      const sent = (await event("/a", { method: "POST", body: "x", headers })).headers;
      expect(sent).to.include({ "tEsT-HEADeR": "aValUE", Authorization: "random", Referer: "https://x" });
      expect(sent).to.include({ "X-Forwarded-Proto": "https", "X-Forwarded-Port": "443" });
      expect(sent["X-Amzn-Trace-Id"]).to.match(/^Root=1-/);
      const names = Object.keys(sent).map((name) => name.toLowerCase());
      for (const name of ["connection", "content-length", "content-md5"]) expect(names).to.not.include(name);
    });

    it("does not get the signature of the request", async () => {
      const { pathname } = new URL(deploy({}));
      const { text } = await rawRequest(suite().cloud, { service: "execute-api", path: `${pathname}/a` });
      expect((JSON.parse(text) as Event).headers).to.not.have.property("Authorization");
    });

    it("is called with the method of X-HTTP-Method-Override", async () => {
      const sent = await event("/a", { method: "POST", headers: { "X-HTTP-Method-Override": "DELETE" } });
      expect(sent.httpMethod).to.equal("DELETE");
    });

    it("may leave out every field of its result, and name a header twice", async () => {
      const answer = async (result: object) => {
        const response = await fetch(`${deploy({})}/a`, { method: "POST", body: JSON.stringify(result) });
        return { status: response.status, headers: response.headers, text: await response.text() };
      };
      const bare = await answer({ headers: { flag: true, Date: "then", Server: "mine" } });
      expect([bare.status, bare.headers.get("content-type"), bare.text]).to.deep.equal([200, "application/json", ""]);
      expect(bare.headers.get("flag")).to.equal("true");
      expect(bare.headers.get("x-amzn-remapped-date")).to.equal("then");
      expect(bare.headers.get("x-amzn-remapped-server")).to.equal("mine");
      expect(bare.headers.get("x-amzn-trace-id")).to.match(/^Root=1-/);
      const both = await answer({ statusCode: "201", multiValueHeaders: { A: ["1", "2"] }, headers: { a: "3" } });
      expect([both.status, both.headers.get("a")]).to.deep.equal([201, "1, 2, 3"]);
      const wrong = [
        { statusCode: 200, wrongValue: "value" },
        { statusCode: "no" },
        { multiValueHeaders: { a: "value" } },
        { headers: { a: 1 } },
        { headers: ["a"] },
        { body: 1 },
      ];
      for (const result of wrong) {
        const { text, ...refused } = await answer(result);
        expect([refused.status, text], JSON.stringify(result)).to.deep.equal([
          502,
          '{"message":"Internal server error"}',
        ]);
        expect(refused.headers.get("x-amzn-errortype")).to.equal("InternalServerErrorException");
        expect(refused.headers.get("x-amzn-trace-id")).to.equal(null);
      }
    });

    it("returns bytes only to a caller that accepts a binary media type first", async () => {
      const url = deploy({}, [{}], ["image/png"]);
      const body = JSON.stringify({ body: Buffer.from([0xff, 0]).toString("base64"), isBase64Encoded: true });
      const bytes = async (accept: string) => {
        const answer = await fetch(`${url}/a`, { method: "POST", headers: { accept }, body });
        return Buffer.from(await answer.arrayBuffer()).toString("hex");
      };
      expect(await bytes("image/png,*/*")).to.equal("ff00");
      const text = Buffer.from("/wA=").toString("hex");
      expect([await bytes("*/*"), await bytes("text/html,image/png")]).to.deep.equal([text, text]);
    });
  });

  describe("with a service", () => {
    const put = async (url: string, headers: Record<string, string> = {}) => {
      const answer = await fetch(`${url}/k.txt`, { method: "PUT", headers, body: "text" });
      return answer.status;
    };

    it("does not pass on a mapped Referer", async () => {
      const referred = mayPut("referred", { StringEquals: { "aws:Referer": "https://example.com" } });
      expect(await put(deploy(toS3(referred), status))).to.equal(403);
      const unreferred = mayPut("unreferred", { Null: { "aws:Referer": "true" } });
      expect(await put(deploy(toS3(unreferred), status))).to.equal(200);
    });

    it("calls it as AmazonAPIGateway", async () => {
      const role = mayPut("by-agent", { StringLike: { "aws:UserAgent": "AmazonAPIGateway_??????????" } });
      expect(await put(deploy(toS3(role), status), { "user-agent": "me" })).to.equal(200);
    });

    it("reaches S3 with a plus sign that S3 reads as a space, so that the signature does not fit", async () => {
      const url = deploy(toS3(mayPut("signs")), [{}, { statusCode: "403", selectionPattern: "403" }]);
      const answer = await fetch(`${url}/a%2Bb.txt`, { method: "PUT", body: "x" });
      expect([answer.status, await answer.text()][0]).to.equal(403);
      expect((await fetch(`${url}/a%20b.txt`, { method: "PUT", body: "x" })).status).to.equal(200);
    });

    it("answers with JSON's content type unless the service's is mapped", async () => {
      const answers = [
        { statusCode: "404", selectionPattern: "4\\d\\d" },
        {
          statusCode: "200",
          responseParameters: { "method.response.header.Date": "integration.response.header.Date" },
        },
      ];
      const integration = { ...toS3(mayPut("reader")), integrationHttpMethod: "GET" };
      const refused = await fetch(`${deploy(integration, answers)}/none`);
      expect([refused.status, refused.headers.get("content-type")]).to.deep.equal([404, "application/json"]);
      expect(await refused.text()).to.contain("<Error>");
      const stored = await fetch(`${deploy(toS3(mayPut("dated")), answers)}/k.txt`, { method: "PUT", body: "x" });
      expect(stored.headers.get("x-amzn-remapped-date")).to.match(/GMT$/);
    });

    it("cannot set a header that belongs to API Gateway", async () => {
      const integration = toS3(mayPut("setter"));
      const requestParameters = {
        ...integration.requestParameters,
        "integration.request.header.Authorization": "'me'",
      };
      const answer = await fetch(`${deploy({ ...integration, requestParameters }, status)}/k`, { method: "PUT" });
      expect([answer.status, await answer.text()]).to.deep.equal([500, '{"message":"Internal server error"}']);
      expect(answer.headers.get("x-amzn-errortype")).to.equal("InternalServerErrorException");
    });
  });

  describe("of its own", () => {
    it("has no trace identifier in its response, but a request identifier", async () => {
      const { headers } = await fetch(`${deploy(mock)}/a`);
      expect(headers.get("x-amzn-trace-id")).to.equal(null);
      expect(headers.get("x-amzn-requestid")).to.be.a("string");
      expect(headers.get("x-amz-apigw-id")).to.be.a("string");
    });

    it("cannot render a template for a caller that accepts bytes, unless the response is converted to text", async () => {
      const responseTemplates = { "application/json": "[]" };
      const get = async (more: Partial<IntegrationResponse>, accept: string) => {
        const url = deploy(mock, [{ responseTemplates, ...more }], ["image/png"]);
        return (await fetch(`${url}/a`, { headers: { accept } })).status;
      };
      expect(await get({}, "image/png,*/*")).to.equal(500);
      expect(await get({}, "*/*,image/png")).to.equal(200);
      expect(await get({ contentHandling: "CONVERT_TO_TEXT" }, "image/png")).to.equal(200);
    });

    it("has the template of the first accepted media type, else of JSON; an empty one passes the body on", async () => {
      const responseTemplates = { "text/html": "<p>", "application/json": "[]" };
      const get = async (accept: string) => {
        const url = deploy(mock, [{ responseTemplates }]);
        return (await fetch(`${url}/a`, { headers: { accept } })).text();
      };
      expect([await get("text/html; q=1, application/json"), await get("a/b, text/html")]).to.deep.equal(["<p>", "[]"]);
    });

    it("selects a response by a pattern that matches the whole status", async () => {
      const url = deploy(mock, [
        { statusCode: "201", selectionPattern: "20" },
        { statusCode: "202", selectionPattern: "2.." },
        { statusCode: "500" },
      ]);
      expect((await fetch(`${url}/a`)).status).to.equal(202);
    });
  });
});
