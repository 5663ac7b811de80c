import type { RootHookObject } from "mocha";
import { pulumiCli } from "./cli";
import { commandTable } from "./report";

/** Building a CLI is the first thing that happens where there is none; it is waited for once, outside of any test. */
const buildTimeoutMs = 20 * 60_000;

export const mochaHooks: RootHookObject = {
  async beforeAll(this: Mocha.Context) {
    this.timeout(buildTimeoutMs);
    console.log(`  The Pulumi CLI is ${await pulumiCli()}`);
  },
  afterAll() {
    console.log(`\n${commandTable()}`);
  },
};
