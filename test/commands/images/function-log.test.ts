import { expect } from "chai";

import { parseOutcomeLine } from "../../../commands/images/function-log";

describe("log lines of the function", () => {
  it("tell the outcome of an upload", () => {
    const line = JSON.stringify({
      level: "WARN",
      outcome: "refused",
      key: "a.jpg",
      version_id: "v1",
      reason: "NOT_AN_IMAGE",
      error_message: "a text",
    });
    expect(parseOutcomeLine(line)).to.deep.equal({
      outcome: "refused",
      key: "a.jpg",
      versionId: "v1",
      reason: "NOT_AN_IMAGE",
      message: "a text",
    });
  });

  it("are passed over if they tell something else", () => {
    expect(
      ["START RequestId: 1", "{broken", "[]", "{}", '{"key":"a","outcome":"maybe"}', "null"].map(parseOutcomeLine),
    ).to.deep.equal(new Array(6).fill(undefined));
  });
});
