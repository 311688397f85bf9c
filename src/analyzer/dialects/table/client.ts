/** What the program shows of itself and trusts, beyond what the rules judge: for the connection test. */
import type { ClientSettings, Setting } from '../../model';
import { fieldOf, known } from './gather';
import type { Gathered } from './gathered';
import { provesIn } from './proofs';

/** msmtp has a word for the store of the system. */
function authoritiesOf(gathered: Gathered): Setting<string> | undefined {
  const setting = fieldOf(gathered, 'authorities');
  return setting?.value === 'system' ? undefined : setting;
}

/** Host and port of a proxy stand apart, where JavaMail and msmtp have them. */
function proxyOf(gathered: Gathered): Setting<string> | undefined {
  for (const [scheme, standard] of [
    ['socks', '1080'],
    ['proxy', '80'],
  ] as const) {
    const host = fieldOf(gathered, `${scheme}Host`);
    if (!host) continue;
    const port = fieldOf(gathered, `${scheme}Port`);
    const isKnown = host.value !== undefined && (!port || port.value !== undefined);
    const kind = scheme === 'socks' ? 'socks5' : 'http';
    return { ...host, value: isKnown ? `${kind}://${host.value}:${port?.value ?? standard}` : undefined };
  }
  return undefined;
}

/** Settings of trust and ways that a test from outside of the program cannot have. */
function unfollowed(gathered: Gathered): readonly Setting<unknown>[] {
  const { dialect, found, url } = gathered;
  const parameter = url?.parameters.get('peer_fingerprint');
  const named = found.filter((one) => one.field === 'unfollowed' && known(dialect, one.setting).set);
  // A list of hosts that are trusted whatever they show; a star is the rule's own.
  const trusted = found.filter(({ key, setting }) => key.endsWith('mail.smtp.ssl.trust') && setting.value !== '*');
  return [...[...named, ...trusted].map(({ setting }) => setting), ...(parameter ? [parameter] : [])];
}

function lenientRelease({ dialect, source }: Gathered): ClientSettings['lenient'] {
  const older = dialect.verify?.older?.find(({ proofs }) => proofs.some((proof) => provesIn(source, proof)));
  return older && { verify: older.is, because: older.because };
}

export function clientOf(gathered: Gathered): ClientSettings {
  const parameter = (name: string) => gathered.url?.parameters.get(name);
  return {
    name: fieldOf(gathered, 'helo') ?? parameter('local_domain'),
    localAddress: fieldOf(gathered, 'localAddress') ?? parameter('source_ip'),
    proxy: proxyOf(gathered),
    authorities: authoritiesOf(gathered),
    certificate: fieldOf(gathered, 'certificate'),
    // One file may hold both.
    key: fieldOf(gathered, 'key') ?? fieldOf(gathered, 'certificate'),
    systemStore: gathered.dialect.systemStore,
    tlsLibrary: gathered.dialect.tlsLibrary,
    lenient: lenientRelease(gathered),
    unfollowed: unfollowed(gathered),
  };
}
