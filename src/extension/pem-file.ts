/** Files of certificates and keys that the user names. */
import * as vscode from 'vscode';
import { LARGEST_CA_FILE, readRegularFile } from '../io/read-file';

/** The text of a file; the user is told where it cannot be read. */
export function pemIn(path: string): string | undefined {
  const read = readRegularFile(path, LARGEST_CA_FILE);
  if (read.kind === 'bytes') return read.bytes.toString();
  const because = read.kind === 'missing' ? 'there is no such file' : read.because;
  void vscode.window.showWarningMessage(`${path} is not used, because it cannot be read: ${because}.`);
  return undefined;
}
