import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { PROJECT_DIR } from "./support/cli";
import { keptPolicies, replacePolicies, type Policies } from "./support/deployer";
import { earlierRelease, type EarlierRelease } from "./support/earlier-release";
import { expectSuccess, mandatory } from "./support/expectations";
import { inOrder } from "./support/in-order";
import { inventory } from "./support/inventory";
import { processPictures, recordStatuses } from "./support/pictures";
import type { ExportedState } from "./support/pulumi";
import { StackUnderTest } from "./support/stack-under-test";

/** The last commit before the release that this one follows was changed. */
const COMMIT = "8f9d07e";

/** Types whose resources hold what nobody can make again. */
const keeping = /^aws:(s3\/bucket:Bucket|dynamodb\/table:Table|kms\/key:Key)$/;

const EVERYTHING = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
});

/** Who brings the earlier release up; that release's own policy did not suffice for it. */
const administrator: Policies = {
  deployer: { deployEverything: EVERYTHING },
  previewer: { seeEverything: EVERYTHING },
};

describe("the real engine: a stack of the release before is updated", () => {
  let earlier: EarlierRelease | undefined;

  before(function () {
    earlier = earlierRelease(COMMIT);
    if (earlier !== undefined) return;
    console.log(`  Skipped: this checkout has no commit ${COMMIT}; a whole clone has (git fetch --unshallow).`);
    this.skip();
  });
  after(() => earlier?.remove());

  for (const stack of ["dev", "prod"]) {
    describe(stack, () => {
      inOrder();
      let under: StackUnderTest;
      let data: readonly string[];

      /** Type and id of what holds data. */
      const kept = async () => {
        const { resources = [] } = await under.pulumi.exportState(stack);
        return resources.filter(({ type }) => keeping.test(type)).map(({ type, id = "" }) => `${type} ${id}`);
      };

      before(async () => {
        if (earlier === undefined) return;
        const scenario = { name: `upgrade of ${stack}`, stack, config: {} };
        under = await StackUnderTest.start(scenario, { policies: administrator, checkout: earlier.dir });
        expectSuccess(await under.script("deploy", ["--yes", "--skip-preview"]));
        expect(await processPictures(under.cloud, await under.outputs())).to.have.length(2);
        data = await kept();
        expect(data).to.have.length.above(2);
      });
      after(() => under.close());

      it("replaces and deletes no bucket, table or key", async () => {
        under.project.take(PROJECT_DIR);
        // Nobody updates to another release within the five minutes that a key's tags may take to count.
        under.cloud.services.kms.settleTags();
        replacePolicies(under.cloud, policiesFor(stack, await under.pulumi.exportState(stack)));
        const update = await under.script("deploy", ["--yes"]);
        expectSuccess(update);
        expect(mandatory(update)).to.deep.equal([]);
        const lost = update.steps.filter(({ op, type }) => keeping.test(type) && !/^(same|update|create)$/.test(op));
        expect(lost.map(({ op, urn }) => `${op} ${urn}`)).to.deep.equal([]);
        expect(await kept()).to.include.members(data);
      });

      it("leaves nothing to change, and what was kept before is there", async () => {
        expectSuccess(await under.script("preview:aws", ["--expect-no-changes"]));
        const { metadataTable, ...outputs } = await under.outputs();
        expect(await recordStatuses(under.cloud, metadataTable)).to.deep.equal({ PROCESSED: 2 });
        expect(await processPictures(under.cloud, outputs)).to.have.length(2);
      });

      it("is destroyed, and nothing of either release is left", async () => {
        under.project.configure(stack, { production: false });
        expectSuccess(await under.script("deploy", ["--yes", "--skip-preview"]));
        // A policy for protected stacks does not allow to empty their buckets.
        replacePolicies(under.cloud, policiesFor(stack, await under.pulumi.exportState(stack)));
        expectSuccess(await under.destroy());
        expect(await inventory(under.cloud)).to.deep.equal({});
      });
    });
  }
});

/** What `npm run deployer-policy` gives a deployer who updates a stack that is up. */
function policiesFor(stack: string, deployment: ExportedState): Policies {
  const dir = mkdtempSync(path.join(tmpdir(), "upgrade-policy-"));
  try {
    const state = path.join(dir, "state.json");
    writeFileSync(state, JSON.stringify({ version: 3, deployment }));
    const args = ["--stack", stack, "--state", state, "--out", dir];
    execFileSync("npm", ["run", "--silent", "deployer-policy", "--", ...args], { cwd: PROJECT_DIR, stdio: "pipe" });
    return keptPolicies(dir);
  } finally {
    rmSync(dir, { recursive: true });
  }
}
