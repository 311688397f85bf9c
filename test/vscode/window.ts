/** What the tests at the window do with VS Code, in the words of a user who sees nothing but the screen. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FrameLocator, Locator, Page } from 'playwright-core';

/** As scripts/vscode/run-suite-outside.js opens it. */
export interface Window {
  readonly page: Page;
  /** The open folder, a copy of examples/. */
  readonly folder: string;
  /** A file as seen from the open folder. */
  openFile(name: string): Promise<void>;
  /** A command by its title in the palette. */
  runCommand(title: string): Promise<void>;
  /** An entry of the list that is open. */
  pick(text: string, label: string): Promise<void>;
  /** Into out/window. */
  picture(name: string): Promise<void>;
  clipboard(): Promise<string>;
  /** Texts of a webview that have too little contrast to be read. */
  faintTexts(webview: FrameLocator): Promise<{ readonly text: string; readonly ratio: number }[]>;
  /** What the keyboard acts on in a webview; `outline` is CSS's style of the line around it. */
  focused(webview: FrameLocator): Promise<{ readonly text: string; readonly outline: string }>;
  close(): Promise<void>;
}

export interface WindowOptions {
  readonly trusted?: boolean;
  /** Runs the extension in the browser, not on the machine behind it. */
  readonly web?: boolean;
  /** A folder without mail in place of the copy of examples/. */
  readonly idle?: boolean;
  /** The default is dark, or what VSCODE_TEST_THEME names. */
  readonly theme?: Theme;
  /** User settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Texts of more files in the open folder. */
  readonly files?: Readonly<Record<string, string>>;
  readonly size?: { readonly width: number; readonly height: number };
}

export const THEMES = ['dark', 'light', 'high-contrast', 'high-contrast-light'] as const;
export type Theme = (typeof THEMES)[number];

declare module 'mocha' {
  interface Context {
    openWindow(options?: WindowOptions): Promise<Window>;
  }
}

const POLL_MS = 50;
const DEADLINE_MS = 180_000;

/** Polls until both are equal, and tells the difference if they never are. */
export async function becomes<T>(read: () => T | Promise<T>, expected: T): Promise<void> {
  for (const deadline = Date.now() + DEADLINE_MS; Date.now() < deadline; await sleep(POLL_MS)) {
    try {
      assert.deepEqual(await read(), expected);
      return;
    } catch {
      // Not yet.
    }
  }
  assert.deepEqual(await read(), expected);
}

/** The question in the middle of the window. */
export const dialog = ({ page }: Window): Locator => page.locator('[role=dialog][aria-modal=true]');

/** Waits for the question, gives the answer, and returns what was asked. */
export async function answer(window: Window, button: string): Promise<string> {
  const asked = dialog(window);
  await asked.getByRole('button', { name: button, exact: true }).waitFor();
  const text = await asked.textContent();
  await asked.getByRole('button', { name: button, exact: true }).click();
  await asked.waitFor({ state: 'detached' });
  return text ?? '';
}

/** The notification that holds the text. */
export const notification = ({ page }: Window, text: string): Locator =>
  page.locator('.notification-toast', { hasText: text });

const THEME_NAMES: Readonly<Record<Theme, { readonly label: string; readonly kind: string }>> = {
  dark: { label: 'Dark Modern', kind: 'vscode-dark' },
  light: { label: 'Light Modern', kind: 'vscode-light' },
  'high-contrast': { label: 'Dark High Contrast', kind: 'vscode-high-contrast' },
  'high-contrast-light': { label: 'Light High Contrast', kind: 'vscode-high-contrast-light' },
};

/** Changes the color theme and waits until the webview that is shown has it, too. */
export async function chooseTheme(window: Window, theme: Theme): Promise<void> {
  const { label, kind } = THEME_NAMES[theme];
  await window.runCommand('Preferences: Color Theme');
  await window.pick(label, label);
  await webview(window).locator(`body[data-vscode-theme-kind="${kind}"]`).waitFor();
}

/** The inside of the one webview that is shown. */
export const webview = ({ page }: Window): FrameLocator =>
  page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');

/** Saves what the active editor holds, and waits until the file holds exactly that text. */
export async function savedText(window: Window, name: string, expected: string): Promise<void> {
  await window.page.keyboard.press('Control+S');
  await becomes(() => readFileSync(join(window.folder, name), 'utf8'), expected);
}
