import { variables } from "../../src/config/variables.ts";

/** docs/configuration.md: a row for every environment variable. */
export function configurationPage(): string {
  const rows = Object.values(variables).map(
    ({ name, description, otherwise, form, secret }) =>
      `| \`${name}\` | ${description}${secret ? " Never printed or logged." : ""} | ${form} | ${otherwise} |`,
  );
  return `# Configuration

Ytterby is configured by environment variables, read once at start. None is needed: the defaults give a service with an embedded ledger and
an embedded database, for this machine only. A variable that is malformed, contradicts another or is misspelt stops the start with one
message that names every such variable; a secret's value never appears in it. An empty variable counts as not set.

<!-- Generated from src/config/variables.ts by \`npm run generate\`. -->

| variable | meaning | form | default |
|---|---|---|---|
${rows.join("\n")}
`;
}
