/**
 * Mutation tests: `npm run mutate` for every area, `MUTATE=policy npm run mutate` for one. Not part of `npm test`. The
 * score and each surviving mutant are in coverage/mutation.html.
 */
import Module from "node:module";

/**
 * Stryker's mocha runner (10.0.0) requires files of mocha without their extension, which is .cjs in mocha 12. With
 * this, Node resolves that extension too, here and in the test process.
 */
const RESOLVE_CJS = `import Module from "node:module"; Module._extensions[".cjs"] ??= Module._extensions[".js"];`;
Module._extensions[".cjs"] ??= Module._extensions[".js"];

/**
 * What is mutated in an area, and the tests that should notice: those without child processes, so that a mutant costs
 * milliseconds. Handlers are tested as source only: no mutant is in the text that was captured before.
 */
const areas = {
  handlers: {
    mutate: ["handlers/**/*.ts", "!handlers/ports/**"],
    tests: ["test/handlers/*.test.ts", "test/layer/{image-records,telemetry}.test.ts"],
  },
  policy: {
    mutate: ["policy/src/**/*.ts", "!policy/src/index.ts", "!policy/src/docs/write-readme.ts"],
    tests: ["policy/test/{core,iam,join,rules}/*.test.ts", "policy/test/pack.test.ts"],
  },
  infra: {
    mutate: ["infra/**/*.ts"],
    tests: [
      "test/infra/{config,default-tags,functions,image-pipeline,monitoring,switches,upload-api,workflow}.test.ts",
    ],
  },
};

const chosen = (process.env.MUTATE ?? Object.keys(areas).join(",")).split(",");
const of = (part) =>
  chosen.flatMap((name) => {
    if (!(name in areas)) throw new Error(`MUTATE: expected ${Object.keys(areas).join(", ")}; got "${name}".`);
    return areas[name][part];
  });

export default {
  testRunner: "mocha",
  mochaOptions: {
    require: ["test/loader.cjs", "test/unhandled-rejections.cjs"],
    spec: of("tests"),
    extension: ["ts"],
    grep: "^(?!.*as deployed)",
  },
  testRunnerNodeArgs: ["--conditions=source", "--import", `data:text/javascript,${RESOLVE_CJS}`],
  mutate: of("mutate"),
  coverageAnalysis: "perTest",
  // What runs once, when a module is loaded, would need every test again for each mutant: README's table and the tests
  // of each rule compare these values. The tests of infra/ declare a stack before they begin, which counts as static:
  // they need MUTATE=infra, and some seconds for each mutant.
  ignoreStatic: chosen.join() !== "infra",
  concurrency: 1,
  timeoutMS: 20_000,
  // Stryker's copy of the project: without what no test of these areas reads.
  ignorePatterns: ["/samples", "/bench/results", "/coverage", "/processed", "/.local", "/.github"],
  tempDirName: ".local/stryker",
  reporters: ["clear-text", "html", "json"],
  clearTextReporter: { logTests: false, reportTests: false, allowColor: false },
  htmlReporter: { fileName: "coverage/mutation.html" },
  jsonReporter: { fileName: "coverage/mutation.json" },
  thresholds: { high: 85, low: 70, break: null },
};
