/**
 * Pulumi takes a stack trace of every promise, for the case that it is never kept, and of every resource, to tell the
 * engine which line made it. That takes a sixth of a program's time, and this engine has no use for either: a promise that
 * is never kept is named by its resource too. Errors keep their traces.
 *
 * @param {NodeRequire} fromSdk resolves what Pulumi's SDK resolves; the SDK is loaded
 */
function leaveOutStackTraces(fromSdk) {
  const debuggable = fromSdk("@pulumi/pulumi/runtime/debuggable");
  const { debuggablePromise } = debuggable;
  debuggable.debuggablePromise = (promise, context) => {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      return debuggablePromise(promise, context);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  };
  fromSdk("@pulumi/pulumi").Resource.callsites = () => [];
}

module.exports = { leaveOutStackTraces };
