import { spawn } from "node:child_process";

/** What opens an address in the user's browser, by `process.platform`; elsewhere `xdg-open` (freedesktop.org). */
const openers: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ["open"],
  win32: ["rundll32", "url.dll,FileProtocolHandler"],
};

/** Opens an address in the browser. Where that is not possible, a line says so: the address is printed anyway. */
export function openInBrowser(address: string, print: (line: string) => void): void {
  const [command = "", ...args] = openers[process.platform] ?? ["xdg-open"];
  const failed = (why: string) => print(`no browser could be opened (${command}: ${why}): open the address above\n`);
  const child = spawn(command, [...args, address], { stdio: "ignore", detached: true });
  child.once("error", ({ message }) => failed(message));
  child.once("exit", (code) => {
    if (code !== 0 && code !== null) failed(`exit code ${code}`);
  });
  child.unref();
}
