import { expect } from "chai";

import { functionReference, parseReference } from "../../src/lambda/reference";

const ARN = "arn:aws:lambda:us-east-1:000000000000:function:shape";

describe("a reference to a function", () => {
  it("is a name, with a qualifier unless it is $LATEST, whichever way it is written", () => {
    for (const text of ["shape", ARN, "shape:$LATEST", `${ARN}:$LATEST`])
      expect(functionReference(text)).to.equal("shape");
    for (const text of ["shape:live", `${ARN}:live`]) {
      expect(parseReference(text)).to.deep.equal({ name: "shape", qualifier: "live" });
    }
    expect(functionReference("shape", "3")).to.equal("shape:3");
    expect(functionReference("shape:live", "3")).to.equal("shape:live");
  });
});
