/**
 * Takes out what Pulumi's SDK makes for whoever looks for a fault in it: a stack trace of every promise, for the case that it is
 * never kept; one of every resource, to tell the engine which line made it; and every answer of the engine as text, for a debug
 * message that nobody asked for. That takes a sixth of a program's time, and this engine has no use for any: a promise that is
 * never kept is named by its resource too. Errors keep their traces.
 *
 * @param {NodeRequire} fromSdk resolves what Pulumi's SDK resolves; the SDK is loaded
 */
function leaveOutDebugging(fromSdk) {
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
  const { RegisterResourceResponse } = fromSdk("@pulumi/pulumi/proto/resource_pb");
  RegisterResourceResponse.prototype.toString = () => "RegisterResourceResponse";
}

module.exports = { leaveOutDebugging };
