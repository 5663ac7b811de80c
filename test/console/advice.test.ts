import { expect } from "chai";

import { advice, adviceOf } from "../../console/advice";
import { refusalReasons } from "../../handlers/contract";

describe("the console's advice", () => {
  it("is there for every reason of a refusal", () => {
    expect(Object.keys(advice)).to.include.members([...refusalReasons]);
  });

  it("is there for a failure of any code, and for a reason of another release", () => {
    expect(adviceOf("failed", "TimeoutError")).to.include("dead letter");
    expect(adviceOf("refused", "SOMETHING_NEW")).to.include("log");
    expect(adviceOf("refused", undefined)).to.include("log");
  });
});
