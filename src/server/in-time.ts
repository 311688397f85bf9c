/** Messages before their time and after it: refused or dropped as the protocol wants it (LSP 3.17, `initialize` and `shutdown`). */
import {
  type Connection,
  type ConnectionOptions,
  ErrorCodes,
  InitializeRequest,
  Message,
  type RequestMessage,
  ResponseError,
  ShutdownRequest,
} from 'vscode-languageserver';

/** Takes the place of what is refused; no client knows the name. */
const REFUSED = 'mailConfigLint/refused';

/** What a connection is made with; each connection needs its own. */
export function inTime(): ConnectionOptions {
  let refusal: number | undefined = ErrorCodes.ServerNotInitialized;
  return {
    messageStrategy: {
      handleMessage(message, next) {
        if (Message.isRequest(message)) {
          const { method } = message;
          const isRefused = refusal !== undefined && method !== InitializeRequest.method;
          const refused: RequestMessage = { ...message, method: REFUSED, params: { code: refusal } };
          next(isRefused ? refused : message);
          if (method === InitializeRequest.method) refusal = undefined;
          else if (method === ShutdownRequest.method && !isRefused) refusal = ErrorCodes.InvalidRequest;
        } else if (refusal === undefined || !Message.isNotification(message) || isOfTheConnection(message.method)) {
          next(message);
        }
      },
    },
  };
}

/** `exit`, and what is about other messages. */
const isOfTheConnection = (method: string) => method === 'exit' || method.startsWith('$/');

export function serveRefusals(connection: Connection): void {
  connection.onRequest(
    REFUSED,
    ({ code }: { code: number }) => new ResponseError(code, 'The server is not initialized, or was shut down.'),
  );
}
