import { useEffect, useState } from "preact/hooks";

import type { LinkView, NodeView, ResourcesView } from "./contract";
import { flowAddress, readResources } from "./server";

/** The stack's parts and what each does to which other, by the resources that its program has registered. */
export function StackPanel() {
  const [view, setView] = useState<ResourcesView>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => void readResources().then(setView, (error: unknown) => setProblem((error as Error).message)), []);
  if (view === undefined) return <p class="empty">{problem ?? "Reading the resources."}</p>;
  const kinds = [...new Set(view.nodes.map(({ kind }) => kind))];
  return (
    <>
      <p class="quiet">
        Who triggers, reads and writes whom: from the notifications, mappings, targets and role policies of the stack.
      </p>
      <a class="flow" href={flowAddress()} target="_blank" rel="noreferrer">
        <img src={flowAddress()} alt="Diagram of the stack, which the lists below say in words" />
      </a>
      {kinds.map((kind) => (
        <section key={kind} aria-labelledby={`kind-${kind.replace(/ /g, "-")}`}>
          <h2 class="section" id={`kind-${kind.replace(/ /g, "-")}`}>
            {plural[kind] ?? kind}
          </h2>
          <ul class="nodes">
            {view.nodes.flatMap((node) => (node.kind === kind ? <Node key={node.name} node={node} view={view} /> : []))}
          </ul>
        </section>
      ))}
      <h2 class="section">All resources</h2>
      <Types types={view.types} />
    </>
  );
}

const plural: Readonly<Record<string, string>> = {
  "S3 bucket": "Buckets",
  "Lambda function": "Functions",
  "SQS queue": "Queues",
  "DynamoDB table": "Tables",
  "SNS topic": "Topics",
  "Step Functions": "State machines",
  "EventBridge rule": "Event rules",
  "API Gateway": "APIs",
};

/** The address of a part on this page. */
const anchor = (name: string) => `node-${name}`;

function Node({ node: { name, description }, view }: { readonly node: NodeView; readonly view: ResourcesView }) {
  const from = view.links.filter((link) => link.from === name);
  const to = view.links.filter((link) => link.to === name);
  return (
    <li class="node" id={anchor(name)} tabIndex={-1}>
      <strong>{name}</strong>
      {description !== undefined && <p class="quiet">{description}</p>}
      <ul class="links">
        {from.map((link) => (
          <Link key={link.to} link={link} other={link.to} isOutgoing />
        ))}
        {to.map((link) => (
          <Link key={link.from} link={link} other={link.from} isOutgoing={false} />
        ))}
      </ul>
    </li>
  );
}

interface LinkProps {
  readonly link: LinkView;
  readonly other: string;
  readonly isOutgoing: boolean;
}

function Link({ link: { verbs }, other, isOutgoing }: LinkProps) {
  const show = () => {
    const node = document.getElementById(anchor(other));
    node?.scrollIntoView({ block: "center" });
    node?.focus({ preventScroll: true });
  };
  const target = (
    <button type="button" class="link" onClick={show}>
      {other}
    </button>
  );
  return (
    <li>
      {isOutgoing ? (
        <>
          <span class="verb">{verbs.join(", ")}</span> {target}
        </>
      ) : (
        <>
          {target} <span class="verb">{verbs.join(", ")}</span> it
        </>
      )}
    </li>
  );
}

function Types({ types }: Pick<ResourcesView, "types">) {
  const sorted = Object.entries(types).sort(([a], [b]) => a.localeCompare(b));
  const total = sorted.reduce((sum, [, count]) => sum + count, 0);
  return (
    <details>
      <summary>
        {total} resources of {sorted.length} types
      </summary>
      <table>
        <tbody>
          {sorted.map(([type, count]) => (
            <tr key={type}>
              <th scope="row">{type}</th>
              <td>{count}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
