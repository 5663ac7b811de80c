import type { StackResource, StackView } from "../core/stack-view";
import { types } from "../core/tokens";

/** The settings of a REST stage that hold for all of its methods. */
export function settingsOfAllMethods(stack: StackView, stage: StackResource): StackResource[] {
  return stack
    .ofType(...types.methodSettings)
    .filter((settings) => settings.get("methodPath") === "*/*" && isOf(settings, stage));
}

/** A stage is named by its API and its own name; either may be known or be made from the resource. */
function isOf(settings: StackResource, stage: StackResource): boolean {
  const origins = settings.dependenciesOf("stageName").filter(({ type }) => type === stage.type);
  if (origins.length > 0) return origins.some(({ urn }) => urn === stage.urn);
  if (settings.text("stageName") === undefined || settings.text("stageName") !== stage.text("stageName")) return false;
  const api = settings.text("restApi");
  if (api !== undefined && stage.text("restApi") !== undefined) return api === stage.text("restApi");
  const apis = (of: StackResource) => of.dependenciesOf("restApi").map(({ urn }) => urn);
  return apis(settings).some((urn) => apis(stage).includes(urn));
}
