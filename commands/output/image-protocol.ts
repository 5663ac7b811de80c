import { Option } from "commander";

/** Ways in which terminals show images. */
const imageProtocols = ["kitty", "iterm2", "sixel"] as const;
export type ImageProtocol = (typeof imageProtocols)[number];

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * How a terminal shows images, by what it says of itself in the environment; undefined: not known to. tmux and screen
 * pass nothing on.
 */
export function imageProtocol(env: Environment): ImageProtocol | undefined {
  const { TERM: term = "", TERM_PROGRAM: program = "" } = env;
  if (/^(tmux|screen)/.test(term) || program === "tmux") return undefined;
  if (env["KITTY_WINDOW_ID"] !== undefined || term === "xterm-kitty" || /^ghostty$/i.test(program)) return "kitty";
  if (program === "iTerm.app" || program === "WezTerm" || env["LC_TERMINAL"] === "iTerm2") return "iterm2";
  return /^(foot|mlterm|yaft|contour)/.test(term) || env["WT_SESSION"] !== undefined ? "sixel" : undefined;
}

/** Option for how images are shown. */
export const imagesOption = () =>
  new Option("--images <protocol>", "how the terminal shows pictures of the results")
    .choices(["auto", "none", ...imageProtocols])
    .default("auto");

/** The protocol of an option; undefined: no images are shown. */
export const chosenProtocol = (option: ImageProtocol | "auto" | "none"): ImageProtocol | undefined =>
  option === "auto" ? imageProtocol(process.env) : option === "none" ? undefined : option;
