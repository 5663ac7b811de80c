import { expect } from "chai";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startCloud } from "../../src/cloud";
import { deploy, zipOf } from "../support/cloud/functions";

describe("versions and aliases in a data folder", () => {
  const dataDir = mkdtempSync(join(tmpdir(), "versions-"));
  after(() => rmSync(dataDir, { recursive: true }));

  it("are there in the next run, also where their layer is deleted", async () => {
    const first = await startCloud({ dataDir });
    const { lambda } = first.services;
    const layer = lambda.publishLayer(
      { name: "words", compatibleRuntimes: [], compatibleArchitectures: [], description: "", licenseInfo: "" },
      await zipOf({ "nodejs/node_modules/word/index.js": 'module.exports = "kept";' }),
    );
    await deploy(first, "reader", { code: `exports.handler = async () => require("word");`, layers: [layer.arn] });
    lambda.versions.publish("reader");
    lambda.versions.createAlias("reader", { name: "live", functionVersion: "1" });
    lambda.updateFunction("reader", { config: { ...lambda.function("reader").config, layers: [] } });
    lambda.deleteLayer(layer.arn);
    await first.close();
    const second = await startCloud({ dataDir });
    try {
      expect((await second.services.lambda.invoke("reader:live", "{}")).payload).to.equal('"kept"');
      expect(second.services.lambda.versions.publish("reader").version).to.equal("2");
    } finally {
      await second.close();
    }
  });
});
