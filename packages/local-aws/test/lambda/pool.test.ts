import { expect } from "chai";

import type { PooledInstance } from "../../src/lambda/instance-factory";
import { Pool } from "../../src/lambda/pool";
import { rejection } from "../support/cloud/rejection";

/** A pool of numbered instances without processes. */
function poolOf(limit: number, eager: number, busyShare: (looks: number) => number = () => 0) {
  let started = 0;
  let looks = 0;
  const start = () => {
    started += 1;
    const instance = {
      number: started,
      alive: true,
      kill: () => (instance.alive = false),
      stop: () => Promise.resolve(),
    };
    return { instance, warm: false } as unknown as PooledInstance;
  };
  const watch = () => {
    const look = (looks += 1);
    return () => busyShare(look);
  };
  const pool = new Pool({ start, limit, eager, watch });
  return { pool, started: () => started, looks: () => looks };
}

const number = (pooled: PooledInstance) => (pooled.instance as unknown as { number: number }).number;

describe("the pool of a function's instances", () => {
  it("reuses instances, and has no capacity beyond its limit", async () => {
    const { pool, started } = poolOf(1, 2);
    const first = await pool.take();
    expect([pool.hasCapacity, first.warm]).to.deep.equal([false, false]);
    let waited = false;
    const capacity = pool.capacity().then(() => (waited = true));
    pool.release(first);
    await capacity;
    const again = await pool.take();
    expect([waited, number(again), again.warm, started()]).to.deep.equal([true, 1, true, 1]);
  });

  it("gives no instance beyond its limit", async () => {
    const { pool, started } = poolOf(1, 2);
    await pool.take();
    expect((await rejection(pool.take())).message).to.match(/^no capacity/);
    expect(started()).to.equal(1);
  });

  it("waits for an instance instead of starting one beyond the eager ones", async () => {
    const { pool, started } = poolOf(5, 1);
    pool.recordStart(10_000);
    const first = await pool.take();
    const second = pool.take();
    pool.release(first);
    expect([number(await second), started()]).to.deep.equal([1, 1]);
    await pool.close();
  });

  it("starts an instance when none is released for as long as a start takes", async () => {
    const { pool } = poolOf(5, 1);
    pool.recordStart(5);
    await pool.take();
    expect(number(await pool.take())).to.equal(2);
  });

  it("starts none while the processors are busy: it would only slow down the others", async () => {
    const { pool, looks } = poolOf(5, 1, (look) => (look < 4 ? 0.81 : 0.8));
    pool.recordStart(1);
    await pool.take();
    expect([number(await pool.take()), looks()]).to.deep.equal([2, 4]);
  });

  it("gives an instance that is released while the processors are busy to who waits", async () => {
    const { pool, started } = poolOf(5, 1, () => 1);
    pool.recordStart(10_000);
    const first = await pool.take();
    const second = pool.take();
    pool.release(first);
    expect([number(await second), started()]).to.deep.equal([1, 1]);
  });

  it("starts one in the end, however busy the processors are", async () => {
    const { pool, looks } = poolOf(5, 1, () => 1);
    pool.recordStart(1);
    await pool.take();
    expect([number(await pool.take()), looks()]).to.deep.equal([2, 20]);
  });

  it("replaces an instance that has ended", async () => {
    const { pool } = poolOf(5, 1);
    pool.recordStart(10_000);
    const first = await pool.take();
    const second = pool.take();
    first.instance.kill();
    pool.release(first);
    expect(number(await second)).to.equal(2);
    await pool.close();
  });

  it("rejects waiting invocations when it closes", async () => {
    const { pool } = poolOf(5, 1);
    pool.recordStart(10_000);
    await pool.take();
    const waiting = rejection(pool.take());
    await pool.close();
    expect((await waiting).message).to.equal("the cloud is closing");
  });

  it("keeps its capacity when an instance cannot be started", async () => {
    const pool = new Pool({ start: () => expect.fail("no role"), limit: 1 });
    expect((await rejection(pool.take())).message).to.equal("no role");
    expect(pool.hasCapacity).to.equal(true);
  });
});
