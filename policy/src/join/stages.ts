import type { StackResource, StackView } from "../core/stack-view";
import { types } from "../core/resource-types";

/** The MethodSettings of a REST stage for all of its methods. */
export function settingsOfAllMethods(stack: StackView, stage: StackResource): StackResource[] {
  return stack
    .ofType(...types.methodSettings)
    .filter((settings) => settings.get("methodPath") === "*/*" && isOf(settings, stage));
}

/** A stage is identified by its API and its name; each may be a known value or an output of the resource. */
function isOf(settings: StackResource, stage: StackResource): boolean {
  const origins = settings.dependenciesOf("stageName").filter(({ type }) => type === stage.type);
  if (origins.length > 0) return origins.some(({ urn }) => urn === stage.urn);
  if (settings.text("stageName") === undefined || settings.text("stageName") !== stage.text("stageName")) return false;
  const api = settings.text("restApi");
  if (api !== undefined && stage.text("restApi") !== undefined) return api === stage.text("restApi");
  const apis = (of: StackResource) => of.dependenciesOf("restApi").map(({ urn }) => urn);
  return apis(settings).some((urn) => apis(stage).includes(urn));
}
