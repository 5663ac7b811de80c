import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { Command, Option } from "commander";

import { readTarget } from "@image-pipeline/local-pulumi";
import { bringUp } from "../stack/bring-up";
import { deployerDocuments, type DocumentOptions } from "./documents";
import { declaredIn, exportedResources } from "./declared-resources";
import { isPolicyFile, policiesIn } from "./policy-files";
import type { DeclaredResource } from "./types";

/** Prints or writes the IAM policies of a deployer and a previewer: `npm run deployer-policy -- --help`. */
const cli = new Command("deployer-policy")
  .description("Derive the least privileges for deploying this project's stacks, as IAM policy documents.")
  .configureHelp({ commandUsage: (command) => `npm run ${command.name()} -- ${command.usage()}` })
  .addOption(new Option("--stack <names...>", "stacks to deploy").default(["dev", "full", "prod"], "dev full prod"))
  .option("--state <files...>", "files of `pulumi stack export`: what is in them can be updated and removed, too")
  .addOption(
    new Option("--account <digits>", "AWS account").default("${aws:PrincipalAccount}", "that of the policy's user"),
  )
  .option("--region <name>", "AWS region", "us-east-1")
  .option("--partition <name>", "AWS partition", "aws")
  .option("--state-bucket <name>", "bucket of Pulumi's state, if it is in this account")
  .option("--secrets-key <arn>", "KMS key that encrypts the secrets in the state")
  .option("--github <owner/name>", "repository whose workflow assumes the roles: adds their trust policies")
  .option("--out <dir>", "write the documents to this folder instead of printing the deployer's policies");

interface Options extends DocumentOptions {
  readonly stack: string[];
  readonly state?: string[];
  readonly out?: string;
}

async function main(): Promise<void> {
  const { stack: stacks, state = [], out, ...options } = cli.parse().opts<Options>();
  const declared: DeclaredResource[] = state.flatMap((file) => exportedResources(readFileSync(file, "utf8"), file));
  for (const stack of stacks) declared.push(...(await declaredResources(stack)));
  const documents = deployerDocuments(declared, options);
  if (out === undefined) {
    process.stdout.write(Object.values(policiesIn(documents, "deployer")).join(""));
    return;
  }
  mkdirSync(out, { recursive: true });
  // More policies than now, of an earlier run, would be attached with the others.
  const outdated = readdirSync(out).filter((file) => isPolicyFile(file) && !(file in documents));
  for (const file of outdated) rmSync(path.join(out, file));
  for (const [name, text] of Object.entries(documents)) writeFileSync(path.join(out, name), text);
}

/**
 * The resources that the program in the working directory makes in a stack on the embedded services.
 *
 * @throws EngineError if the stack does not exist or the program fails
 */
async function declaredResources(stack: string): Promise<DeclaredResource[]> {
  const running = await bringUp({ target: readTarget({ projectDir: ".", stack }) });
  await running.close();
  if (running.run.failure !== undefined) throw running.run.failure;
  return declaredIn(running.run.resources);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
