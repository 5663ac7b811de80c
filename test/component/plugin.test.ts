import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { GetSchemaRequest } from "@pulumi/pulumi/proto/provider_pb";
import { expect } from "chai";

import { stackOutputs } from "../../handlers/contract";
import { argsInterfaces, type Choices } from "../../infra/documentation/component-types";
import { bringUpExample } from "../examples/support/example";
import { HANG_TIMEOUT_MS, PROJECT_DIR } from "../support/cli";

const PLUGIN_DIR = path.join(PROJECT_DIR, "component");

/** What is looked at of a schema (Pulumi documentation, "Pulumi package schema"). */
interface Property {
  readonly type?: string;
  readonly $ref?: string;
  readonly items?: Property;
  readonly plain?: boolean;
  readonly description?: string;
}
type Properties = Readonly<Record<string, Property>>;
interface Schema {
  readonly name: string;
  readonly version: string;
  readonly resources: Readonly<
    Record<
      string,
      {
        readonly description: string;
        readonly isComponent: boolean;
        readonly inputProperties: Properties;
        readonly requiredInputs: readonly string[];
        readonly properties: Properties;
        readonly required: readonly string[];
      }
    >
  >;
  readonly types: Readonly<
    Record<
      string,
      {
        readonly properties?: Properties;
        readonly required?: readonly string[];
        readonly enum?: readonly { readonly value: string }[];
      }
    >
  >;
}

const typeToken = (name: string): string => `image-pipeline:index:${name}`;

const reference = (name: string): string => `#/types/${typeToken(name)}`;

/** The plugin as an engine starts it, asked for its schema. */
async function readSchema(plugin: ChildProcess): Promise<Schema> {
  const port = await new Promise<string>((resolve, reject) => {
    if (plugin.stdout) createInterface({ input: plugin.stdout }).once("line", resolve);
    plugin.once("error", reject);
    plugin.once("exit", (code) => reject(new Error(`the plugin ended with exit code ${code ?? "none"}`)));
  });
  const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  try {
    return await new Promise((resolve, reject) => {
      client.getSchema(new GetSchemaRequest(), (error, response) =>
        error ? reject(new Error(error.details)) : resolve(JSON.parse(response.getSchema()) as Schema),
      );
    });
  } finally {
    client.close();
  }
}

describe("the plugin", function () {
  this.timeout(HANG_TIMEOUT_MS);

  describe("has a schema, which", () => {
    let schema: Schema;
    before(async () => {
      const runner = createRequire(path.join(PLUGIN_DIR, "package.json")).resolve("@pulumi/pulumi/cmd/run-plugin");
      const plugin = spawn(process.execPath, [runner, PLUGIN_DIR], { stdio: ["ignore", "pipe", "inherit"] });
      try {
        schema = await readSchema(plugin);
      } finally {
        plugin.kill("SIGTERM");
      }
    });

    const component = () => schema.resources[typeToken("ImagePipeline")];

    it("has the component alone", () => {
      expect(schema).to.include({ name: "image-pipeline", version: "0.1.0" });
      expect(Object.keys(schema.resources)).to.deep.equal([typeToken("ImagePipeline")]);
      expect(component()).to.include({ isComponent: true });
      expect(component()?.description).to.match(/^A serverless image pipeline: /);
    });

    it("has every setting as an input that may be left out, with its description", () => {
      const [{ rows } = { rows: [] }] = argsInterfaces;
      expect(component()?.inputProperties).to.have.all.keys(rows.map(({ key }) => key));
      expect(component()?.requiredInputs).to.deep.equal([]);
      for (const [name, { description }] of Object.entries(component()?.inputProperties ?? {})) {
        expect(description, name).to.match(/\w.*\.$/s);
      }
      const { description = "", ...memoryMb } = component()?.inputProperties["memoryMb"] ?? {};
      expect(memoryMb).to.deep.equal({ type: "number", plain: true, optional: true });
      expect(description.replaceAll("\n", " ")).to.equal(
        "Memory of the functions that decode images, and with it their share of a processor; an image that does not fit " +
          "is refused as `IMAGE_TOO_LARGE`. Unit: MB. Values: 256..10240. Default: `1024`.",
      );
    });

    it("has every output of a stack, those that every stack has as present", () => {
      const names = [...stackOutputs.required, ...stackOutputs.optional];
      expect(component()?.properties).to.have.all.keys(names);
      for (const [name, { type, description }] of Object.entries(component()?.properties ?? {})) {
        expect(type, name).to.equal("string");
        expect(description, name).to.match(/\.$/);
      }
      expect(component()?.required).to.have.members([...stackOutputs.required, "processing"]);
    });

    it("has a type for each part, with its settings", () => {
      for (const { name, rows, oneOf = false } of argsInterfaces.slice(1)) {
        const { properties = {}, required } = schema.types[typeToken(name)] ?? {};
        expect(properties, name).to.have.all.keys(rows.map(({ key }) => key));
        const needed = rows.filter(({ fallback }) => !oneOf && fallback === "required").map(({ key }) => key);
        expect(required, name).to.have.members(needed);
        for (const [key, { description }] of Object.entries(properties)) {
          expect(description, `${name}.${key}`).to.match(/\w/);
        }
      }
      expect(component()?.inputProperties["variants"]).to.deep.include({
        type: "array",
        items: { $ref: reference("VariantSettings"), plain: true },
      });
    });

    it("has an enumeration for each choice, with its values", () => {
      const isChoices = (type: string | Choices): type is Choices => typeof type !== "string";
      const choices = argsInterfaces.flatMap(({ types }) => Object.values(types)).filter(isChoices);
      expect(choices).to.have.length.above(10);
      for (const { name, values } of choices) {
        expect(
          schema.types[typeToken(name)]?.enum?.map(({ value }) => value),
          name,
        ).to.have.members([...values]);
      }
      expect(component()?.inputProperties["encryption"]?.$ref).to.equal(reference("Encryption"));
    });

    it("has settings that may be outputs of other resources, and no other ones", () => {
      const all = Object.entries(schema.types).flatMap(([token, { properties = {} }]) =>
        Object.entries(properties).map(([key, property]) => [`${token.split(":").at(-1)}.${key}`, property] as const),
      );
      const inputs = Object.entries(component()?.inputProperties ?? {});
      const open = [...inputs, ...all].filter(([, { plain }]) => plain !== true).map(([name]) => name);
      expect(open).to.have.members([
        "DeliverySettings.certificateArn",
        "MonitoringSettings.email",
        "WebhookSettings.url",
        "WebhookSettings.secretName",
      ]);
    });
  });

  describe("in a folder without a package.json, far from the repository", () => {
    let dir: string;
    beforeEach(() => {
      dir = mkdtempSync(path.join(tmpdir(), "plugin-"));
      // Where the embedded engine finds the SDK.
      symlinkSync(path.join(PROJECT_DIR, "node_modules"), path.join(dir, "node_modules"), "dir");
    });
    afterEach(() => rmSync(dir, { recursive: true }));

    const writeProgram = (properties: object) => {
      const program = {
        name: "elsewhere",
        runtime: "yaml",
        packages: { "image-pipeline": PLUGIN_DIR },
        resources: { images: { type: "image-pipeline:ImagePipeline", properties } },
        outputs: {},
      };
      writeFileSync(path.join(dir, "Pulumi.yaml"), JSON.stringify(program));
    };

    it("captures functions as their text alone, and finds the files of layers", async () => {
      writeProgram({ heic: true });
      const running = await bringUpExample(dir, { dryRun: true });
      const { resources } = running.run;
      await running.close();
      const assetsOf = (type: string) =>
        resources
          .filter((resource) => resource.type === type)
          .map(({ inputs }) => (inputs["code"] as unknown as { assets: Record<string, { path?: string }> }).assets);
      for (const assets of assetsOf("aws:lambda/function:Function")) {
        expect(Object.keys(assets)).to.deep.equal(["__index.js"]);
      }
      const files = assetsOf("aws:lambda/layerVersion:LayerVersion").flatMap((assets) => Object.values(assets));
      expect(files).to.have.length.above(10);
      for (const { path: file = "" } of files) expect(path.isAbsolute(file), file).to.equal(true);
    });

    it("refuses arguments that are no settings, with every problem", async () => {
      writeProgram({ memoryMb: 1, colour: "blue" });
      const failure = await bringUpExample(dir, { dryRun: true }).then(
        () => "none",
        (error: unknown) => (error as Error).message,
      );
      expect(failure).to.equal(
        [
          'CONFIG_INVALID: the configuration of ImagePipeline "images":',
          "memoryMb: expected an integer 256..10240, got 1",
          "colour: unknown setting",
        ].join("\n  "),
      );
    });
  });
});
