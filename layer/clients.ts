/** Milliseconds. A call that hangs is retried: well below the function's own timeout. */
export const requestHandler = { connectionTimeout: 2_000, requestTimeout: 15_000, throwOnRequestTimeout: true };

/** Five attempts with the SDK's exponential back-off and jitter; after them Lambda retries the event. */
export const clientOptions = { requestHandler, maxAttempts: 5, retryMode: "standard" };

/** Whether an endpoint is given in place of AWS's own, as on a laptop. */
export const IS_EMBEDDED = process.env.AWS_ENDPOINT_URL !== undefined;
