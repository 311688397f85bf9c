/**
 * Stands in for the native logger of VS Code. Log files are also what output channels are made of, so doing without
 * would leave the extension's output empty. Files do not rotate: they live as long as one start of VS Code.
 */
const fs = require('node:fs');
const path = require('node:path');

const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];
const [TRACE, DEBUG, INFO, WARNING, ERROR, CRITICAL] = LEVELS.keys();

class Logger {
  #file;
  #level = INFO;
  #raw = false;

  constructor(_type, _name, file) {
    this.#file = file;
  }

  #write(level, message) {
    if (level < this.#level) return;
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
    try {
      fs.appendFileSync(this.#file, this.#raw ? message : `${time} [${LEVELS[level]}] ${message}\n`);
    } catch {
      // The folder goes away before the last process that logs to it; there is nobody left to tell.
    }
  }

  trace = (message) => this.#write(TRACE, message);
  debug = (message) => this.#write(DEBUG, message);
  info = (message) => this.#write(INFO, message);
  warn = (message) => this.#write(WARNING, message);
  error = (message) => this.#write(ERROR, message);
  critical = (message) => this.#write(CRITICAL, message);
  getLevel = () => this.#level;
  setLevel = (level) => {
    this.#level = level;
  };
  /** Output channels bring their own line ends and want nothing added. */
  clearFormatters = () => {
    this.#raw = true;
  };
  setPattern() {}
  flush() {}
  drop() {}
}

async function createLogger(name, file) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  return new Logger('rotating', name, file);
}

exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = createLogger;
exports.createAsyncRotatingLogger = createLogger;
