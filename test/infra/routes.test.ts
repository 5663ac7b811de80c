import { expect } from "chai";
import { processingSettings, readConfig } from "../../infra/config";
import { matchesPattern, parsePattern } from "../../packages/local-aws/src/event-bridge/pattern";
import { objectCreated, objectDeleted } from "../support/events/s3-events";
import type { Registrations } from "../support/mocks/pulumi-program";
import { deploy, SOURCE_ARN, statementsOf } from "./deployed-stack";

const thumb = (edgePx: number) => ({ name: "thumb", width: edgePx, height: edgePx });
const routes = [
  { prefix: "photos/", suffixes: [".jpg", ".png"], variants: [thumb(300), { name: "page", widths: [600, 1200] }] },
  { prefix: "avatars/", suffixes: [], variants: [thumb(64)] },
];
const config = { routes: JSON.stringify(routes) };

const problemsOf = (values: Readonly<Record<string, unknown>>): string[] => {
  try {
    readConfig(values);
    return [];
  } catch (error) {
    return (error as Error).message.split("\n  ").slice(1);
  }
};

describe("config of routes", () => {
  it("has variants and suffixes of each, with the defaults of the stack", () => {
    const read = readConfig({ routes: [...routes, { prefix: "rest/" }], jpegQuality: "60" });
    const { suffixes, variants } = readConfig({ jpegQuality: "60" });
    expect(read.routes?.map(({ prefix, suffixes: own }) => [prefix, own])).to.deep.equal([
      ["photos/", [".jpg", ".png"]],
      ["avatars/", []],
      ["rest/", suffixes],
    ]);
    expect(read.routes?.map((route) => route.variants.map(({ name, width }) => [name, width]))).to.deep.equal([
      [
        ["thumb", 300],
        ["page_600", 600],
        ["page_1200", 1200],
      ],
      [["thumb", 64]],
      [["processed", 300]],
    ]);
    expect(read.routes?.[2]?.variants).to.deep.equal(variants);
    expect(read.routes?.[0]?.variants[0]).to.include({ quality: 60 });
  });

  it("is what the stack says of its processing", () => {
    const { routes: said, ...others } = processingSettings(readConfig(config));
    expect(others).to.deep.equal({ keepsDerivatives: false });
    expect(said?.map(({ prefix, variants }) => [prefix, variants.length])).to.deep.equal([
      ["photos/", 3],
      ["avatars/", 1],
    ]);
    const [first] = said ?? [];
    expect(first).to.have.all.keys("prefix", "suffixes", "variants");
  });

  it("stands in the place of prefix, suffixes and variants", () => {
    const meant = "none with routes, each of which has its own";
    expect(problemsOf({ ...config, uploadPrefix: "up/", suffixes: '[".jpg"]', variants: [thumb(10)] })).to.deep.equal([
      `uploadPrefix: expected ${meant}, got "up/"`,
      `suffixes: expected ${meant}, got "[\\".jpg\\"]"`,
      `variants: expected ${meant}, got [{"name":"thumb","width":10,"height":10}]`,
    ]);
  });

  it("refuses prefixes of which one begins with another, and keys of which S3 and IAM make something else", () => {
    const withPrefixes = (...prefixes: string[]) =>
      problemsOf({ routes: prefixes.map((prefix) => ({ prefix, suffixes: [".jpg"] })) });
    expect(withPrefixes("photos/", "photo/", "avatars/")).to.be.empty;
    const expected = "prefixes of which none begins with another: S3 refuses notifications whose filters overlap";
    expect(withPrefixes("photos/", "avatars/", "photos/raw/")).to.deep.equal([
      `routes: expected ${expected}, got ["photos/","photos/raw/"]`,
    ]);
    expect(withPrefixes("a/", "a/")).to.have.length(1);
    for (const bad of ["", "/photos/", "up*", "${aws:username}"]) {
      const [problem, ...others] = withPrefixes("avatars/", bad);
      expect(problem, bad).to.match(/^routes\[1\]\.prefix: expected 1\.\.512 letters/);
      expect(others, bad).to.be.empty;
    }
    expect(problemsOf({ routes: [{ suffixes: [".jpg"] }] })).to.deep.equal([
      "routes[0].prefix: expected what the keys of the route begin with, and it is absent",
    ]);
    expect(problemsOf({ routes: [] })).to.deep.equal(["routes: expected at least one, or no such setting, got []"]);
    expect(problemsOf({ routes: [{ prefix: "a/", sufixes: [".jpg"] }] })).to.deep.equal([
      "routes[0].sufixes: unknown setting",
    ]);
    const repeated = [{ prefix: "a/", suffixes: [".jpg"], variants: [thumb(1), thumb(2)] }];
    expect(problemsOf({ routes: repeated })).to.deep.equal([
      'routes[0].variants: expected a name of its own for each, members of sets included, got "thumb"',
    ]);
  });

  it("refuses more than a bucket can notify of", () => {
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ prefix: `${index + 100}/`, suffixes: [".jpg", ".png"] }));
    const small = (count: number) => many(count).map((route) => ({ ...route, variants: [thumb(1)] }));
    // Without removals one notification for each suffix.
    expect(problemsOf({ routes: small(16) })).to.be.empty;
    const three = [1, 2, 3].map((index) => ({ prefix: `${index}/` }));
    expect(problemsOf({ routes: three.slice(0, 2) })).to.be.empty;
    expect(problemsOf({ routes: three })).to.deep.equal([
      "routes: expected at most 50 suffixes in all of them, as a bucket has at most 100 notifications, got 72",
    ]);
    expect(problemsOf({ routes: three, deleteDerivatives: "false" })).to.be.empty;
  });

  it("refuses more than an event pattern, a role's policies and Lambda's environment hold", () => {
    const long = (count: number, chars: number, suffixes?: string[]) =>
      Array.from({ length: count }, (_, index) => ({ prefix: `${index}${"a".repeat(chars)}/`, suffixes }));
    expect(problemsOf({ routes: long(2, 10), workflow: "true" })).to.be.empty;
    const [pattern, ...none] = problemsOf({ routes: long(2, 30), workflow: "true" });
    expect(pattern).to.match(/^routes: expected at most 2048 characters of an event pattern: fewer, .*, got 2\d{3}$/);
    expect(none).to.be.empty;
    expect(problemsOf({ routes: long(2, 30) })).to.be.empty;
    expect(problemsOf({ routes: long(6, 150, [".jpg"]), uploadApi: "true" })).to.be.empty;
    expect(problemsOf({ routes: long(8, 150, [".jpg"]) })).to.be.empty;
    expect(problemsOf({ routes: long(8, 150, [".jpg"]), uploadApi: "true" })).to.deep.equal([
      "routes: expected at most 5000 characters of a role's policies: fewer, or shorter prefixes, got 5808",
    ]);
    const sets = Array.from({ length: 25 }, (_, index) => ({ ...thumb(100), name: `variant_${index}` }));
    expect(problemsOf({ routes: [{ prefix: "a/", suffixes: [], variants: sets.slice(0, 15) }] })).to.be.empty;
    const two = ["a/", "b/"].map((prefix) => ({ prefix, suffixes: [], variants: sets.slice(0, 15) }));
    expect(problemsOf({ routes: two }).join()).to.match(/^routes: expected at most 3000 bytes of JSON/);
  });

  it("refuses sets of one name with different formats where the edge chooses between them", () => {
    const set = (...formats: string[]) => [{ name: "hero", widths: [100], format: "each", formats }];
    const withSets = (...variants: object[][]) =>
      variants.map((one, index) => ({ prefix: `${index}/`, suffixes: [".jpg"], variants: one }));
    const different = withSets(set("webp", "jpeg"), set("webp", "png"));
    expect(problemsOf({ routes: different })).to.be.empty;
    expect(problemsOf({ routes: different, delivery: "true", address: "immutable" })).to.be.empty;
    expect(problemsOf({ routes: withSets(set("webp", "jpeg"), set("webp", "jpeg")), delivery: "true" })).to.be.empty;
    expect(problemsOf({ routes: different, delivery: "true" })).to.deep.equal([
      'routes: expected with delivery the same formats in each route for the set of hero_100 (webp, jpeg), got {"prefix":"1/","formats":"webp, png"}',
    ]);
  });
});

describe("a stack with routes", () => {
  it("has a notification for each suffix of each route, of uploads and of removals", async () => {
    const stack = await deploy({ ...config, deleteDerivatives: "true" });
    const { lambdaFunctions } = stack.one("aws:s3/bucketNotification:BucketNotification").inputs;
    const filters = (lambdaFunctions as { id: string; filterPrefix?: string; filterSuffix?: string }[]).map(
      ({ id, filterPrefix, filterSuffix }) => [id, filterPrefix, filterSuffix],
    );
    expect(filters).to.deep.equal(
      ["upload", "removal"].flatMap((what) => [
        [`image-${what}-trigger-1`, "photos/", ".jpg"],
        [`image-${what}-trigger-2`, "photos/", ".png"],
        [`image-${what}-trigger-3`, "avatars/", undefined],
      ]),
    );
  });

  const keys = ["photos/a.jpg", "photos/b/c.png", "avatars/x", "photos/a.gif", "a.jpg", "avatar/a.jpg"];
  const taken = [true, true, true, false, false, false];
  const patternOf = (stack: Registrations, name: string) =>
    parsePattern(String(stack.one("aws:cloudwatch/eventRule:EventRule", name).inputs.eventPattern));

  it("has one rule for the uploads of all routes with the workflow", async () => {
    const pattern = patternOf(await deploy({ ...config, workflow: "true" }), "upload");
    const bucket = "images-source-bucket-1a2b3c4";
    expect(keys.map((key) => matchesPattern(pattern, objectCreated({ bucket, key })))).to.deep.equal(taken);
  });

  it("hears of the keys of all routes in an existing bucket, and sends a webhook their events alone", async () => {
    const bucket = "company-uploads";
    const notify = JSON.stringify({ webhook: { url: "https://example.org/hook", secretName: "hook" } });
    const source = JSON.stringify({ existing: bucket });
    const stack = await deploy({ ...config, source, notify, deleteDerivatives: "true" });
    const created = patternOf(stack, "image-upload-trigger");
    expect(keys.map((key) => matchesPattern(created, objectCreated({ bucket, key })))).to.deep.equal(taken);
    const deleted = patternOf(stack, "image-removal-trigger");
    expect(keys.map((key) => matchesPattern(deleted, objectDeleted({ bucket, key })))).to.deep.equal(taken);
    const webhook = patternOf(stack, "images-notify-webhook");
    const event = (original_key: string) => ({
      source: "image-pipeline",
      detail: { image: { source_bucket: bucket, original_key } },
    });
    expect(["photos/a.gif", "avatars/x", "a.jpg"].map((key) => matchesPattern(webhook, event(key)))).to.deep.equal([
      ...[true, true, false],
    ]);
  });

  it("grants its functions the keys of all routes, and no others", async () => {
    const both = [`${SOURCE_ARN}/photos/*`, `${SOURCE_ARN}/avatars/*`];
    for (const workflow of ["true", "false"]) {
      const stack = await deploy({ ...config, uploadApi: "true", deleteDerivatives: "true", workflow });
      const granted = stack
        .ofType("aws:iam/rolePolicy:RolePolicy")
        .flatMap(({ inputs }) => statementsOf(inputs.policy).map(({ Sid, Resource = [] }) => [Sid, Resource] as const))
        .filter(([, resources]) => [resources].flat().some((one) => one.startsWith(`${SOURCE_ARN}/`)));
      expect(new Set(granted.map(([sid]) => sid))).to.deep.equal(
        new Set(["ReadObjects", "ReadCurrent", "WriteObjects", "DeleteObjects", "DeleteVersions"]),
      );
      for (const [sid, resources] of granted) expect(resources, sid).to.deep.equal(both);
    }
  });

  it("tells its functions the routes, once, and a stack without them what it was told before", async () => {
    const variablesOf = async (values: Record<string, string>) => {
      const stack = await deploy(values);
      const { environment } = stack.one("aws:lambda/function:Function", "processing").inputs;
      return (environment as { variables: Record<string, string> }).variables;
    };
    const variables = await variablesOf({ routes: JSON.stringify([...routes, { prefix: "rest/" }]) });
    expect(variables).not.to.have.any.keys("VARIANTS", "UPLOAD_PREFIX");
    const told = JSON.parse(variables["ROUTES"] ?? "[]") as {
      prefix: string;
      suffixes?: string[];
      variants: object[];
    }[];
    expect(told.map(({ prefix, suffixes, variants }) => [prefix, suffixes, variants.length])).to.deep.equal([
      ["photos/", [".jpg", ".png"], 2],
      ["avatars/", [], 1],
      ["rest/", undefined, 1],
    ]);
    expect(JSON.parse(variables["SUFFIXES"] ?? "[]")).to.deep.equal(readConfig({}).suffixes);
    const plain = await variablesOf({ uploadPrefix: "up/" });
    expect(plain).to.include.all.keys("VARIANTS", "UPLOAD_PREFIX", "SUFFIXES").and.not.to.have.property("ROUTES");
  });
});
