import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";

import { Command, Option } from "commander";

import { readTarget, type ConfigValues } from "@image-pipeline/local-pulumi";
import { bringUp } from "../stack/bring-up";
import { deployerDocuments, type DocumentOptions } from "./documents";
import type { DeclaredResource } from "./types";

/** Prints or writes the IAM policies of a deployer and a previewer: `npm run deployer-policy -- --help`. */
const cli = new Command("deployer-policy")
  .description("Derive the least privileges for deploying this project's stacks, as IAM policy documents.")
  .configureHelp({ commandUsage: (command) => `npm run ${command.name()} -- ${command.usage()}` })
  .addOption(new Option("--stack <names...>", "stacks to deploy").default(["dev", "full", "prod"], "dev full prod"))
  .addOption(
    new Option("--names <ways...>", "ways of naming that the policy is for, both to change from one to the other")
      .choices(["auto", "guide"])
      .default(undefined, "what each stack's configuration says"),
  )
  .addOption(
    new Option("--account <digits>", "AWS account").default("${aws:PrincipalAccount}", "that of the policy's user"),
  )
  .option("--region <name>", "AWS region", "us-east-1")
  .option("--partition <name>", "AWS partition", "aws")
  .option("--state-bucket <name>", "bucket of Pulumi's state, if it is in this account")
  .option("--secrets-key <arn>", "KMS key that encrypts the secrets in the state")
  .option("--github <owner/name>", "repository whose workflow assumes the roles: adds their trust policies")
  .option("--out <dir>", "write the documents to this folder instead of printing the deployer's policy");

interface Options extends DocumentOptions {
  readonly stack: string[];
  readonly names?: string[];
  readonly out?: string;
}

async function main(): Promise<void> {
  const { stack: stacks, names, out, ...options } = cli.parse().opts<Options>();
  const settings: ConfigValues[] = names?.map((way) => ({ names: way })) ?? [{}];
  const declared: DeclaredResource[] = [];
  for (const stack of stacks) for (const config of settings) declared.push(...(await declaredResources(stack, config)));
  const documents = deployerDocuments(declared, options);
  if (out === undefined) {
    process.stdout.write(documents["deployer-policy.json"] ?? "");
    return;
  }
  mkdirSync(out, { recursive: true });
  for (const [name, text] of Object.entries(documents)) writeFileSync(path.join(out, name), text);
}

/**
 * The resources that the program in the working directory makes in a stack on the embedded services.
 *
 * @throws EngineError if the stack does not exist or the program fails
 */
async function declaredResources(stack: string, config: ConfigValues): Promise<DeclaredResource[]> {
  const running = await bringUp({ target: readTarget({ projectDir: ".", stack, config }) });
  await running.close();
  if (running.run.failure !== undefined) throw running.run.failure;
  return running.run.resources
    .filter(({ custom }) => custom)
    .map(({ urn, type, id, inputs }) => ({
      type,
      name: urn.slice(urn.lastIndexOf("::") + 2),
      ...(id !== undefined && { id }),
      inputs,
    }));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
