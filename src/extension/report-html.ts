/** Reports as pages in the editor's theme. No script but the buttons' runs, and nothing is loaded from anywhere. */
import { modeInWords } from '../analyzer/words';
import {
  type CertificateFacts,
  type DomainReport,
  type Fact,
  lifetime,
  mayBeBlocked,
  type ProbeReport,
  remedyOf,
  type StageId,
  type StageReport,
  type StageStatus,
  type TranscriptLine,
  type WorkingReport,
} from '../probe';
import { type Html, html, NOTHING, separated } from '../show/html';

const MARKS: Readonly<Record<StageStatus, { sign: string; word: string }>> = {
  ok: { sign: '✓', word: 'passed' },
  warn: { sign: '!', word: 'passed with a warning' },
  fail: { sign: '✗', word: 'failed' },
  skipped: { sign: '–', word: 'not run' },
};

const STYLE = html`
  body { font: var(--vscode-font-size) var(--vscode-font-family); color: var(--vscode-foreground); padding: 0 1.2em 2em; line-height: 1.5; }
  h1 { font-size: 1.3em; margin: 1em 0 .2em; }
  .endpoint, .ms, dt { color: var(--vscode-descriptionForeground); }
  .headline { font-size: 1.1em; border-left: 4px solid var(--mark); padding: .3em .8em; }
  ol { list-style: none; padding: 0; }
  li.stage { display: grid; grid-template-columns: 1.8em 1fr; padding: .45em 0; }
  .sign { color: var(--mark); font-weight: bold; }
  .ok { --mark: var(--vscode-charts-green); }
  .warn { --mark: var(--vscode-editorWarning-foreground); }
  .fail, .cancelled { --mark: var(--vscode-editorError-foreground); }
  .skipped { --mark: var(--vscode-descriptionForeground); color: var(--vscode-descriptionForeground); }
  .title { font-weight: 600; }
  .advice { border-left: 2px solid var(--vscode-textLink-foreground); padding-left: .6em; margin: .3em 0; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1em; margin: .3em 0; }
  dd { margin: 0; overflow-wrap: anywhere; }
  button { color: var(--vscode-button-foreground); background: var(--vscode-button-background); border: 1px solid var(--vscode-button-border, transparent); padding: .35em 1em; cursor: pointer; font: inherit; }
  .actions { display: flex; flex-wrap: wrap; gap: .5em; margin: 1em 0; }
  button.secondary { color: var(--vscode-button-secondaryForeground); background: var(--vscode-button-secondaryBackground); }
  button.link { color: var(--vscode-textLink-foreground); background: none; border: none; padding: 0; text-align: left; }
  button:focus-visible, summary:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
  h2 { font-size: 1.05em; margin: 1.4em 0 .3em; }
  .card { border: 1px solid var(--vscode-widget-border, var(--vscode-panel-border)); border-left: 4px solid var(--mark); padding: 0 1em .6em; margin: 1em 0; }
  .card ul { list-style: none; padding: 0; }
  table { border-collapse: collapse; width: 100%; }
  th { text-align: left; font-weight: 600; }
  th, td { padding: .3em .8em .3em 0; vertical-align: top; border-bottom: 1px solid var(--vscode-panel-border); }
  pre { font-family: var(--vscode-editor-font-family); white-space: pre-wrap; overflow-wrap: anywhere; background: var(--vscode-textCodeBlock-background); padding: .8em; }
`;

/** `2026-03-01 17:05:09 UTC` of a time in ISO 8601. */
const timeOf = (iso: string): Html => html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC</time>`;

const BREAK = html`<br>`;

function factList(facts: readonly Fact[]): Html {
  if (facts.length === 0) return NOTHING;
  const rows = facts.map(({ label, value }) => {
    const values = typeof value === 'string' ? [value] : value;
    const lines = values.map((line) => html`${line}`);
    return html`<dt>${label}</dt><dd>${separated(lines, BREAK)}</dd>`;
  });
  return html`<dl>${rows}</dl>`;
}

function stageItem(stage: Omit<StageReport, 'id'>): Html {
  const { sign, word } = MARKS[stage.status];
  const time = stage.status === 'skipped' ? NOTHING : html` <span class="ms">${Math.round(stage.ms)} ms</span>`;
  const advice = stage.advice ? html`<div class="advice">${stage.advice}</div>` : NOTHING;
  return html`<li class="stage ${stage.status}"><span class="sign" role="img" aria-label="${word}">${sign}</span>
    <div><span class="title">${stage.title}</span>${time}<div>${stage.sentence}</div>${advice}${factList(stage.facts)}</div></li>`;
}

function transcriptText(lines: readonly TranscriptLine[]): string {
  const arrow = ({ from, encrypted }: TranscriptLine) =>
    from === 'note' ? '**' : from === 'client' ? (encrypted ? '~>' : '->') : encrypted ? '<~' : '<-';
  return lines.map((line) => `${String(Math.round(line.at)).padStart(6)} ${arrow(line)} ${line.text}`).join('\n');
}

function certificateCard(certificate: CertificateFacts): Html {
  const status = certificate.verified ? 'ok' : 'fail';
  const facts: Fact[] = [
    { label: 'Name', value: certificate.subject },
    { label: 'Valid for', value: certificate.names.length > 0 ? certificate.names : 'no names' },
    { label: 'Compared with', value: `${certificate.reference}${certificate.nameMatches ? '' : ' (does not match)'}` },
    { label: 'Issuer', value: certificate.issuer },
    { label: 'Until', value: `${certificate.validTo.slice(0, 10)} (${lifetime(certificate)})` },
    { label: 'Key', value: `${certificate.key}, signed with ${certificate.signature}` },
    { label: 'Chain', value: certificate.chain },
    { label: 'Trusted roots', value: certificate.roots },
    { label: 'SHA-256', value: certificate.fingerprint256 },
  ];
  const problems = certificate.problems.map(
    ({ severity, sentence, advice }) =>
      html`<li class="${severity}"><span class="sign">${MARKS[severity].sign}</span> ${sentence}<div class="advice">${advice}</div></li>`,
  );
  return html`<section class="card ${status}" aria-label="Certificate"><h2>Certificate</h2>
    ${problems.length > 0 ? html`<ul>${problems}</ul>` : NOTHING}${factList(facts)}</section>`;
}

function workingList({ results, recommended }: WorkingReport): Html {
  const items = results.map((result, index) => {
    const status = result.status === 'works' ? 'ok' : result.status === 'fails' ? 'fail' : 'skipped';
    const { sign, word } = MARKS[status];
    const best = result === recommended ? ' (best)' : '';
    const place = `${result.host}, port ${result.port}, ${modeInWords(result.tls)}`;
    const apply =
      result.status === 'works' ? button(`apply ${index}`, 'Apply these settings', 'primary', place) : NOTHING;
    const methods = result.mechanisms?.length ? [{ label: 'Login methods', value: result.mechanisms.join(', ') }] : [];
    return html`<li class="stage ${status}"><span class="sign" role="img" aria-label="${word}">${sign}</span>
      <div><span class="title">${place}${best}</span>
      <div>${result.sentence}</div>${factList(methods)}${apply}</div></li>`;
  });
  return html`<h2>${recommended ? 'What would work' : 'None of the alternatives worked'}</h2><ol>${items}</ol>`;
}

const page = (title: string, nonce: string, body: Html): string =>
  html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'">
<title>${title}</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<main>
${body}
</main>
<script nonce="${nonce}">
const editor = acquireVsCodeApi();
for (const button of document.querySelectorAll('button')) button.addEventListener('click', () => editor.postMessage(button.dataset.act));
</script>
</body>
</html>`.text;

/** `about`: what a screen reader says of a button whose title others have, too. */
const button = (act: string, title: string, kind = 'secondary', about = ''): Html => {
  const label = about ? html` aria-label="${`${title}: ${about}`}"` : NOTHING;
  return html`<button data-act="${act}" class="${kind}"${label}>${title}</button>`;
};
const AGAIN = button('again', 'Run again');
const COPY = button('copy', 'Copy as Markdown');

/** From here on, another port or mode cannot help. */
const BEYOND_CONNECTING: ReadonlySet<StageId | undefined> = new Set(['auth', 'envelope', 'message']);

/** What a page of one test shows beside the report. */
export interface ReportExtras {
  /** What would work instead, where that was looked for. */
  readonly working?: WorkingReport;
  /** The domain that mail is sent from, whose own servers can be tried. */
  readonly domain?: string;
  /** True once settings out of the report were written: it speaks of what was before. */
  readonly applied?: boolean;
}

/** The whole page of one test. `nonce` is fresh for each page. */
export function reportHtml(report: ProbeReport, { working, applied, domain }: ReportExtras, nonce: string): string {
  const { host, port } = report.endpoint;
  const { suggestion, certificate } = report;
  const todo = remedyOf(report);
  const proved = todo ? html`<p class="advice">${todo}</p>` : NOTHING;
  const done = applied
    ? html`<p role="status">The settings are written. Run the test again to see whether they work.</p>`
    : NOTHING;
  const apply = suggestion && !applied ? button('apply', suggestion.title, 'primary') : NOTHING;
  const again = button('again', 'Run again', applied ? 'primary' : 'secondary');
  const canFind = report.outcome === 'fail' && !working && !BEYOND_CONNECTING.has(report.failedAt);
  const find = canFind ? button('find', 'Find what works') : NOTHING;
  const canTryDomain = working && !working.recommended && domain !== undefined;
  const more = canTryDomain ? button('find-domain', `Try the servers of ${domain}...`) : NOTHING;
  const isChecked = report.stages.some(({ id }) => id === 'blocked-port');
  const network =
    mayBeBlocked(report) && !isChecked ? button('network', `Does this network block port ${port}?`) : NOTHING;
  const send =
    (report.outcome === 'ok' || report.outcome === 'warn') && certificate?.verified
      ? button('send', 'Send a test message...')
      : NOTHING;
  const taken = [
    ...report.assumptions.map((each) => html`<li>Assumed: ${each}</li>`),
    ...report.notFollowed.map((each) => html`<li>Not followed: ${each}</li>`),
  ];
  const address = report.address ? `, ${report.address}` : '';
  return page(
    'Connection test',
    nonce,
    html`<h1>${host}, port ${port}</h1>
<div class="endpoint">${timeOf(report.startedAt)}, ${Math.round(report.ms)} ms${address}</div>
<p class="headline ${report.outcome}" role="status">${report.headline}</p>
${taken.length > 0 ? html`<ul class="taken">${taken}</ul>` : NOTHING}
${proved}
${done}<div class="actions">${apply}${again}${COPY}${find}${more}${network}${send}</div>
${working ? workingList(working) : NOTHING}
<h2>Stages</h2>
<ol>${report.stages.map((stage) => stageItem(certificate && stage.id === 'certificate' ? { ...stage, facts: [] } : stage))}</ol>
${certificate ? certificateCard(certificate) : NOTHING}
<details><summary>Transcript</summary><pre>${transcriptText(report.transcript)}</pre></details>`,
  );
}

/** Buttons for what a check can do next: fetch the MTA-STS policy, connect to the MX hosts. */
export interface DomainOffers {
  readonly policy: boolean;
  readonly servers: boolean;
}

/** The whole page of a domain's check. */
export function domainHtml(report: DomainReport, offers: DomainOffers, nonce: string): string {
  const { domain, startedAt, ms, outcome, headline, checks } = report;
  return page(
    'Mail domain',
    nonce,
    html`<h1>${domain}</h1>
<div class="endpoint">${timeOf(startedAt)}, ${Math.round(ms)} ms</div>
<p class="headline ${outcome}" role="status">${headline}</p>
<div class="actions">${AGAIN}${COPY}${offers.policy ? button('policy', 'Fetch the MTA-STS policy') : NOTHING}${
      offers.servers ? button('servers', 'Connect to the MX hosts...') : NOTHING
    }</div>
<h2>Records</h2>
<ol>${checks.map(stageItem)}</ol>`,
  );
}

/** A test of several, and the places that connect so: `src/mail.ts:4`. */
export interface TestedPlaces {
  readonly report: ProbeReport;
  readonly places: readonly string[];
}

/** One row a test; its places are buttons that open them. */
export function summaryHtml(tests: readonly TestedPlaces[], nonce: string): string {
  const reports = tests.map(({ report }) => report);
  const failed = reports.filter(({ outcome }) => outcome === 'fail').length;
  const rows = tests.map(({ report: { endpoint, outcome, headline, tls, certificate }, places }, test) => {
    const open = separated(
      places.map((place, index) => button(`open ${test} ${index}`, place, 'link')),
      BREAK,
    );
    const status = outcome === 'cancelled' ? 'skipped' : outcome;
    return html`<tr class="${status}"><td><span class="sign" role="img" aria-label="${MARKS[status].word}">${MARKS[status].sign}</span></td>
      <td>${open}</td><td>${endpoint.host}:${endpoint.port}</td><td>${tls?.version ?? ''}</td>
      <td>${certificate ? lifetime(certificate) : ''}</td><td>${headline}</td></tr>`;
  });
  const all = reports.length === 1 ? 'The server answers.' : `All ${reports.length} servers answer.`;
  const headline = failed === 0 ? all : `${failed} of ${reports.length} failed.`;
  return page(
    'Connection tests',
    nonce,
    html`<h1>Connection tests</h1><p class="headline ${failed === 0 ? 'ok' : 'fail'}" role="status">${headline}</p>
<div class="actions">${AGAIN}</div>
<table><thead><tr><th>Status</th><th>Where</th><th>Server</th><th>TLS</th><th>Certificate</th><th>Result</th></tr></thead><tbody>${rows}</tbody></table>`,
  );
}
