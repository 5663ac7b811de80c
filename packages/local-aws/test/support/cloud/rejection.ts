/** An error as SDK clients throw it. */
export interface ServiceError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number };
}

/** The error that a promise is rejected with. @throws Error if it is not. */
export async function rejection(promise: Promise<unknown>): Promise<ServiceError> {
  try {
    await promise;
  } catch (error) {
    return error as ServiceError;
  }
  throw new Error("expected a rejection");
}

/** Name of the error that a promise is rejected with. */
export async function rejectionName(promise: Promise<unknown>): Promise<string> {
  return (await rejection(promise)).name;
}
