/** Traces of the messages between editor and server, without the texts of files that those hold. */
import type * as vscode from 'vscode';

/** Members of the protocol's objects whose texts are names of ours or of the protocol, or say where a file is. */
const KEPT: ReadonlySet<string> = new Set(
  `baseUri code command id jsonrpc languageId locale method newUri oldUri pattern previousResultId resultId rootUri
  scheme scopeUri section targetUri uri`.split(/\s+/),
);

/** A text of JSON, and the colon behind one that is a name. */
const TEXT = /"([^"\\]*(?:\\.[^"\\]*)*)"?(\s*:)?/g;

/** A message as it is traced, in which the texts of all but a few members are replaced by their length. */
export function withoutTexts(message: string): string {
  let member = '';
  return message.replace(TEXT, (whole, text: string, colon: string | undefined) => {
    if (colon !== undefined) member = text;
    return colon !== undefined || KEPT.has(member) ? whole : `"(${text.length} characters)"`;
  });
}

/** The channel for traces: verbose ones would hold the passwords of open files otherwise. */
export const tracesOf = (output: vscode.LogOutputChannel): vscode.LogOutputChannel =>
  Object.create(output, {
    trace: {
      value: (message: string, ...more: unknown[]) =>
        output.trace(withoutTexts(message), ...more.map((one) => withoutTexts(JSON.stringify(one) ?? ''))),
    },
  });
