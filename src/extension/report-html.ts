/**
 * The report of a connection test as a page in the editor's theme. Every text goes through `escapeHtml`; no script but the
 * three buttons' runs, and nothing is loaded from anywhere.
 */
import type { Fact, ProbeReport, StageReport, StageStatus, TranscriptLine } from '../probe';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

const MARKS: Readonly<Record<StageStatus, { sign: string; word: string }>> = {
  ok: { sign: '✓', word: 'passed' },
  warn: { sign: '!', word: 'passed with a warning' },
  fail: { sign: '✗', word: 'failed' },
  skipped: { sign: '–', word: 'not run' },
};

const STYLE = `
  body { font: var(--vscode-font-size) var(--vscode-font-family); color: var(--vscode-foreground); padding: 0 1.2em 2em; line-height: 1.5; }
  h1 { font-size: 1.3em; margin: 1em 0 .2em; }
  .endpoint, .ms, dt { color: var(--vscode-descriptionForeground); }
  .headline { font-size: 1.1em; border-left: 4px solid var(--mark); padding: .3em .8em; }
  ol { list-style: none; padding: 0; }
  li.stage { display: grid; grid-template-columns: 1.8em 1fr; padding: .45em 0; }
  .sign { color: var(--mark); font-weight: bold; }
  .ok { --mark: var(--vscode-testing-iconPassed, #2ea043); }
  .warn { --mark: var(--vscode-editorWarning-foreground, #cca700); }
  .fail, .cancelled { --mark: var(--vscode-editorError-foreground, #f14c4c); }
  .skipped { --mark: var(--vscode-descriptionForeground); color: var(--vscode-descriptionForeground); }
  .title { font-weight: 600; }
  .advice { border-left: 2px solid var(--vscode-textLink-foreground); padding-left: .6em; margin: .3em 0; }
  dl { display: grid; grid-template-columns: max-content 1fr; gap: 0 1em; margin: .3em 0; }
  dd { margin: 0; overflow-wrap: anywhere; }
  button { color: var(--vscode-button-foreground); background: var(--vscode-button-background); border: 1px solid var(--vscode-button-border, transparent); padding: .35em 1em; margin-right: .5em; cursor: pointer; font: inherit; }
  button.secondary { color: var(--vscode-button-secondaryForeground); background: var(--vscode-button-secondaryBackground); }
  button:focus-visible, summary:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
  pre { font-family: var(--vscode-editor-font-family); white-space: pre-wrap; overflow-wrap: anywhere; background: var(--vscode-textCodeBlock-background); padding: .8em; }
`;

function factList(facts: readonly Fact[]): string {
  if (facts.length === 0) return '';
  const rows = facts.map(({ label, value }) => {
    const values = typeof value === 'string' ? [value] : value;
    return `<dt>${escapeHtml(label)}</dt><dd>${values.map(escapeHtml).join('<br>')}</dd>`;
  });
  return `<dl>${rows.join('')}</dl>`;
}

function stageItem(stage: StageReport): string {
  const { sign, word } = MARKS[stage.status];
  const time = stage.status === 'skipped' ? '' : ` <span class="ms">${Math.round(stage.ms)} ms</span>`;
  const advice = stage.advice ? `<div class="advice">${escapeHtml(stage.advice)}</div>` : '';
  return `<li class="stage ${stage.status}"><span class="sign" role="img" aria-label="${word}">${sign}</span>
    <div><span class="title">${escapeHtml(stage.title)}</span>${time}<div>${escapeHtml(stage.sentence)}</div>${advice}${factList(stage.facts)}</div></li>`;
}

function transcriptText(lines: readonly TranscriptLine[]): string {
  const arrow = ({ from, encrypted }: TranscriptLine) =>
    from === 'note' ? '**' : from === 'client' ? (encrypted ? '~>' : '->') : encrypted ? '<~' : '<-';
  return lines.map((line) => `${String(Math.round(line.at)).padStart(6)} ${arrow(line)} ${line.text}`).join('\n');
}

/** The whole page. `nonce` is fresh for each page; `canApply` shows the button that writes the suggestion back. */
export function reportHtml(report: ProbeReport, nonce: string, canApply: boolean): string {
  const { host, port } = report.endpoint;
  const suggestion =
    report.suggestion && canApply
      ? `<p>${escapeHtml(report.suggestion.because)}</p><button data-act="apply">${escapeHtml(report.suggestion.title)}</button>`
      : '';
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'">
<title>Connection test</title>
<style nonce="${nonce}">${STYLE}</style>
</head>
<body>
<main>
<h1>${escapeHtml(host)}, port ${port}</h1>
<div class="endpoint">${escapeHtml(report.startedAt)}, ${Math.round(report.ms)} ms${report.address ? `, ${escapeHtml(report.address)}` : ''}</div>
<p class="headline ${report.outcome}" role="status">${escapeHtml(report.headline)}</p>
${suggestion}
<button data-act="again" class="secondary">Run again</button><button data-act="copy" class="secondary">Copy as Markdown</button>
<ol aria-label="Stages">${report.stages.map(stageItem).join('\n')}</ol>
<details><summary>Transcript</summary><pre>${escapeHtml(transcriptText(report.transcript))}</pre></details>
</main>
<script nonce="${nonce}">
const editor = acquireVsCodeApi();
for (const button of document.querySelectorAll('button')) button.addEventListener('click', () => editor.postMessage(button.dataset.act));
</script>
</body>
</html>`;
}
