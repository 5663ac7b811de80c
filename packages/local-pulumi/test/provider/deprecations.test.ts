import { expect } from "chai";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { findType, knownTokens } from "../../src/provider/registry";
import type { Properties } from "../../src/provider/schema";
import { ProviderDriver } from "../support/cloud/provider";
import { useCloud } from "../../../local-aws/test/support/cloud/use-cloud";

const PACKAGE = dirname(require.resolve("@pulumi/aws/package.json"));

/** Deprecated inputs of an interface in a declaration file of the package, with the package's own words. */
function deprecatedIn(text: string, name: string): Map<string, string> {
  const start = text.search(new RegExp(`interface ${name} \\{`));
  if (start < 0) throw new Error(`@pulumi/aws declares no interface ${name}`);
  const body = text.slice(start, text.indexOf("\n}", start) + 1 || undefined);
  const members = /\/\*\*((?:(?!\*\/)[^])*)\*\/\s*(\w+)\??:/g;
  return new Map(
    [...body.matchAll(members)].flatMap(([, comment = "", member = ""]): [string, string][] => {
      const [, words] = /@deprecated([^]*)$/.exec(comment) ?? [];
      return words === undefined ? [] : [[member, words.replace(/\s*\n\s*\*?\s*/g, " ").trim()]];
    }),
  );
}

function argsOf(token: string): Map<string, string> {
  const [, folder = "", file = "", name = ""] = /^aws:(\w+)\/(\w+):(\w+)$/.exec(token) ?? [];
  const path = join(PACKAGE, folder.toLowerCase(), `${file}.d.ts`);
  if (!existsSync(path)) throw new Error(`@pulumi/aws has no ${path}`);
  return deprecatedIn(readFileSync(path, "utf8"), `${name}Args`);
}

const marked = (properties: Properties) =>
  new Map(
    Object.entries(properties).flatMap(([name, { deprecated }]): [string, string][] =>
      deprecated === undefined ? [] : [[name, deprecated]],
    ),
  );

describe("deprecated inputs", () => {
  const suite = useCloud();

  for (const token of knownTokens()) {
    it(`are marked as @pulumi/aws marks them: ${token}`, () => {
      const { properties = {} } = findType(token) ?? {};
      const known = new Map([...argsOf(token)].filter(([name]) => name in properties));
      expect(Object.fromEntries(marked(properties))).to.deep.equal(Object.fromEntries(known));
    });
  }

  it("are marked in an index of a table, too", () => {
    const inputs = readFileSync(join(PACKAGE, "types/input.d.ts"), "utf8");
    const shape = findType("aws:dynamodb/table:Table")?.properties["globalSecondaryIndexes"]?.shape;
    if (shape?.kind !== "list" || shape.of.kind !== "object") throw new Error("expected a list of objects");
    const start = inputs.indexOf("interface TableGlobalSecondaryIndex {");
    const declared = deprecatedIn(inputs.slice(start, inputs.indexOf("\n    }", start)), "TableGlobalSecondaryIndex");
    expect(declared.size).to.equal(2);
    expect(Object.fromEntries(marked(shape.of.properties))).to.deep.equal(Object.fromEntries(declared));
  });

  it("of an index work as they did, and may be replaced in place", async () => {
    const driver = new ProviderDriver(suite());
    const table = (index: object) => ({
      ...{ name: "indexed-by", hashKey: "id", billingMode: "PAY_PER_REQUEST" },
      attributes: ["id", "key"].map((name) => ({ name, type: "S" })),
      globalSecondaryIndexes: [{ name: "by-key", projectionType: "ALL", ...index }],
    });
    const old = table({ hashKey: "key", rangeKey: "id" });
    const made = await driver.create("aws:dynamodb/table:Table", "t", old);
    expect(await driver.plan(made, old)).to.equal("same");
    expect(await driver.plan(made, table({ hashKey: "key" }))).to.equal("update");
    const keySchemas = [
      { attributeName: "key", keyType: "HASH" },
      { attributeName: "id", keyType: "RANGE" },
    ];
    expect(await driver.plan(made, table({ keySchemas }))).to.equal("update");
  });

  it("are warned of by their path, and what replaces them is not", async () => {
    const { provider } = new ProviderDriver(suite());
    const table = (index: object) => ({
      ...{
        hashKey: "id",
        billingMode: "PAY_PER_REQUEST",
        attributes: ["id", "key"].map((name) => ({ name, type: "S" })),
      },
      globalSecondaryIndexes: [{ name: "by-key", projectionType: "ALL", ...index }],
    });
    const urn = "urn:pulumi:dev::p::aws:dynamodb/table:Table::t";
    const old = await provider.check(urn, {}, table({ hashKey: "key" }));
    expect(old.failures).to.deep.equal([]);
    expect(old.warnings).to.deep.equal([
      'verification warning: "globalSecondaryIndexes[0].hashKey": hash_key is deprecated. Use keySchema instead.',
    ]);
    const keySchemas = [{ attributeName: "key", keyType: "HASH" }];
    expect((await provider.check(urn, {}, table({ keySchemas }))).warnings).to.deep.equal([]);
  });
});
