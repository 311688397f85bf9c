/** What the status item says of each state of the server. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { State, type StateChangeEvent } from 'vscode-languageclient';
import { keepStatus, type StatusItem } from '../../src/extension/status';
import type { StatusParams } from '../../src/server/protocol';
import { EXTENSION_ID, eventually, open } from './editor';

describe('the status item', () => {
  /** A client that is in whatever state the test wants. */
  function made() {
    let changed: (change: StateChangeEvent) => void = () => assert.fail();
    let notified: (params: StatusParams) => void = () => assert.fail();
    let told = 0;
    const nothing = new vscode.Disposable(() => undefined);
    const item = { dispose: () => undefined } as Partial<StatusItem> as StatusItem;
    const keeping = keepStatus(
      {
        onDidChangeState: (listener: typeof changed) => {
          changed = listener;
          return nothing;
        },
        onNotification: (_: unknown, listener: unknown) => {
          notified = listener as typeof notified;
          return nothing;
        },
      } as Parameters<typeof keepStatus>[0],
      item,
      () => told++,
    );
    const seen = () => {
      const { text, detail, busy, severity, command } = item;
      return { text, detail, busy, isError: severity === vscode.LanguageStatusSeverity.Error, does: command?.command };
    };
    return {
      seen,
      enters: (newState: State) => changed({ oldState: State.Stopped, newState }),
      hears: (isScanning: boolean, documents: number) => notified({ isScanning, documents }),
      told: () => told,
      dispose: () => keeping.dispose(),
    };
  }
  const rest = { text: '$(mail) Mail', busy: false, isError: false, does: undefined };

  it('says that nothing was seen, that it starts, searches, and what it has found', () => {
    const { seen, enters, hears, told, dispose } = made();
    assert.deepEqual(seen(), { ...rest, detail: 'No mail settings seen' });
    enters(State.Starting);
    assert.deepEqual(seen(), { ...rest, detail: 'Starting', busy: true });
    hears(true, 0);
    assert.deepEqual(seen(), { ...rest, detail: 'Looking for mail settings', busy: true });
    const show = 'mailConfigLint.configurations.focus';
    hears(false, 0);
    assert.deepEqual(seen(), { ...rest, detail: 'No mail settings found', does: show });
    hears(false, 1);
    assert.deepEqual(seen(), { ...rest, detail: '1 file with mail settings', does: show });
    hears(false, 12);
    assert.deepEqual(seen(), { ...rest, detail: '12 files with mail settings', does: show });
    assert.equal(told(), 4);
    dispose();
  });

  for (const state of [State.Stopped, State.StartFailed])
    it(`offers to restart a server that is in the state ${State[state]}`, () => {
      const { seen, enters, dispose } = made();
      enters(state);
      assert.deepEqual(seen(), {
        text: '$(mail) Mail',
        detail: 'The language server has stopped',
        busy: false,
        isError: true,
        does: 'mailConfigLint.restart',
      });
      enters(State.Starting);
      assert.deepEqual(seen(), { ...rest, detail: 'Starting', busy: true });
      dispose();
    });

  it('tells of the real server, also after a restart', async () => {
    await open('app/.env');
    const { status } = vscode.extensions.getExtension(EXTENSION_ID)!.exports;
    const isFound = () => (/^\d+ files? with mail settings$/.test(status.detail) ? true : undefined);
    await eventually(() => `files with mail settings; ${status.detail}`, isFound);
    const restarted = vscode.commands.executeCommand('mailConfigLint.restart');
    await eventually('another state', () => (isFound() ? undefined : true));
    await restarted;
    await eventually(() => `files with mail settings; ${status.detail}`, isFound);
  });
});
