import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import * as grpc from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import {
  AnalyzeRequest,
  AnalyzerResource,
  AnalyzerResourceOptions,
  AnalyzeStackRequest,
  ConfigureAnalyzerRequest,
  PolicyConfig,
  type AnalyzeResponse,
} from "@pulumi/pulumi/proto/analyzer_pb";
import { expect } from "chai";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

import { rules } from "../src/rules";
import { bucketStack } from "./support/bucket-fixture";
import { UNKNOWN } from "./support/stack-fixture";

const PACK_DIR = join(__dirname, "..");
const { resolve } = createRequire(__filename);
const installedAt = (name: string) => dirname(resolve(`${name}/package.json`));

/** npm's variables of an outer `npm test` name the workspace, and would have another package packed. */
const environment = Object.fromEntries(Object.entries(process.env).filter(([key]) => !/^npm_/i.test(key)));

/** The first line of the pack's output: the port that it listens on. */
function portOf(pack: ChildProcess): Promise<number> {
  return new Promise((found, reject) => {
    let output = "";
    const read = (text: Buffer) => {
      output += text.toString();
      const port = /^(\d+)\r?\n/.exec(output)?.[1];
      if (port !== undefined) found(Number(port));
    };
    pack.stdout?.on("data", read);
    pack.stderr?.on("data", read);
    pack.once("close", () => reject(new Error(`Expected the pack to listen; it ended and wrote: ${output}`)));
  });
}

function call<Response>(run: (done: (error: Error | null, response: Response) => void) => unknown): Promise<Response> {
  return new Promise((found, reject) => {
    run((error, response) => (error === null ? found(response) : reject(error)));
  });
}

describe("the packed pack, unpacked elsewhere with its dependencies alone", () => {
  const folder = mkdtempSync(join(tmpdir(), "policy-package-"));
  const unpacked = join(folder, "package");
  let pack: ChildProcess;
  let client: AnalyzerClient;

  before(async () => {
    const source = join(folder, "source");
    const isSource = (path: string) => !/[\\/](node_modules|dist|test)$/.test(path);
    cpSync(PACK_DIR, source, { recursive: true, filter: isSource });
    symlinkSync(dirname(installedAt("esbuild")), join(source, "node_modules"));
    execFileSync("npm", ["run", "prepare"], { cwd: source, env: environment, stdio: "pipe" });
    execFileSync("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], {
      cwd: source,
      env: environment,
      stdio: "pipe",
    });
    const archive = readdirSync(folder).filter((name) => name.endsWith(".tgz"));
    expect(archive).to.have.length(1);
    execFileSync("tar", ["-xzf", ...archive], { cwd: folder, stdio: "pipe" });

    const { dependencies } = JSON.parse(readFileSync(join(unpacked, "package.json"), "utf8")) as {
      dependencies: Record<string, string>;
    };
    expect(Object.keys(dependencies)).to.deep.equal(["@pulumi/policy", "@pulumi/pulumi"]);
    mkdirSync(join(unpacked, "node_modules/@pulumi"), { recursive: true });
    for (const name of Object.keys(dependencies)) symlinkSync(installedAt(name), join(unpacked, "node_modules", name));

    const runner = createRequire(join(unpacked, "package.json")).resolve("@pulumi/pulumi/cmd/run-policy-pack");
    pack = spawn(process.execPath, [runner, "127.0.0.1:0", "."], { cwd: unpacked, stdio: ["ignore", "pipe", "pipe"] });
    client = new AnalyzerClient(`127.0.0.1:${await portOf(pack)}`, grpc.credentials.createInsecure());
  });

  after(() => {
    client?.close();
    pack?.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });

  it("holds the compiled pack and no sources", () => {
    const pages = ["docs/fsbp.md", ...rules.map(({ name }) => `docs/${name}.md`)];
    const others = [
      "CHANGELOG.md",
      "LICENSE",
      "PulumiPolicy.yaml",
      "README.md",
      "dist",
      "docs",
      "dist/index.js",
      "dist/program.js",
      "dist/report.js",
      "dist/testing.js",
      "dist/types",
    ];
    expect(
      readdirSync(unpacked, { recursive: true, encoding: "utf8" }).filter(
        (name) => !name.includes("node_modules") && !/^dist.types./.test(name),
      ),
    ).to.have.members([...others, ...pages, "package.json"]);
    for (const name of ["index", "program", "testing"])
      expect(readFileSync(join(unpacked, `dist/${name}.js`), "utf8")).not.to.match(/require\("(?!@pulumi\/|node:)/);
  });

  it("has what its package.json exports, with types for the programs that import it", () => {
    const { exports } = JSON.parse(readFileSync(join(unpacked, "package.json"), "utf8")) as {
      exports: Record<string, string | Record<string, string>>;
    };
    const files = Object.values(exports).flatMap((each) =>
      typeof each === "string"
        ? [each]
        : Object.entries(each).flatMap(([kind, file]) => (kind === "source" ? [] : file)),
    );
    expect(files.filter((file) => !existsSync(join(unpacked, file)))).to.deep.equal([]);
    const names = (entry: string) =>
      execFileSync(
        process.execPath,
        ["-p", `Object.keys(require("aws-serverless-guardrails/${entry}")).sort().join()`],
        { cwd: unpacked, env: environment, encoding: "utf8" },
      ).trim();
    expect(names("program")).to.equal("acknowledge,documentText,judgeDocuments");
    expect(names("testing")).to.equal("UNKNOWN,evaluatePack,evaluatePolicies,resource");
  });

  it("is installed without its sources, and is not compiled again", () => {
    execFileSync("npm", ["run", "prepare"], { cwd: unpacked, env: environment, stdio: "pipe" });
  });

  it("has a lock file of its own that agrees with package.json, and has no addresses", () => {
    const read = (file: string) => JSON.parse(readFileSync(join(PACK_DIR, file), "utf8")) as Record<string, unknown>;
    const lock = read("package-lock.json") as { packages: Record<string, Record<string, unknown>> };
    const manifest = read("package.json");
    for (const key of ["name", "version", "license", "dependencies", "devDependencies", "engines"])
      expect(lock.packages[""]?.[key], key).to.deep.equal(manifest[key]);
    expect(readFileSync(join(PACK_DIR, "package-lock.json"), "utf8"))
      .not.to.contain("http://")
      .and.not.match(/"resolved": "http/);
  });

  it("serves every rule", async () => {
    const info = await call<{ getName(): string; getPoliciesList(): { getName(): string }[] }>((done) =>
      client.getAnalyzerInfo(new Empty(), done),
    );
    expect(info.getName()).to.equal("aws-serverless-guardrails");
    expect(info.getPoliciesList().map((policy) => policy.getName())).to.deep.equal(rules.map(({ name }) => name));
  });

  it("reports an environment variable that Pulumi marks as secret, and none beside it", async () => {
    const secret = (value: unknown) => ({
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      value,
    });
    const variables = { TABLE: "records", GREETING: secret("hello"), ORIGIN: secret(UNKNOWN) };
    const request = new AnalyzeRequest()
      .setUrn("urn:pulumi:dev::image-pipeline::aws:lambda/function:Function::resize")
      .setType("aws:lambda/function:Function")
      .setName("resize")
      .setOptions(new AnalyzerResourceOptions())
      .setProperties(Struct.fromJavaScript({ environment: { variables } }));
    const response = await call<AnalyzeResponse>((done) => client.analyze(request, done));
    const found = response.getDiagnosticsList().filter((each) => each.getPolicyname() === "lambda-environment");
    expect(found).to.have.length(1);
    expect(found[0]?.getMessage()).to.contain(
      "resize has a value that Pulumi marks as secret in the environment variable GREETING; has a value that Pulumi marks as secret in the environment variable ORIGIN.",
    );
  });

  it("reports the finding of README's example, and no other of the rule", async () => {
    const stack = [
      ...bucketStack({ name: "other" }),
      ...bucketStack({ parts: { versioning: { versioningConfiguration: { status: "Suspended" } } } }),
    ];
    const request = new AnalyzeStackRequest().setResourcesList(
      stack.map(({ urn, type, name, properties }) =>
        new AnalyzerResource()
          .setUrn(urn)
          .setType(type)
          .setName(name)
          .setOptions(new AnalyzerResourceOptions())
          .setProperties(Struct.fromJavaScript(properties as Record<string, string>)),
      ),
    );
    const settings = new ConfigureAnalyzerRequest();
    const strict = new PolicyConfig().setProperties(Struct.fromJavaScript({ profile: "strict" }));
    settings.getPolicyconfigMap().set("pack-profile", strict);
    await call((done) => client.configure(settings, done));
    const response = await call<AnalyzeResponse>((done) => client.analyzeStack(request, done));
    const findings = response.getDiagnosticsList().filter((each) => each.getPolicyname() === "s3-versioning");
    expect(findings.map((each) => [each.getUrn(), each.getMessage().split("\n").slice(-2)])).to.deep.equal([
      [
        "urn:pulumi:dev::image-pipeline::aws:s3/bucket:Bucket::source",
        [
          'source has versioning in status "Suspended". Declare a BucketVersioning with versioningConfiguration.status "Enabled".',
          "(medium; S3.14, NIST.800.53.R5-S3BucketVersioningEnabled, CKV_AWS_21; docs/s3-versioning.md of the pack)",
        ],
      ],
    ]);
  });
});
