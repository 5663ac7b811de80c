import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";
import type { Remark } from "../../../infra/existing/remark";
import { reportRemarks } from "../../../infra/existing/report-remarks";
import { logged } from "./logged";

describe("remarks on a resource of others", () => {
  const subject = { what: "bucket", name: "theirs", resource: undefined as unknown as pulumi.Resource };
  const remark = (level: Remark["level"], text: string) => ({ level, text });

  it("are messages that name it", async () => {
    const said = await logged(() => {
      reportRemarks(subject, [remark("info", "it has others"), remark("warning", "no TLS")]);
      return Promise.resolve();
    });
    expect(said).to.deep.equal({ warnings: ["bucket theirs: no TLS"], infos: ["bucket theirs: it has others"] });
  });

  it("end the program where they are errors, with everything that is wrong", async () => {
    const remarks = [remark("error", "no versions"), remark("warning", "no TLS"), remark("error", "no events")];
    const { warnings } = await logged(() => {
      expect(() => reportRemarks(subject, remarks)).to.throw(
        pulumi.RunError,
        "EXISTING_UNUSABLE: bucket theirs:\n  no versions\n  no events",
      );
      return Promise.resolve();
    });
    expect(warnings).to.deep.equal(["bucket theirs: no TLS"]);
  });
});
