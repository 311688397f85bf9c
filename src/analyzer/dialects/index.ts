/** One line a dialect. */
import type { Dialect } from './dialect';
import { nodemailer } from './nodemailer';
import { postfix } from './postfix';
import { TABLE_DIALECTS } from './variables';

export const DIALECTS: readonly Dialect[] = [nodemailer, postfix, ...TABLE_DIALECTS];
