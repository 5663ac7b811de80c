export { serveProvider, type ProviderServer } from "./server";
