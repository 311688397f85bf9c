/** The find command: from an address to the server that takes mail from it. */
import { modeInWords } from '../analyzer/words';
import { type Discovery, discover } from '../probe';
import { jsonText } from '../show/shown';
import type { FindOptions } from './commands';
import { forTerminal, type Out, sayTo } from './output';
import { UsageError } from './usage';

/** Exit status where nothing was found. */
const NOTHING = 1;

/** Prints what was found, and returns the exit status. */
export async function runFind({ address, network, json }: FindOptions, out: Out, err: Out): Promise<number> {
  const found = await discover(address, { network }).catch(() => {
    throw new UsageError('find: this is no mail address or domain');
  });
  if (json) out.write(`${jsonText(found)}\n`);
  else if (found.candidates.length > 0) out.write(inText(found));
  else sayTo(err)(nothing(found));
  return found.candidates.length > 0 ? 0 : NOTHING;
}

function inText({ candidates, hint }: Discovery): string {
  const rows = candidates.map(
    ({ host, port, tls, why }) => `${forTerminal(`${host}:${port}, ${modeInWords(tls)}: ${why}`)}\n`,
  );
  const [best] = candidates;
  const next = best ? `Try it: mail-config-lint test ${best.host}:${best.port}\n` : '';
  return `${rows.join('')}${hint ? `${forTerminal(hint)}\n` : ''}${forTerminal(next)}\n`;
}

const nothing = ({ domain, asked }: Discovery): string =>
  asked
    ? `${domain} announces no submission server, neither in the DNS nor by autoconfig, and its MX belongs to no provider that is known here`
    : `no provider that is known here serves ${domain} by its name; --network asks the DNS and for Thunderbird's autoconfig`;
