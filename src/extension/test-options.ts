/** What a test does beyond what the configuration says: chosen before a server is contacted, and told in the question. */
import * as vscode from 'vscode';
import { besides, type Envelope, isAddress, type ProbeOptions, type ProbeTarget, systemRoots } from '../probe';
import { visible } from '../show/shown';
import { TITLE } from './configurations';
import { pemIn } from './pem-file';

export interface TestOptions extends Pick<ProbeOptions, 'family' | 'oldVersions' | 'clientName' | 'envelope'> {
  /** Every address of the host, not the first that answers. */
  readonly allAddresses?: boolean;
  /** After a time-out a well-known server is asked, too. */
  readonly checkNetwork?: boolean;
  readonly systemCa?: boolean;
  /** Paths of PEM files. */
  readonly caFile?: string;
  readonly certificate?: { readonly cert: string; readonly key: string };
  /** URL, or `none`. */
  readonly proxy?: string;
}

type Choice = vscode.QuickPickItem & { readonly id: keyof TestOptions | 'ipv4' | 'ipv6' };

const CHOICES: readonly Choice[] = [
  { id: 'allAddresses', label: 'Every address', detail: 'Not only three beside the first' },
  { id: 'ipv4', label: 'IPv4 only' },
  { id: 'ipv6', label: 'IPv6 only' },
  { id: 'envelope', label: 'Ask for a sender and a recipient...', detail: 'MAIL FROM and RCPT TO; no message is sent' },
  { id: 'oldVersions', label: 'Ask for TLS 1.0 and 1.1', detail: 'One more connection' },
  {
    id: 'checkNetwork',
    label: 'Check whether this network blocks the port',
    detail: 'After a time-out a well-known server is connected to, and nothing is said to it',
  },
  { id: 'systemCa', label: 'Trust the roots of the operating system', detail: "In place of Node's list" },
  { id: 'caFile', label: 'Trust another authority...', detail: 'A PEM file, for this test' },
  { id: 'certificate', label: 'Show a client certificate...', detail: 'Two PEM files: certificate and key' },
  { id: 'clientName', label: 'Another name in EHLO...' },
  { id: 'proxy', label: 'Another proxy, or none...' },
];

const isChosen = (options: TestOptions, id: Choice['id']): boolean =>
  id === 'ipv4' ? options.family === 4 : id === 'ipv6' ? options.family === 6 : Boolean(options[id]);

/** Asks what else is wanted; undefined where the user changed their mind. */
export async function chooseOptions(before: TestOptions): Promise<TestOptions | undefined> {
  const picked = await vscode.window.showQuickPick(
    CHOICES.map((choice) => ({ ...choice, picked: isChosen(before, choice.id) })),
    { title: `${TITLE}: options`, placeHolder: 'What else is tested', canPickMany: true, ignoreFocusOut: true },
  );
  if (!picked) return undefined;
  const ids = new Set(picked.map(({ id }) => id));
  let options: TestOptions = {
    allAddresses: ids.has('allAddresses'),
    ...(ids.has('ipv4') !== ids.has('ipv6') && { family: ids.has('ipv4') ? 4 : 6 }),
    oldVersions: ids.has('oldVersions'),
    checkNetwork: ids.has('checkNetwork'),
    systemCa: ids.has('systemCa'),
  };
  for (const id of ['envelope', 'caFile', 'certificate', 'clientName', 'proxy'] as const) {
    if (!ids.has(id)) continue;
    const more = await ASK[id](before);
    if (!more) return undefined;
    options = { ...options, ...more };
  }
  return options;
}

type Ask = (before: TestOptions) => Promise<Partial<TestOptions> | undefined>;

const text = (prompt: string, value: string | undefined, isFit: (text: string) => boolean, hint: string) =>
  vscode.window
    .showInputBox({
      title: `${TITLE}: options`,
      prompt,
      value: value ?? '',
      ignoreFocusOut: true,
      validateInput: (typed) => (isFit(typed.trim()) ? undefined : hint),
    })
    .then((typed) => typed?.trim());

const ONE_ADDRESS = 'One mail address, without a name';

const ASK: Readonly<Record<'envelope' | 'caFile' | 'certificate' | 'clientName' | 'proxy', Ask>> = {
  async envelope({ envelope }) {
    const from = await text('Sender that is asked for', envelope?.from, isAddress, ONE_ADDRESS);
    const to =
      from &&
      (await text(
        'Recipient that is asked for; leave it empty to ask for the sender alone',
        envelope?.to,
        (typed) => typed === '' || isAddress(typed),
        ONE_ADDRESS,
      ));
    if (!from || to === undefined) return undefined;
    const asked: Envelope = { from, ...(to && { to }) };
    return { envelope: asked };
  },
  async caFile({ caFile: before }) {
    if (before !== undefined) return { caFile: before };
    const caFile = await file('Certificates of the authority (PEM)');
    return caFile ? { caFile } : undefined;
  },
  async certificate({ certificate: before }) {
    if (before) return { certificate: before };
    const cert = await file("The client's certificate (PEM)");
    const key = cert && (await file('Its key (PEM)'));
    return cert && key ? { certificate: { cert, key } } : undefined;
  },
  async clientName({ clientName }) {
    const name = await text(
      'Name in EHLO',
      clientName,
      (typed) => /^\S{1,255}$/.test(typed),
      'A host name, without blanks',
    );
    return name ? { clientName: name } : undefined;
  },
  async proxy({ proxy }) {
    const isFit = (typed: string) => typed === 'none' || /^(?:http|socks5?h?):\/\/[^@]+$/.test(typed);
    const url = await text(
      'Proxy, or none to connect directly',
      proxy,
      isFit,
      'http://HOST:PORT, socks5://HOST:PORT, or none',
    );
    return url ? { proxy: url } : undefined;
  },
};

async function file(title: string): Promise<string | undefined> {
  const found = await vscode.window.showOpenDialog({ title, openLabel: 'Use', canSelectMany: false });
  return found?.[0]?.fsPath;
}

/** What the question says of them; each is a sentence. */
export function optionsInWords({
  allAddresses,
  family,
  envelope,
  oldVersions,
  checkNetwork,
  ...rest
}: TestOptions): string[] {
  const { systemCa, caFile, certificate, clientName, proxy } = rest;
  return [
    ...(allAddresses ? ['Every address of the host is connected to.'] : []),
    ...(family ? [`IPv${family} only.`] : []),
    ...(envelope
      ? [
          `MAIL FROM:<${visible(envelope.from)}>${envelope.to ? ` and RCPT TO:<${visible(envelope.to)}>` : ''} are sent, too.`,
        ]
      : []),
    ...(oldVersions ? ['One more connection offers TLS 1.0 and 1.1.'] : []),
    ...(checkNetwork ? ['After a time-out a well-known server is connected to, and nothing is said to it.'] : []),
    ...(systemCa ? ['The roots of the operating system are trusted.'] : []),
    ...(caFile ? [`The authority in ${visible(caFile)} is trusted, too.`] : []),
    ...(certificate ? [`The server is shown the client certificate in ${visible(certificate.cert)}.`] : []),
    ...(clientName ? [`The name in EHLO is ${visible(clientName)}.`] : []),
    ...(proxy ? [proxy === 'none' ? 'No proxy is used.' : `The proxy ${visible(proxy)} connects to the server.`] : []),
  ];
}

/** The target as the configuration has it, and as the options change it. */
export function withOptions(target: ProbeTarget, { systemCa, caFile, certificate, proxy }: TestOptions): ProbeTarget {
  const system = systemCa ? systemRoots() : undefined;
  const base: ProbeTarget = system ? { ...target, ca: system, rootsInWords: 'those of this system' } : target;
  const named = caFile === undefined ? undefined : pemIn(caFile);
  const own = certificate && { cert: pemIn(certificate.cert), key: pemIn(certificate.key) };
  return {
    ...base,
    ...(named && { ca: besides(base, [named]) }),
    ...(own?.cert && own.key && { clientCertificate: { cert: own.cert, key: own.key } }),
    ...(proxy !== undefined && { proxy: proxy === 'none' ? undefined : proxy }),
  };
}

/** What lasts: the settings of the user. */
export function lastingOptions(): TestOptions {
  const section = vscode.workspace.getConfiguration('mailConfigLint.testConnection');
  const [cert, key] = [section.get('certificateFile', ''), section.get('keyFile', '')];
  const [clientName, caFile] = [section.get('clientName', ''), section.get('caFile', '')];
  return {
    ...(clientName !== '' && { clientName }),
    ...(caFile !== '' && { caFile }),
    ...(section.get<boolean>('systemCa', false) && { systemCa: true }),
    ...(cert !== '' && key !== '' && { certificate: { cert, key } }),
  };
}
