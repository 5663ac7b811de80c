#!/usr/bin/env node
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { PACK_NAME } from "../pack-name";
import { rules } from "../rules";
import { asMarkdown, controlReport } from "./control-report";
import { readEvents } from "./engine-events";
import { asSarif } from "./sarif";

const USAGE = `Usage: guardrails-report <event log | -> [options]

Reports what the policy pack found in a run of Pulumi, by rule and by control. The event log is what the run wrote:

  PULUMI_DEBUG_COMMANDS=true pulumi preview --policy-pack <pack> --event-log events.jsonl

Options:
  --json <file>       write the report as JSON (-: to standard output)
  --sarif <file>      write the findings as SARIF 2.1.0 (-: to standard output)
  --source <file>     the file that SARIF locates findings in (default: Pulumi.yaml)
  -h, --help          this text

Without --json and --sarif the report is printed as Markdown. Exit codes: 0 reported, whatever was found; 2 the command or the
event log is wrong.
`;

const options = {
  json: { type: "string" },
  sarif: { type: "string" },
  source: { type: "string", default: "Pulumi.yaml" },
  help: { type: "boolean", short: "h", default: false },
} as const;

/** A folder above is the pack's, in dist/ and in src/ alike, up to one level. */
function packVersion(): string {
  for (const up of ["..", "../.."]) {
    try {
      const manifest = JSON.parse(readFileSync(join(__dirname, up, "package.json"), "utf8")) as { version: string };
      return manifest.version;
    } catch {
      continue;
    }
  }
  return "unknown";
}

function main(args: readonly string[]): void {
  const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
  if (values.help) return void process.stdout.write(USAGE);
  const [log, ...others] = positionals;
  if (log === undefined || others.length > 0) throw new Error(`expected one event log, got ${positionals.length}`);
  const events = readEvents(readFileSync(log === "-" ? 0 : log, "utf8"), PACK_NAME);
  const report = controlReport(rules, events, { pack: PACK_NAME, version: packVersion() });
  const write = (file: string, content: object): void => {
    const text = `${JSON.stringify(content, null, 2)}\n`;
    if (file === "-") process.stdout.write(text);
    else writeFileSync(file, text);
  };
  if (values.json !== undefined) write(values.json, report);
  if (values.sarif !== undefined) write(values.sarif, asSarif(report, rules, values.source));
  if (values.json === undefined && values.sarif === undefined) process.stdout.write(`${asMarkdown(report)}\n`);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`guardrails-report: ${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  process.exitCode = 2;
}
