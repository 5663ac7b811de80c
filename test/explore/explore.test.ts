import { expect } from "chai";
import { HANG_TIMEOUT_MS } from "../support/cli";
import { routes } from "./deliveries";
import { explore } from "./explore";
import { exploreMany } from "./explore-many";

/** Half a minute; `npm run explore` goes on for as long as one likes. */
const SCHEDULES = 2_000;

describe("results and records, whatever the order of uploads, removals, deliveries, failures, kills and redrives", () => {
  it(`are in the end those of what the bucket shows, in ${SCHEDULES} schedules`, async function () {
    this.timeout(HANG_TIMEOUT_MS);
    const { faulty, steps, failed, deadLetters } = await exploreMany(SCHEDULES, 1);
    const [first] = faulty;
    expect(first?.faults, [`seed ${first?.seed}, ${first?.route}`, ...(first?.steps ?? [])].join("\n")).to.equal(
      undefined,
    );
    expect(steps / SCHEDULES, "steps of a schedule").to.be.above(100);
    expect(failed / SCHEDULES, "records of failures").to.be.above(0.05);
    for (const kind of ["function", "workflow", "event-bridge", "queue"] as const) {
      expect(deadLetters.get(kind), `dead letters of kind ${kind}`).to.be.above(SCHEDULES / 500);
    }
  });

  for (const route of routes) {
    it(`are written once, however often and at once an upload is delivered: ${route}`, async () => {
      for (let seed = 1; seed <= 100; seed += 1) {
        const { world, faults, steps } = await explore({ route, seed, actions: 1, copies: 3 });
        expect(faults, steps.join("\n")).to.be.empty;
        const writes = [...world.writes.values()];
        expect(Math.max(0, ...writes), `seed ${seed}\n${steps.join("\n")}`).to.be.below(2);
      }
    });
  }

  it("are explored by the same schedule again when it has the same seed", async () => {
    const [one, again, other] = [
      await explore({ route: "direct", seed: 7 }),
      await explore({ route: "direct", seed: 7 }),
      await explore({ route: "direct", seed: 8 }),
    ];
    expect(again.steps).to.deep.equal(one.steps);
    expect(other.steps).not.to.deep.equal(one.steps);
  });
});
