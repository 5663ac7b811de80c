import type { EngineProvider } from "../../../src/engine/provider-host";

/** A call that a {@link FakeProvider} had. */
export interface ProviderCall {
  readonly method: "check" | "create" | "update" | "delete" | "read" | "configure" | "invoke";
  /** Name of the resource, or token of the function. */
  readonly name: string;
  readonly inputs?: unknown;
}

type Bag = Record<string, unknown>;

/**
 * A provider of things that exist only in its list of calls.
 *
 * `size` can be updated; a change of `name` needs a new thing; `exclusive: true` has the old one go first; `bad` is
 * refused by check and `broken` by create; `old` is warned of; it answers `leak` in clear even if it was a secret. For
 * an `auto` thing it chooses a number that stays, and notes that it did.
 */
export class FakeProvider implements EngineProvider {
  readonly calls: ProviderCall[] = [];
  private made = 0;
  private chosen = 0;

  /** Names of the resources that `method` was called for, in order. */
  names(method: ProviderCall["method"]): string[] {
    return this.calls.filter((call) => call.method === method).map(({ name }) => name);
  }

  /** @param firstChoice lowest number that it chooses */
  constructor(firstChoice = 1) {
    this.chosen = firstChoice - 1;
  }

  check = (urn: string, oldInputs: Bag, newInputs: Bag) => {
    this.note("check", urn, newInputs);
    const failures = "bad" in newInputs ? [{ property: "bad", reason: "nothing may be bad" }] : [];
    const warnings = "old" in newInputs ? ["old is deprecated"] : [];
    const { choice = oldInputs["choice"] ?? ++this.chosen } = newInputs;
    const chosen = { choice, __defaults: "choice" in newInputs ? [] : ["choice"] };
    const inputs = { ...newInputs, checked: true, ...("auto" in newInputs && chosen) };
    return Promise.resolve({ inputs, failures, warnings });
  };

  diff = (_id: string, _urn: string, before: Bag, newInputs: Bag) => {
    const replaces = before["name"] === newInputs["name"] ? [] : ["name"];
    const changes = replaces.length > 0 || before["size"] !== newInputs["size"];
    return Promise.resolve({ changes, replaces, deleteBeforeReplace: newInputs["exclusive"] === true });
  };

  create = (urn: string, inputs: Bag) => {
    this.note("create", urn, inputs);
    if ("broken" in inputs) return Promise.reject(new Error("the machine is on fire"));
    const outs = "leak" in inputs ? { ...inputs, leak: "in clear" } : inputs;
    return Promise.resolve({ id: `id-${++this.made}`, outs: { ...outs, arn: `arn:${nameOf(urn)}:${this.made}` } });
  };

  update = (_id: string, urn: string, before: Bag, newInputs: Bag) => {
    this.note("update", urn, newInputs);
    return Promise.resolve({ outs: { ...before, ...newInputs } });
  };

  delete = (_id: string, urn: string) => {
    this.note("delete", urn);
    return Promise.resolve();
  };

  read = (id: string, urn: string) => {
    this.note("read", urn);
    return Promise.resolve(id === "missing" ? {} : { id, props: { size: 7 } });
  };

  invoke = (token: string, args: Bag) => {
    this.calls.push({ method: "invoke", name: token, inputs: args });
    return Promise.resolve({ outputs: { ...args, answer: 42 } });
  };

  configure = (config: Bag) => {
    this.calls.push({ method: "configure", name: "", inputs: config });
    return Promise.resolve();
  };

  private note(method: ProviderCall["method"], urn: string, inputs?: unknown): void {
    this.calls.push({ method, name: nameOf(urn), inputs });
  }
}

function nameOf(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}
