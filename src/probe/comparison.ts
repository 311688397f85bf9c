/**
 * Whether somebody on the way answers in the place of the server, or changes what it says. One port alone cannot tell; the
 * other submission port of the same address often can. Without credentials.
 */
import { isLocalHost } from '../analyzer/hosts';
import { endpointTls } from '../analyzer/providers';
import { explain, type FailureCode } from './explanations';
import { remoteProviderOf } from './remote-provider';
import type { Fact, ProbeReport, ProbeTarget, StageReport } from './report';

type Door = Pick<ProbeTarget, 'port' | 'tls'>;

const IMPLICIT: Door = { port: 465, tls: 'implicit' };

const OTHER_DOOR: Readonly<Record<number, Door>> = {
  25: IMPLICIT,
  465: { port: 587, tls: 'starttls' },
  587: IMPLICIT,
  2525: IMPLICIT,
};

/** Firewalls with SMTP inspection (Cisco's "fixup") leave digits and blanks of a greeting and turn the rest into stars. */
const MASKED = /^[*\d ]*\*{8}/;

/** Defects that a known provider does not have. */
const FOREIGN =
  /^certificate-(?:self-signed|private-root|issuer-unknown|intermediate-missing|chain-foreign|wrong-name)$/;

type Sign = 'masked' | 'no-starttls' | 'foreign-certificate';

/** What looks as if the server itself had not said it; undefined where nothing does. */
function signOf({ endpoint, greeting, mechanisms, certificate, stages }: ProbeReport): Sign | undefined {
  if (endpoint.tls === 'off' || certificate?.verified === true) return undefined;
  const codes = certificate?.problems.map(({ code }) => code) ?? [];
  const foreign = remoteProviderOf(endpoint.host) !== undefined && codes.some((code) => FOREIGN.test(code));
  if (foreign || codes.includes('certificate-intercepted')) return 'foreign-certificate';
  if (MASKED.test(greeting ?? '')) return 'masked';
  const stripped = stages.some(({ code }) => code === 'starttls-not-offered' || code === 'starttls-disguised');
  return stripped && mechanisms.beforeTls ? 'no-starttls' : undefined;
}

/** The other port of the server, where the report gives reason to ask it. */
export function otherDoor(target: ProbeTarget, report: ProbeReport): ProbeTarget | undefined {
  const door = OTHER_DOOR[report.endpoint.port];
  if (!door || report.outcome === 'cancelled' || !signOf(report)) return undefined;
  const { login: _, ...rest } = target;
  return { ...rest, ...door, verify: 'full' };
}

/** The domain in a greeting: its servers have names of their own, its parent is the same. */
const domainIn = (greeting: string | undefined): string =>
  (greeting ?? '').split(' ', 1)[0]!.toLowerCase().split('.').slice(-2).join('.');

/** What the comparison means; undefined where the other port does not help. */
function verdict(sign: Sign, report: ProbeReport, other: ProbeReport): FailureCode | undefined {
  const { certificate } = other;
  if (sign === 'foreign-certificate') {
    if (!certificate) return undefined;
    return certificate.verified ? 'port-intercepted' : 'ports-intercepted';
  }
  if (!certificate?.verified) return sign === 'masked' ? 'greeting-masked' : undefined;
  const sameServer = sign !== 'masked' && domainIn(report.greeting) === domainIn(other.greeting);
  return sameServer ? 'starttls-missing-here' : 'port-rewritten';
}

const factsOf = ({ endpoint: { port }, greeting, certificate }: ProbeReport): Fact[] => [
  ...(greeting ? [{ label: `Greeting on port ${port}`, value: greeting }] : []),
  ...(certificate
    ? [
        {
          label: `Certificate on port ${port}`,
          value: `${certificate.subject}, issued by ${certificate.issuer}, ${certificate.verified ? 'good' : 'not good'}`,
        },
      ]
    : []),
];

/** The report with what `other` adds to it. */
export function compared(report: ProbeReport, other: ProbeReport): ProbeReport {
  const { host, port, tls } = report.endpoint;
  const door = other.endpoint;
  const code = verdict(signOf(report)!, report, other);
  const facts = code ? [...factsOf(report), ...factsOf(other)] : [];
  const shared = { id: 'comparison', title: `Comparison with port ${door.port}`, ms: other.ms, facts } as const;
  const stage: StageReport = code
    ? { ...shared, status: 'warn', code, ...explain(code, { host, port, tls, subject: String(door.port) }) }
    : {
        ...shared,
        status: 'skipped',
        sentence: `Port ${door.port} of the same server does not help to tell why: ${other.headline}`,
      };
  const note = { from: 'note', encrypted: false, text: `what port ${door.port} of the same address says` } as const;
  const spoken = [{ ...note, at: 0 }, ...other.transcript].map((line) => ({ ...line, at: line.at + report.ms }));
  const proved = other.certificate?.verified === true && other.mechanisms.insideTls !== undefined;
  return {
    ...report,
    ms: report.ms + other.ms,
    stages: [...(proved ? report.stages : report.stages.map((each) => withoutPort(each, report, door.port))), stage],
    ...(proved && {
      suggestion: {
        of: 'comparison',
        title: `Use port ${door.port}`,
        because: `On port ${door.port} the same server is encrypted and shows a certificate that stands every check.`,
        change: { port: door.port, tls: door.tls },
      },
    }),
    transcript: [...report.transcript, ...spoken],
  };
}

const NAMES_OTHER_PORT: readonly string[] = [
  'starttls-not-offered',
  'starttls-disguised',
  'helo-only',
] satisfies FailureCode[];

/** The stage without the advice to use a port that was just seen to fail. */
function withoutPort(
  stage: StageReport,
  { endpoint: { host, port, tls } }: ProbeReport,
  deadPort: number,
): StageReport {
  if (!NAMES_OTHER_PORT.includes(stage.code ?? '')) return stage;
  const provider = remoteProviderOf(host);
  const subject =
    stage.code === 'starttls-not-offered' && endpointTls(provider, port) === 'starttls' ? provider?.name : '';
  const { advice } = explain(stage.code as FailureCode, {
    host,
    port,
    tls,
    subject,
    deadPort,
    local: isLocalHost(host),
  });
  return { ...stage, ...(advice && { advice }) };
}
