import type * as grpc from "@grpc/grpc-js";
import type { ILanguageRuntimeServer } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as language from "@pulumi/pulumi/proto/language_pb";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import { version } from "@pulumi/pulumi/version";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { Children } from "./children";
import { installedPackages } from "./packages";
import { runPlugin } from "./plugin";
import { runProgram } from "./program";

type Served = Pick<
  ILanguageRuntimeServer,
  | "handshake"
  | "getPluginInfo"
  | "getRequiredPackages"
  | "getProgramDependencies"
  | "installDependencies"
  | "about"
  | "run"
  | "runPlugin"
  | "cancel"
>;

/** The calls of `pulumirpc.LanguageRuntime` that running a program needs; the others answer UNIMPLEMENTED. */
export function languageRuntime(engineAddress: string, children: Children): grpc.UntypedServiceImplementation {
  const served: Served = {
    handshake: (_call, done) => done(null, new language.LanguageHandshakeResponse()),

    getPluginInfo: (_call, done) => done(null, new plugin.PluginInfo().setVersion(version)),

    getRequiredPackages: (call, done) => {
      const providers = installedPackages(folderOf(call.request.getInfo())).flatMap(({ provider }) => provider ?? []);
      const packages = providers.map(({ name, version, server }) =>
        new plugin.PackageDependency().setName(name).setKind("resource").setVersion(version).setServer(server),
      );
      done(null, new language.GetRequiredPackagesResponse().setPackagesList(packages));
    },

    getProgramDependencies: (call, done) => {
      const dependencies = installedPackages(folderOf(call.request.getInfo())).map(({ name, version }) =>
        new language.DependencyInfo().setName(name).setVersion(version),
      );
      done(null, new language.GetProgramDependenciesResponse().setDependenciesList(dependencies));
    },

    // `npm ci` is the tests' own first step; installing anything here would hide a missing dependency.
    installDependencies: (call) => void call.end(),

    about: (_call, done) =>
      done(null, new language.AboutResponse().setExecutable(process.execPath).setVersion(process.version)),

    run: (call, done) => {
      runProgram(call.request, engineAddress, children).then(
        ({ error, bail }) => done(null, new language.RunResponse().setError(error).setBail(bail)),
        (error: Error) => done(error),
      );
    },

    runPlugin: (call) => runPlugin(call, children),

    cancel: (_call, done) => {
      children.stopAll();
      done(null, new Empty());
    },
  };
  return served;
}

function folderOf(info: language.ProgramInfo | undefined): string {
  return info?.getProgramDirectory() ?? process.cwd();
}
