import type { RootHookObject } from "mocha";
import { pulumiCli } from "./cli";
import { commandTable } from "./report";

/** Building a CLI is the first thing that happens where there is none; it is waited for once, outside of any test. */
const BUILD_TIMEOUT_MS = 20 * 60_000;

export const mochaHooks: RootHookObject = {
  async beforeAll(this: Mocha.Context) {
    this.timeout(BUILD_TIMEOUT_MS);
    console.log(`  The Pulumi CLI is ${await pulumiCli()}`);
  },
  afterAll() {
    console.log(`\n${commandTable()}`);
  },
};
