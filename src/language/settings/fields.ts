/** What the fields of an application's settings are, in words. */
import type { Field } from '../../analyzer/data/dialects-shape';

export const FIELDS: Readonly<Partial<Record<Field, string>>> = {
  host: 'the server',
  port: 'the port',
  hostPort: 'server and port',
  url: 'the connection as a URL',
  service: 'the short name of a provider',
  user: 'the user name of the login',
  password: 'the password of the login',
  tls: 'decides about encryption',
  verify: 'decides whether the certificate is verified',
  versions: 'TLS versions',
  ciphers: 'ciphers',
  from: 'the sender address',
  transport: 'what sends the mail',
  enabled: 'switches mail on',
  auth: 'switches the login on',
};
