import { createRequire } from "node:module";

import { AwsError } from "../http/aws-error";
import type { StateStore, StateTable } from "../state/state-store";
import { makeConditionParserLinear } from "./linear-parser";

/** Input or output of the JSON protocol. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A change of {@link https://github.com/architect/dynalite dynalite}'s database. */
type Operation = { type: "put"; key: string; value: unknown } | { type: "del"; key: string };

type Callback = (error?: Error | null) => void;

/** Sees every record of dynalite's database: `table~NAME`, `item-NAME~KEY` and those of indexes. */
export interface ItemObserver {
  /** A record that the last run has left. */
  loaded(key: string, value: JsonObject): void;
  /** A record in the moment in which it is changed; undefined: deleted. */
  changed(key: string, value: JsonObject | undefined): void;
}

/** Database of dynalite, which has no types. */
interface Records {
  put(key: string, value: unknown, done: Callback): void;
  del(key: string, done: Callback): void;
  batch(operations: readonly Operation[], done: Callback): void;
  iterator(range: { gte: string; lt: string }): AsyncIterable<[string, JsonObject]>;
}

interface Store {
  readonly db: Records;
  readonly tableDb: { awsAccountId: string; awsRegion: string };
}

type Action = (store: Store, input: unknown, done: (error: Failure | null, output?: JsonObject) => void) => void;

/** An error of dynalite: an answer of DynamoDB if it has a status. */
interface Failure extends Error {
  readonly statusCode?: number;
  readonly body?: Readonly<Record<string, string>>;
}

interface Validation {
  readonly types: unknown;
  readonly custom: unknown;
}

interface Validations {
  /** @throws Failure */
  checkTypes(input: unknown, types: unknown): unknown;
  /** @throws Failure */
  checkValidations(input: unknown, types: unknown, custom: unknown, store: Store): void;
}

const load = createRequire(__filename);

/**
 * dynalite without its HTTP server: operations are called in process. Its records are in memory, and every change of
 * them is passed on to the state.
 */
export class DynamoEngine {
  private readonly store: Store;
  private readonly ready: Promise<void>;
  private readonly validations: Validations;

  constructor(
    state: StateStore,
    account: { readonly region: string; readonly accountId: string },
    observer: ItemObserver,
  ) {
    const { create } = load("dynalite/db") as { create: (options: object) => Store };
    this.validations = load("dynalite/validations") as Validations;
    makeConditionParserLinear();
    this.store = create({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
    this.store.tableDb.awsAccountId = account.accountId;
    this.store.tableDb.awsRegion = account.region;
    this.ready = restore(this.store.db, state.table("dynamodb"), observer);
  }

  /** The items of a table by the key of dynalite's database. */
  items(table: string): AsyncIterable<[string, JsonObject]> {
    const prefix = `item-${table}~`;
    return this.store.db.iterator({ gte: prefix, lt: `${prefix}\uffff` });
  }

  /** Calls an operation. @throws AwsError with the service's code. */
  async call(operation: string, input: JsonObject): Promise<JsonObject> {
    await this.ready;
    const name = operation.charAt(0).toLowerCase() + operation.slice(1);
    const { types, custom } = load(`dynalite/validations/${name}`) as Validation;
    const run = load(`dynalite/actions/${name}`) as Action;
    try {
      // As a request would carry it.
      const checked = this.validations.checkTypes(JSON.parse(JSON.stringify(input)), types);
      this.validations.checkValidations(checked, types, custom, this.store);
      return await new Promise((resolve, reject) => {
        run(this.store, checked, (error, output) => (error ? reject(error) : resolve(output ?? {})));
      });
    } catch (error) {
      throw asAwsError(error as Failure);
    }
  }
}

/** Loads the records of the last run, and from then on keeps every change. */
async function restore(db: Records, table: StateTable<unknown>, observer: ItemObserver): Promise<void> {
  const saved = table.takeSaved().map(([key, value]): Operation => ({ type: "put", key, value: settled(key, value) }));
  for (const operation of saved)
    if (operation.type === "put") observer.loaded(operation.key, operation.value as JsonObject);
  const [put, del, batch] = [db.put.bind(db), db.del.bind(db), db.batch.bind(db)];
  const loaded =
    saved.length === 0
      ? Promise.resolve()
      : new Promise<void>((resolve, reject) => batch(saved, (error) => (error ? reject(error) : resolve())));
  const keep = (operation: Operation) => {
    if (operation.type === "put") {
      table.put(operation.key, operation.value);
      observer.changed(operation.key, operation.value as JsonObject);
    } else {
      table.delete(operation.key);
      observer.changed(operation.key, undefined);
    }
  };
  db.put = (key, value, done) => {
    put(key, value, done);
    keep({ type: "put", key, value });
  };
  db.del = (key, done) => {
    del(key, done);
    keep({ type: "del", key });
  };
  db.batch = (operations, done) => {
    batch(operations, done);
    operations.forEach(keep);
  };
  await loaded;
}

/** A table that a killed run was still creating or changing: dynalite would wait for itself for ever. */
function settled(key: string, value: unknown): unknown {
  if (!key.startsWith("table~")) return value;
  const table = value as JsonObject & { readonly GlobalSecondaryIndexes?: readonly JsonObject[] };
  const indexes = table.GlobalSecondaryIndexes?.map((index) => ({ ...index, IndexStatus: "ACTIVE" }));
  return { ...table, TableStatus: "ACTIVE", ...(indexes && { GlobalSecondaryIndexes: indexes }) };
}

function asAwsError(failure: Failure): unknown {
  const { statusCode, body = {} } = failure;
  if (statusCode === undefined) return failure;
  const code = (body.__type ?? "InternalServerError").replace(/^.*#/, "");
  return new AwsError(code, body.message ?? body.Message ?? code, statusCode);
}
