/** What the Postfix rules ask of a service again and again. */
import type { MailConfig, PostfixService, Proposal, Setting } from '../model';

/** The receiving service of a configuration that others than this machine reach. */
export function publicServer(config: MailConfig): PostfixService | undefined {
  return config.role === 'server' && config.postfix && !config.postfix.loopback ? config.postfix : undefined;
}

/** Submission by registration (RFC 6409): port 587, whatever the service is called. */
export const isSubmission = ({ port }: PostfixService): boolean => port === 587;

/** Ports on which others than a proxy or a filter of this server connect. */
const CLIENT_PORTS: ReadonlySet<number> = new Set([25, 465, 587, 2525, 2587]);

/** True where mail programs connect; an unknown port may be anyone's. */
export const isForClients = ({ port }: PostfixService): boolean => port !== undefined && CLIENT_PORTS.has(port);

/** Any of these gives the server a certificate; SNI maps may do so for each name. */
const CERTIFICATES = [
  'smtpd_tls_chain_files',
  'smtpd_tls_cert_file',
  'smtpd_tls_eccert_file',
  'smtpd_tls_dcert_file',
  'tls_server_sni_maps',
] as const;

/** False where the server certainly has no certificate, as far as the files of the project tell. */
export const mayHaveCertificate = ({ effective, inScript }: PostfixService): boolean =>
  CERTIFICATES.some((parameter) => effective(parameter).value !== '' || inScript?.(parameter));

/** What Postfix reads as yes; false for no, undefined for all else. */
export function isYes(setting: Setting<string>): boolean | undefined {
  const value = setting.value?.toLowerCase();
  return value === 'yes' ? true : value === 'no' ? false : undefined;
}

/** True where a value is written in the service's own master.cf entry. */
const isOwn = (config: MailConfig, setting: Setting<unknown>) =>
  config.postfix !== undefined &&
  setting.origin.kind !== 'default' &&
  setting.at.uri === config.postfix.at.uri &&
  setting.at.span.start >= config.extent.span.start &&
  setting.at.span.end <= config.extent.span.end;

/** Sets a parameter where the service's value of `beside` is written: in its entry, or in main.cf. */
export function setBeside(
  config: MailConfig,
  beside: Setting<unknown>,
  name: string,
  value: string,
  suggestion = false,
): Proposal {
  const service = isOwn(config, beside) ? config.postfix?.name : undefined;
  return { title: `Set \`${name} = ${value}\``, change: { kind: 'parameter', name, value, service }, suggestion };
}

/** Sets a parameter for this service alone, where it has an entry of its own. */
export function setForService(config: MailConfig, name: string, value: string, suggestion = false): Proposal {
  const service = config.postfix?.declared ? config.postfix.name : undefined;
  const where = service ? ' for this service' : '';
  return {
    title: `Set \`${name} = ${value}\`${where}`,
    change: { kind: 'parameter', name, value, service },
    suggestion,
  };
}
