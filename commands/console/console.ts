import type { StackView } from "../../console/contract";
import { mediaTypesBySuffix, routesOf } from "../../handlers/contract";
import { connectStack } from "../operate/clients";
import { foundStack } from "../operate/find-stack";
import { readOutputs } from "../stack/outputs";
import { watchActivity } from "./activity";
import { FunctionStats } from "./function-stats";
import { sendJson, startGuardedServer, type GuardedServer, type Routes } from "./http-server";
import { imageRoutes } from "./image-routes";
import { ImageWatch } from "./image-watch";
import { LiveStream } from "./live-stream";
import { pageRoutes } from "./page";
import { playgroundChoices } from "./playground/choices";
import { playgroundRoutes } from "./playground/routes";
import { Renderer } from "./playground/renderer";
import { stackRoutes, type ConsoleStack } from "./stack-routes";

/**
 * Serves the console of a stack that is up: the page, and what the page asks for.
 *
 * @param port TCP port on 127.0.0.1; 0: any free one
 * @throws CliError STACK_OUTPUT_MISSING; Error with `code` `EADDRINUSE` if the port is taken
 */
export async function startConsole(running: ConsoleStack, stackName: string, port: number): Promise<GuardedServer> {
  const { cloud, run } = running;
  const stack = connectStack(foundStack(stackName, readOutputs(run.outputs), cloud));
  const live = new LiveStream();
  const fault = (message: string) =>
    live.send({
      kind: "activity",
      activity: { at: Date.now(), type: "fault", text: `console: ${message}`, level: "problem" },
    });
  const watch = new ImageWatch(stack, cloud.events, (message) => live.send(message), fault);
  const stopActivity = watchActivity(cloud.events, (activity) => live.send({ kind: "activity", activity }));
  const renderers = { own: new Renderer(), reference: new Renderer() };
  const stats = new FunctionStats(cloud.events);
  const view: StackView = {
    name: stackName,
    hasUploadApi: stack.outputs.uploadApiUrl !== undefined,
    routes: routesOf(stack.processing).map(({ prefix, suffixes, variants }) => ({
      prefix,
      suffixes,
      variants: variants.map(({ name, width, height, fit, position, format, quality }) => {
        return { name, width, height, fit, position, format, quality };
      }),
    })),
    mediaTypes: mediaTypesBySuffix,
    choices: playgroundChoices(run.resources),
  };
  const routes: Routes = {
    ...pageRoutes(),
    ...imageRoutes(stack, watch),
    ...stackRoutes(running, stack, stats),
    ...playgroundRoutes(running, stack, watch, renderers),
    "/api/stack": { GET: ({ reply }) => sendJson(reply, view) },
    "/api/events": { GET: ({ request, reply }) => live.add(reply, request.headers["last-event-id"]?.toString()) },
  };
  const server = await startGuardedServer(routes, port);
  return {
    address: server.address,
    close: async () => {
      watch.close();
      stopActivity();
      stats.close();
      for (const renderer of Object.values(renderers)) renderer.close();
      live.close();
      await server.close();
      stack.close();
    },
  };
}
