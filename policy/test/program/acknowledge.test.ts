import * as aws from "@pulumi/aws";
import { ComponentResource, runtime } from "@pulumi/pulumi";
import { expect } from "chai";

import { notesIn } from "../../src/core/program-notes";
import { acknowledge, judgeDocuments } from "../../src/program";
import { registeredBy } from "../support/program";

const REASON = "Disposable data.";

async function failureOf(program: () => void | Promise<void>): Promise<{ code?: string; message?: string }> {
  let failure = {};
  await registeredBy(async () => {
    try {
      await program();
    } catch (error) {
      failure = error as Error;
    }
  });
  return failure;
}

describe("acknowledge", () => {
  for (const preview of [true, false]) {
    it(`goes with the resource to the pack in ${preview ? "a preview" : "an update"}, and not to the provider`, async () => {
      const registered = await registeredBy(
        () => {
          judgeDocuments();
          const logs = new aws.cloudwatch.LogGroup("logs", {}, { additionalSecretOutputs: ["arn"] });
          acknowledge(logs, "logs-encryption", { reason: REASON, until: "2027-01-31" });
          acknowledge(logs, "logs-retention", { reason: REASON, finding: "a/b" });
          new aws.cloudwatch.LogGroup("others", {});
        },
        { preview },
      );
      const logs = registered.get("logs");
      expect(logs?.additionalSecretOutputs[0]).to.equal("arn");
      expect(logs && notesIn(logs)).to.deep.equal([
        { rule: "logs-encryption", exception: { reason: REASON, until: "2027-01-31" } },
        { rule: "logs-retention", exception: { reason: REASON, finding: "a/b" } },
      ]);
      expect(logs?.inputs).to.deep.equal(registered.get("others")?.inputs);
      expect(registered.get("others")?.additionalSecretOutputs).to.deep.equal([]);
    });
  }

  it("goes with a component", async () => {
    const registered = await registeredBy(() => {
      judgeDocuments();
      acknowledge(new ComponentResource("a:b:C", "component"), "logs-encryption", { reason: REASON });
    });
    const component = registered.get("component");
    expect(component && notesIn(component)).to.deep.equal([{ rule: "logs-encryption", exception: { reason: REASON } }]);
  });

  it("is refused where the resource may have been registered already", async () => {
    const failure = await failureOf(async () => {
      judgeDocuments();
      const logs = new aws.cloudwatch.LogGroup("logs", {});
      await Promise.resolve();
      acknowledge(logs, "logs-encryption", { reason: REASON });
    });
    expect(failure).to.include({ code: "ACKNOWLEDGED_TOO_LATE" });
    expect(failure.message).to.contain('acknowledge(…, "logs-encryption", …)').and.contain('directly after "new"');
  });

  it("is refused where nothing would take it to the pack", async () => {
    const failure = await failureOf(() =>
      acknowledge(new aws.cloudwatch.LogGroup("logs", {}), "logs-encryption", { reason: REASON }),
    );
    expect(failure).to.include({ code: "ACKNOWLEDGED_WITHOUT_TRANSFORM" });
    expect(failure.message).to.contain("judgeDocuments()");
  });

  it("does nothing, as judgeDocuments does, in a unit test without a stack", async () => {
    await runtime.setMocks({
      newResource: ({ name, inputs }) => ({ id: name, state: inputs as object }),
      call: ({ inputs }) => inputs as object,
    });
    expect(runtime.getStackResource()).to.equal(undefined);
    judgeDocuments();
    acknowledge(new aws.cloudwatch.LogGroup("logs", {}), "logs-encryption", { reason: REASON });
    await runtime.disconnect();
  });
});
