/** What stands around a configuration and decides whether a test from this machine is the way of the application. */
import { visible } from '../show/shown';
import { composeHost, composeName } from './compose-network';
import type { MailConfig, Project } from './model';
import { platformOf } from './platforms';
import type { Published } from './target';

/** The host as a container of a compose file around its settings. */
export function containerOf(
  { host, anchor }: MailConfig,
  port: number | undefined,
  project: Project,
): { readonly published?: Published; readonly assumptions: readonly string[] } {
  if (!host?.value || port === undefined) return { assumptions: [] };
  const found = composeHost([host.at.uri, anchor.uri], host.value, port, project);
  if (!found) return { assumptions: [] };
  const file = visible(composeName(found));
  if (found.published) return { published: { ...found.published, file }, assumptions: [] };
  return {
    assumptions: [
      `${visible(host.value)} is a service of ${file}, which publishes no port ${port}: only containers of that project can reach it.`,
    ],
  };
}

/** The platform that the project runs on may block what this machine is allowed. */
export function blockedThere({ role, extent }: MailConfig, port: number | undefined, project: Project): string[] {
  const document = project.read(extent.uri);
  const found = document && role === 'submission' ? platformOf(document, project) : undefined;
  if (!found || port === undefined || !found.platform.blocked.includes(port)) return [];
  const { name, plan, advice } = found.platform;
  return [
    `${found.file ? `${visible(found.file.path)} says that the project runs on ${name}` : `the project runs on ${name}`}, where port ${port} is blocked${plan ? ` (${plan})` : ''}: this test runs from another network. ${advice ?? ''}`.trim(),
  ];
}
