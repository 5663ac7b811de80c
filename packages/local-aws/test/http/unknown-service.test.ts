import { expect } from "chai";

import { rawRequest, type RawRequest } from "../support/cloud/raw-request";
import { useCloud } from "../support/cloud/use-cloud";

const FORM = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };

describe("a service or protocol that is not embedded", () => {
  const suite = useCloud();
  const answer = (request: RawRequest) => rawRequest(suite().cloud, request);

  it("is refused in XML to who speaks the query protocol", async () => {
    for (const [service, action] of [
      ["iam", "ListRoles"],
      ["monitoring", "ListMetrics"],
    ] as const) {
      const { status, text } = await answer({ service, headers: FORM, body: `Action=${action}&Version=2010-05-08` });
      expect(status).to.equal(501);
      expect(text).to.match(
        /<ErrorResponse><Error><Type>Receiver<\/Type><Code>UnknownService<\/Code><Message>[^<]*<\/Message>/,
      );
      expect(text).to.contain(service).and.contain(action);
    }
  });

  it("is refused in EC2's XML to EC2's clients", async () => {
    const { text } = await answer({ service: "ec2", headers: FORM, body: "Action=DescribeInstances" });
    expect(text).to.match(/<Response><Errors><Error><Code>UnknownService<\/Code><Message>[^<]*DescribeInstances/);
  });

  it("is refused in JSON to who speaks a JSON protocol", async () => {
    const target = { "x-amz-target": "GraniteServiceVersion20100801.PutMetricData" };
    const json = await answer({ service: "monitoring", headers: target, body: "{}" });
    expect(JSON.parse(json.text)).to.include({ __type: "UnknownService" });
    expect(json.text).to.contain("PutMetricData");
    const rest = await answer({ service: "eks", method: "GET", path: "/clusters" });
    expect([rest.headers.get("x-amzn-errortype"), rest.text]).to.satisfy(
      ([type, text]: [string, string]) => type === "UnknownService" && text.includes("GET /clusters"),
    );
  });

  it("is refused in CBOR to who speaks Smithy's RPC protocol", async () => {
    const { text, headers } = await answer({
      service: "monitoring",
      path: "/service/GraniteServiceVersion20100801/operation/ListMetrics",
      headers: { "smithy-protocol": "rpc-v2-cbor", "content-type": "application/cbor" },
    });
    expect([headers.get("content-type"), headers.get("smithy-protocol")]).to.deep.equal([
      "application/cbor",
      "rpc-v2-cbor",
    ]);
    // A map of two texts, each of which begins with its type and length.
    const [typeKey, type, messageKey] = ["__type", "UnknownService", "message"].map(
      (member) => `y\0${String.fromCharCode(member.length)}${member}`,
    );
    expect(text.slice(1))
      .to.contain(`${typeKey ?? ""}${type ?? ""}${messageKey ?? ""}y`)
      .and.contain("ListMetrics");
  });

  it("is refused in XML to who speaks REST with XML", async () => {
    const { text } = await answer({ service: "route53", method: "GET", path: "/2013-04-01/hostedzone" });
    expect(text).to.match(/<Code>UnknownService<\/Code>/);
  });

  it("is named by an unsigned request's target, too", async () => {
    const headers = { "x-amz-target": "AWSCognitoIdentityProviderService.InitiateAuth" };
    const response = await fetch(suite().cloud.endpoint, { method: "POST", headers, body: "{}" });
    expect(await response.text())
      .to.contain("AWSCognitoIdentityProviderService")
      .and.contain("InitiateAuth");
  });

  it("does not answer in another protocol than the request's", async () => {
    const { text } = await answer({ service: "sqs", headers: FORM, body: "Action=ListQueues" });
    expect(text).to.match(/<Code>InvalidAction<\/Code><Message>[^<]*ListQueues/);
  });

  it("is refused after the signature has been checked", async () => {
    const wrong = { ...suite().cloud, credentials: { accessKeyId: "NOBODY", secretAccessKey: "x" } };
    const { text } = await rawRequest(wrong, { service: "iam", headers: FORM, body: "Action=ListRoles" });
    expect(text).to.contain("<Code>InvalidAccessKeyId</Code>");
  });
});
