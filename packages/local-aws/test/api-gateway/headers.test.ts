import { expect } from "chai";

import { callerHeaders, isVisible, serviceHeaders } from "../../src/api-gateway/headers";
import type { ApiRequest } from "../../src/api-gateway/request";

const request = (httpMethod = "POST") => ({ api: { id: "abcdefghij" }, httpMethod }) as unknown as ApiRequest;
const sent = (mapped: Readonly<Record<string, string>>, httpMethod?: string) =>
  serviceHeaders(request(httpMethod), "image/png; q=1", mapped);

describe("headers of a request to an API", () => {
  it("are hidden from mappings and functions where they describe the connection", () => {
    const names = [
      ...[
        "Connection",
        "Content-Length",
        "Content-MD5",
        "Expect",
        "Max-Forwards",
        "Proxy-Authenticate",
        "Server",
        "TE",
      ],
      ...["Transfer-Encoding", "Trailer", "Upgrade", "WWW-Authenticate"],
    ];
    for (const name of names) expect(isVisible(name), name).to.equal(false);
    for (const name of names) expect(isVisible(name.toLowerCase()), name).to.equal(false);
    for (const name of ["Referer", "Via", "Host", "Content-Type", "x-api-key"]) expect(isVisible(name)).to.equal(true);
  });

  it("reach a service only where they are mapped, beside those of API Gateway", () => {
    expect(sent({ "X-Amz-Acl": "private" })).to.deep.equal({
      accept: "application/json",
      "content-type": "image/png; q=1",
      "user-agent": "AmazonAPIGateway_abcdefghij",
      "x-amz-acl": "private",
    });
    expect(sent({ "User-Agent": "me", "Content-Type": "text/css", Accept: "text/html" })).to.deep.equal({
      accept: "text/html",
      "content-type": "text/css",
      "user-agent": "me",
    });
    expect(sent({}, "GET")).to.not.have.property("content-type");
  });

  it("are dropped on the way to a service: Referer", () => {
    expect(sent({ Referer: "image/png", Via: "p" }))
      .to.include({ via: "p" })
      .and.to.not.have.property("referer");
  });

  const forbidden = [
    ...["Authorization", "Connection", "Content-Length", "Expect", "Proxy-Authenticate", "TE", "Transfer-Encoding"],
    ...["X-Amzn-Trace-Id", "x-amzn-apigateway-api-id"],
  ];
  for (const name of forbidden) {
    it(`cannot be mapped: ${name}`, () => {
      expect(() => sent({ [name]: "a" })).to.throw(`sets the header ${name} itself`);
    });
  }
});

describe("headers of a response of an API", () => {
  const names = [
    ...["Authorization", "Connection", "Content-Length", "Content-MD5", "Date", "Expect", "Host", "Max-Forwards"],
    ...["Proxy-Authenticate", "Server", "Trailer", "Upgrade", "User-Agent", "WWW-Authenticate"],
  ];
  const all = Object.fromEntries([...names, "Transfer-Encoding", "TE", "Via", "ETag"].map((name) => [name, "v"]));
  const kept = { te: "v", via: "v", etag: "v" };

  it("are renamed where they belong to the connection or to the gateway, and Transfer-Encoding is dropped", () => {
    const renamed = names.map((name) => [`x-amzn-remapped-${name.toLowerCase()}`, "v"]);
    expect(callerHeaders("AWS", all)).to.deep.equal({ ...kept, ...Object.fromEntries(renamed) });
  });

  it("are renamed in fewer cases where a function is a proxy", () => {
    const own = ["Authorization", "Expect", "Host", "WWW-Authenticate"].map((name) => [name.toLowerCase(), "v"]);
    const answer = callerHeaders("AWS_PROXY", all);
    expect(answer).to.include({ ...kept, ...Object.fromEntries(own) });
    const renamed = Object.keys(answer).filter((name) => name.startsWith("x-amzn-remapped-"));
    expect(renamed).to.have.members(
      ["connection", "content-length", "date", "server"].map((n) => `x-amzn-remapped-${n}`),
    );
  });
});
