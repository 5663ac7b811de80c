import * as pulumi from "@pulumi/pulumi";

/** What Pulumi's log is told while a program runs. */
export async function logged(program: () => Promise<unknown>) {
  const said = { warnings: [] as string[], infos: [] as string[] };
  const { warn, info } = pulumi.log;
  const log = pulumi.log as { warn: unknown; info: unknown };
  log.warn = (text: string) => Promise.resolve(void said.warnings.push(text));
  log.info = (text: string) => Promise.resolve(void said.infos.push(text));
  try {
    await program();
    return said;
  } finally {
    Object.assign(log, { warn, info });
  }
}
