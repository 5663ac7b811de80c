import path from "node:path";

import { build } from "esbuild";

import type { Routes } from "./http-server";
import { TOKEN_PARAMETER } from "./guard";

/** Folder of the page's sources. */
const PAGE_DIR = path.join(__dirname, "../../console");

/** The page's script and style sheet, minified. */
export interface PageBundle {
  readonly script: string;
  readonly style: string;
}

/**
 * Bundles the page: what it imports of npm is in it, so that it asks no other host for anything.
 *
 * @throws Error with esbuild's messages if a source does not compile
 */
export async function bundlePage(): Promise<PageBundle> {
  const { outputFiles } = await build({
    absWorkingDir: PAGE_DIR,
    entryPoints: { app: "app.tsx" },
    outdir: ".",
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
    logLevel: "silent",
    write: false,
  });
  const text = (ending: string) => outputFiles.find((file) => file.path.endsWith(ending))?.text ?? "";
  return { script: text(".js"), style: text(".css") };
}

/** The page, its script and its style sheet. They are bundled with the first request: `serve` starts no later. */
export function pageRoutes(): Routes {
  let bundled: Promise<PageBundle> | undefined;
  const bundle = () => (bundled ??= bundlePage());
  return {
    "/": {
      GET: ({ reply, token }) => {
        reply.writeHead(200, { "content-type": "text/html; charset=utf-8" });
        reply.end(html(`?${TOKEN_PARAMETER}=${token}`));
      },
    },
    "/app.js": {
      GET: async ({ reply }) => {
        const { script } = await bundle();
        reply.writeHead(200, { "content-type": "text/javascript; charset=utf-8" });
        reply.end(script);
      },
    },
    "/app.css": {
      GET: async ({ reply }) => {
        const { style } = await bundle();
        reply.writeHead(200, { "content-type": "text/css; charset=utf-8" });
        reply.end(style);
      },
    },
  };
}

const html = (query: string) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Image pipeline</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/app.css${query}">
<script type="module" src="/app.js${query}"></script>
</head>
<body><div id="app"></div></body>
</html>
`;
