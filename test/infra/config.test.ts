import { expect } from "chai";
import { equalQuality } from "../../handlers/contract";
import { readConfig } from "../../infra/config";
import { DEFAULT_SUFFIXES } from "../support/suffixes";

const problemsOf = (values: Record<string, string>): string[] => {
  try {
    readConfig(values);
  } catch (error) {
    return (error as Error).message.split("\n  ").slice(1);
  }
  return [];
};

describe("stack config", () => {
  it("has the documented defaults", () => {
    const processed = {
      ...{ name: "processed", width: 300, height: 300, fit: "cover", format: "auto", quality: 75 },
      background: "#ffffff",
    };
    expect(readConfig({})).to.deep.equal({
      names: "auto",
      routes: undefined,
      uploadPrefix: "",
      suffixes: DEFAULT_SUFFIXES,
      optionalFormats: ["avif"],
      configuredVariants: [processed],
      variants: [processed],
      metadata: true,
      describe: false,
      manifest: false,
      address: "stable",
      supersededExpireDays: 30,
      encryption: "s3",
      memoryMb: 1024,
      timeoutSec: 60,
      reservedConcurrency: undefined,
      logRetentionDays: 30,
      originalsExpireDays: undefined,
      noncurrentExpireDays: 30,
      maxInputMb: 50,
      maxInputMegapixels: 100,
      jpegQuality: 75,
      onDamage: "refuse",
      accessLogs: false,
      production: false,
      deployment: "allAtOnce",
      deleteDerivatives: true,
      ingest: { mode: "direct" },
      uploadApi: undefined,
      notify: undefined,
      delivery: undefined,
      monitoring: undefined,
      source: undefined,
      destination: undefined,
      encryptionKey: undefined,
      alertTopic: undefined,
      roles: undefined,
      vpc: undefined,
      tags: {},
    });
  });

  it("has a feature switched off, on with its defaults, or on with settings", () => {
    const defaults = {
      auth: "iam",
      rateLimitPerSec: 50,
      burstLimit: 100,
      corsOrigin: undefined,
      accountLogging: false,
    };
    expect(readConfig({ uploadApi: "false" }).uploadApi).to.be.undefined;
    expect(readConfig({ uploadApi: "true" }).uploadApi).to.deep.equal(defaults);
    expect(readConfig({ uploadApi: '{"auth":"apiKey","burstLimit":5}' }).uploadApi).to.deep.equal({
      ...defaults,
      auth: "apiKey",
      burstLimit: 5,
    });
    expect(problemsOf({ uploadApi: '{"auth":"none","corsOrigin":"*","cors":1}' })).to.deep.equal([
      'uploadApi.auth: expected one of iam, apiKey, got "none"',
      'uploadApi.corsOrigin: expected an origin such as https://example.org, got "*"',
      "uploadApi.cors: unknown setting",
    ]);
    expect(problemsOf({ uploadApi: "yes" })).to.have.length(1);
    const workflow = { mode: "workflow", type: "EXPRESS", maxConcurrency: 4, functionConcurrency: 8 };
    expect(readConfig({ workflow: "false" }).ingest).to.deep.equal({ mode: "direct" });
    expect(readConfig({ workflow: "true" }).ingest).to.deep.equal(workflow);
    const wrong = '{"type":"express","maxConcurrency":41,"functionConcurrency":3}';
    expect(problemsOf({ workflow: wrong })).to.have.length(3);
    expect(readConfig({ monitoring: "true" }).monitoring).to.deep.equal({ email: undefined, refusedPercent: 20 });
    expect(problemsOf({ monitoring: '{"email":"ops","refusedPercent":0}' })).to.have.length(2);
    expect(readConfig({ notify: "true" }).notify).to.deep.equal({ topic: false, webhook: undefined });
    const webhook = { url: "https://example.org/a?b=c", secretName: "hooks/images" };
    expect(readConfig({ notify: JSON.stringify({ topic: true, webhook }) }).notify).to.deep.equal({
      topic: true,
      webhook,
    });
  });

  it("gives variants without a quality the stack's quality", () => {
    const variants = '[{"name":"thumb","width":64,"height":48},{"name":"big","width":8192,"height":1,"quality":90}]';
    expect(readConfig({ jpegQuality: "60", variants }).variants.map(({ quality }) => quality)).to.deep.equal([60, 90]);
  });

  it("reports every problem at once, a misspelt key among them", () => {
    expect(
      problemsOf({ memoryMb: "127", metadata: "yes", memroyMb: "1024", variants: '[{"name":"a b","width":0}]' }),
    ).to.have.members([
      'variants[0].name: expected 1..32 letters, digits and underscores, got "a b"',
      "variants[0].width: expected an integer 1..8192, got 0",
      "variants[0].height: expected an integer 1..8192, got undefined",
      'metadata: expected true or false, got "yes"',
      'memoryMb: expected an integer 256..10240, got "127"',
      "memroyMb: unknown setting",
    ]);
  });

  const bounds: [key: string, min: number, max: number][] = [
    ["memoryMb", 256, 10_240],
    ["timeoutSec", 1, 900],
    ["reservedConcurrency", 1, 1000],
    ["originalsExpireDays", 1, 36_500],
    ["noncurrentExpireDays", 1, 36_500],
    ["supersededExpireDays", 1, 36_500],
    ["maxInputMb", 1, 500],
    ["maxInputMegapixels", 1, 1000],
    ["jpegQuality", 1, 100],
  ];
  for (const [key, min, max] of bounds) {
    it(`accepts ${key} from ${min} to ${max}`, () => {
      for (const good of [min, max]) expect(problemsOf({ [key]: String(good) }), `${good}`).to.be.empty;
      for (const bad of [min - 1, max + 1, min + 0.5])
        expect(problemsOf({ [key]: String(bad) }), `${bad}`).to.have.length(1);
      for (const bad of ["", " ", "ten"]) expect(problemsOf({ [key]: bad }), `"${bad}"`).to.have.length(1);
    });
  }

  it("describes images in records only", () => {
    expect(readConfig({ describe: "true" }).describe).to.be.true;
    expect(problemsOf({ describe: "true", metadata: "false" })).to.deep.equal([
      "describe: expected false without metadata: the records would say it, got true",
    ]);
  });

  it("makes manifests of records only, and no variant has their name", () => {
    expect(readConfig({ manifest: "true" }).manifest).to.be.true;
    expect(problemsOf({ manifest: "true", metadata: "false" })).to.deep.equal([
      "manifest: expected false without metadata: manifests are made of the records, got true",
    ]);
    const variants = '[{"name":"manifest","width":10,"height":10}]';
    expect(problemsOf({ variants })).to.be.empty;
    expect(problemsOf({ manifest: "true", variants })).to.deep.equal([
      'variants: expected none named manifest with manifest: manifests have it in their keys, got "manifest"',
    ]);
  });

  it("has immutable addresses in records only", () => {
    expect(readConfig({ address: "immutable" })).to.include({ address: "immutable", supersededExpireDays: 30 });
    expect(problemsOf({ address: "eternal" })).to.deep.equal([
      'address: expected one of stable, immutable, got "eternal"',
    ]);
    expect(problemsOf({ address: "immutable", metadata: "false" })).to.deep.equal([
      'address: expected stable without metadata: only the records tell immutable addresses, got "immutable"',
    ]);
  });

  it("reads what becomes of damaged originals", () => {
    expect(readConfig({ onDamage: "keep" }).onDamage).to.equal("keep");
    expect(problemsOf({ onDamage: "draw" })).to.deep.equal(['onDamage: expected one of refuse, keep, got "draw"']);
  });

  it("accepts only CloudWatch's retention periods", () => {
    expect(problemsOf({ logRetentionDays: "365" })).to.be.empty;
    expect(problemsOf({ logRetentionDays: "31" })).to.have.length(1);
  });

  it("reads AVIF, and HEIC and JPEG XL where they are switched on, with the endings of their names", () => {
    const of = (values: Record<string, string>) => readConfig(values);
    const all = of({ heic: "true", jxl: "true" });
    expect(all.optionalFormats).to.deep.equal(["avif", "heic", "jxl"]);
    expect(all.suffixes).to.include.members([".avif", ".heic", ".heif", ".jxl", ".AVIF", ".HEIC", ".HEIF", ".JXL"]);
    const none = of({ avif: "false" });
    expect(none.optionalFormats).to.deep.equal([]);
    expect(none.suffixes).to.deep.equal(DEFAULT_SUFFIXES.filter((suffix) => !/avif/i.test(suffix)));
    expect(of({ heic: "true", suffixes: '[".jpg"]' }).suffixes).to.deep.equal([".jpg"]);
    expect(problemsOf({ heic: "yes" })).to.deep.equal(['heic: expected true or false, got "yes"']);
  });

  it("refuses more suffixes than a bucket can notify of, and an event pattern can hold", () => {
    const many = (count: number) => JSON.stringify(Array.from({ length: count }, (_, index) => `.${index + 100}`));
    expect(problemsOf({ suffixes: many(50) })).to.be.empty;
    expect(problemsOf({ suffixes: many(51) })).to.deep.equal([
      "suffixes: expected at most 50, as a bucket has at most 100 notifications, got 51",
    ]);
    expect(problemsOf({ suffixes: many(100), deleteDerivatives: "false" })).to.be.empty;
    expect(problemsOf({ suffixes: many(101), deleteDerivatives: "false" })).to.have.length(1);
    expect(problemsOf({ suffixes: many(88), workflow: "true" })).to.be.empty;
    expect(problemsOf({ suffixes: many(89), workflow: "true" })).to.deep.equal([
      "suffixes: expected with uploadPrefix at most 2048 characters of an event pattern: fewer, or a shorter prefix, got 2069",
    ]);
    expect(problemsOf({ uploadPrefix: "uploads/", workflow: "true" })).to.be.empty;
    expect(problemsOf({ uploadPrefix: `${"a".repeat(99)}/`, workflow: "true" })).to.have.length(1);
    expect(problemsOf({ uploadPrefix: `${"a".repeat(99)}/` })).to.be.empty;
  });

  it("refuses suffixes of which one ends with another, as S3 would", () => {
    expect(problemsOf({ suffixes: '[".jpg",".JPG"]' })).to.be.empty;
    expect(problemsOf({ suffixes: "[]" })).to.be.empty;
    expect(problemsOf({ suffixes: '[".jpg","g"]' })).to.have.length(1);
    expect(problemsOf({ suffixes: '[".png",".png"]' })).to.have.length(1);
    expect(problemsOf({ suffixes: '[""]' })).to.have.length(1);
    expect(problemsOf({ suffixes: ".jpg,.png" })).to.have.length(1);
  });

  it("refuses a prefix with IAM wildcards", () => {
    expect(problemsOf({ uploadPrefix: "uploads/" })).to.be.empty;
    for (const bad of ["up*", "up?", "${aws:username}", "/uploads"]) {
      expect(problemsOf({ uploadPrefix: bad }), bad).to.have.length(1);
    }
  });

  const variants = (...names: string[]) => JSON.stringify(names.map((name) => ({ name, width: 1, height: 1 })));

  it("refuses variants that could write the same key", () => {
    expect(problemsOf({ variants: variants("thumb", "thumbnail", "thumb_big", "_", "x".repeat(32)) })).to.be.empty;
    expect(problemsOf({ variants: variants("thumb", "big", "thumb") })).to.deep.equal([
      'variants: expected a name of its own for each, members of sets included, got "thumb"',
    ]);
    for (const name of ["", "a/b", "a b", "é", "x".repeat(33)]) {
      expect(problemsOf({ variants: variants(name) }), name).to.deep.equal([
        `variants[0].name: expected 1..32 letters, digits and underscores, got ${JSON.stringify(name)}`,
      ]);
    }
  });

  it("says what a variant with a hyphen is renamed to, and where its results are brought over", () => {
    expect(problemsOf({ variants: variants("thumb-big") })).to.deep.equal([
      "variants[0].name: expected 1..32 letters, digits and underscores (a hyphen ends the name in a result's key; " +
        'rename it "thumb_big", then see docs/result-keys.md), got "thumb-big"',
    ]);
  });

  const withOperations = (...operations: unknown[]) =>
    JSON.stringify([{ name: "thumb", width: 1, height: 1, operations }]);

  it("refuses a webhook without its address or its secret, without TLS, and events without records", () => {
    const webhook = { url: "https://example.org/", secretName: "hook" };
    const problems = (change: object) => problemsOf({ notify: JSON.stringify({ webhook: { ...webhook, ...change } }) });
    const url = "expected an https URL without user and fragment";
    for (const bad of ["http://example.org/", "https://a@example.org/", "https://example.org/#a", "ftp://x", "x"]) {
      expect(problems({ url: bad }), bad).to.deep.equal([`notify.webhook.url: ${url}, got "${bad}"`]);
    }
    for (const good of ["http://127.0.0.1:8080/a", "http://localhost/", "https://example.org:8443"]) {
      expect(problems({ url: good }), good).to.deep.equal([]);
    }
    for (const bad of ["", "a*", "a?", "hook-aB3dE6", "a b"]) {
      expect(problems({ secretName: bad })[0], bad).to.include(
        "notify.webhook.secretName: expected the name of a secret",
      );
    }
    expect(problemsOf({ notify: '{"webhook":true}' })).to.deep.equal([
      `notify.webhook.url: ${url}, and it is absent`,
      "notify.webhook.secretName: expected the name of a secret, which does not end with a hyphen and six letters or digits, and it is absent",
    ]);
    expect(problemsOf({ notify: '{"topics":true}' })).to.deep.equal(["notify.topics: unknown setting"]);
    expect(problemsOf({ notify: "true", metadata: "false" })).to.deep.equal([
      'notify: expected no events of a stack with metadata false, got "true"',
    ]);
  });

  it("reads the operations of a variant in order, a name alone or with what it takes", () => {
    const watermark = { key: "marks/logo.png", gravity: "north", scale: 0.5, opacity: 0.3 };
    const operations = ["greyscale", { sepia: true }, "sharpen", { blur: 2 }, { brightness: 1.5 }, { contrast: -0.5 }];
    const more = [{ rotate: -90 }, { flip: "vertical" }, { watermark }, { watermark: { key: "a.png" } }];
    expect(readConfig({ variants: withOperations(...operations, ...more) }).variants[0]?.operations).to.deep.equal([
      ...[{ greyscale: true }, { sepia: true }, { sharpen: true }, { blur: 2 }, { brightness: 1.5 }],
      ...[{ contrast: -0.5 }, { rotate: -90 }, { flip: "vertical" }, { watermark }],
      { watermark: { key: "a.png", gravity: "southeast", scale: 0.2, opacity: 1 } },
    ]);
    expect(readConfig({ variants: withOperations() }).variants[0]).not.to.have.property("operations");
  });

  it("refuses operations by name, value and place", () => {
    const key = "expected a key of letters, digits and !_.'()/- not beginning or ending with /";
    const wrong: [operation: unknown, problem: string][] = [
      ["invert", "invert: unknown setting"],
      [{ blur: 2, sepia: true }, "operation: expected one of greyscale, blur, "],
      [{ blur: 0 }, "blur: expected an integer 1..100, got 0"],
      [{ blur: 101 }, "blur: expected an integer 1..100, got 101"],
      [{ brightness: 11 }, "brightness: expected a number 0..10, got 11"],
      [{ contrast: 1 }, "contrast: expected a number -0.99..0.99, got 1"],
      [{ rotate: "left" }, 'rotate: expected a number -360..360, got "left"'],
      [{ flip: "both" }, 'flip: expected one of horizontal, vertical, got "both"'],
      [{ greyscale: false }, "greyscale: expected true, got false"],
      ["watermark", `watermark.key: ${key}, got undefined`],
      [{ watermark: { key: "/a.png" } }, `watermark.key: ${key}, got "/a.png"`],
      [{ watermark: { key: "a*.png" } }, `watermark.key: ${key}, got "a*.png"`],
      [{ watermark: { key: "a.png", gravity: "up" } }, "watermark.gravity: expected one of northwest, north, "],
      [{ watermark: { key: "a.png", scale: 0 } }, "watermark.scale: expected a number 0.01..1, got 0"],
      [{ watermark: { key: "a.png", opacity: 2 } }, "watermark.opacity: expected a number 0.01..1, got 2"],
      [{ watermark: { key: "a.png", size: 2 } }, "watermark.size: unknown setting"],
    ];
    for (const [operation, problem] of wrong) {
      const problems = problemsOf({ variants: withOperations("sepia", operation) });
      expect(problems.join("\n"), JSON.stringify(operation)).to.include(`variants[0].operations[1].${problem}`);
    }
    expect(problemsOf({ variants: withOperations(7) })[0]).to.include(
      "expected a list of names, or of objects of one name",
    );
  });

  const withFit = (fit: object) => JSON.stringify([{ name: "a", width: 1, height: 1, ...fit }]);
  const variantOf = (fit: object) => readConfig({ variants: withFit(fit) }).variants[0];

  it("reads how a variant is fitted, and leaves out what is the default", () => {
    expect(variantOf({ position: "attention", enlarge: false, background: "transparent" })).to.deep.include({
      position: "attention",
      enlarge: false,
      background: "transparent",
    });
    expect(variantOf({ fit: "contain", position: "southwest" })).to.include({ position: "southwest" });
    expect(variantOf({ fit: "inside", enlarge: true })).to.include({ enlarge: true });
    for (const format of ["auto", "webp"]) {
      expect(variantOf({ animation: "keep", format })).to.include({ animation: "keep" });
    }
    expect(variantOf({ animation: "first", format: "png" })).not.to.have.property("animation");
    for (const usual of [
      { position: "center", enlarge: true },
      { fit: "inside", enlarge: false },
    ]) {
      expect(variantOf(usual)).not.to.have.any.keys("position", "enlarge");
    }
  });

  it("reads how a variant is encoded, and leaves out what is the default", () => {
    expect(variantOf({ chroma: "4:4:4", effort: 0 })).to.include({ chroma: "4:4:4", effort: 0 });
    expect(variantOf({ chroma: "4:2:0", effort: 6, format: "jpeg" })).to.include({ chroma: "4:2:0", effort: 6 });
    expect(variantOf({ chroma: "auto", effort: 4 })).not.to.have.any.keys("chroma", "effort");
    expect(variantOf({ effort: 6, format: "webp" })).to.include({ effort: 6 });
  });

  it("reads whether a PNG has a palette, and leaves out what is the default", () => {
    expect(variantOf({ palette: true })).to.include({ palette: true });
    expect(variantOf({ palette: "true", format: "png" })).to.include({ palette: true });
    expect(variantOf({ palette: "auto", format: "png" })).to.include({ palette: "auto" });
    expect(variantOf({ palette: false, format: "png" })).not.to.have.property("palette");
  });

  it("reads variants of AVIF, with a quality that looks like the stack's of JPEG, where its codec is on", () => {
    const qualityOf = (jpegQuality: string) => readConfig({ jpegQuality, variants: withFit({ format: "avif" }) }).variants[0]?.quality; // prettier-ignore
    expect(variantOf({ format: "avif", chroma: "4:4:4", quality: 33 })).to.include({ format: "avif", quality: 33 });
    expect(qualityOf("75")).to.equal(equalQuality(75, "avif"));
    expect(qualityOf("90")).to.be.above(qualityOf("75") ?? 100);
    const [problem, ...others] = problemsOf({ avif: "false", variants: withFit({ format: "avif" }) });
    expect(others).to.deep.equal([]);
    expect(problem).to.include("variants[0].format: expected a format other than avif where image-pipeline:avif is false"); // prettier-ignore
  });

  it("reads the formats of the smallest, which are stated whatever they are", () => {
    const formatsOf = (change: object, values = {}) =>
      readConfig({ ...values, variants: withFit({ format: "smallest", ...change }) }).variants[0]?.formats;
    expect(formatsOf({})).to.deep.equal(["jpeg", "png", "webp", "avif"]);
    expect(formatsOf({}, { avif: "false" })).to.deep.equal(["jpeg", "png", "webp"]);
    // The order says nothing.
    expect(formatsOf({ formats: ["avif", "jpeg"] })).to.deep.equal(["jpeg", "avif"]);
    expect(variantOf({ format: "smallest", palette: "auto", chroma: "4:4:4" })).to.include({ palette: "auto" });
    const [problem] = problemsOf({ avif: "false", variants: withFit({ format: "smallest", formats: ["avif"] }) });
    expect(problem).to.include("variants[0].formats: expected no avif where image-pipeline:avif is false");
  });

  it("refuses what does not go together, or is no value", () => {
    const wrong: [fit: object, problem: string][] = [
      [{ fit: "fill", position: "north" }, "position: expected none with fit fill, which crops nothing and leaves nothing free, got \"north\""], // prettier-ignore
      [{ fit: "inside", position: "center" }, "position: expected none with fit inside"],
      [{ position: "top" }, "position: expected one of northwest, north, northeast, west, center, east, southwest, south, southeast, attention"], // prettier-ignore
      [{ enlarge: "no" }, 'enlarge: expected true or false, got "no"'],
      [{ animation: "keep", format: "png" }, "animation: expected first with format png, which has no animations, or format auto or webp"], // prettier-ignore
      [{ animation: "all" }, 'animation: expected one of first, keep, got "all"'],
      [{ chroma: "4:4:4", format: "png" }, "chroma: expected none with format png; it is an option of JPEG and AVIF"],
      [{ chroma: "4:2:2" }, 'chroma: expected one of auto, 4:2:0, 4:4:4, got "4:2:2"'],
      [{ palette: "auto", format: "webp" }, "palette: expected none with format webp; it is an option of PNG"],
      [{ palette: 16 }, "palette: expected true, false or auto, got 16"],
      [
        { formats: ["jpeg"] },
        "formats: expected none with format auto; they are those of format smallest, or of format each",
      ],
      [{ format: "smallest", formats: ["gif"] }, "formats: expected some of jpeg, png, webp, avif"],
      [{ format: "smallest", formats: [] }, "formats: expected some of jpeg, png, webp, avif"],
      [{ format: "smallest", animation: "keep" }, "animation: expected first with format smallest"],
      [{ effort: 7 }, "effort: expected an integer 0..6, got 7"],
      [{ background: "clear" }, 'background: expected #rrggbb or transparent, got "clear"'],
    ];
    for (const [fit, problem] of wrong) {
      const problems = problemsOf({ variants: withFit(fit) });
      expect(problems).to.have.length(1);
      expect(problems[0]).to.include(`variants[0].${problem}`);
    }
  });

  const withSet = (...sets: object[]) => JSON.stringify(sets.map((set) => ({ name: "a", ...set })));

  it("reads sets of widths and formats, of which each member counts as a variant", () => {
    const config = readConfig({ variants: withSet({ widths: [640, 320], format: "each" }) });
    expect(config.configuredVariants).to.have.length(1);
    expect(config.configuredVariants[0]).to.deep.include({
      ...{ widths: [320, 640], fit: "inside", format: "each", formats: ["jpeg", "webp", "avif"] },
    });
    expect(config.variants).to.have.length(6);
    expect(readConfig({ avif: "false", variants: withSet({ widths: [1], format: "each" }) }).variants).to.have.length(
      2,
    );
    const most = Array.from({ length: 64 }, (_, at) => at + 1);
    expect(problemsOf({ variants: withSet({ widths: most }) })).to.deep.equal([]);
    expect(problemsOf({ variants: withSet({ widths: [...most, 65] }) })).to.deep.equal([
      "variants: expected 1..64 results of them, members of sets counted one by one, got 65",
    ]);
  });

  it("refuses sets that cannot be made, or whose names are taken", () => {
    const wrong: [sets: object[], problem: string][] = [
      [[{ widths: [320], width: 5 }], "variants[0].width: expected none with widths, which stand in its place, got 5"],
      [[{ widths: [320], fit: "cover" }], "variants[0].fit: expected inside with widths, whose heights follow from the image, got \"cover\""], // prettier-ignore
      [[{ widths: [320], enlarge: true }], "variants[0].enlarge: expected false with widths"],
      [[{ widths: [320, 320] }], "variants[0].widths: expected each once, got [320,320]"],
      [[{ widths: [] }], "variants[0].widths: expected at least one, got []"],
      [[{ widths: [0] }], "variants[0].widths: expected a list of integers 1..8192, got [0]"],
      [[{ widths: 320 }], "variants[0].widths: expected a list of integers 1..8192, got 320"],
      [[{ widths: [9], format: "each", formats: ["jpeg"] }], "variants[0].formats: expected at least two with format each"], // prettier-ignore
      [[{ widths: [9], format: "each", formats: ["avif", "webp"] }], "variants[0].formats: expected one of jpeg and png with format each: every browser shows it"], // prettier-ignore
      [[{ widths: [9], format: "each", formats: ["png", "jpeg"] }], "variants[0].formats: expected one of jpeg and png"], // prettier-ignore
      [[{ widths: [9], format: "each", animation: "keep" }], "variants[0].animation: expected first with format each"],
      [[{ name: "a".repeat(28), widths: [1000] }], `variants[0].name: expected a shorter one: members of the set have at most 32 characters, got "${"a".repeat(28)}_1000"`], // prettier-ignore
      [[{ widths: [320] }, { name: "a_320", width: 1, height: 1 }], 'variants: expected a name of its own for each, members of sets included, got "a_320"'], // prettier-ignore
      [
        [
          { widths: [9], format: "each" },
          { name: "a_9", width: 1, height: 1 },
        ],
        'of sets included, got "a_9"',
      ],
      [[{ widths: [9] }, { width: 1, height: 1 }], 'of sets included, got "a"'],
    ];
    for (const [sets, problem] of wrong) {
      const problems = problemsOf({ variants: withSet(...sets) });
      expect(problems.join("\n"), problem).to.include(problem);
      if (!problem.includes("integers")) expect(problems, problem).to.have.length(1);
    }
  });

  it("refuses variants that Lambda's environment does not hold", () => {
    const many = Array.from({ length: 300 }, () => ({ blur: 2 }));
    expect(problemsOf({ variants: withOperations(...many) }).join()).to.include("at most 3000 bytes of JSON");
  });

  it("accepts one variant or more", () => {
    const names = Array.from({ length: 24 }, (_, index) => `v${index}`);
    expect(problemsOf({ variants: variants(...names) })).to.be.empty;
    expect(problemsOf({ variants: variants(...names.slice(0, 1)) })).to.be.empty;
    expect(problemsOf({ variants: "[]" })).to.have.length(1);
    expect(problemsOf({ variants: "{}" })).to.have.length(1);
    expect(problemsOf({ variants: "nonsense" })).to.have.length(1);
  });

  it("refuses a setting of a variant that does not exist", () => {
    expect(problemsOf({ variants: '[{"name":"a","width":1,"height":1,"hieght":2}]' })).to.deep.equal([
      "variants[0].hieght: unknown setting",
    ]);
  });
});
