import js from "@eslint/js";
import importX from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

// Who may import whom. A folder may import itself and what is listed here; everything else of the project is refused.
const folders = [
  "index.ts",
  "infra",
  "handlers",
  "packages/fast-jimp",
  "layer",
  "policy",
  "packages/local-aws",
  "packages/local-pulumi",
  "commands",
  "bench",
  "test",
];
const mayImport = {
  "index.ts": ["infra"],
  infra: ["handlers"],
  handlers: [],
  "packages/fast-jimp": [],
  layer: ["handlers", "packages/fast-jimp"],
  policy: [],
  "packages/local-aws": [],
  "packages/local-pulumi": ["packages/local-aws"],
  commands: ["packages/local-aws", "packages/local-pulumi"],
  bench: ["packages/fast-jimp", "packages/local-aws", "packages/local-pulumi", "commands"],
};
const why = {
  "index.ts": "index.ts composes what infra/ declares and nothing else.",
  infra: "infra/ declares resources; it may take only the functions to capture and their types from handlers/.",
  handlers: "handlers/ is captured as text: it may use nothing but its own functions, types and node built-ins.",
  "packages/fast-jimp":
    "packages/fast-jimp is bytes in, bytes out: it knows nothing of AWS or of the rest of the project.",
  layer: "layer/ puts adapters and fast-jimp behind the ports of handlers/; it knows nothing of resources.",
  policy: "policy/ is usable alone, with any program: it may import nothing of this one.",
  "packages/local-aws": "packages/local-aws is usable by any program: it may import nothing of this one.",
  "packages/local-pulumi": "packages/local-pulumi runs any program: it may import local-aws and nothing else.",
  commands: "commands/ works on the running stack: it may know nothing of infra/ or of what handlers/ do.",
  bench: "bench/ measures fast-jimp and the embedded run, and imports nothing else.",
};
/** Where a folder's own code is: the tests of a package may import anything. */
const sources = (folder) => (folder.startsWith("packages/") || folder === "policy" ? `${folder}/src` : folder);
const zones = Object.entries(mayImport).flatMap(([target, allowed]) =>
  folders
    .filter((from) => from !== target && !allowed.includes(from))
    .map((from) => ({ target: `./${sources(target)}`, from: `./${from}`, message: why[target] })),
);

export default tseslint.config(
  { ignores: ["**/dist/**", "**/node_modules/**", "coverage/**", "processed/**", ".local/**"] },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.recommendedTypeChecked],
    plugins: { "import-x": importX },
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    settings: {
      "import-x/resolver-next": [
        importX.createNodeResolver({
          extensions: [".ts", ".js", ".json"],
          conditionNames: ["source", "require", "default"],
        }),
      ],
    },
    rules: {
      "import-x/no-restricted-paths": ["error", { zones, basePath: import.meta.dirname }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
    },
  },
  {
    // What is captured as text has to require its layer when it runs: an import would be captured with it.
    files: ["infra/**/*.ts"],
    rules: { "@typescript-eslint/no-require-imports": ["error", { allow: ["^@image-pipeline/layer$"] }] },
  },
  {
    files: ["**/test/**/*.ts"],
    rules: { "@typescript-eslint/no-unused-expressions": "off" },
  },
  {
    files: ["**/*.mjs", "**/*.js", "**/*.cjs"],
    languageOptions: { globals: { process: "readonly", console: "readonly", Buffer: "readonly", URL: "readonly" } },
  },
);
