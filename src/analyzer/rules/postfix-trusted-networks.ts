import { type PostfixService, type Proposal, SEVERITIES, type Setting, type Severity } from '../model';
import { isPublicNetwork, type Network, parseNetworkPattern } from '../networks';
import { sentences, type Texts } from './message';
import { publicServer } from './postfix-service';
import type { Report, Rule } from './rule';

/**
 * How much public address space is too much, in bits of the prefix. An organisation's own network is at most a /24 or a
 * /48 as a rule; a single host (its own address, a backup server) and a small subnet need no word.
 */
const GRADES: Readonly<Record<4 | 6, readonly (readonly [shorterThan: number, severity: Severity])[]>> = {
  4: [
    [17, 'error'],
    [24, 'warning'],
    [28, 'information'],
  ],
  6: [
    [33, 'error'],
    [48, 'warning'],
  ],
};

const gradeOf = ({ family, prefix }: Network) => GRADES[family].find(([shorterThan]) => prefix < shorterThan)?.[1];

const sizeInWords = ({ family, prefix }: Network) =>
  prefix === 0
    ? `every IPv${family} address`
    : family === 4
      ? `${(2 ** (32 - prefix)).toLocaleString('en')} public addresses`
      : `a public /${prefix} network`;

const messages = {
  classes: () => ({
    headline: '`mynetworks_style = class` trusts the whole class A, B or C network of each address',
    detail:
      'These can be 16 million neighbours, and all of them may send mail to anyone through this server without a login. ' +
      'Trust only the machine itself (`host`), or list your networks in `mynetworks`.',
  }),
  network: ({ word, network, others }: { word: string; network: Network; others: number }) => ({
    headline: `\`${word}\` trusts ${sizeInWords(network)}`,
    detail: sentences(
      'Everyone there may send mail to anyone through this server without a login.',
      others > 0 && `The list has ${others} more such network${others > 1 ? 's' : ''}.`,
      'List only your own networks, and let others log in.',
    ),
  }),
} satisfies Texts;

interface Trusted {
  readonly word: Setting<string>;
  readonly network: Network;
  readonly severity: Severity;
}

/** The word as a network that holds too much of the Internet; empty for any other. */
function trusted(word: Setting<string>): Trusted[] {
  const network = word.value === undefined ? undefined : parseNetworkPattern(word.value);
  if (network?.kind !== 'network' || network.negated || !isPublicNetwork(network)) return [];
  const severity = gradeOf(network);
  return severity ? [{ word, network, severity }] : [];
}

/** By list, which many services share. */
const known = new WeakMap<readonly Setting<string>[], readonly Trusted[]>();

function trustedOf(words: readonly Setting<string>[]): readonly Trusted[] {
  const found = known.get(words) ?? words.flatMap(trusted);
  known.set(words, found);
  return found;
}

/** Classes of networks ended in 1993: around a rented address they are the network of the provider. */
function checkStyle(service: PostfixService, report: (report: Report) => void): void {
  const style = service.effective('mynetworks_style');
  if (style.value !== 'class' || service.effective('mynetworks').raw !== '') return;
  report({
    at: style,
    severity: 'warning',
    ...messages.classes(),
    fixes: [
      { title: 'Change to `host`', change: { kind: 'replace', setting: style, value: 'host' }, suggestion: true },
    ],
  });
}

/** All that are as bad go at once: one that is left would be reported in their place. */
const removal = (networks: readonly Trusted[]): Proposal => ({
  title: `Remove ${networks.map(({ word }) => word.value).join(', ')}`,
  change: { kind: 'remove', settings: networks.map(({ word }) => word) },
  suggestion: true,
});

export const postfixTrustedNetworks: Rule = {
  id: 'postfix-trusted-networks',
  severity: 'error',
  category: 'postfix',
  summary: 'mynetworks trusts public address space',
  fix: 'suggestion',
  check(config, report) {
    const service = publicServer(config);
    if (!service?.trustedMayRelay) return;
    checkStyle(service, report);
    const open = service.relaying?.kind === 'open' ? service.relaying.at.at : undefined;
    const all = trustedOf(service.words('mynetworks') ?? []);
    // The open relay that it causes is reported already.
    const isOpen = ({ word: { at } }: Trusted) => at.uri === open?.uri && at.span.start === open.span.start;
    const [widest, ...others] = all
      .filter((one) => !isOpen(one))
      .sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
    if (!widest) return;
    const { word, network, severity } = widest;
    report({
      at: word,
      severity,
      ...messages.network({ word: word.value ?? '', network, others: others.length }),
      related: others.map((other) => ({ at: other.word.at, message: 'this network as well' })),
      fixes: [removal(all.filter((one) => one.severity === severity))],
    });
  },
};
