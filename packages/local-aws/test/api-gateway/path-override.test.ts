import { expect } from "chai";

import { fillPath } from "../../src/api-gateway/path-override";

const fill = (key: string) => fillPath("{bucket}/in/{key}", { bucket: "b", key });

describe("a path override", () => {
  it("has the decoded values, with what no URL may contain encoded once", () => {
    expect(fill("a b/ü.jpg")).to.deep.equal({ path: "/b/in/a%20b/%C3%BC.jpg", query: {} });
    expect(fill("100%.jpg").path).to.equal("/b/in/100%25.jpg");
    expect(fill("%2F").path).to.equal("/b/in/%252F");
  });

  it("has the characters of a URL as they are", () => {
    expect(fill("a+b&c=d;e:f@g,h'i(j)").path).to.equal("/b/in/a+b&c=d;e:f@g,h'i(j)");
  });

  it("ends at a question mark, where the query begins, and at a number sign", () => {
    expect(fill("what?x=1&acl.jpg")).to.deep.equal({ path: "/b/in/what", query: { x: "1", "acl.jpg": "" } });
    expect(fill("a#b?c")).to.deep.equal({ path: "/b/in/a", query: {} });
  });

  it("needs a value for every variable", () => {
    expect(() => fillPath("{bucket}/{key}", { bucket: "b", key: "" })).to.throw("no value for {key}");
  });
});
