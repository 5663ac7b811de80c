import { build, type BuildOptions, type Metafile, type Plugin } from "esbuild";
import { basename } from "node:path";

/** ES modules by file name, as esbuild splits a bundle. */
type Modules = Readonly<Record<string, string>>;

/** A module of a bundle as another one names it. */
const RELATIVE = /^\.\/[\w-]+\.js$/;

/** Modules that are loaded with one of them, itself included. */
export function loadedWith(entry: string, { outputs }: Metafile): ReadonlySet<string> {
  const loaded = new Set<string>();
  const follow = (module: string): void => {
    if (loaded.has(module)) return;
    loaded.add(module);
    for (const { path, kind, external } of outputs[module]?.imports ?? [])
      if (kind !== "dynamic-import" && !external) follow(path);
  };
  follow(entry);
  return loaded;
}

/** Exports a module's own exports, and those of what it was joined with, for the modules that are loaded later. */
const joinedText = (entry: string, start: ReadonlySet<string>): string =>
  [...start]
    .map((module) =>
      module === entry ? `export * from "./${module}";` : `export * as ${nameOf(module)} from "./${module}";`,
    )
    .join("\n");

const nameOf = (module: string): string => module.replace(/\W/g, "_");

/**
 * Converts the modules of a bundle to CommonJS. Those that are loaded with the entry become one: each file takes a
 * fraction of a millisecond, and esbuild makes one for every set of modules that have something in common.
 *
 * @param entry file name
 */
export async function joinModules(
  modules: Modules,
  metafile: Metafile,
  entry: string,
  options: Pick<BuildOptions, "target">,
): Promise<Modules> {
  const start = loadedWith(entry, metafile);
  const later = Object.keys(modules).filter((module) => !start.has(module));
  const join: Plugin = {
    name: "join-modules",
    setup(bundle) {
      bundle.onResolve({ filter: RELATIVE }, ({ path, kind, namespace }) => {
        const module = basename(path);
        if (kind === "entry-point") return { path: module, namespace: module === entry ? "joined" : "later" };
        const isJoined = start.has(module) && namespace !== "loaded";
        if (!isJoined) return { path, external: true };
        return { path: module, namespace: namespace === "later" ? "loaded" : "start" };
      });
      bundle.onLoad({ filter: /./, namespace: "joined" }, () => ({ contents: joinedText(entry, start) }));
      bundle.onLoad({ filter: /./, namespace: "start" }, ({ path }) => ({ contents: modules[path] ?? "" }));
      bundle.onLoad({ filter: /./, namespace: "later" }, ({ path }) => ({ contents: modules[path] ?? "" }));
      bundle.onLoad({ filter: /./, namespace: "loaded" }, ({ path }) => ({
        contents: `module.exports = require("./${entry}")${path === entry ? "" : `.${nameOf(path)}`};`,
      }));
    },
  };
  const { outputFiles } = await build({
    ...options,
    entryPoints: [entry, ...later].map((module) => ({ in: `./${module}`, out: basename(module, ".js") })),
    bundle: true,
    minify: true,
    platform: "node",
    format: "cjs",
    outdir: ".",
    // `require` later: a dynamic import would find the exports of a CommonJS module by reading its text.
    supported: { "dynamic-import": false },
    plugins: [join],
    legalComments: "none",
    charset: "utf8",
    logLevel: "silent",
    write: false,
  });
  const joined = outputFiles.map(({ path, text }): [string, string] => [basename(path), text]);
  return Object.fromEntries(joined.sort(([a], [b]) => (a < b ? -1 : 1)));
}
