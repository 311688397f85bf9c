import type { MailConfig, Proposal } from '../model';
import { type Platform, platformOf } from '../platforms';
import { modeFor } from '../providers';
import { isPossible, reach } from '../trust';
import { moveTo, portOf, provider } from './connection';
import { sentences, type Texts } from './message';
import type { Rule } from './rule';

interface Facts {
  readonly platform: Platform;
  readonly port: number;
  readonly others: readonly number[];
}

const messages = {
  blocked: ({ platform: { name, plan, advice }, port, others }: Facts) => ({
    headline: `Port ${port} is blocked by ${name}${plan ? ` ${plan}` : ''}`,
    detail: sentences(
      'Connections to other hosts time out there.',
      others.length > 0 ? `The mail provider also serves port ${others.join(' and ')}, which is open there.` : '',
      advice ?? '',
    ),
  }),
} satisfies Texts;

/** The encrypted ports of the provider that the platform lets through. */
const openEndpoints = (config: MailConfig, { open }: Platform) =>
  (provider(config)?.endpoints ?? []).filter(({ port, tls }) => tls !== 'none' && open.includes(port));

const movesTo = (config: MailConfig, platform: Platform): Proposal[] =>
  openEndpoints(config, platform)
    .slice(0, 2)
    .flatMap(({ port, tls }) => moveTo(config, port, modeFor(tls)))
    .map((proposal) => ({ ...proposal, suggestion: true }));

export const platformBlocksPort: Rule = {
  id: 'platform-blocks-port',
  severity: 'information',
  category: 'addresses',
  summary: 'a port that the platform blocks on which the project runs, as a file of it says',
  fix: 'suggestion',
  check(config, report, project) {
    const port = portOf(config);
    const document = project.read(config.extent.uri);
    if (!document || !config.port || port === undefined || config.role !== 'submission') return;
    if (isPossible(config.port) || reach(config) !== 'remote') return;
    const found = platformOf(document, project);
    if (!found?.platform.blocked.includes(port)) return;
    const { platform, file } = found;
    const others = openEndpoints(config, platform).map((endpoint) => endpoint.port);
    report({
      at: config.port,
      ...messages.blocked({ platform, port, others }),
      related: file && [
        { at: { uri: file.uri, span: { start: 0, end: 0 } }, message: `says that it runs on ${platform.name}` },
      ],
      fixes: movesTo(config, platform),
    });
  },
};
