/** The access token of a login by OAuth2: that of the files, a new one on the user's word, or one that is typed. */
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { fetchToken, type Login, shownHost, tokenHost } from '../probe';
import { type ConfigurationSummary, TOKENS, type TokensResult } from '../server/protocol';
import { visible } from '../show/shown';
import { TITLE } from './configurations';
import { withProgress } from './progress';

/** The login with a token; undefined where there is none. */
export async function withToken(
  client: LanguageClient,
  { id }: ConfigurationSummary,
  user: string,
  host: string,
): Promise<Login | undefined> {
  const { source, accessToken } = await client.sendRequest<TokensResult>(TOKENS, { id });
  const password = (source && (await renewed(source))) ?? accessToken ?? (await askToken(user, host));
  return password ? { user, password, method: 'XOAUTH2' } : undefined;
}

/** A new token, after a yes that says who is sent what; the user is told why there is none. */
async function renewed(source: NonNullable<TokensResult['source']>): Promise<string | undefined> {
  const server = tokenHost(source.url);
  if (server === undefined) return undefined;
  const yes = 'Get a token';
  const answer = await vscode.window.showInformationMessage(
    `Get an access token from ${visible(server)}?`,
    {
      modal: true,
      detail:
        'Client id, client secret and refresh token of the configuration are sent to it, over HTTPS. The token is used for this login and not kept.',
    },
    yes,
  );
  if (answer !== yes) return undefined;
  const fetched = await withProgress(`Getting an access token from ${visible(server)}`, (signal) =>
    fetchToken(source, signal),
  );
  if ('token' in fetched) return fetched.token;
  await vscode.window.showWarningMessage(fetched.refusal, { modal: true, detail: fetched.advice });
  return undefined;
}

const askToken = (user: string, host: string) =>
  vscode.window.showInputBox({
    title: TITLE,
    prompt: `Access token for ${visible(user)} at ${shownHost(host)}`,
    password: true,
    ignoreFocusOut: true,
  });
