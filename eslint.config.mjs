import js from "@eslint/js";
import stylistic from "@stylistic/eslint-plugin";
import importX from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

// Who may import whom: folders, and files where one is enough. A folder may import itself and what is listed here;
// everything else of the project is refused. Tests and benchmarks may import anything, and nothing imports them.
const layers = {
  "index.ts": {
    from: ["infra", "policy/src/program"],
    why: "index.ts composes what infra/ declares, and tells the policy pack of it; nothing else.",
  },
  component: { from: ["infra"], why: "component/ is what other programs have of infra/, and nothing else." },
  infra: {
    from: ["handlers"],
    why: "infra/ declares resources; it may take only the functions to capture and their contracts from handlers/.",
  },
  handlers: {
    from: [],
    why: "handlers/ is captured as text: it may use nothing but its own functions, types and node built-ins.",
  },
  layer: {
    from: ["handlers", "packages/fast-jimp"],
    why: "layer/ puts adapters and fast-jimp behind the ports of handlers/; it knows nothing of resources.",
  },
  commands: {
    from: [
      ...["handlers/contract", "console/contract.ts"],
      ...["packages/fast-jimp", "packages/local-aws", "packages/local-pulumi"],
      // What the playground renders with: the very functions that process an upload.
      ...["original", "refusal", "rendition"].map((name) => `handlers/${name}.ts`),
      ...["jimp", "settings"].map((name) => `layer/${name}.ts`),
      // What archives hold of others, for their bills of materials.
      "infra/third-party/contents.ts",
    ],
    why: "commands/ works on the running stack: of the program it may know the contract, what renders a variant, and what its archives hold of others; fast-jimp draws what it shows.",
  },
  clients: { from: [], why: "clients/ is copied into other people's programs: its files import nothing of this one." },
  console: { from: [], why: "console/ is a page in a browser: it talks HTTP and imports nothing of this project." },
  "packages/local-pulumi": {
    from: ["packages/local-aws"],
    why: "local-pulumi runs any Pulumi program: it may import local-aws and nothing else of this project.",
  },
  "packages/local-aws": { from: [], why: "local-aws serves any program: it may import nothing of this project." },
  "packages/fast-jimp": { from: [], why: "fast-jimp is bytes in, bytes out: it may import nothing of this project." },
  policy: { from: [], why: "The policy pack is usable with any program: it may import nothing of this one." },
};
const outermost = ["bench", "examples", "test"];
const isPackage = (folder) => folder.startsWith("packages/") || folder === "policy";
/** Where a folder's own code is: the tests of a package may import anything. */
const sources = (folder) => (isPackage(folder) ? `${folder}/src` : folder);
const refused = (from, allowed) =>
  allowed.some((one) => one === from || one.startsWith(`${from}/`))
    ? // One file of it is allowed, and the others are not.
      allowed.filter((one) => one.startsWith(`${from}/`)).map((one) => `./${one.slice(from.length + 1)}`)
    : [];
const zones = Object.entries(layers).flatMap(([folder, { from: allowed, why }]) =>
  [...Object.keys(layers), ...outermost]
    .filter((other) => other !== folder && !allowed.includes(other))
    .map((other) => ({
      target: `./${sources(folder)}`,
      from: `./${other}`,
      except: refused(other, allowed),
      message: why,
    })),
);
/** What a package shows: its entries. Everything else in it is its own business. */
const entries = {
  "packages/fast-jimp": ["index.ts", "jimp.ts"],
  "packages/local-aws": ["index.ts"],
  "packages/local-pulumi": [
    "index.ts",
    "aws-provider.ts",
    "policy-host/index.ts",
    "provider-server/index.ts",
    "terminal/index.ts",
    "loaders",
  ],
};
const entryZones = Object.entries(entries).flatMap(([folder, files]) =>
  [...Object.keys(layers), "bench"]
    .filter((other) => other !== folder)
    .map((other) => ({
      target: `./${sources(other)}`,
      from: `./${folder}/src`,
      except: files.map((file) => `./${file}`),
      message: `Import what the package exports: ${folder}/package.json says what that is.`,
    })),
);
/** Sources of WebAssembly and those of JavaScript: neither compiler understands the other's. */
const assemblyZones = ["src", "test"].flatMap((folder) => [
  {
    target: `./packages/fast-jimp/${folder}`,
    from: "./packages/fast-jimp/assembly",
    message: "assembly/ is compiled to src/wasm/*-wasm.ts: import that.",
  },
  {
    target: "./packages/fast-jimp/assembly",
    from: `./packages/fast-jimp/${folder}`,
    message: "assembly/ is AssemblyScript: it may import nothing but its own files.",
  },
]);

export default tseslint.config(
  { ignores: ["**/dist/**", "**/node_modules/**", "coverage/**", "processed/**", ".local/**"] },
  js.configs.recommended,
  {
    files: ["**/*.ts", "**/*.tsx"],
    extends: [...tseslint.configs.recommendedTypeChecked],
    plugins: { "import-x": importX, "@stylistic": stylistic },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: {
      "import-x/resolver-next": [
        importX.createNodeResolver({
          extensions: [".ts", ".tsx", ".js", ".json"],
          conditionNames: ["source", "require", "default"],
        }),
      ],
    },
    rules: {
      "import-x/no-restricted-paths": [
        "error",
        { zones: [...zones, ...entryZones, ...assemblyZones], basePath: import.meta.dirname },
      ],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      // Comments only: code is the formatter's.
      "@stylistic/max-len": ["error", { code: 1000, comments: 120, ignoreUrls: true }],
      // Constants: a number, a text or a flag at module level.
      "@typescript-eslint/naming-convention": [
        "error",
        {
          selector: "variable",
          modifiers: ["const", "global"],
          types: ["string", "number", "boolean"],
          format: ["UPPER_CASE"],
        },
        {
          selector: "variable",
          modifiers: ["const", "global", "destructured"],
          types: ["string", "number", "boolean"],
          format: null,
        },
      ],
      "no-restricted-syntax": [
        "error",
        {
          selector: ":matches(PropertyDefinition, MethodDefinition) > PrivateIdentifier",
          message: "Members are private by TypeScript's keyword, as parameter properties can only be.",
        },
      ],
    },
  },
  {
    // What is captured as text has to require its layer when it runs: an import would be captured with it.
    files: ["infra/**/*.ts"],
    rules: { "@typescript-eslint/no-require-imports": ["error", { allow: ["^@image-pipeline/layer$"] }] },
  },
  {
    // AssemblyScript: a cast converts, and there are integers of 64 bits.
    files: ["packages/fast-jimp/assembly/**/*.ts"],
    rules: { "@typescript-eslint/no-unnecessary-type-assertion": "off", "no-loss-of-precision": "off" },
  },
  {
    files: ["**/test/**/*.ts"],
    rules: { "@typescript-eslint/no-unused-expressions": "off" },
  },
  {
    files: ["**/*.mjs", "**/*.js", "**/*.cjs"],
    languageOptions: { globals: { process: "readonly", console: "readonly", Buffer: "readonly", URL: "readonly" } },
  },
  {
    files: ["component/*.js", "component/*.cjs"],
    languageOptions: { sourceType: "commonjs", globals: { __dirname: "readonly" } },
  },
);
