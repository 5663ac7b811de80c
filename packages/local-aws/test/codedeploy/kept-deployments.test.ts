import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { startCloud } from "../../src/cloud";
import { appSpec, prepare } from "../support/cloud/deployments";

describe("a deployment in a data folder", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "deployments-"));
  after(() => rmSync(dataDir, { recursive: true }));

  it("goes on in the next run", async () => {
    const first = await startCloud({ dataDir });
    await prepare(first, "lasting");
    const { codeDeploy } = first.services;
    const { id } = codeDeploy.createDeployment({
      applicationName: "lasting",
      groupName: "g",
      content: JSON.stringify(appSpec("lasting")),
    });
    await first.close();
    const second = await startCloud({ dataDir });
    try {
      const { lambda, codeDeploy: again } = second.services;
      expect(lambda.versions.alias("lasting", "live").additionalVersionWeights).to.deep.equal({ "2": 0.1 });
      while (again.deployment(id).status === "InProgress") await sleep(100);
      expect(again.deployment(id).status).to.equal("Succeeded");
      expect(lambda.versions.alias("lasting", "live").functionVersion).to.equal("2");
    } finally {
      await second.close();
    }
  });
});
