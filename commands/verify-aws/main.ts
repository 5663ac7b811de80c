import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import path from "node:path";

import { Command, Option } from "commander";

import { exitCodes } from "../command-line/errors";
import { interruptible } from "../command-line/interrupt";
import { closeClients, makeClients } from "./clients";
import { PulumiDeployer } from "./deployer";
import { askAll } from "./run";
import { signedRequests } from "./signed-request";
import type { Answer } from "./types";

/** Version of the file's form. */
const SCHEMA = 1;
const IMAGE = path.join(__dirname, "../../samples/fjord.jpg");

const seconds = (flags: string, description: string, standard: number) =>
  new Option(flags, description).default(standard).argParser(Number);

/** Asks AWS what only AWS can answer: `npm run verify:aws -- --help`. */
const cli = new Command("verify:aws")
  .description(
    "Deploy a stack of one's own into the account of the environment's credentials, try it, destroy it, and record the answers.",
  )
  .configureHelp({ commandUsage: (command) => `npm run ${command.name()} -- ${command.usage()}` })
  .requiredOption(
    "-s, --stack <name>",
    "stack to make; its configuration is Pulumi.<name>.yaml; it may hold nothing yet",
  )
  .option("--secrets-provider <url>", "of a new stack, as for pulumi stack init")
  .option("--out <file>", "where the answers go (default: docs/verified/<day>-<stack>.json)")
  .option("--yes", "deploy and destroy without asking: it costs some cents, and half an hour at most")
  .addOption(seconds("--image-seconds <n>", "longest wait for the outcome of an image", 120))
  .addOption(seconds("--alarm-seconds <n>", "longest wait for an alarm", 900));

interface Options {
  readonly stack: string;
  readonly secretsProvider?: string;
  readonly out?: string;
  readonly yes?: boolean;
  readonly imageSeconds: number;
  readonly alarmSeconds: number;
}

async function main(): Promise<number> {
  const options = cli.parse().opts<Options>();
  const { stack, secretsProvider, imageSeconds, alarmSeconds } = options;
  const startedAt = new Date().toISOString();
  const { out = path.join("docs/verified", `${startedAt.slice(0, 10)}-${stack}.json`) } = options;
  if (options.yes !== true) {
    return refuse("this deploys a stack into your AWS account and destroys it again: say --yes to go on");
  }
  return interruptible(async (signal) => {
    const deployer = new PulumiDeployer(stack, signal);
    const selected = await deployer.select(secretsProvider);
    if (selected.code !== 0) return refuse(`the stack ${stack} cannot be selected: ${selected.output.trim()}`);
    const held = (await deployer.resources()).length;
    if (held > 0)
      return refuse(`the stack ${stack} holds ${held} resources, and this would destroy them: name a new one`);
    if ((await deployer.config("image-pipeline:production")) === "true") {
      return refuse(`the stack ${stack} is for production, and would protect what has to go: name another`);
    }
    const region = (await deployer.config("aws:region")) ?? process.env["AWS_REGION"] ?? "us-east-1";
    const clients = makeClients({ region });
    const limits = { imageMs: imageSeconds * 1000, alarmMs: alarmSeconds * 1000 };
    const prefix = `verify-${randomBytes(4).toString("hex")}/`;
    const request = signedRequests(clients.s3, region);
    const subject = { deployer, region, limits, prefix, image: readFileSync(IMAGE), request, ...clients };
    const answers = await askAll(subject, (answer) => void process.stdout.write(`${line(answer)}\n`));
    closeClients(clients);
    const record = {
      ...{ schema: SCHEMA, stack, region, startedAt, node: process.version, answers },
      // Only AWS's own addresses make a verification; anything else is named.
      endpoint: process.env["AWS_ENDPOINT_URL"] ?? "aws",
    };
    mkdirSync(path.dirname(out), { recursive: true });
    writeFileSync(out, `${JSON.stringify(record, null, 2)}\n`);
    process.stdout.write(`${out}\n`);
    return answers.every(({ outcome }) => outcome === "holds" || outcome === "skipped")
      ? exitCodes.ok
      : exitCodes.failed;
  });
}

function refuse(message: string): number {
  process.stderr.write(`${message}\n`);
  return exitCodes.usage;
}

const line = ({ outcome, id, seconds, observed }: Answer): string =>
  `${outcome.padEnd(8)} ${id.padEnd(20)} ${seconds.toFixed(1).padStart(6)} s${outcome === "holds" ? "" : `  ${JSON.stringify(observed).slice(0, 300)}`}`;

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = exitCodes.failed;
  },
);
