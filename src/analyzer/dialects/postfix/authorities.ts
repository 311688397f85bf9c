/** The CAs that Postfix's client trusts: none, unless its parameters name some (TLS_README). */
import type { Space } from './evaluate';
import { allDefinitions, type Instance } from './instance';

/** False where no server's certificate can be verified; undefined where that is unknown. */
export function trustsAuthorities(space: Space, program: string): boolean | undefined {
  const named = ['CAfile', 'CApath'].map((name) => space.value(`${program}_tls_${name}`));
  const appended = space.value('tls_append_default_CA')?.toLowerCase();
  if (named.some((value) => value !== undefined && value !== '') || appended === 'yes') return true;
  return named.includes(undefined) || appended === undefined ? undefined : false;
}

/** Where distributions keep the public CAs, by a sign that a file is for one of them. */
const BUNDLES: readonly (readonly [sign: RegExp, bundle: string])[] = [
  [
    /\/etc\/ssl\/certs\/ca-certificates\.crt|\/etc\/ssl\/certs\/ssl-cert-snakeoil\.pem/,
    '/etc/ssl/certs/ca-certificates.crt',
  ],
  [/\(Debian\/GNU\)|\(Ubuntu\)/, '/etc/ssl/certs/ca-certificates.crt'],
  [/\/etc\/pki\/tls\//, '/etc/pki/tls/certs/ca-bundle.crt'],
];

/** The file of public CAs on the system that the files are evidently for. */
export function publicAuthorities(instance: Instance): string | undefined {
  const values = allDefinitions(instance).map(({ raw }) => raw);
  return BUNDLES.find(([sign]) => values.some((value) => sign.test(value)))?.[1];
}
