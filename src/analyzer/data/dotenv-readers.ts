/** The readers of .env files whose rules are known: npm dotenv with and without dotenv-expand, and four others. */
export type DotenvReader = 'dotenv' | 'dotenv-expand' | 'ruby-dotenv' | 'phpdotenv' | 'compose' | 'python-dotenv';
