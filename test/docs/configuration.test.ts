import { readFileSync } from "node:fs";
import path from "node:path";

import { expect } from "chai";

import { readConfig } from "../../infra/config";
import { ConfigReader } from "../../infra/config-reader";
import { configurationPage, notifyRows, stackRows } from "../../infra/documentation/configuration";
import { rowsOf, type Row } from "../../infra/documentation/rows";
import { operationRows, variantRows, watermarkRows } from "../../infra/documentation/variant-rows";
import { monitoringSettings } from "../../infra/monitoring/config";
import { webhookSettings } from "../../infra/notify/config";
import { uploadApiSettings } from "../../infra/upload-api/config";
import { workflowSettings } from "../../infra/workflow/config";
import { PROJECT_DIR } from "../support/cli";

/** A configuration in which everything is on, so that all of it is read. */
const everything = {
  uploadApi: "true",
  workflow: "true",
  monitoring: "true",
  notify: JSON.stringify({ webhook: { url: "https://example.org/", secretName: "hook" } }),
  variants: JSON.stringify([{ name: "a", width: 1, height: 1, operations: [{ watermark: { key: "mark.png" } }] }]),
};

/** Keys that the program looks for, by the place in which it does: "", `uploadApi.` … */
function keysRead(): Map<string, Set<string>> {
  const keys = new Map<string, Set<string>>();
  const raw = Object.getOwnPropertyDescriptor(ConfigReader.prototype, "raw")?.value as ConfigReader["raw"];
  ConfigReader.prototype.raw = function (this: ConfigReader, key: string) {
    const { path: place } = this as unknown as { readonly path: string };
    keys.set(place, (keys.get(place) ?? new Set()).add(key));
    return raw.call(this, key);
  };
  try {
    readConfig(everything);
  } finally {
    ConfigReader.prototype.raw = raw;
  }
  return keys;
}

const problemsOf = (values: Record<string, string>): string[] => {
  try {
    readConfig(values);
  } catch (error) {
    return (error as Error).message.split("\n  ").slice(1);
  }
  return [];
};

/** A configuration that has a value at a key of the page. */
function at(key: string, value: number): Record<string, string> {
  const [head = "", inner] = key.split(".");
  return inner === undefined ? { [head]: String(value) } : { [head]: JSON.stringify({ [inner]: value }) };
}

const tables: readonly (readonly [place: string, rows: readonly Row[]])[] = [
  ["", stackRows],
  ["uploadApi.", rowsOf(uploadApiSettings)],
  ["notify.", notifyRows],
  ["notify.webhook.", rowsOf(webhookSettings)],
  ["workflow.", rowsOf(workflowSettings)],
  ["monitoring.", rowsOf(monitoringSettings)],
  ["variants[0].", variantRows],
  ["variants[0].operations[0].", operationRows],
  ["variants[0].operations[0].watermark.", watermarkRows],
];

describe("docs/configuration.md", () => {
  it("is what `npm run configuration` writes", () => {
    expect(readFileSync(path.join(PROJECT_DIR, "docs/configuration.md"), "utf8")).to.equal(configurationPage());
  });

  it("has every key that the program reads, and no other", () => {
    const read = keysRead();
    expect([...read.keys()]).to.have.members(tables.map(([place]) => place));
    for (const [place, rows] of tables) {
      expect(
        rows.map(({ key }) => key),
        place,
      ).to.have.members([...(read.get(place) ?? [])]);
    }
  });

  const integers = [
    ...stackRows,
    ...rowsOf(uploadApiSettings, "uploadApi."),
    ...rowsOf(workflowSettings, "workflow."),
    ...rowsOf(monitoringSettings, "monitoring."),
  ].filter(({ type }) => type === "integer");
  for (const { key, values, fallback } of integers) {
    it(`states the range and the default of ${key} that the program has`, () => {
      const [min = NaN, max = NaN] = values.split("..").map(Number);
      for (const good of [min, max]) expect(problemsOf(at(key, good)), `${good}`).to.deep.equal([]);
      for (const bad of [min - 1, max + 1]) expect(problemsOf(at(key, bad)), `${bad}`).to.not.be.empty;
      expect(fallback === "none" || problemsOf(at(key, Number(fallback.replaceAll("`", "")))).length === 0).to.equal(
        true,
      );
    });
  }
});
