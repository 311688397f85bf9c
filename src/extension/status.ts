/** What the server is doing, among the language's own items in the status bar. */
import * as vscode from 'vscode';
import { type BaseLanguageClient, State } from 'vscode-languageclient';
import { STATUS, type StatusParams } from '../server/protocol';
import { CLIENT_NAME } from './client';

const RESTART = { title: 'Restart', command: 'mailConfigLint.restart' };
const SHOW = { title: 'Show Configurations', command: 'mailConfigLint.configurations.focus' };

/** What is asked of a language client. */
type Watched = Pick<BaseLanguageClient, 'onDidChangeState' | 'onNotification'>;

/** What the item is made of, beside the documents that it is shown with. */
export type StatusItem = Omit<vscode.LanguageStatusItem, 'id' | 'selector'>;

/** `selector`: the documents beside which it is shown. */
export const makeStatusItem = (selector: vscode.DocumentSelector): vscode.LanguageStatusItem =>
  vscode.languages.createLanguageStatusItem('mailConfigLint.status', selector);

/** Keeps the item; `told` is called when the server says that something has changed. */
export function keepStatus(client: Watched, item: StatusItem, told: () => void): vscode.Disposable {
  item.name = CLIENT_NAME;
  const show = (text: string, detail: string, more: Partial<vscode.LanguageStatusItem> = {}) =>
    Object.assign(item, {
      text,
      detail,
      busy: false,
      severity: vscode.LanguageStatusSeverity.Information,
      command: undefined,
      ...more,
    });
  show('$(mail) Mail', 'No mail settings seen');
  return vscode.Disposable.from(
    item,
    client.onDidChangeState(({ newState }) => {
      if (newState === State.Starting) show('$(mail) Mail', 'Starting', { busy: true });
      if (newState === State.Stopped || newState === State.StartFailed)
        show('$(mail) Mail', 'The language server has stopped', {
          severity: vscode.LanguageStatusSeverity.Error,
          command: RESTART,
        });
    }),
    client.onNotification(STATUS, ({ isScanning, documents }: StatusParams) => {
      const files = `${documents} file${documents === 1 ? '' : 's'} with mail settings`;
      if (isScanning) show('$(mail) Mail', 'Looking for mail settings', { busy: true });
      else show('$(mail) Mail', documents === 0 ? 'No mail settings found' : files, { command: SHOW });
      told();
    }),
  );
}
