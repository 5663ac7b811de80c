import { useState } from "preact/hooks";

import type { DeniedView, GrantView, ResourceGrantView, RoleView } from "./contract";
import { CopyText } from "./copy-text";
import { readAccess } from "./server";
import { usePolled } from "./use-polled";

/** What each role may, what it has used of that, what it was denied, and the policy that would have sufficed. */
export function AccessPanel() {
  const { answer, problem } = usePolled(readAccess);
  const [chosen, setChosen] = useState<string>();
  if (answer === undefined) return <p class="empty">{problem ?? "Reading the roles."}</p>;
  const role = answer.roles.find(({ name }) => name === chosen) ?? busiest(answer.roles);
  if (role === undefined) return <p class="empty">This stack has no roles.</p>;
  return (
    <>
      <p class="quiet">
        Every call of this run, by the statement of IAM that has decided about it. What was never used was not needed so
        far: upload, replace and delete images, and let some fail, before a grant is taken away.
      </p>
      <label>
        Role{" "}
        <select value={role.name} onChange={(event) => setChosen(event.currentTarget.value)}>
          {answer.roles.map(({ name, functions }) => (
            <option key={name} value={name}>
              {functions.length > 0 ? functions.join(", ") : name}
            </option>
          ))}
        </select>
      </label>
      <Role role={role} />
    </>
  );
}

const uses = ({ grants }: RoleView) => grants.flatMap(({ used }) => used).reduce((sum, { count }) => sum + count, 0);

/** Of those of functions the one that has asked most. */
const busiest = (roles: readonly RoleView[]) =>
  [...roles].sort((a, b) => Number(b.functions.length > 0) - Number(a.functions.length > 0) || uses(b) - uses(a))[0];

function Role({ role }: { readonly role: RoleView }) {
  const { name, grants, byResources, denied, sufficient } = role;
  const unused = grants.filter(({ effect, used }) => effect === "Allow" && used.length === 0).length;
  return (
    <>
      <h2 class="section">{name}</h2>
      <p role="status">
        {grants.length} {grants.length === 1 ? "statement" : "statements"}, {unused} never used, {denied.length}{" "}
        {denied.length === 1 ? "action" : "actions"} denied
      </p>
      <div class="scroll" tabIndex={0} role="region" aria-label="Grants">
        <table>
          <thead>
            <tr>
              <th scope="col">Statement</th>
              <th scope="col">Granted</th>
              <th scope="col">Used</th>
              <th scope="col">Never used</th>
            </tr>
          </thead>
          <tbody>
            {grants.map((grant) => (
              <GrantRow key={`${grant.policy} ${grant.statement}`} grant={grant} />
            ))}
            {byResources.map((grant) => (
              <ResourceGrantRow key={`${grant.policy} ${grant.statement} ${grant.action}`} grant={grant} />
            ))}
          </tbody>
        </table>
      </div>
      <h2 class="section">Denied</h2>
      {denied.length === 0 ? <p class="quiet">Nothing was denied to this role.</p> : <Denied denied={denied} />}
      <h2 class="section">What would have sufficed</h2>
      {sufficient === undefined ? (
        <p class="quiet">This role has used nothing yet.</p>
      ) : (
        <CopyText text={sufficient} label="Copy as JSON" />
      )}
    </>
  );
}

const times = (count: number) => `${count} ${count === 1 ? "time" : "times"}`;

function GrantRow({ grant }: { readonly grant: GrantView }) {
  const { policy, statement, effect, actions, resources, used, unused } = grant;
  return (
    <tr>
      <th scope="row">
        {statement}
        <br />
        <span class="quiet">
          {effect === "Deny" ? "denies, " : ""}
          {policy}
        </span>
      </th>
      <td>
        {actions.join(", ")}
        <br />
        <span class="quiet">on {resources.join(", ")}</span>
      </td>
      <td>
        {used.length === 0 ? "never" : <Lines lines={used.map(({ action, count }) => `${action}, ${times(count)}`)} />}
      </td>
      <td>{unused.length === 0 ? "nothing" : <Lines lines={unused} />}</td>
    </tr>
  );
}

function ResourceGrantRow({ grant: { policy, statement, action, count } }: { readonly grant: ResourceGrantView }) {
  return (
    <tr>
      <th scope="row">
        {statement}
        <br />
        <span class="quiet">policy of {policy}</span>
      </th>
      <td>by the resource itself</td>
      <td>
        {action}, {times(count)}
      </td>
      <td>nothing</td>
    </tr>
  );
}

function Denied({ denied }: { readonly denied: readonly DeniedView[] }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Denied">
      <table>
        <thead>
          <tr>
            <th scope="col">Action</th>
            <th scope="col">On</th>
            <th scope="col">Times</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {denied.map(({ action, resources, count, by }) => (
            <tr key={`${action} ${by}`}>
              <th scope="row">{action}</th>
              <td>
                <Lines lines={resources} />
              </td>
              <td>{count}</td>
              <td>{by === undefined ? "no statement allows it" : `denied by ${by}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Lines({ lines }: { readonly lines: readonly string[] }) {
  return (
    <ul class="lines">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
