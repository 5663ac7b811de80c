import { render } from "preact";
import { useCallback, useEffect, useReducer, useState } from "preact/hooks";

import { AccessPanel } from "./access-panel";
import { AlarmsPanel } from "./alarms-panel";
import type { ActivityView, ImageView, StackView } from "./contract";
import { EventsPanel } from "./events-panel";
import { FaultsPanel } from "./faults-panel";
import { FunctionsPanel } from "./functions-panel";
import { noImages, reduceImages } from "./image-state";
import { ImagesPanel } from "./images-panel";
import { listen, listImages, readStack } from "./server";
import { PlaygroundPanel } from "./playground-panel";
import { PoliciesPanel } from "./policies-panel";
import { StackPanel } from "./stack-panel";
import { Tabs } from "./tabs";
import { uploadFiles, type KeyedFile } from "./upload-files";
import "./style/base.css";
import "./style/images.css";
import "./style/insight.css";
import "./style/panels.css";

/** Lines of what has happened that are kept. */
const MAX_ACTIVITY = 500;

/** The page. */
function App() {
  const [stack, setStack] = useState<StackView>();
  const [problem, setProblem] = useState<string>();
  const [isConnected, setConnected] = useState(true);
  const [activity, setActivity] = useState<readonly ActivityView[]>([]);
  const [state, dispatch] = useReducer(reduceImages, noImages);
  useEffect(() => {
    const fail = (error: unknown) => setProblem((error as Error).message);
    readStack().then(setStack, fail);
    return listen(
      (message) => {
        if (message.kind === "image") dispatch({ type: "changed", image: message.image });
        else if (message.kind === "imageGone") dispatch({ type: "gone", key: message.key });
        else setActivity((lines) => [...lines, message.activity].slice(-MAX_ACTIVITY));
      },
      () => {
        setConnected(true);
        listImages().then((list) => dispatch({ type: "listed", list }), fail);
      },
      () => setConnected(false),
    );
  }, []);
  const onFiles = useCallback(
    (files: readonly KeyedFile[]) => {
      if (stack !== undefined) void uploadFiles(files, stack, dispatch);
    },
    [stack],
  );
  return (
    <>
      <header class="page-head">
        <h1>Image pipeline</h1>
        {stack && (
          <p class="quiet">
            stack <strong>{stack.name}</strong>
            {stack.hasUploadApi ? ", uploads by its API" : ", uploads straight to its bucket: it has no upload API"}
          </p>
        )}
      </header>
      <div role="alert">
        {problem !== undefined && <p class="problem">{problem}</p>}
        {!isConnected && <p class="problem">The connection is lost: is npm run serve still running?</p>}
      </div>
      {stack && (
        <Tabs
          tabs={[
            {
              id: "images",
              title: "Images",
              render: () => <ImagesPanel stack={stack} state={state} dispatch={dispatch} onFiles={onFiles} />,
            },
            {
              id: "playground",
              title: "Playground",
              render: () => <PlaygroundPanel stack={stack} images={state.images ?? new Map<string, ImageView>()} />,
            },
            { id: "events", title: "Events", render: () => <EventsPanel activity={activity} /> },
            { id: "functions", title: "Functions and logs", render: () => <FunctionsPanel /> },
            { id: "stack", title: "Stack", render: () => <StackPanel /> },
            { id: "access", title: "Access", render: () => <AccessPanel /> },
            { id: "policies", title: "Policies", render: () => <PoliciesPanel /> },
            { id: "alarms", title: "Metrics and alarms", render: () => <AlarmsPanel /> },
            { id: "faults", title: "Faults", render: () => <FaultsPanel /> },
          ]}
        />
      )}
    </>
  );
}

const root = document.getElementById("app");
if (root !== null) render(<App />, root);
