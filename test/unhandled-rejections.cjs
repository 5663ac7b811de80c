/**
 * Loaded before the tests: a rejection that nobody handles fails the test that runs. Mocha would drop it, and a test
 * that waits for what failed would wait until its time is over.
 */
const fail = (reason) => {
  throw reason;
};

exports.mochaHooks = {
  // Before each file: in a parallel run Mocha takes all listeners away after one.
  beforeAll() {
    process.off("unhandledRejection", fail);
    process.on("unhandledRejection", fail);
  },
};
