import { useEffect, useState } from "preact/hooks";

import type { PoliciesView } from "./contract";
import { readPolicies } from "./server";

/** What the policy pack has found in the stack, and which findings are accepted, with the reason. */
export function PoliciesPanel() {
  const [view, setView] = useState<PoliciesView>();
  const [problem, setProblem] = useState<string>();
  useEffect(() => void readPolicies().then(setView, (error: unknown) => setProblem((error as Error).message)), []);
  if (view === undefined) return <p class="empty">{problem ?? "Reading the findings."}</p>;
  const { pack, rules, resources, findings, exceptions } = view;
  if (pack === undefined) return <p class="empty">This stack was brought up without a policy pack.</p>;
  return (
    <>
      <p role="status">
        {pack}: {rules} rules have checked {resources} resources; {findings.length} findings, {exceptions.length}{" "}
        exceptions.
      </p>
      <h2 class="section">Findings</h2>
      {findings.length === 0 ? (
        <p class="quiet">None that is not accepted.</p>
      ) : (
        <div class="scroll" tabIndex={0} role="region" aria-label="Findings">
          <table>
            <thead>
              <tr>
                <th scope="col">Rule</th>
                <th scope="col">Resource</th>
                <th scope="col">What to do</th>
              </tr>
            </thead>
            <tbody>
              {findings.map(({ rule, level, severity, resource, message }) => (
                <tr key={`${rule} ${resource} ${message}`}>
                  <th scope="row">
                    {rule}
                    <br />
                    <span class={`badge ${level === "mandatory" ? "failed" : "refused"}`}>{level}</span> {severity}
                  </th>
                  <td>{resource ?? "the stack"}</td>
                  <td>{message}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <h2 class="section">Exceptions</h2>
      {exceptions.length === 0 ? (
        <p class="quiet">policy-config.json accepts nothing of this stack.</p>
      ) : (
        <div class="scroll" tabIndex={0} role="region" aria-label="Exceptions">
          <table>
            <thead>
              <tr>
                <th scope="col">Rule</th>
                <th scope="col">Resources that it names</th>
                <th scope="col">Why it is accepted</th>
              </tr>
            </thead>
            <tbody>
              {exceptions.map(({ rule, resource, reason, until, matches }) => (
                <tr key={`${rule} ${resource}`}>
                  <th scope="row">{rule}</th>
                  <td>
                    <code>{resource}</code>
                    <details>
                      <summary>
                        {matches.length} {matches.length === 1 ? "resource" : "resources"} by name; the rule looks at
                        those of its type
                      </summary>
                      {matches.join(", ")}
                    </details>
                  </td>
                  <td>
                    {reason}
                    {until !== undefined && ` Until ${until}.`}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  );
}
